#include "server/spool_watch.hpp"

#include <spdlog/spdlog.h>

#include "engine/store/audit_spool.hpp"
#include "server/own_write.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{1'000};

}  // namespace

SpoolWatch::SpoolWatch(std::string directory, Writer& writer)
    : directory_(std::move(directory)), writer_(writer), thread_([this] { run(); }) {}

SpoolWatch::~SpoolWatch() {
  stop();
}

void SpoolWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// False: the service is stopping.
bool SpoolWatch::pauses(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [&] { return is_stopping_; });
}

void SpoolWatch::run() {
  while (pauses(between_looks)) {
    try {
      look();
    } catch (const std::exception& error) {
      spdlog::error("what commands have read is not in the audit trail yet, it is tried again: {}",
                    error.what());
    }
  }
}

void SpoolWatch::look() {
  if (!store::has_spooled_audit(directory_)) return;
  const auto spooled = std::make_shared<store::SpooledAudit>(directory_);
  const Write write{.apply =
                        [spooled](sql::Connection& writer, Instant) {
                          spooled->append_to(writer);
                          return Response{};
                        },
                    .weight = std::max<std::size_t>(1, spooled->size())};
  const auto answer = write_in_turn(writer_, write, [this](milliseconds it) { return pauses(it); });
  if (!answer) return;
  if (answer->status != 200) throw std::runtime_error("the write was refused");
  spooled->done();
}

}  // namespace authledger::server
