#include "engine/store/verify.hpp"

#include <algorithm>
#include <optional>

#include "engine/store/chain.hpp"
#include "engine/store/log.hpp"
#include "engine/store/restate.hpp"

namespace authledger::store {
namespace {

void check_database(sql::Connection& connection, Verification& result) {
  connection.run("PRAGMA integrity_check", {}, [&](const sql::Row& row) {
    if (row.text(0) != "ok") result.differences.push_back("database: " + std::string(row.text(0)));
  });
}

// Whoever follows the events relies on their positions: from 1, none missing, none twice.
void check_positions(sql::Connection& connection, Verification& result) {
  connection.run(
      "SELECT count(*), count(DISTINCT position), min(position), max(position) FROM"
      " (SELECT position FROM event UNION ALL SELECT position FROM purged_event)",
      {}, [&](const sql::Row& row) {
        const std::int64_t count = row.integer(0);
        if (count == 0) return;
        if (row.integer(1) != count || row.integer(2) != 1 || row.integer(3) != count)
          result.differences.push_back("events: the positions of " + std::to_string(count) +
                                       " events are not 1 to " + std::to_string(count) +
                                       ", each once");
      });
}

// The row of an episode names the last event of its log; while it waits to be restated, one that it
// waits for.
bool names_its_log(sql::Connection& connection, const std::string& episode, std::int64_t last_seq) {
  bool is_right = false;
  connection.run(
      "SELECT 1 FROM episode JOIN event ON event.episode = episode.id AND seq = last_seq"
      " WHERE episode.id = $1 AND recorded_at = last_recorded_at"
      " AND (last_seq = $2 OR restated_seq < last_seq)",
      {episode, last_seq}, [&](const sql::Row&) { is_right = true; });
  return is_right;
}

// The episode's own row against its events: count, last instant, where and whose it is.
void check_head(sql::Connection& connection, const std::string& episode, Verification& result) {
  std::int64_t count = 0, last_seq = 0;
  connection.run("SELECT count(*), max(seq) FROM event WHERE episode = $1", {episode},
                 [&](const sql::Row& row) {
                   count = row.integer(0);
                   last_seq = row.integer(1);
                 });
  const auto head = find_log(connection, episode);
  if (count != last_seq)
    result.differences.push_back("episode " + episode + ": " + std::to_string(count) +
                                 " events, but the last has seq " + std::to_string(last_seq));
  if (!names_its_log(connection, episode, last_seq))
    result.differences.push_back("episode " + episode +
                                 ": its row does not name the last event of its log");
  connection.run(
      "SELECT facility, member FROM event WHERE episode = $1 AND (facility IS NOT NULL OR member "
      "IS "
      "NOT NULL)",
      {episode}, [&](const sql::Row& row) {
        if ((!row.is_null(0) && row.text(0) != head->facility) ||
            (!row.is_null(1) && row.text(1) != head->member))
          result.differences.push_back("episode " + episode +
                                       ": an event names another facility or member than its row");
      });
  result.events += static_cast<std::size_t>(count);
}

void check_derived(sql::Connection& connection, const PolicyBook& book, const std::string& episode,
                   Verification& result) {
  const Restating restating = last_restating(connection, episode);
  if (restating.last_seq < find_log(connection, episode)->last_seq) ++result.waiting;
  if (restating.last_seq == 0) return;
  if (restating.policies != book.fingerprint) {
    ++result.under_other_policies;
    return;
  }
  const auto rebuilt = standing_at(connection, book, episode, restating);
  const std::vector<std::string> stored = derived_rows(connection, episode);
  const std::vector<std::string> expected = derived_rows(*rebuilt);
  const auto report = [&](const auto& from, const auto& than, std::string_view what) {
    std::vector<std::string> only;
    std::set_difference(from.begin(), from.end(), than.begin(), than.end(),
                        std::back_inserter(only));
    for (const std::string& row : only)
      result.differences.push_back("episode " + episode + ": " + std::string(what) + ": " + row);
    result.in_derived_rows += only.size();
  };
  report(stored, expected, "stored, but the log does not give it");
  report(expected, stored, "given by the log, but not stored");
}

}  // namespace

Verification verify(sql::Connection& connection, const PolicyBook& book,
                    const std::function<void(std::size_t, std::size_t)>& progress) {
  Verification result;
  check_database(connection, result);
  check_positions(connection, result);
  check_chain(connection,
              [&](std::string difference) { result.differences.push_back(std::move(difference)); });
  connection.run("SELECT DISTINCT episode FROM event WHERE episode NOT IN (SELECT id FROM episode)",
                 {}, [&](const sql::Row& row) {
                   result.differences.push_back("episode " + std::string(row.text(0)) +
                                                ": has events but no row of its own");
                 });
  const std::vector<std::string> episodes = episode_ids(connection);
  for (const std::string& episode : episodes) {
    try {
      check_head(connection, episode, result);
      check_derived(connection, book, episode, result);
    } catch (const sql::Error& error) {
      result.differences.push_back("episode " + episode + ": " + error.what());
    }
    progress(++result.episodes, episodes.size());
  }
  return result;
}

}  // namespace authledger::store
