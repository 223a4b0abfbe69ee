#include "server/restater.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "engine/store/log.hpp"
#include "engine/store/restate.hpp"

namespace authledger::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t most_events_in_memory = 200'000;
constexpr milliseconds a_sweep{5'000};
constexpr milliseconds longest_share{50};

}  // namespace

Restater::Restater(sql::Connection& connection, SteadyTime time)
    : connection_(connection), time_(std::move(time)), logs_(most_events_in_memory) {}

void Restater::use(std::shared_ptr<const PolicyBook> book) {
  if (book_ == book) return;
  book_ = std::move(book);
  unreadable_.clear();
  may_have_work_ = true;
}

void Restater::restate_all(Instant now, milliseconds budget) {
  if (!book_) return;
  const auto start = time_();
  list(start);
  restate_until(listed_.size(), now, start + budget);
  may_have_work_ = next_ < listed_.size();
}

void Restater::restate_due(Instant now) {
  if (!book_) return;
  may_have_work_ = true;
  const auto start = time_();
  if (next_ == listed_.size()) {
    if (start - listed_at_ >= a_sweep) list(start);
    return;
  }
  const double share = std::min(1.0, std::chrono::duration<double>(start - listed_at_) /
                                         std::chrono::duration<double>(a_sweep));
  const auto due = static_cast<std::size_t>(share * static_cast<double>(listed_.size()) + 0.5);
  restate_until(due, now, start + longest_share);
}

void Restater::undone() {
  logs_.forget();
  listed_.clear();
  next_ = 0;
  may_have_work_ = true;
}

void Restater::list(steady_clock::time_point now) {
  listed_ = store::waiting_episode_ids(connection_);
  if (!unreadable_.empty())
    std::erase_if(listed_, [&](const std::string& it) { return unreadable_.contains(it); });
  next_ = 0;
  listed_at_ = now;
  count();
}

void Restater::restate_until(std::size_t end, Instant now, steady_clock::time_point until) {
  while (next_ < end) {
    restate(listed_[next_++], now);
    if (time_() >= until) break;
  }
  count();
}

void Restater::restate(const std::string& episode, Instant now) {
  connection_.run("SAVEPOINT restating", {}, sql::ignore_rows);
  const auto give_up = [&](const char* why) {
    spdlog::error("an episode could not be restated and waits: {}", why);
    connection_.run("ROLLBACK TO SAVEPOINT restating", {}, sql::ignore_rows);
    unreadable_.insert(episode);
  };
  try {
    store::restate(connection_, *book_, episode, now, logs_);
  } catch (const sql::DamagedRow& error) {
    give_up(error.what());
  } catch (const sql::Error&) {
    throw;
  } catch (const std::exception& error) {
    give_up(error.what());
  }
  connection_.run("RELEASE SAVEPOINT restating", {}, sql::ignore_rows);
}

void Restater::count() {
  waiting_ = listed_.size() - next_ + unreadable_.size();
}

}  // namespace authledger::server
