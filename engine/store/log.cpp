#include "engine/store/log.hpp"

#include "engine/json/event_codec.hpp"
#include "engine/store/writer_memory.hpp"

namespace authledger::store {

namespace {

std::optional<LogAndWaiting> read_head(sql::Connection& connection, const std::string& episode) {
  std::optional<LogAndWaiting> found;
  connection.run(
      "SELECT facility, member, last_seq, last_recorded_at, restated_seq < last_seq FROM episode"
      " WHERE id = $1",
      {episode}, [&](const sql::Row& row) {
        found = {{episode, std::string(row.text(0)),
                  row.is_null(1) ? std::nullopt : std::optional(std::string(row.text(1))),
                  row.integer(2), Instant::from_microseconds(row.integer(3))},
                 row.integer(4) != 0};
      });
  if (!found || !found->is_waiting) return found;
  connection.run("SELECT seq, recorded_at FROM event WHERE episode = $1 ORDER BY seq DESC LIMIT 1",
                 {episode}, [&](const sql::Row& row) {
                   found->head.last_seq = row.integer(0);
                   found->head.last_recorded_at = Instant::from_microseconds(row.integer(1));
                 });
  return found;
}

}  // namespace

std::optional<LogHead> find_log(sql::Connection& connection, const std::string& episode) {
  auto found = find_log_and_waiting(connection, episode);
  return found ? std::optional(std::move(found->head)) : std::nullopt;
}

std::optional<LogAndWaiting> find_log_and_waiting(sql::Connection& connection,
                                                  const std::string& episode) {
  WriterMemory* const memory = connection.memory();
  if (memory) {
    if (const LogAndWaiting* log = memory->find(episode)) return *log;
  }
  auto found = read_head(connection, episode);
  if (memory && found) memory->keep(*found);
  return found;
}

std::vector<Event> read_log(sql::Connection& connection, const std::string& episode) {
  std::vector<Event> log;
  read_log_after(connection, episode, 0, log);
  return log;
}

void read_log_after(sql::Connection& connection, const std::string& episode, std::int64_t seq,
                    std::vector<Event>& log) {
  connection.run(
      "SELECT seq, recorded_at, fact FROM event WHERE episode = $1 AND seq > $2"
      " ORDER BY seq",
      {episode, seq}, [&](const sql::Row& row) {
        auto fact = json::read_fact_text(row.text(2));
        if (!fact)
          throw sql::DamagedRow("event " + std::to_string(row.integer(0)) + " of episode " +
                                episode + " cannot be read: " + summary(fact.error()));
        log.push_back(
            {row.integer(0), Instant::from_microseconds(row.integer(1)), std::move(*fact)});
      });
}

std::vector<std::string> episode_ids(sql::Connection& connection) {
  std::vector<std::string> ids;
  connection.run("SELECT id FROM episode ORDER BY id", {},
                 [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

std::vector<std::string> open_episode_ids(sql::Connection& connection, Instant as_of) {
  std::vector<std::string> ids;
  connection.run(
      "SELECT id FROM episode WHERE is_open = 1 OR restated_at > $1"
      " OR restated_seq < last_seq ORDER BY id",
      {as_of.microseconds()}, [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

std::vector<std::string> waiting_episode_ids(sql::Connection& connection) {
  std::vector<std::string> ids;
  connection.run("SELECT id FROM episode WHERE restated_seq < last_seq ORDER BY id", {},
                 [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

}  // namespace authledger::store
