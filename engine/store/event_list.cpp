#include "engine/store/event_list.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"

namespace authledger::store {
namespace {

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

ListedEvent read_row(const std::string& episode, const sql::Row& row) {
  auto fact = json::read_fact_text(row.text(5));
  if (!fact)
    throw sql::Error("event " + std::to_string(row.integer(0)) + " of episode " + episode +
                     " cannot be read: " + summary(fact.error()));
  PostedEvent posted{
      std::string(row.text(1)), episode, maybe_text(row, 3), maybe_text(row, 4), std::nullopt,
      std::move(*fact),         ""};
  return {row.integer(0), Instant::from_microseconds(row.integer(2)), std::move(posted)};
}

}  // namespace

std::vector<ListedEvent> events_of(sql::Connection& connection, const std::string& episode) {
  std::vector<ListedEvent> events;
  connection.run(
      "SELECT seq, id, recorded_at, facility, member, fact FROM event WHERE episode = $1"
      " ORDER BY seq",
      {episode}, [&](const sql::Row& row) { events.push_back(read_row(episode, row)); });
  for (ListedEvent& event : events) {
    const auto* withdrawal = std::get_if<EventWithdrawn>(&event.posted.fact);
    if (!withdrawal) continue;
    const auto target =
        std::ranges::lower_bound(events, withdrawal->withdraws, {}, &ListedEvent::seq);
    if (target != events.end()) event.posted.withdraws = target->posted.id;
  }
  return events;
}

}  // namespace authledger::store
