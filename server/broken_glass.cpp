// Emergencies (engine/store/broken_glass.hpp): whoever is bound to facilities reads at another one
// for a while. Told in the outbox and in the log at once; ended by whoever began it or by a privacy
// officer; reviewed by somebody else.
#include "engine/store/broken_glass.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "engine/json/fields.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_text = 2'000;
constexpr int usual_minutes = 60, most_minutes = 240;

void write_members(JsonWriter& out, const store::BrokenGlass& it, Instant now) {
  out.field("id", it.id);
  out.field("subject", it.subject);
  out.field("facility", it.facility);
  out.field("reason", it.reason);
  out.field("begun_at", it.begun_at);
  out.field("ends_at", it.ends_at);
  out.field_if("ended_at", it.ended_at);
  out.field_if("ended_by", it.ended_by);
  if (it.review) {
    out.field("reviewed_at", it.review->at);
    out.field("reviewed_by", it.review->by);
    out.field("was_justified", it.review->was_justified);
    out.field("review", it.review->text);
  }
  out.field("in_force", store::is_in_force(it, now));
}

Response shown(const store::BrokenGlass& it, Instant now, int status) {
  JsonWriter out;
  out.begin_object();
  write_members(out, it, now);
  out.end_object();
  return {.status = status, .body = std::string(out.text())};
}

Response not_there(const std::string& id) {
  return not_found("there is no broken glass \"" + id + "\"");
}

std::string bounded_text(json::Fields& fields, std::string_view name) {
  std::string text = fields.text(name);
  if (text.size() > longest_text)
    fields.refuse(ProblemCode::out_of_range, name,
                  std::string(name) + " has at most " + std::to_string(longest_text) + " bytes");
  return text;
}

struct Wanted {
  std::string facility, reason;
  std::chrono::minutes lasts{};
};

Result<Wanted> read_wanted(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  Wanted wanted;
  wanted.facility = fields.text("facility");
  wanted.reason = bounded_text(fields, "reason");
  wanted.lasts = std::chrono::minutes(
      fields.optional_integer("minutes", 1, most_minutes).value_or(usual_minutes));
  fields.finish();
  if (!problems.empty()) return problems;
  return wanted;
}

// Everybody may end what they began; whoever reviews may end what others did.
bool may_end(const Principal& who, const store::BrokenGlass& it) {
  return it.subject == who.subject || who.roles.contains("privacy_officer");
}

// A privacy officer who is bound to facilities has to do with these only.
bool is_within_reach(const Principal& who, const store::BrokenGlass& it) {
  return !who.facilities || who.facilities->contains(it.facility);
}

}  // namespace

Answer break_glass(const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return undecodable(wanted.error());
  const auto who = call.request.principal;
  if (!who->facilities || who->facilities->contains(wanted->facility))
    return refusal(422,
                   {{ProblemCode::conflict,
                     "facility is one at which you may read without breaking glass", "/facility"}});
  return Write{[wanted = std::move(*wanted), who](sql::Connection& writer,
                                                  Instant now) -> Response {
    if (!store::find_facility(writer, wanted.facility, store::registered_last))
      return refusal(422, {{ProblemCode::not_found,
                            "facility is \"" + shortened(wanted.facility, 100) +
                                "\", which the register does not have",
                            "/facility"}});
    const auto it = store::broken(who->subject, wanted.facility, wanted.reason, now, wanted.lasts);
    store::enter(writer, it);
    store::announce_broken_glass(writer, it.id, it.facility, now);
    spdlog::warn("glass was broken: {} at {} minutes; GET /v1/broken-glass says by whom and why",
                 it.id, wanted.lasts.count());
    return shown(it, now, 201);
  }};
}

Answer get_broken_glass(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "broken-glass", 2, parameters, problems);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto place_of = [](const store::BrokenGlass& it) {
    return ListPlace{std::to_string(it.begun_at.microseconds()), it.id};
  };
  std::vector<store::BrokenGlass> all = store::all_broken_glass(call.reader);
  std::erase_if(all, [&](const auto& it) { return !is_within_reach(*call.request.principal, it); });
  auto first = all.begin();
  if (asked.after) {
    first = std::ranges::find_if(all, [&](const auto& it) { return place_of(it) == *asked.after; });
    if (first == all.end()) return invalid_cursor();
    ++first;
  }
  ListWriter list(call, asked,
                  {"id", "subject", "facility", "reason", "begun_at", "ends_at", "ended_at",
                   "ended_by", "reviewed_at", "reviewed_by", "was_justified", "review", "in_force"},
                  std::nullopt);
  const auto left = static_cast<std::size_t>(all.end() - first);
  const std::size_t count = std::min(left, asked.limit);
  for (std::size_t i = 0; i < count; ++i) {
    list.out().begin_object();
    write_members(list.out(), *(first + static_cast<std::ptrdiff_t>(i)), call.now);
    list.out().end_object();
  }
  if (count == left) return list.finish(std::nullopt);
  return list.finish(place_of(*(first + static_cast<std::ptrdiff_t>(count) - 1)));
}

Answer end_broken_glass(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return Write{[id = call.ids[0], who = call.request.principal](sql::Connection& writer,
                                                                Instant now) -> Response {
    const auto it = store::find_broken_glass(writer, id);
    if (!it || !may_end(*who, *it)) return not_there(id);
    store::end(writer, id, now, who->subject);
    return shown(*store::find_broken_glass(writer, id), now, 200);
  }};
}

Answer review_broken_glass(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return undecodable(tree.error());
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  store::BrokenGlassReview said;
  said.was_justified = fields.boolean("was_justified");
  said.text = bounded_text(fields, "review");
  fields.finish();
  if (!problems.empty()) return undecodable(problems);
  said.by = call.request.principal->subject;
  return Write{[id = call.ids[0], said, who = call.request.principal](sql::Connection& writer,
                                                                      Instant now) -> Response {
    const auto it = store::find_broken_glass(writer, id);
    if (it && it->subject == who->subject)
      return problem(403, "own_work", "somebody else reviews what you have done");
    if (!it || !is_within_reach(*who, *it)) return not_there(id);
    if (it->review)
      return refusal(409, {{ProblemCode::conflict,
                            "it was reviewed already; a review is not written over", ""}});
    store::BrokenGlassReview entered = said;
    entered.at = now;
    store::review(writer, id, entered);
    return shown(*store::find_broken_glass(writer, id), now, 200);
  }};
}

}  // namespace authledger::server
