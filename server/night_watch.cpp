#include "server/night_watch.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "server/own_write.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds between_looks{5'000};

}  // namespace

NightWatch::NightWatch(NightSettings settings, std::unique_ptr<sql::Connection> reader,
                       Writer& writer, std::function<Instant()> clock,
                       std::shared_ptr<const PolicyBook> book)
    : reader_(std::move(reader)),
      writer_(writer),
      clock_(std::move(clock)),
      nights_(settings, [this] { return this->book(); }),
      book_(std::move(book)),
      thread_([this] { run(); }) {}

NightWatch::~NightWatch() {
  stop();
}

void NightWatch::use(std::shared_ptr<const PolicyBook> book) {
  const std::lock_guard lock(mutex_);
  book_ = std::move(book);
}

std::shared_ptr<const PolicyBook> NightWatch::book() {
  const std::lock_guard lock(mutex_);
  return book_;
}

void NightWatch::stop() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

// False: the service is stopping.
bool NightWatch::pauses(milliseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [&] { return is_stopping_; });
}

void NightWatch::run() {
  do {
    try {
      look();
    } catch (const std::exception& error) {
      spdlog::error("the night was not looked at, it is tried again: {}", error.what());
    }
  } while (pauses(between_looks));
}

void NightWatch::look() {
  const auto due = nights_.due(*reader_, clock_());
  due_ = due.size();
  for (const store::DueNight& night : due) {
    restate(night);
    waiting_ = 0;
    if (!pauses(milliseconds(0))) return;
  }
}

// What a write could not do, the next look tries again from where it was.
void NightWatch::restate(const store::DueNight& due) {
  const std::string date = to_text(due.date);
  if (due.missed > 0)
    spdlog::warn(
        "night {} of a facility: {} nights before it were missed; only this is done, for "
        "a restating is of the present",
        date, due.missed);
  if (due.is_begun) spdlog::info("night {} of a facility goes on where it was", date);
  waiting_ = Nights::episodes_left(*reader_, due);
  const std::size_t at_first = waiting_;
  NightProgress progress;
  while (!progress.is_done) {
    const auto answer = write_in_turn(writer_, nights_.step(due, progress),
                                      [this](milliseconds time) { return pauses(time); });
    if (!answer) return;
    if (answer->status != 200)
      return spdlog::error("night {} of a facility stopped after {} episodes; it goes on soon",
                           date, progress.episodes);
    waiting_ = at_first - std::min(at_first, progress.seen);
    if (!progress.is_done && !pauses(milliseconds(0))) return;
  }
  ++done_;
  --due_;
  last_done_at_ = clock_().seconds();
  spdlog::info("night {} of a facility is done: restated {} open episodes, {} new review packets",
               date, progress.episodes, progress.packets);
  if (progress.unbuilt > 0)
    spdlog::error("night {} could not assemble the packets of {} reviews", date, progress.unbuilt);
  if (progress.damaged > 0)
    spdlog::error("night {} left {} episodes alone that cannot be read; see authledger verify",
                  date, progress.damaged);
}

}  // namespace authledger::server
