// Facilities and members: entered, changed, looked up. An entry is never overwritten; a newer one
// counts from now on.
#include <algorithm>
#include <functional>

#include "engine/json/register_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/search.hpp"
#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
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

// The entry with its tag, or what the conditions of the request say of it.
template <class Thing>
Response found(const Call& call, const Thing& thing, void (*write)(JsonWriter&, const Thing&)) {
  const auto conditions = read_conditions(call.request);
  return conditions ? answer_if(*conditions, answer(200, thing, write)) : invalid_conditions();
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
  call.audit->entry.fields = field_names(tree->root());
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

// Enters what is put, unless the conditions stand against it. What stands there already is not
// refused to somebody whose answer was lost (RFC 9110, 13.1.1).
template <class Thing>
Response put(const Conditions& conditions, const std::optional<Thing>& before, const Thing& thing,
             void (*write)(JsonWriter&, const Thing&),
             const std::function<store::Entered()>& enter) {
  Response response = answer(200, thing, write);
  const std::string tag = entity_tag(response.body);
  const auto tag_before =
      before ? std::optional(entity_tag(answer(200, *before, write).body)) : std::nullopt;
  const bool is_there = tag_before == tag && !conditions.none_match;
  if (!is_there && !allows_change(conditions, tag_before)) return precondition_failed();
  response.status = status_of(enter());
  response.headers.emplace_back("ETag", tag);
  return response;
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
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "facilities", 1, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  std::vector<std::string> ids = store::facility_ids(call.reader);
  std::erase_if(ids, [&](const auto& id) {
    return !store::shows_facility(call.request.principal->facilities, id);
  });
  if (asked.after) std::erase_if(ids, [&](const auto& id) { return id <= asked.after->front(); });
  ListWriter list(call, asked, {"id", "name", "npi", "time_zone"}, std::nullopt);
  const std::size_t shown = std::min(ids.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i)
    if (const auto facility = store::find_facility(call.reader, ids[i], store::registered_last))
      json::write_facility(list.out(), *facility);
  if (shown == ids.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{ids[shown - 1]});
}

Answer get_facility(const Call& call) {
  if (auto problems = unknown_parameters(call)) return undecodable(*problems);
  const auto facility = store::find_facility(call.reader, call.ids[0], store::registered_last);
  if (!facility) return not_found("there is no facility \"" + call.ids[0] + "\"");
  return found(call, *facility, json::write_facility);
}

Answer put_facility(const Call& call) {
  auto facility = read_entry<Facility>(call, json::read_facility);
  if (!facility) return undecodable(facility.error());
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return Write{[book = call.book, entry = std::move(*facility), conditions = *conditions](
                   sql::Connection& writer, Instant now) {
    return put(conditions, store::find_facility(writer, entry.id, store::registered_last), entry,
               json::write_facility, [&] {
                 const auto entered = store::enter_facility(writer, entry, now);
                 // The zone and the closed days stand in every forecast of the facility.
                 if (entered == store::Entered::changed)
                   restate_open_episodes_of(writer, *book, entry.id, now);
                 return entered;
               });
  }};
}

Answer get_members(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "members", 1, parameters, problems);
  store::MemberSearch search;
  search.words = read_search_words(parameters, problems);
  search.plan_member_id = parameters.text("plan_member_id");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  search.visible = call.request.principal->facilities;
  search.limit = asked.limit + 1;
  if (asked.after) search.after = asked.after->front();
  const std::vector<Member> found = store::find_members(call.reader, search);
  ListWriter list(call, asked, {"id", "name", "birth_date", "plan_member_id"}, std::nullopt);
  const std::size_t shown = std::min(found.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) json::write_member(list.out(), found[i]);
  if (shown == found.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{found[shown - 1].id});
}

Answer get_member(const Call& call) {
  if (auto problems = unknown_parameters(call)) return undecodable(*problems);
  const auto member = store::find_member(call.reader, call.ids[0], store::registered_last);
  if (!member) return not_found("there is no member \"" + call.ids[0] + "\"");
  return found(call, *member, json::write_member);
}

Answer put_member(const Call& call) {
  auto member = read_entry<Member>(call, json::read_member);
  if (!member) return undecodable(member.error());
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return Write{
      [entry = std::move(*member), conditions = *conditions](sql::Connection& writer, Instant now) {
        return put(conditions, store::find_member(writer, entry.id, store::registered_last), entry,
                   json::write_member, [&] { return store::enter_member(writer, entry, now); });
      }};
}

}  // namespace authledger::server
