#include "engine/store/log_cache.hpp"

#include "engine/store/log.hpp"

namespace authledger::store {

const std::vector<Event>& LogCache::read(sql::Connection& connection, const std::string& episode,
                                         std::int64_t last_seq) {
  const auto known = by_episode_.find(episode);
  if (known != by_episode_.end()) {
    entries_.splice(entries_.begin(), entries_, known->second);
  } else {
    entries_.push_front({episode, {}});
    by_episode_.emplace(episode, entries_.begin());
  }
  std::vector<Event>& log = entries_.front().log;
  events_ -= log.size();
  if (!log.empty() && log.back().seq > last_seq) log.clear();
  try {
    read_log_after(connection, episode, log.empty() ? 0 : log.back().seq, log);
  } catch (...) {
    log.clear();  // read in part
    throw;
  }
  events_ += log.size();
  make_room();
  return log;
}

void LogCache::make_room() {
  while (events_ > most_events_ && entries_.size() > 1) {
    events_ -= entries_.back().log.size();
    by_episode_.erase(entries_.back().episode);
    entries_.pop_back();
  }
}

void LogCache::forget() {
  entries_.clear();
  by_episode_.clear();
  events_ = 0;
}

}  // namespace authledger::store
