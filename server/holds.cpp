// Legal holds: placed on a member or an episode, lifted, listed. A hold changes nothing that
// anybody sees of its member; a purge refuses whom it is on (engine/store/purge.hpp).
#include "engine/store/holds.hpp"

#include <algorithm>

#include "engine/json/fields.hpp"
#include "engine/store/compartment.hpp"
#include "engine/store/registry.hpp"
#include "server/audit_entries.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_reason = 1'000;

void write_members(JsonWriter& out, const store::LegalHold& hold) {
  out.field("id", hold.id);
  out.field_if("member", hold.member);
  out.field_if("episode", hold.episode);
  out.field("reason", hold.reason);
  out.field("placed_at", hold.placed_at);
  out.field("placed_by", hold.placed_by);
  out.field("in_force", !hold.end);
  if (!hold.end) return;
  out.field("lifted_at", hold.end->lifted_at);
  out.field("lifted_by", hold.end->lifted_by);
  out.field("lifted_because", hold.end->reason);
}

Response told(int status, const store::LegalHold& hold) {
  JsonWriter out;
  out.begin_object();
  write_members(out, hold);
  out.end_object();
  return {.status = status, .body = std::string(out.text())};
}

// Whether the ledger has whom it is on, for these eyes.
bool shows(sql::Connection& connection, const store::Compartment& visible,
           const store::LegalHold& hold) {
  if (hold.member)
    return store::find_member(connection, *hold.member, store::registered_last) &&
           store::shows_member(connection, visible, *hold.member);
  bool is_there = false;
  connection.run("SELECT 1 FROM episode WHERE id = $1", {*hold.episode},
                 [&](const sql::Row&) { is_there = true; });
  return is_there && store::shows_episode(connection, visible, *hold.episode);
}

std::string read_reason(json::Fields& fields) {
  std::string reason = fields.text("reason");
  if (reason.size() > longest_reason)
    fields.refuse(ProblemCode::out_of_range, "reason",
                  "reason has at most " + std::to_string(longest_reason) + " bytes");
  return reason;
}

Result<store::LegalHold> read_wanted(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  store::LegalHold wanted;
  wanted.member = fields.optional_text("member");
  wanted.episode = fields.optional_text("episode");
  wanted.reason = read_reason(fields);
  if (fields.is_object() && wanted.member.has_value() == wanted.episode.has_value())
    fields.refuse(ProblemCode::invalid_value, "member",
                  "a hold is on a member or on an episode; name one of the two");
  fields.finish();
  if (!problems.empty()) return problems;
  wanted.placed_by = call.request.principal->subject;
  if (call.audit) call.audit->entry.fields = field_names(tree->root());
  return wanted;
}

Response no_hold() {
  return not_found("there is no hold of this id");
}

}  // namespace

Answer post_hold(const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return undecodable(wanted.error());
  if (call.audit && wanted->member &&
      shows(call.reader, call.request.principal->facilities, *wanted))
    call.audit->entry.member = wanted->member;
  return Write{[wanted = std::move(*wanted), who = call.request.principal](
                   sql::Connection& writer, Instant now) -> Response {
    if (!shows(writer, who->facilities, wanted)) {
      const std::string what = wanted.member ? "member" : "episode";
      return refusal(422, {{ProblemCode::not_found,
                            shortened(what + " is \"" + wanted.member.value_or(*wanted.episode) +
                                          "\", which the ledger does not have",
                                      longest_detail),
                            "/" + what}});
    }
    store::LegalHold hold = wanted;
    hold.placed_at = now;
    return told(201, store::place_hold(writer, std::move(hold)));
  }};
}

Answer get_holds(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "holds", 2, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto place_of = [](const store::LegalHold& hold) {
    return ListPlace{std::to_string(hold.placed_at.microseconds()), hold.id};
  };
  std::vector<store::LegalHold> holds = store::all_holds(call.reader);
  std::erase_if(holds, [&](const store::LegalHold& hold) {
    return !shows(call.reader, call.request.principal->facilities, hold);
  });
  auto first = holds.begin();
  if (asked.after) {
    first = std::find_if(holds.begin(), holds.end(),
                         [&](const auto& hold) { return place_of(hold) == *asked.after; });
    if (first == holds.end()) return invalid_cursor();
    ++first;
  }
  ListWriter list(call, asked,
                  {"id", "member", "episode", "reason", "placed_at", "placed_by", "in_force",
                   "lifted_at", "lifted_by", "lifted_because"},
                  std::nullopt);
  const auto left = static_cast<std::size_t>(holds.end() - first);
  const std::size_t shown = std::min(left, asked.limit);
  for (std::size_t i = 0; i < shown; ++i) {
    list.out().begin_object();
    write_members(list.out(), *(first + static_cast<std::ptrdiff_t>(i)));
    list.out().end_object();
  }
  if (shown == left) return list.finish(std::nullopt);
  return list.finish(place_of(*(first + static_cast<std::ptrdiff_t>(shown) - 1)));
}

Answer lift_hold(const Call& call) {
  if (!store::find_hold(call.reader, call.ids[0])) return no_hold();
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return undecodable(tree.error());
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  std::string reason = read_reason(fields);
  fields.finish();
  if (!problems.empty()) return undecodable(problems);
  if (call.audit) call.audit->entry.fields = field_names(tree->root());
  return Write{[id = call.ids[0], reason = std::move(reason), who = call.request.principal](
                   sql::Connection& writer, Instant now) -> Response {
    const auto before = store::find_hold(writer, id);
    if (!before || !shows(writer, who->facilities, *before)) return no_hold();
    return told(200, *store::lift_hold(writer, id, {reason, now, who->subject}));
  }};
}

}  // namespace authledger::server
