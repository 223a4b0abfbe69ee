// What is done with review packets: built anew, approved by somebody who did not build them, and
// marked as submitted, which is the event review.submitted, or authorization.requested of a first
// request. Each is asked in the transaction that writes it.
#include <algorithm>
#include <span>

#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/log.hpp"
#include "engine/store/packet_building.hpp"
#include "engine/store/record.hpp"
#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/packets.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

using store::PacketState;
using store::PacketVersion;

Response conflict(std::string detail) {
  return refusal(409, {{ProblemCode::conflict, shortened(detail, longest_detail), ""}});
}

// The body's fields, read by read(fields); the names of them go into the audit trail.
template <class Read>
Problems read_body(const Call& call, Read read) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  read(fields);
  fields.finish();
  if (problems.empty()) call.audit->entry.fields = field_names(tree->root());
  return problems;
}

std::optional<store::Restated> restated_at(sql::Connection& connection, const PolicyBook& book,
                                           const std::string& episode, Instant now) {
  const auto head = store::find_log(connection, episode);
  if (!head) return std::nullopt;
  return store::standing_of(connection, book, episode, std::max(now, head->last_recorded_at));
}

Response build(sql::Connection& writer, const PolicyBook& book, const std::string& episode,
               const std::optional<std::string>& authorization, const std::string& who,
               Instant now) {
  const auto restated = restated_at(writer, book, episode, now);
  if (!restated) return not_found("there is no episode \"" + episode + "\"");
  const auto reviews = store::reviews_to_build(restated->standing, authorization);
  if (reviews.empty())
    return conflict(authorization ? "no review of this authorization is to be done"
                                  : "no review of this episode is due; name an authorization to "
                                    "build one before its time");
  JsonWriter out;
  out.begin_object();
  out.key("packets");
  out.begin_array();
  bool is_any_new = false;
  for (const auto& it : store::build_packets(writer, book, episode, *restated, reviews, who, now)) {
    write_packet_version(out, it.version);
    is_any_new = is_any_new || it.is_new;
  }
  out.end_array();
  out.end_object();
  return {.status = is_any_new ? 201 : 200, .body = std::string(out.text())};
}

Response told(sql::Connection& connection, const PacketVersion& version) {
  const auto now = store::find_packet(connection, version.episode, version.number);
  JsonWriter out;
  write_packet_version(out, *now);
  return {.body = std::string(out.text())};
}

std::optional<Response> objection_to_any(const PacketVersion& it) {
  if (!it.is_latest)
    return conflict("a newer packet was built for this authorization; it is the one to go on with");
  return std::nullopt;
}

Response approve(sql::Connection& writer, const PacketVersion& version,
                 const std::optional<std::string>& reason, const std::string& who, Instant now) {
  if (version.built_by == who)
    return problem(403, "own_work", "somebody else approves what you have built");
  if (version.state() == PacketState::submitted)
    return conflict("it was submitted already; nothing is left to approve");
  if (version.state() == PacketState::approved) return told(writer, version);
  if (auto refused = objection_to_any(version)) return *refused;
  if (version.verdict == "incomplete" && !reason)
    return refusal(422, {{ProblemCode::missing_field,
                          "the packet is incomplete: its content says what is missing; reason "
                          "says why it goes out all the same",
                          "/reason"}});
  store::approve_packet(writer, version, {who, now, reason});
  return told(writer, version);
}

struct Submitting {
  PostedEvent event;
  Instant at;
  CompletionNote note;
  std::optional<std::string> authorization;  // of a first request: the id that it is to have
  bool is_expedited = false;                 // likewise
};

// What the version wants said of a first request, and of no other.
Problems faults_of(const Submitting& wanted, const PacketVersion& version) {
  Problems problems;
  const bool is_first = version.authorization.empty();
  if (is_first && !wanted.authorization)
    problems.push_back({ProblemCode::missing_field,
                        "it is for the first request: authorization says the id that what is asked "
                        "for is to have",
                        "/authorization"});
  if (!is_first && (wanted.authorization || wanted.is_expedited))
    problems.push_back({ProblemCode::out_of_range,
                        "it is for a review of authorization " + version.authorization +
                            "; only a first request says which one is asked for and how fast",
                        wanted.authorization ? "/authorization" : "/expedited"});
  if (is_first && wanted.note.proof)
    problems.push_back({ProblemCode::out_of_range,
                        "a request has no place for a proof; reference says how it can be found",
                        "/proof"});
  return problems;
}

Fact fact_of(const Submitting& wanted, const PacketVersion& version) {
  if (version.authorization.empty())
    return AuthorizationRequested{*wanted.authorization, wanted.at, wanted.is_expedited};
  return ReviewSubmitted{version.authorization, wanted.at, wanted.note};
}

