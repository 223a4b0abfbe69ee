#include "engine/store/nights.hpp"

#include <algorithm>

#include "engine/store/log.hpp"
#include "engine/store/packet_building.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"

namespace authledger::store {
namespace {

Instant entered_at(sql::Connection& connection, const std::string& facility) {
  Instant at;
  connection.run("SELECT min(recorded_at) FROM facility WHERE id = $1", {facility},
                 [&](const sql::Row& row) { at = Instant::from_microseconds(row.integer(0)); });
  return at;
}

// The night that was done last before `date`.
std::optional<Date> done_before(sql::Connection& connection, const std::string& facility,
                                Date date) {
  std::optional<Date> latest;
  connection.run(
      "SELECT max(date) FROM night WHERE facility = $1 AND date < $2 AND done_at IS NOT NULL",
      {facility, to_text(date)}, [&](const sql::Row& row) {
        if (!row.is_null(0)) latest = parse_date(row.text(0));
      });
  return latest;
}

std::vector<std::string> open_episodes_after(sql::Connection& connection,
                                             const std::string& facility, const std::string& after,
                                             std::size_t most) {
  std::vector<std::string> ids;
  connection.run(
      "SELECT id FROM episode WHERE facility = $1 AND is_open = 1 AND id > $2 ORDER BY id LIMIT $3",
      {facility, after, static_cast<std::int64_t>(most)},
      [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

std::optional<Instant> instant_in(const sql::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant::from_microseconds(row.integer(column));
}

sql::Value value(const std::optional<Instant>& at) {
  return at ? sql::Value(at->microseconds()) : sql::Value();
}

}  // namespace

Date date_of_night(const Zone& zone, TimeOfDay at, Instant now) {
  const Date today = zone.day_of(now);
  return zone.at(today, at) <= now ? today : Date::from_days(today.days() - 1);
}

std::vector<DueNight> undone_nights(sql::Connection& connection, TimeOfDay at, Instant now) {
  std::vector<DueNight> undone;
  for (const std::string& id : facility_ids(connection)) {
    const auto facility = find_facility(connection, id, now);
    ensure(facility.has_value(), "a facility that is listed has an entry");
    const Date date = date_of_night(facility->zone, at, now);
    const auto night = find_night(connection, id, date);
    if (night && night->done_at) continue;
    const auto before = done_before(connection, id, date);
    const int missed = before ? date.days() - before->days() - 1 : 0;
    undone.push_back({id, date, night.has_value(), static_cast<std::size_t>(missed),
                      entered_at(connection, id) > facility->zone.at(date, at)});
  }
  return undone;
}

std::vector<DueNight> due_nights(sql::Connection& connection, TimeOfDay at, Instant now) {
  std::vector<DueNight> due = undone_nights(connection, at, now);
  std::erase_if(due, [](const DueNight& night) { return night.is_before_entry; });
  return due;
}

std::optional<Night> find_night(sql::Connection& connection, const std::string& facility,
                                Date date) {
  std::optional<Night> night;
  connection.run(
      "SELECT begun_at, done_at, last_episode, episodes FROM night"
      " WHERE facility = $1 AND date = $2",
      {facility, to_text(date)}, [&](const sql::Row& row) {
        night = Night{facility,
                      date,
                      Instant::from_microseconds(row.integer(0)),
                      instant_in(row, 1),
                      std::string(row.text(2)),
                      static_cast<std::size_t>(row.integer(3))};
      });
  return night;
}

std::size_t episodes_left(sql::Connection& connection, const DueNight& due) {
  const auto night = find_night(connection, due.facility, due.date);
  if (night && night->done_at) return 0;
  std::size_t left = 0;
  connection.run("SELECT count(*) FROM episode WHERE facility = $1 AND is_open = 1 AND id > $2",
                 {due.facility, night ? night->last_episode : ""},
                 [&](const sql::Row& row) { left = static_cast<std::size_t>(row.integer(0)); });
  return left;
}

void put_night(sql::Connection& writer, const Night& night) {
  writer.run(
      "INSERT INTO night (facility, date, begun_at, done_at, last_episode, episodes)"
      " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (facility, date) DO UPDATE SET"
      " begun_at = excluded.begun_at, done_at = excluded.done_at,"
      " last_episode = excluded.last_episode, episodes = excluded.episodes",
      {night.facility, to_text(night.date), night.begun_at.microseconds(), value(night.done_at),
       night.last_episode, static_cast<std::int64_t>(night.episodes)},
      sql::ignore_rows);
}

namespace {

// How many are new. What cannot be assembled leaves its reviews without one.
std::size_t packets_of_night(sql::Connection& writer, const PolicyBook& book,
                             const std::string& episode, const Restated& restated, Instant now,
                             std::size_t& unbuilt) {
  const auto reviews = reviews_to_build(restated.standing, std::nullopt);
  try {
    const auto packets = build_packets(writer, book, episode, restated, reviews, "nightly", now);
    return static_cast<std::size_t>(std::ranges::count_if(packets, &Kept::is_new));
  } catch (const sql::Error&) {
    throw;
  } catch (const std::exception&) {
    unbuilt += reviews.size();
    return 0;
  }
}

}  // namespace

NightStep restate_some_of_night(sql::Connection& writer, const PolicyBook& book,
                                const DueNight& due, Instant now, std::size_t most) {
  const auto found = find_night(writer, due.facility, due.date);
  NightStep step;
  step.night = found.value_or(Night{.facility = due.facility, .date = due.date, .begun_at = now});
  Night& night = step.night;
  if (night.done_at) return step;
  const auto ids = open_episodes_after(writer, due.facility, night.last_episode, most);
  step.seen = ids.size();
  for (const std::string& id : ids) {
    night.last_episode = id;
    try {  // what cannot be read throws before anything of it is written
      const auto log = find_log(writer, id);
      ensure(log.has_value(), "an episode that is listed has a log");
      const auto restated = restate(writer, book, id, std::max(now, log->last_recorded_at));
      ++night.episodes;
      step.packets += packets_of_night(writer, book, id, restated, now, step.unbuilt);
    } catch (const sql::DamagedRow&) {
      ++step.damaged;  // one episode's trouble, not that of the others
    }
  }
  if (ids.size() < most) night.done_at = now;
  put_night(writer, night);
  return step;
}

}  // namespace authledger::store
