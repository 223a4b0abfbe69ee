// Where an episode stands and why, and which episodes there are.
#include <algorithm>
#include <array>

#include "engine/explain/explain.hpp"
#include "engine/json/explanation_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/search.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int largest_offset = 1'000'000;

Response no_episode(const std::string& id) {
  return not_found("there is no episode \"" + id + "\"");
}

void write_episode(JsonWriter& out, const store::FoundEpisode& found) {
  const store::ListedEpisode& episode = found.episode;
  out.begin_object();
  out.field("episode", episode.id);
  out.field("facility", episode.facility);
  out.field("member", episode.member);
  out.field("member_name", found.member_name);
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

store::EpisodeSearch read_search(Parameters& parameters, Problems& problems) {
  store::EpisodeSearch search;
  search.words = read_search_words(parameters, problems);
  search.facility = parameters.text("facility");
  search.payer = parameters.text("payer");
  search.member = parameters.text("member");
  search.plan_member_id = parameters.text("plan_member_id");
  search.authorization_number = parameters.text("authorization_number");
  search.is_open = parameters.boolean("open");
  search.offset = static_cast<std::size_t>(parameters.integer_or("offset", 0, largest_offset, 0));
  return search;
}

// The answer to a key that names nothing, with those that name something.
Response unknown_key(const explain::Explainer& explainer, const std::string& key) {
  Response response =
      not_found("there is no \"" + key + "\" in this standing; keys has what there is");
  JsonWriter keys;
  json::write_explanation_keys(keys, explainer.keys());
  response.body.pop_back();  // the brace: one member more
  response.body.append(",\"keys\":").append(keys.text()).append("}");
  return response;
}

Response explained(const explain::Explainer& explainer, const std::string& episode,
                   const std::optional<std::string>& key) {
  const auto told = key ? explainer.explain(*key) : explainer.overview();
  if (told.empty()) return unknown_key(explainer, key.value_or(""));
  JsonWriter out;
  out.begin_object();
  out.field("as_of", explainer.standing().as_of);
  out.field("episode", episode);
  out.key("explanations");
  out.begin_array();
  for (const explain::Explanation& it : told) json::write_explanation(out, it);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

void write_remaining(JsonWriter& out, const Standing& standing) {
  out.key("remaining");
  out.begin_object();
  for (const Unit unit : {Unit::visit, Unit::day, Unit::hour, Unit::quarter_hour})
    out.field_if(word(unit), standing.remaining[static_cast<std::size_t>(unit)]);
  out.end_object();
}

// How many obligations are pending, and the one that is due first.
void write_pending(JsonWriter& out, const Standing& standing) {
  constexpr std::array pending{ObligationStatus::upcoming, ObligationStatus::open,
                               ObligationStatus::overdue};
  out.key("pending");
  out.begin_object();
  for (const ObligationStatus status : pending)
    out.field(word(status), std::count_if(standing.obligations.begin(), standing.obligations.end(),
                                          [&](const auto& it) { return it.status == status; }));
  out.end_object();
  const auto next = std::find_if(standing.obligations.begin(), standing.obligations.end(),
                                 [](const auto& it) { return is_pending(it.status); });
  out.key("next_due");
  if (next == standing.obligations.end()) return out.null();
  out.begin_object();
  out.field("key", next->key);
  out.field("kind", word(next->kind));
  out.field("status", word(next->status));
  out.field("due_at", next->due_at);
  out.end_object();
}

void write_summary(JsonWriter& out, const Call& call, const store::Restated& found) {
  const Standing& now = found.standing;
  const Episode& episode = found.episode;
  const auto member =
      found.member ? store::find_member(call.reader, *found.member, now.as_of) : std::nullopt;
  const auto* coverage = episode.coverage_on(now.today);
  const auto date_of = [](const auto& said) {
    return said ? std::optional<Date>(said->fact.date) : std::nullopt;
  };
  std::int64_t uncovered = 0;
  for (const UncoveredUnits& it : now.uncovered) uncovered += it.units;
  out.begin_object();
  out.field("as_of", now.as_of);
  out.field("episode", call.ids[0]);
  out.field("facility", found.facility.id);
  out.field("member", found.member);
  out.field("member_name", member ? std::optional(member->name) : std::nullopt);
  out.field("payer", coverage ? std::optional(coverage->fact.payer) : std::nullopt);
  out.field("level_of_care", episode.admission
                                 ? std::optional(episode.admission->fact.level_of_care)
                                 : std::nullopt);
  out.field("open", store::is_open(found));
  out.field("admitted", date_of(episode.admission));
  out.field("discharged", date_of(episode.discharge));
  out.field("discharge_planned", date_of(episode.planned_discharge));
  write_remaining(out, now);
  out.field("covered_through", now.covered_through);
  out.field("first_uncovered_day", now.first_uncovered_day);
  out.field("uncovered_units", uncovered);
  out.field("sessions", now.sessions.size());
  write_pending(out, now);
  out.end_object();
}

}  // namespace

Answer get_episode(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto found = store::standing_of(call.reader, *call.book, call.ids[0], as_of);
  if (!found) return no_episode(call.ids[0]);
  JsonWriter out;
  write_summary(out, call, *found);
  return Response{.body = std::string(out.text())};
}

Answer get_standing(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto as_of = parameters.instant("as_of");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  if (!as_of) {
    auto text = call.standings.find(call.reader, call.book, call.ids[0], call.now);
    return text ? Response{.body = std::move(*text)} : no_episode(call.ids[0]);
  }
  const auto found = store::standing_of(call.reader, *call.book, call.ids[0], *as_of);
  if (!found) return no_episode(call.ids[0]);
  JsonWriter out;
  json::write_standing(out, found->standing);
  return Response{.body = std::string(out.text())};
}

Answer get_explanation(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto key = parameters.text("key");
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto head = store::find_log(call.reader, call.ids[0]);
  if (!head) return no_episode(call.ids[0]);
  const auto facility = store::find_facility(call.reader, head->facility, as_of);
  if (!facility)
    throw sql::Error("an episode is treated at a facility that the register does not have");
  const std::vector<Event> log = store::read_log(call.reader, call.ids[0]);
  return explained(explain::Explainer(log, *call.book, *facility, as_of), call.ids[0], key);
}

Answer get_episodes(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "episodes", 1, parameters, problems);
  store::EpisodeSearch search = read_search(parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  search.visible = call.request.principal->facilities;
  search.limit = asked.limit + 1;
  if (asked.after) search.after = asked.after->front();
  const auto found = store::find_episodes(call.reader, search);
  ListWriter list(call, asked,
                  {"episode", "facility", "member", "member_name", "payer", "open", "admitted",
                   "discharged", "covered_through", "first_uncovered_day", "uncovered_units",
                   "events", "last_recorded_at", "restated_at"},
                  std::nullopt);
  const std::size_t shown = std::min(found.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) write_episode(list.out(), found[i]);
  if (shown == found.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{found[shown - 1].episode.id});
}

}  // namespace authledger::server
