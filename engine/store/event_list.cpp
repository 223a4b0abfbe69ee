#include "engine/store/event_list.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"

namespace authledger::store {
namespace {

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

// position, seq, id, recorded_at, facility, member, fact, episode
ListedEvent read_row(const sql::Row& row) {
  const std::string episode(row.text(7));
  auto fact = json::read_fact_text(row.text(6));
  if (!fact)
    throw sql::DamagedRow("event " + std::to_string(row.integer(1)) + " of episode " + episode +
                          " cannot be read: " + summary(fact.error()));
  PostedEvent posted{
      std::string(row.text(2)), episode, maybe_text(row, 4), maybe_text(row, 5), std::nullopt,
      std::move(*fact),         ""};
  return {row.integer(0), row.integer(1), Instant::from_microseconds(row.integer(3)),
          std::move(posted)};
}

std::string id_of(sql::Connection& connection, const std::string& episode, std::int64_t seq) {
  std::string id;
  connection.run("SELECT id FROM event WHERE episode = $1 AND seq = $2", {episode, seq},
                 [&](const sql::Row& row) { id = row.text(0); });
  return id;
}

}  // namespace

std::vector<ListedEvent> events_of(sql::Connection& connection, const std::string& episode) {
  std::vector<ListedEvent> events;
  connection.run(
      "SELECT position, seq, id, recorded_at, facility, member, fact, episode FROM event"
      " WHERE episode = $1 ORDER BY seq",
      {episode}, [&](const sql::Row& row) { events.push_back(read_row(row)); });
  for (ListedEvent& event : events) {
    const auto* withdrawal = std::get_if<EventWithdrawn>(&event.posted.fact);
    if (!withdrawal) continue;
    const auto target =
        std::ranges::lower_bound(events, withdrawal->withdraws, {}, &ListedEvent::seq);
    if (target != events.end()) event.posted.withdraws = target->posted.id;
  }
  return events;
}

std::vector<ListedEvent> events_after(sql::Connection& connection, std::int64_t position,
                                      const PageLimits& limits) {
  std::vector<ListedEvent> events;
  std::size_t bytes = 0;
  connection.run(
      "SELECT position, seq, id, recorded_at, facility, member, fact, episode FROM event"
      " WHERE position > $1 AND ($3 IS NULL OR (SELECT e.facility FROM episode AS e WHERE e.id ="
      " event.episode) IN (SELECT value FROM json_each($3))) ORDER BY position LIMIT $2",
      {position, static_cast<std::int64_t>(limits.events), list_of(limits.visible)},
      [&](const sql::Row& row) {
        bytes += row.text(6).size();
        if (events.empty() || bytes <= limits.bytes) events.push_back(read_row(row));
      });
  for (ListedEvent& event : events)
    if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event.posted.fact))
      event.posted.withdraws = id_of(connection, event.posted.episode, withdrawal->withdraws);
  return events;
}

bool has_event(sql::Connection& connection, const std::string& id) {
  bool is_there = false;
  connection.run("SELECT 1 FROM event WHERE id = $1", {id},
                 [&](const sql::Row&) { is_there = true; });
  return is_there;
}

std::int64_t last_purged_position(sql::Connection& connection) {
  std::int64_t position = 0;
  connection.run("SELECT ifnull(max(position), 0) FROM purged_event", {},
                 [&](const sql::Row& row) { position = row.integer(0); });
  return position;
}

std::int64_t last_position(sql::Connection& connection) {
  std::int64_t position = last_purged_position(connection);
  connection.run("SELECT max(position) FROM event", {},
                 [&](const sql::Row& row) { position = std::max(position, row.integer(0)); });
  return position;
}

std::int64_t last_position_in(sql::Connection& connection, const Compartment& visible) {
  if (!visible) return last_position(connection);
  std::int64_t position = last_purged_position(connection);  // of whom is not known any more
  connection.run(
      "SELECT position FROM event WHERE (SELECT e.facility FROM episode AS e WHERE e.id ="
      " event.episode) IN (SELECT value FROM json_each($1)) ORDER BY position DESC LIMIT 1",
      {list_of(visible)},
      [&](const sql::Row& row) { position = std::max(position, row.integer(0)); });
  return position;
}

}  // namespace authledger::store
