// An authorization, by the number that the payer gave it or by its own id: what remains of it, its
// last covered day, and the sessions that drew on it.
#include <algorithm>

#include "engine/json/standing_codec.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/search.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_standings_of_a_page = 20;  // each is computed for the answer

void write_draws(JsonWriter& out, const Standing& standing, const std::string& authorization) {
  out.key("sessions");
  out.begin_array();
  for (const SessionStanding& session : standing.sessions)
    for (const Allocation& draw : session.allocations) {
      if (draw.authorization != authorization) continue;
      out.begin_object();
      out.field("session", session.session);
      out.field("date", session.date);
      out.field("service", session.service);
      out.field("outcome", word(session.outcome));
      out.field("event", session.seq);
      out.field("line", draw.line);
      out.field("units", draw.units);
      out.end_object();
    }
  out.end_array();
}

// Null: the standing has no such authorization.
const AuthorizationStanding* find(const Standing& standing, const std::string& id) {
  const auto& all = standing.authorizations;
  const auto it =
      std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.id == id; });
  return it == all.end() ? nullptr : &*it;
}

// How an item names itself in both answers: where it stands, its figures, and what drew it.
void write_item(JsonWriter& out, const Call& call, const store::Restated& found,
                const std::string& episode, const AuthorizationStanding& shown) {
  const auto member =
      found.member ? store::find_member(call.reader, *found.member, call.now) : std::nullopt;
  out.begin_object();
  out.field("as_of", found.standing.as_of);
  out.field("episode", episode);
  out.field("facility", found.facility.id);
  out.field("member", found.member);
  out.field("member_name", member ? std::optional(member->name) : std::nullopt);
  out.key("authorization");
  json::write_authorization(out, shown);
  write_draws(out, found.standing, shown.id);
  out.end_object();
}

}  // namespace

Answer get_authorizations(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  ListRequest asked = read_list_request(call, "authorizations", 2, parameters, problems);
  const auto number = parameters.text("number");
  if (!number && problems.empty())
    problems.push_back({ProblemCode::missing_field,
                        "number is missing in the address: the number that the payer gave", ""});
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  asked.limit = std::min(asked.limit, most_standings_of_a_page);
  std::optional<store::AuthorizationPlace> after;
  if (asked.after) after = {asked.after->at(0), asked.after->at(1)};
  const auto places = store::find_authorizations(
      call.reader, *number, call.request.principal->facilities, after, asked.limit + 1);
  ListWriter list(call, asked,
                  {"episode", "facility", "member", "member_name", "authorization.authorization",
                   "authorization.number", "authorization.decision", "authorization.start",
                   "authorization.end", "authorization.last_covered_day"},
                  std::nullopt);
  const std::size_t shown = std::min(places.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto found = store::standing_of(call.reader, *call.book, places[i].episode, call.now);
    const auto* standing = found ? find(found->standing, places[i].authorization) : nullptr;
    if (standing) write_item(list.out(), call, *found, places[i].episode, *standing);
  }
  if (shown == places.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{places[shown - 1].episode, places[shown - 1].authorization});
}

Answer get_authorization(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const std::string &episode = call.ids[0], &id = call.ids[1];
  const auto found = store::standing_of(call.reader, *call.book, episode, as_of);
  if (!found) return not_found("there is no episode \"" + episode + "\"");
  const auto* shown = find(found->standing, id);
  if (!shown) return not_found("the episode has no authorization \"" + id + "\"");
  JsonWriter out;
  write_item(out, call, *found, episode, *shown);
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