// What stands against it, besides what the log says of the event.
std::optional<Response> objection(sql::Connection& writer, const PacketVersion& version,
                                  const PolicyBook& book, const Submitting& wanted, Instant now) {
  if (version.state() == PacketState::submitted)
    return conflict("it was submitted already, as event " + version.submission->event);
  if (auto refused = objection_to_any(version)) return refused;
  if (version.state() != PacketState::approved)
    return conflict("nobody has approved it; a ur_lead who did not build it does");
  const auto restated = restated_at(writer, book, version.episode, now);
  if (store::reviews_to_build(restated->standing, version.authorization).empty())
    return conflict(version.authorization.empty()
                        ? "no first request is to be made any more"
                        : "no review of this authorization is to be done any more");
  const bool is_early = wanted.at.seconds() < version.built_at.seconds();
  if (is_early || wanted.at > now)
    return refusal(
        422,
        {{ProblemCode::out_of_range,
          "at is " + to_text(wanted.at) +
              (is_early ? ", before the packet was built" : ", after now; nobody has done it yet"),
          "/at"}});
  const auto said = store::may_submit(writer, version, now);
  if (!said) return conflict("what it may disclose has changed since it was built; build it again");
  for (const consent::Decision& it : said->records)
    if (!it.is_allowed)
      return problem(403, "no_consent",
                     shortened(it.reason + " (" + it.citation + ")" +
                                   (it.remedy.empty() ? "" : "; " + it.remedy),
                               longest_detail));
  return std::nullopt;
}

bool is_repeated(const PacketVersion& version, const Submitting& wanted) {
  return version.submission && version.submission->event == wanted.event.id;
}

// Sent again by somebody whose answer was lost, it must be the same event to the field.
Response submit(sql::Connection& writer, const PacketVersion& version, const PolicyBook& book,
                Submitting wanted, const Principal& who, Instant now) {
  if (Problems problems = faults_of(wanted, version); !problems.empty())
    return refusal(422, problems);
  wanted.event.fact = fact_of(wanted, version);
  if (!is_repeated(version, wanted)) {
    if (store::has_event(writer, wanted.event.id))
      return conflict("an event of this id is in the log already");
    if (auto refused = objection(writer, version, book, wanted, now)) return *refused;
  }
  const auto recorded =
      store::record_within(writer, book, who.facilities, std::span(&wanted.event, 1), now).front();
  if (recorded.verdict == store::Verdict::refused)
    return refusal(recorded.problems.front().code == ProblemCode::conflict ? 409 : 422,
                   recorded.problems);
  if (recorded.verdict == store::Verdict::created)
    store::note_submission(writer, version,
                           {who.subject, now, wanted.event.id, wanted.note.reference});
  return told(writer, version);
}

// Calls act(writer, version, now) in the transaction, with the version as it is then. What was done
// already has moved the entity tag itself: is_done(version) leaves the conditions aside.
template <class IsDone, class Act>
Answer on_version(const Call& call, IsDone is_done, Act act) {
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return once(call,
              Write{[episode = call.ids[0], number = call.ids[1], conditions = *conditions, is_done,
                     act](sql::Connection& writer, Instant now) -> Response {
                      const auto version = packet_at(writer, episode, number);
                      if (!version) return no_packet(episode);
                      if (!is_done(*version) &&
                          !allows_change(conditions, entity_tag(packet_text(writer, *version))))
                        return precondition_failed();
                      return act(writer, *version, now);
                    },
                    1});
}

}  // namespace

Answer build_packets(const Call& call) {
  std::optional<std::string> authorization;
  const Problems problems = read_body(
      call, [&](json::Fields& fields) { authorization = fields.optional_text("authorization"); });
  if (!problems.empty()) return undecodable(problems);
  return once(call,
              Write{[book = call.book, episode = call.ids[0], authorization,
                     who = call.request.principal->subject](sql::Connection& writer, Instant now) {
                      return build(writer, *book, episode, authorization, who, now);
                    },
                    10});
}

Answer approve_packet(const Call& call) {
  std::optional<std::string> reason;
  const Problems problems =
      read_body(call, [&](json::Fields& fields) { reason = fields.optional_text("reason"); });
  if (!problems.empty()) return undecodable(problems);
  const auto is_done = [](const PacketVersion&) { return false; };
  return on_version(call, is_done,
                    [reason, who = call.request.principal->subject](
                        sql::Connection& writer, const PacketVersion& version, Instant now) {
                      return approve(writer, version, reason, who, now);
                    });
}

Answer submit_packet(const Call& call) {
  Submitting wanted;
  const Problems problems = read_body(call, [&](json::Fields& fields) {
    wanted.event.id = fields.text("id");
    wanted.at = fields.instant("at");
    wanted.note.reference = fields.optional_text("reference");
    wanted.note.proof = fields.optional_text("proof");
    wanted.note.by = fields.optional_text("by");
    wanted.authorization = fields.optional_text("authorization");
    wanted.is_expedited = fields.boolean_or("expedited", false);
  });
  if (!problems.empty()) return undecodable(problems);
  wanted.event.episode = call.ids[0];
  const auto is_done = [wanted](const PacketVersion& it) { return is_repeated(it, wanted); };
  return on_version(call, is_done,
                    [wanted, book = call.book, who = call.request.principal](
                        sql::Connection& writer, const PacketVersion& version, Instant now) {
                      return submit(writer, version, *book, wanted, *who, now);
                    });
}

}  // namespace authledger::server
