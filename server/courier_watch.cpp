#include "server/courier_watch.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "engine/store/audit.hpp"
#include "server/own_write.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{250};

}  // namespace

CourierWatch::CourierWatch(Endpoints endpoints, std::unique_ptr<sql::Connection> reader,
                           Writer& writer, std::function<Instant()> clock)
    : carrier_(CarrierLimits{}),
      reader_(std::move(reader)),
      writer_(writer),
      clock_(std::move(clock)) {
  if (!put_in_force(std::move(endpoints), false))
    throw sql::Error("the endpoints cannot be entered");
  if (!courier_->endpoints().empty()) thread_ = std::thread([this] { run(); });
}

CourierWatch::~CourierWatch() {
  stop();
}

void CourierWatch::stop() {
  is_stopping_ = true;
  carrier_.wake();
  if (thread_.joinable()) thread_.join();
}

void CourierWatch::use(Endpoints endpoints) {
  {
    const std::lock_guard lock(mutex_);
    wanted_ = std::move(endpoints);
  }
  if (thread_.joinable())
    carrier_.wake();
  else
    thread_ = std::thread([this] { run(); });
}

bool CourierWatch::put_in_force(Endpoints endpoints, bool is_entered) {
  auto next = std::make_unique<Courier>(std::move(endpoints));
  Write enlist = next->enlist();
  const Write whole{[enlist, is_entered](sql::Connection& connection, Instant now) {
                      if (is_entered)
                        store::append_audit(
                            connection, store::local_entry(now, "reload", "SIGHUP", "endpoints"));
                      return enlist.apply(connection, now);
                    },
                    1};
  if (!write(whole)) return false;
  courier_ = std::move(next);
  return true;
}

bool CourierWatch::take_over() {
  std::optional<Endpoints> wanted;
  {
    const std::lock_guard lock(mutex_);
    wanted = wanted_;
  }
  if (!wanted) return true;
  if (under_way_ > 0 || !put_in_force(*wanted, true)) return false;
  const std::lock_guard lock(mutex_);
  if (wanted_ && wanted_->digest == wanted->digest) wanted_.reset();
  return true;
}

bool CourierWatch::write(const Write& write) {
  const auto answer = write_in_turn(writer_, write, [this](milliseconds time) {
    std::this_thread::sleep_for(time);
    return !is_stopping_;
  });
  return answer && answer->status == 200;
}

void CourierWatch::run() {
  while (!is_stopping_) {
    try {
      turn();
    } catch (const std::exception& error) {
      spdlog::error("nothing was delivered, it is tried again: {}", error.what());
      std::this_thread::sleep_for(between_looks);
    }
  }
}

void CourierWatch::turn() {
  if (!take_over()) {
    for (const Carried& it : carrier_.wait(between_looks)) report(it);
    return;
  }
  if (const auto step = courier_->escalate(*reader_, clock_())) write(*step);
  if (const auto step = courier_->digest(*reader_, clock_())) write(*step);
  if (const auto step = courier_->fan_out(*reader_)) write(*step);
  for (Parcel& parcel : courier_->next(*reader_, clock_())) start(std::move(parcel));
  for (const Carried& it : carrier_.wait(between_looks)) report(it);
}

// A letter leaves when the entry of its disclosure is on disk.
void CourierWatch::start(Parcel parcel) {
  if (parcel.is_letter) {
    const auto [step, said] = Courier::disclose(parcel);
    if (!write(step) || !Courier::take_letter(*said, parcel)) {
      spdlog::warn("letter {} is not sent now; its obligation says why", parcel.id);
      courier_->settle(parcel);
      return;
    }
  }
  ++under_way_;
  carrier_.start(std::move(parcel));
}

// What could not be written down is sent again, under the same id.
void CourierWatch::report(const Carried& carried) {
  const auto& [parcel, outcome] = carried;
  if (outcome.kind == Outcome::Kind::gone)
    spdlog::warn("endpoint {} wants nothing more and is disabled until its settings change",
                 parcel.endpoint->name);
  else if (outcome.kind == Outcome::Kind::failed)
    spdlog::warn("message {} did not reach endpoint {}, attempt {} of {}: {}", parcel.id,
                 parcel.endpoint->name, parcel.attempt, most_attempts, outcome.what);
  if (!write(Courier::report(parcel, outcome, clock_()))) {
    spdlog::error("what became of message {} was not written; it will be sent again", parcel.id);
    std::this_thread::sleep_for(between_looks);
  }
  courier_->settle(parcel);
  --under_way_;
}

}  // namespace authledger::server
