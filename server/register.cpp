// Facilities and members: entered, changed, looked up. An entry is never overwritten; a newer one
// counts from now on.
#include <algorithm>

#include "engine/json/register_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

template <class Thing>
Response answer(int status, const Thing& thing, void (*write)(JsonWriter&, const Thing&)) {
  JsonWriter out;
  write(out, thing);
  return {.status = status, .body = std::string(out.text())};
}

// The entry in the body, which must be the one that the address names.
template <class Thing>
Result<Thing> read_entry(const Call& call,
                         std::optional<Thing> (*read)(JsonNode, const json::Place&, Problems&)) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  auto thing = read(tree->root(), json::Place(""), problems);
  if (!thing) return problems;
  if (thing->id != call.ids[0])
    return Problems{
        {ProblemCode::invalid_value,
         shortened("id is \"" + thing->id + "\", but the address names \"" + call.ids[0] + "\"",
                   longest_detail),
         "/id"}};
  return std::move(*thing);
}

std::optional<Problems> unknown_parameters(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  return problems.empty() ? std::nullopt : std::optional(std::move(problems));
}

int status_of(store::Entered entered) {
  return entered == store::Entered::created ? 201 : 200;
}

void restate_open_episodes_of(sql::Connection& writer, const PolicyBook& book,
                              const std::string& facility, Instant now) {
  for (const std::string& episode : store::open_episode_ids(writer, now)) {
    const auto log = store::find_log(writer, episode);
    if (log && log->facility == facility)
      store::restate(writer, book, episode, std::max(now, log->last_recorded_at));
  }
}

}  // namespace

Answer get_facilities(const Call& call) {
  if (auto problems = unknown_parameters(call)) return undecodable(*problems);
  JsonWriter out;
  out.begin_object();
  out.key("items");
  out.begin_array();
  for (const std::string& id : store::facility_ids(call.reader))
    if (const auto facility = store::find_facility(call.reader, id, call.now))
      json::write_facility(out, *facility);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

Answer get_facility(const Call& call) {
  if (auto problems = unknown_parameters(call)) return undecodable(*problems);
  const auto facility = store::find_facility(call.reader, call.ids[0], call.now);
  if (!facility) return not_found("there is no facility \"" + call.ids[0] + "\"");
  return answer(200, *facility, json::write_facility);
}

Answer put_facility(const Call& call) {
  auto facility = read_entry<Facility>(call, json::read_facility);
  if (!facility) return undecodable(facility.error());
  // The zone and the closed days stand in every forecast of the facility.
  return Write{
      [book = call.book, entry = std::move(*facility)](sql::Connection& writer, Instant now) {
        const auto entered = store::enter_facility(writer, entry, now);
        if (entered == store::Entered::changed)
          restate_open_episodes_of(writer, *book, entry.id, now);
        return answer(status_of(entered), entry, json::write_facility);
      }};
}

Answer get_member(const Call& call) {
  if (auto problems = unknown_parameters(call)) return undecodable(*problems);
  const auto member = store::find_member(call.reader, call.ids[0], call.now);
  if (!member) return not_found("there is no member \"" + call.ids[0] + "\"");
  return answer(200, *member, json::write_member);
}

Answer put_member(const Call& call) {
  auto member = read_entry<Member>(call, json::read_member);
  if (!member) return undecodable(member.error());
  return Write{[entry = std::move(*member)](sql::Connection& writer, Instant now) {
    const auto entered = store::enter_member(writer, entry, now);
    return answer(status_of(entered), entry, json::write_member);
  }};
}

}  // namespace authledger::server
