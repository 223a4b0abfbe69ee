// The keys of the organization: made, listed, revoked by its admins. The text of a key is in the
// answer to making it and nowhere else, so that answer is not remembered under an Idempotency-Key.
#include <algorithm>

#include "engine/json/fields.hpp"
#include "engine/store/api_keys.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"
#include "server/reach.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_label = 200;

void write_texts(JsonWriter& out, std::string_view name, const std::set<std::string>& texts) {
  out.key(name);
  out.begin_array();
  for (const std::string& it : texts) out.value(it);
  out.end_array();
}

void write_members(JsonWriter& out, const store::ApiKey& key, Instant now) {
  out.field("id", key.id);
  out.field("label", key.label);
  write_texts(out, "roles", key.roles);
  if (key.facilities) write_texts(out, "facilities", *key.facilities);
  out.field_if("source_system", key.source_system);
  out.field("created_at", key.created_at);
  out.field("created_by", key.created_by);
  out.field_if("expires_at", key.expires_at);
  out.field_if("revoked_at", key.revoked_at);
  out.field_if("revoked_by", key.revoked_by);
  out.field("in_force", store::is_in_force(key, now));
}

Result<store::ApiKey> read_wanted(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  store::ApiKey wanted;
  wanted.label = fields.text("label");
  if (wanted.label.size() > longest_label)
    fields.refuse(ProblemCode::out_of_range, "label",
                  "label has at most " + std::to_string(longest_label) + " bytes");
  wanted.roles = read_roles(fields, "a key");
  wanted.facilities = read_facilities(fields, *call.request.principal, "makes the key");
  wanted.source_system = fields.optional_text("source_system");
  wanted.expires_at = fields.optional_instant("expires_at");
  if (wanted.expires_at && *wanted.expires_at <= call.now)
    fields.refuse(ProblemCode::out_of_range, "expires_at", "expires_at has passed");
  fields.finish();
  if (!problems.empty()) return problems;
  wanted.created_by = call.request.principal->subject;
  return wanted;
}

Response enter(store::NewKey made, sql::Connection& writer, Instant now) {
  if (made.key.facilities)
    for (const std::string& facility : *made.key.facilities)
      if (!store::find_facility(writer, facility, store::registered_last))
        return refusal(
            422,
            {{ProblemCode::not_found,
              shortened("facilities names \"" + facility + "\", which the register does not have",
                        longest_detail),
              "/facilities"}});
  made.key.created_at = now;
  store::enter_key(writer, made.key);
  JsonWriter out;
  out.begin_object();
  out.field("key", made.text);
  write_members(out, made.key, now);
  out.end_object();
  return {.status = 201, .body = std::string(out.text())};
}

Response no_key(const std::string& id) {
  return not_found("there is no key \"" + id + "\"");
}

}  // namespace

Answer post_key(const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return undecodable(wanted.error());
  auto made = store::make_key(call.request.principal->organization, std::move(*wanted));
  return Write{[made = std::move(made)](sql::Connection& writer, Instant now) {
    return enter(made, writer, now);
  }};
}

Answer get_keys(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "keys", 2, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto place_of = [](const store::ApiKey& key) {
    return ListPlace{std::to_string(key.created_at.microseconds()), key.id};
  };
  std::vector<store::ApiKey> keys = store::all_keys(call.reader);
  std::erase_if(keys, [&](const store::ApiKey& key) {
    return !is_within(key.facilities, call.request.principal->facilities);
  });
  auto first = keys.begin();
  if (asked.after) {
    first = std::find_if(keys.begin(), keys.end(),
                         [&](const auto& key) { return place_of(key) == *asked.after; });
    if (first == keys.end()) return invalid_cursor();
    ++first;
  }
  ListWriter list(call, asked,
                  {"id", "label", "roles", "facilities", "source_system", "created_at",
                   "created_by", "expires_at", "revoked_at", "revoked_by", "in_force"},
                  std::nullopt);
  const auto left = static_cast<std::size_t>(keys.end() - first);
  const std::size_t shown = std::min(left, asked.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    list.out().begin_object();
    write_members(list.out(), *(first + static_cast<std::ptrdiff_t>(i)), call.now);
    list.out().end_object();
  }
  if (shown == left) return list.finish(std::nullopt);
  return list.finish(place_of(*(first + static_cast<std::ptrdiff_t>(shown) - 1)));
}

Answer revoke_key(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Write{[id = call.ids[0], who = call.request.principal](sql::Connection& writer,
                                                                Instant now) -> Response {
    const auto before = store::find_key(writer, id);
    if (!before || !is_within(before->facilities, who->facilities)) return no_key(id);
    store::revoke_key(writer, id, now, who->subject);
    JsonWriter out;
    out.begin_object();
    write_members(out, *store::find_key(writer, id), now);
    out.end_object();
    return {.body = std::string(out.text())};
  }};
}

}  // namespace authledger::server
