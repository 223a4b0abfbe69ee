#include "server/standing_cache.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_events = 100'000;
constexpr std::string_view as_of_field = R"({"as_of":")";
constexpr std::size_t size_of_instant = std::string_view("2026-03-02T15:00:00Z").size();

// Calls take() for every instant that the JSON names.
template <class Take>
void each_instant(std::string_view text, Take take) {
  for (auto at = text.find('T', 10); at != std::string_view::npos; at = text.find('T', at + 1)) {
    const auto begin = at - 10;
    const auto end = text.find('"', at);
    if (end == std::string_view::npos || text[begin + 4] != '-') continue;
    if (const auto instant = parse_instant(text.substr(begin, end - begin))) take(*instant);
  }
}

}  // namespace

Instant next_change(const store::Restated& restated, const std::vector<Event>& log,
                    std::string_view text) {
  // What is printed leaves out the parts of a second.
  constexpr std::int64_t a_second = 1'000'000;
  const Standing& standing = restated.standing;
  Instant next = restated.facility.zone.start_of(standing.today + 1);
  const auto take = [&](Instant instant) {
    if (instant.microseconds() + a_second > standing.as_of.microseconds())
      next = std::min(next, instant);
  };
  each_instant(text.substr(as_of_field.size() + size_of_instant), take);
  for (const Event& event : log) {
    take(event.recorded_at);
    each_instant(json::fact_text(event.fact), take);
  }
  return next;
}

StandingCache::StandingCache(std::size_t most_bytes)
    : most_bytes_(most_bytes), logs_(most_events) {}

std::optional<std::string> StandingCache::find(sql::Connection& connection,
                                               const std::shared_ptr<const PolicyBook>& book,
                                               const std::string& episode, Instant as_of) {
  const auto head = store::find_log(connection, episode);
  if (!head) return std::nullopt;
  std::string facility = store::facility_entry(connection, head->facility, as_of).value_or("");
  const auto known = by_episode_.find(episode);
  if (known != by_episode_.end()) {
    const Entry& entry = *known->second;
    if (entry.last_seq == head->last_seq && entry.book == book && entry.facility == facility &&
        entry.from <= as_of && as_of < entry.until) {
      entries_.splice(entries_.begin(), entries_, known->second);
      std::string text = entry.text;
      text.replace(as_of_field.size(), size_of_instant, to_text(as_of));
      return text;
    }
  }
  ++computed_;
  const auto restated = store::standing_of(connection, *book, episode, as_of, logs_);
  JsonWriter out;
  json::write_standing(out, restated->standing);
  std::string text(out.text());
  const Instant until =
      next_change(*restated, logs_.read(connection, episode, head->last_seq), text);
  keep({episode, head->last_seq, std::move(facility), book, as_of, until, text});
  return text;
}

void StandingCache::keep(Entry entry) {
  const auto known = by_episode_.find(entry.episode);
  if (known != by_episode_.end()) {
    // Who asks about the past does not take away what serves the present.
    if (entry.until <= entry.from) return;
    bytes_ -= known->second->text.size();
    entries_.erase(known->second);
    by_episode_.erase(known);
  }
  bytes_ += entry.text.size();
  entries_.push_front(std::move(entry));
  by_episode_.emplace(entries_.front().episode, entries_.begin());
  while (bytes_ > most_bytes_ && entries_.size() > 1) {
    bytes_ -= entries_.back().text.size();
    by_episode_.erase(entries_.back().episode);
    entries_.pop_back();
  }
}

}  // namespace authledger::server
