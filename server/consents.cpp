// Consents of a member: entered, changed, revoked, looked up. What the form lacks is no reason to
// refuse it: it is on file, and never used.
#include "engine/store/consents.hpp"

#include <algorithm>

#include "engine/json/consent_codec.hpp"
#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

Response answer(int status, const consent::Consent& consent) {
  JsonWriter out;
  json::write_consent(out, consent);
  return {.status = status, .body = std::string(out.text())};
}

bool has_member(sql::Connection& connection, const std::string& id) {
  return store::find_member(connection, id, store::registered_last).has_value();
}

Response no_member(const std::string& id) {
  return not_found("there is no member \"" + id + "\"");
}

void check_name(const std::string& said, const std::string& in_address, std::string_view field,
                Problems& problems) {
  if (said == in_address) return;
  const std::string name(field);
  problems.push_back(
      {ProblemCode::invalid_value,
       shortened(name + " is \"" + said + "\", but the address names \"" + in_address + "\"",
                 longest_detail),
       "/" + name});
}

Result<consent::Consent> read_body(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  auto consent = json::read_consent(tree->root(), json::Place(""), problems);
  if (!consent) return problems;
  call.audit->entry.fields = field_names(tree->root());
  check_name(consent->member, call.ids[0], "member", problems);
  check_name(consent->id, call.ids[1], "id", problems);
  if (!problems.empty()) return problems;
  return std::move(*consent);
}

Response put(sql::Connection& writer, const consent::Consent& consent, const Conditions& conditions,
             Instant now) {
  if (!has_member(writer, consent.member)) return no_member(consent.member);
  Response response = answer(200, consent);
  const std::string tag = entity_tag(response.body);
  const auto before = store::find_consent(writer, consent.member, consent.id);
  const auto tag_before =
      before ? std::optional(entity_tag(answer(200, *before).body)) : std::nullopt;
  const bool is_there = tag_before == tag && !conditions.none_match;
  if (!is_there && !allows_change(conditions, tag_before)) return precondition_failed();
  const auto entered = store::enter_consent(writer, consent, now);
  if (!entered) return refusal(409, entered.error());
  response.status = *entered == store::Entered::created ? 201 : 200;
  response.headers.emplace_back("ETag", tag);
  return response;
}

}  // namespace

Answer get_consents(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "consents", 1, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  if (!has_member(call.reader, call.ids[0])) return no_member(call.ids[0]);
  auto found = store::consents_of(call.reader, call.ids[0]);
  if (asked.after)
    std::erase_if(found, [&](const auto& it) { return it.id <= asked.after->front(); });
  ListWriter list(call, asked,
                  {"consent.id", "consent.signed_on", "consent.revoked_at", "deficiencies"},
                  std::nullopt);
  const std::size_t shown = std::min(found.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    list.out().begin_object();
    list.out().key("consent");
    json::write_consent(list.out(), found[i]);
    list.out().key("deficiencies");
    list.out().begin_array();
    for (const std::string& fault : consent::deficiencies(found[i])) list.out().value(fault);
    list.out().end_array();
    list.out().end_object();
  }
  if (shown == found.size()) return list.finish(std::nullopt);
  return list.finish(ListPlace{found[shown - 1].id});
}

Answer get_consent(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto consent = store::find_consent(call.reader, call.ids[0], call.ids[1]);
  if (!consent) return not_found("there is no consent \"" + call.ids[1] + "\" of this member");
  const auto conditions = read_conditions(call.request);
  return conditions ? answer_if(*conditions, answer(200, *consent)) : invalid_conditions();
}

Answer put_consent(const Call& call) {
  auto consent = read_body(call);
  if (!consent) return undecodable(consent.error());
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return Write{
      [entry = std::move(*consent), conditions = *conditions](
          sql::Connection& writer, Instant now) { return put(writer, entry, conditions, now); }};
}

}  // namespace authledger::server
