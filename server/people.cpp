// The local people of the organization: made, listed, ended and given new links by its admins. The
// link is in the answer to what made it and nowhere else.
#include "engine/store/people.hpp"

#include <algorithm>

#include "engine/json/fields.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"
#include "server/reach.hpp"

namespace authledger::server {
namespace {

void write_texts(JsonWriter& out, std::string_view name, const std::set<std::string>& texts) {
  out.key(name);
  out.begin_array();
  for (const std::string& it : texts) out.value(it);
  out.end_array();
}

void write_members(JsonWriter& out, const store::Person& person) {
  out.field("id", person.id);
  out.field("name", person.name);
  write_texts(out, "roles", person.roles);
  if (person.facilities) write_texts(out, "facilities", *person.facilities);
  out.field("created_at", person.created_at);
  out.field("created_by", person.created_by);
  out.field("has_password", person.password.has_value());
  out.field_if("ended_at", person.ended_at);
  out.field_if("ended_by", person.ended_by);
  out.field_if("last_signed_in_at", person.last_signed_in_at);
}

Response shown(const store::Person& person, const std::optional<store::OneTimeLink>& link,
               int status) {
  JsonWriter out;
  out.begin_object();
  write_members(out, person);
  if (link) {
    out.field("link", store::path_of(*link));
    out.field("link_expires_at", link->expires_at);
  }
  out.end_object();
  return {.status = status, .body = std::string(out.text())};
}

Result<store::Person> read_wanted(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  store::Person wanted;
  wanted.name = fields.text("name");
  if (!wanted.name.empty() && !store::is_person_name(wanted.name))
    fields.refuse(ProblemCode::invalid_value, "name",
                  "name has at most " + std::to_string(store::longest_person_name) +
                      " bytes, with something to see in it, without spaces around it");
  wanted.roles = read_roles(fields, "a person");
  wanted.facilities = read_facilities(fields, *call.request.principal, "makes the person");
  fields.finish();
  if (!problems.empty()) return problems;
  return wanted;
}

Response no_person(const std::string& id) {
  return not_found("there is no person \"" + id + "\"");
}

Response has_ended() {
  return refusal(409, {{ProblemCode::conflict, "the person has ended; make them anew", ""}});
}

std::optional<Response> missing_facility(sql::Connection& connection, const store::Person& wanted) {
  if (!wanted.facilities) return std::nullopt;
  for (const std::string& facility : *wanted.facilities)
    if (!store::find_facility(connection, facility, store::registered_last))
      return refusal(
          422,
          {{ProblemCode::not_found,
            shortened("facilities names \"" + facility + "\", which the register does not have",
                      longest_detail),
            "/facilities"}});
  return std::nullopt;
}

// The person, if whoever asks may have to do with them.
std::optional<store::Person> within_reach(sql::Connection& connection, const std::string& id,
                                          const Principal& who) {
  auto person = store::find_person(connection, id);
  if (person && !is_within(person->facilities, who.facilities)) return std::nullopt;
  return person;
}

}  // namespace

Answer get_people(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "people", 2, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto place_of = [](const store::Person& person) {
    return ListPlace{std::to_string(person.created_at.microseconds()), person.id};
  };
  std::vector<store::Person> people = store::all_people(call.reader);
  std::erase_if(people, [&](const store::Person& person) {
    return !is_within(person.facilities, call.request.principal->facilities);
  });
  auto first = people.begin();
  if (asked.after) {
    first =
        std::ranges::find_if(people, [&](const auto& it) { return place_of(it) == *asked.after; });
    if (first == people.end()) return invalid_cursor();
    ++first;
  }
  ListWriter list(call, asked,
                  {"id", "name", "roles", "facilities", "created_at", "created_by", "has_password",
                   "ended_at", "ended_by", "last_signed_in_at"},
                  std::nullopt);
  const auto left = static_cast<std::size_t>(people.end() - first);
  const std::size_t count = std::min(left, asked.limit);
  for (std::size_t i = 0; i < count; ++i) {
    list.out().begin_object();
    write_members(list.out(), *(first + static_cast<std::ptrdiff_t>(i)));
    list.out().end_object();
  }
  if (count == left) return list.finish(std::nullopt);
  return list.finish(place_of(*(first + static_cast<std::ptrdiff_t>(count) - 1)));
}

Answer post_person(const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return undecodable(wanted.error());
  return Write{[wanted = std::move(*wanted), who = call.request.principal, audit = call.audit](
                   sql::Connection& writer, Instant now) -> Response {
    if (auto missing = missing_facility(writer, wanted)) return std::move(*missing);
    const auto person = store::new_person(wanted, now, who->subject);
    if (!store::enter_person(writer, person))
      return refusal(
          409, {{ProblemCode::conflict,
                 "somebody has that name already, whatever the case and the accents", "/name"}});
    if (audit) audit->record_ids = {person.id};
    const auto link = store::make_link(writer, who->organization, person.id, now, who->subject);
    return shown(person, link, 201);
  }};
}

Answer post_person_link(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Write{[id = call.ids[0], who = call.request.principal](sql::Connection& writer,
                                                                Instant now) -> Response {
    const auto person = within_reach(writer, id, *who);
    if (!person) return no_person(id);
    if (person->ended_at) return has_ended();
    return shown(*person, store::make_link(writer, who->organization, id, now, who->subject), 200);
  }};
}

Answer end_person(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Write{[id = call.ids[0], who = call.request.principal](sql::Connection& writer,
                                                                Instant now) -> Response {
    const auto person = within_reach(writer, id, *who);
    if (!person) return no_person(id);
    if (who->subject == store::subject_of(*person))
      return refusal(409, {{ProblemCode::conflict, "somebody else ends you", ""}});
    store::end_person(writer, id, now, who->subject);
    return shown(*store::find_person(writer, id), std::nullopt, 200);
  }};
}

}  // namespace authledger::server
