// Where an episode stands, which episodes there are, and what is due over all of them.
#include "engine/json/standing_codec.hpp"
#include "engine/store/episode_list.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/worklist.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int most_items = 1'000;
constexpr int usual_items = 100;
constexpr int largest_offset = 1'000'000;

void write_item(JsonWriter& out, const store::WorklistItem& item) {
  out.begin_object();
  out.field("episode", item.episode);
  out.field("facility", item.facility);
  out.field("member", item.member);
  out.field("member_name", item.member_name);
  out.field("payer", item.payer);
  out.field("key", item.key);
  out.field("kind", item.kind);
  out.field("status", item.status);
  out.field("rule", item.rule);
  out.field("authorization", item.authorization);
  out.field("opens_at", item.opens_at);
  out.field("due_at", item.due_at);
  out.key("because");
  out.raw(item.because);
  out.end_object();
}

void write_episode(JsonWriter& out, const store::ListedEpisode& episode) {
  out.begin_object();
  out.field("episode", episode.id);
  out.field("facility", episode.facility);
  out.field("member", episode.member);
  out.field("payer", episode.payer);
  out.field("open", episode.is_open);
  out.field("admitted", episode.admitted);
  out.field("discharged", episode.discharged);
  out.field("covered_through", episode.covered_through);
  out.field("first_uncovered_day", episode.first_uncovered_day);
  out.field("uncovered_units", episode.uncovered_units);
  out.field("events", episode.events);
  out.field("last_recorded_at", to_exact_text(episode.last_recorded_at));
  out.field("restated_at", to_exact_text(episode.restated_at));
  out.end_object();
}

}  // namespace

Answer get_standing(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto found = store::standing_of(call.reader, *call.book, call.ids[0], as_of);
  if (!found) return not_found("there is no episode \"" + call.ids[0] + "\"");
  JsonWriter out;
  json::write_standing(out, found->standing);
  return Response{.body = std::string(out.text())};
}

Answer get_episodes(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  store::EpisodeQuery query;
  query.facility = parameters.text("facility");
  query.is_open = parameters.boolean("open");
  query.limit = parameters.integer_or("limit", 1, most_items, usual_items);
  query.offset = parameters.integer_or("offset", 0, largest_offset, 0);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  JsonWriter out;
  out.begin_object();
  out.key("items");
  out.begin_array();
  for (const auto& episode : store::list_episodes(call.reader, query)) write_episode(out, episode);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

Answer get_worklist(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  store::WorklistQuery query;
  query.as_of = call.now;
  query.facility = parameters.text("facility");
  query.payer = parameters.text("payer");
  query.kind = parameters.one_of("kind", {"review", "notice", "duty", "decision", "request"});
  query.status = parameters.one_of("status", {"upcoming", "open", "overdue"});
  query.due_before = parameters.instant("due_before");
  query.limit = parameters.integer_or("limit", 1, most_items, usual_items);
  query.offset = parameters.integer_or("offset", 0, largest_offset, 0);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  JsonWriter out;
  out.begin_object();
  out.field("as_of", query.as_of);
  out.key("items");
  out.begin_array();
  for (const auto& item : store::worklist(call.reader, query)) write_item(out, item);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
