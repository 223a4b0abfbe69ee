#include "engine/store/episode_list.hpp"

namespace authledger::store {
namespace {

constexpr std::string_view statement = R"sql(
SELECT id, facility, member, payer, is_open, admitted, discharged, covered_through,
       first_uncovered_day, uncovered_units,
       CASE WHEN restated_seq < last_seq
            THEN (SELECT max(seq) FROM event WHERE event.episode = episode.id)
            ELSE last_seq END,
       CASE WHEN restated_seq < last_seq
            THEN (SELECT recorded_at FROM event WHERE event.episode = episode.id
                  ORDER BY seq DESC LIMIT 1)
            ELSE last_recorded_at END,
       restated_at
FROM episode
WHERE ($1 IS NULL OR facility = $1) AND ($2 IS NULL OR is_open = $2)
ORDER BY id LIMIT $3 OFFSET $4
)sql";

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

}  // namespace

std::vector<ListedEpisode> list_episodes(sql::Connection& connection, const EpisodeQuery& query) {
  std::vector<ListedEpisode> episodes;
  connection.run(statement,
                 {sql::nullable(query.facility),
                  query.is_open ? sql::Value(std::int64_t{*query.is_open}) : sql::Value(),
                  static_cast<std::int64_t>(query.limit), static_cast<std::int64_t>(query.offset)},
                 [&](const sql::Row& row) {
                   ListedEpisode& it = episodes.emplace_back();
                   it.id = row.text(0);
                   it.facility = row.text(1);
                   it.member = maybe_text(row, 2);
                   it.payer = maybe_text(row, 3);
                   it.is_open = row.integer(4) != 0;
                   it.admitted = maybe_text(row, 5);
                   it.discharged = maybe_text(row, 6);
                   it.covered_through = maybe_text(row, 7);
                   it.first_uncovered_day = maybe_text(row, 8);
                   it.uncovered_units = row.integer(9);
                   it.events = row.integer(10);
                   it.last_recorded_at = Instant::from_microseconds(row.integer(11));
                   it.restated_at = Instant::from_microseconds(row.integer(12));
                 });
  return episodes;
}

}  // namespace authledger::store
