// The words of a notice that is owed, for one channel. They are a draft: sending it and keeping the
// proof is POST .../complete.
#include "engine/json/lists.hpp"
#include "engine/json/notice_codec.hpp"
#include "engine/standing/reminders.hpp"
#include "engine/store/deliveries.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/wordings.hpp"
#include "server/handlers.hpp"
#include "server/letters.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

struct Wanted {
  notices::Channel channel = notices::Channel::phone;
  std::string format;
};

Response page(std::string content_type, std::string body) {
  Response response{.content_type = std::move(content_type), .body = std::move(body)};
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response rendered(const Wanted& wanted, const Obligation& obligation, const notices::Draft& draft) {
  if (wanted.format == "text") return page("text/plain; charset=utf-8", notices::text_of(draft));
  if (wanted.format == "html") return page("text/html; charset=utf-8", notices::html_of(draft));
  JsonWriter out;
  json::write_notice(out, obligation, draft);
  return {.body = std::string(out.text()), .headers = {{"Cache-Control", "no-store"}}};
}

bool is_within_reach(const Call& call, const std::string& facility) {
  const auto& facilities = call.request.principal->facilities;
  return !facilities || facilities->contains(facility);
}

Response draft(const Call& call, const Wanted& wanted) {
  const std::string& episode = call.ids[0];
  const auto head = store::find_log(call.reader, episode);
  if (!head || !is_within_reach(call, head->facility))
    return not_found("there is no episode \"" + episode + "\"");
  const auto as_of = std::max(call.now, head->last_recorded_at);
  const auto found = store::standing_of(call.reader, *call.book, episode, as_of);
  const auto obligation =
      found ? notice_of(call.reader, found->standing, episode, call.ids[1]) : std::nullopt;
  if (!obligation)
    return not_found(
        "the standing of the episode has no notice of this key now; what is owed "
        "otherwise has no text");
  const auto member =
      found->member ? store::find_member(call.reader, *found->member, as_of) : std::nullopt;
  const notices::Wordings wordings = store::wordings(call.reader);
  const auto made = notices::draft_of(
      {found->facility, member ? &*member : nullptr, found->episode, found->standing, &wordings},
      *obligation, wanted.channel);
  ensure(made.has_value(), "a notice without a draft");
  return rendered(wanted, *obligation, *made);
}

// What a reminder is about, as it is now. Nothing of a line that is not there any more.
void write_reminder(const Call& call, const store::OutboxMessage& message, JsonWriter& out) {
  const auto line = reminded_line(message.obligation, message.authorization.value_or(""));
  const auto found =
      line ? store::standing_of(call.reader, *call.book, message.episode, call.now) : std::nullopt;
  if (!found) return;
  for (const AuthorizationStanding& it : found->standing.authorizations) {
    if (it.id != message.authorization || *line >= it.lines.size()) continue;
    const LineStanding& now = it.lines[*line];
    out.key("line");
    out.begin_object();
    out.field("told", line_told(it, now));
    json::write_texts(out, "codes", now.codes);
    out.field("unit", word(now.unit));
    out.field_if("units", now.units);
    out.field_if("remaining", now.remaining);
    out.field_if("end", it.end);
    if (it.end) out.field("days_left", *it.end - found->standing.today);
    out.field_if("exhausts_on", now.exhausts_on);
    if (now.likely && now.likely->exhausts) {
      out.field("likely_from", now.likely->exhausts_from);
      out.field_if("likely_to", now.likely->exhausts_to);
    }
    out.end_object();
  }
}

std::string text_of(const Call& call, const store::OutboxMessage& message) {
  sql::Connection& reader = call.reader;
  JsonWriter out;
  out.begin_object();
  out.field("id", message.id);
  out.field("kind", message.kind);
  out.field("position", message.position);
  out.field("created_at", to_exact_text(message.created_at));
  out.field("facility", message.facility);
  out.field("episode", message.episode);
  out.field("obligation", message.obligation);
  out.field_if("authorization", message.authorization);
  if (message.withdraws)
    if (const auto withdrawn = store::message_at(reader, *message.withdraws))
      out.field("withdraws", withdrawn->id);
  write_reminder(call, message, out);
  out.key("deliveries");
  out.begin_array();
  for (const store::DeliveryStatus& it : store::deliveries_of(reader, message.position)) {
    out.begin_object();
    out.field("endpoint", it.endpoint);
    out.field("state", it.state);
    out.field("attempts", it.attempts);
    if (!it.last_outcome.empty()) out.field("last_outcome", it.last_outcome);
    out.field_if("next_at", it.next_at);
    out.field_if("done_at", it.done_at);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return std::string(out.text());
}

}  // namespace

Answer get_notice(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto channel = parameters.one_of("channel", {"phone", "fax", "portal"});
  const auto format = parameters.one_of("format", {"json", "text", "html"});
  parameters.finish();
  if (problems.empty() && !channel)
    problems.push_back({ProblemCode::missing_field,
                        "channel says how the notice goes out: phone, fax or portal", ""});
  if (!problems.empty()) return undecodable(problems);
  return draft(call, {*notices::parse_channel(*channel), format.value_or("json")});
}

// What a delivery was about, and how far it has come at each endpoint.
Answer get_message(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto message = store::find_message(call.reader, call.ids[0]);
  if (!message || !is_within_reach(call, message->facility))
    return not_found("there is no message of this id");
  return Response{.body = text_of(call, *message), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace authledger::server
