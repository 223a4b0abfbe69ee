// What is due in one episode, and what a team does about it: take, assign, complete, waive, snooze.
// Each is an event like any other, so none is lost and each can be withdrawn; what these addresses
// add to POST /v1/events is that the obligation is looked at first, in the transaction that records
// the event. Who acts is who the body says; who was signed in is not an event's matter.
#include <algorithm>
#include <optional>
#include <span>

#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/log.hpp"
#include "engine/store/record.hpp"
#include "engine/store/restate.hpp"
#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

enum class Verb : std::uint8_t { take, assign, complete, waive, snooze };

struct Action {
  Verb verb = Verb::take;
  std::string key;
  // Without a fact (`event.fact` is an EventWithdrawn, which no verb makes) when no event of ours
  // completes what the key says.
  PostedEvent event;

  bool has_fact() const { return !std::holds_alternative<EventWithdrawn>(event.fact); }
};

Response no_episode(const std::string& id) {
  return not_found("there is no episode \"" + id + "\"");
}

Response no_obligation(const std::string& episode, const std::string& key) {
  return not_found(shortened("there is no obligation \"" + key +
                                 "\" in the standing of episode \"" + episode + "\" now",
                             longest_detail) +
                   "; GET the obligations of the episode for those that there are");
}

// A log can make two obligations of one key; what is still to be done goes first.
const Obligation* find(const Standing& standing, const std::string& key) {
  const Obligation* found = nullptr;
  for (const Obligation& it : standing.obligations) {
    if (it.key != key) continue;
    if (!found || (!is_pending(found->status) && is_pending(it.status))) found = &it;
  }
  return found;
}

std::string text_of(const Obligation& obligation) {
  JsonWriter out;
  json::write_obligation(out, obligation);
  return std::string(out.text());
}

std::optional<store::Restated> restated_at(sql::Connection& connection, const PolicyBook& book,
                                           const std::string& episode, Instant now) {
  const auto head = store::find_log(connection, episode);
  if (!head) return std::nullopt;
  return store::standing_of(connection, book, episode, std::max(now, head->last_recorded_at));
}

// The event that completes an obligation of this key.
Fact completion(const std::string& key, Instant at, CompletionNote note) {
  constexpr std::string_view review = "review:";
  if (key.starts_with(review))
    return ReviewSubmitted{key.substr(review.size()), at, std::move(note)};
  if (key.starts_with("notice:")) return NoticeSent{key, at, std::move(note)};
  if (key.starts_with("duty:") || key.starts_with("request:"))
    return DutyCompleted{key, at, std::move(note)};
  return EventWithdrawn{};
}

Fact read_completion(json::Fields& fields, const std::string& key) {
  const Instant at = fields.instant("at");
  CompletionNote note;
  note.reference = fields.optional_text("reference");
  note.proof = fields.optional_text("proof");
  note.by = fields.optional_text("by");
  if (fields.is_object() && !note.reference && !note.proof)
    fields.refuse(ProblemCode::missing_field, "reference",
                  "a completion needs reference or proof; both are missing");
  return completion(key, at, std::move(note));
}

Fact read_fact(json::Fields& fields, Verb verb, const std::string& key) {
  switch (verb) {
    case Verb::take: {
      std::string assignee = fields.text("assignee");
      return ObligationAssigned{key, std::move(assignee), fields.optional_text("by")};
    }
    case Verb::assign: {
      auto assignee = fields.nullable_text("assignee");
      return ObligationAssigned{key, std::move(assignee), fields.optional_text("by")};
    }
    case Verb::complete:
      return read_completion(fields, key);
    case Verb::waive: {
      std::string reason = fields.text("reason");
      return ObligationWaived{key, std::move(reason), fields.optional_text("by")};
    }
    case Verb::snooze: {
      const auto until = fields.nullable_instant("until");
      return ObligationSnoozed{key, until, fields.optional_text("by")};
    }
  }
  fail("a verb without a fact");
}

Result<Action> read_action(const Call& call, Verb verb) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  Action action{verb, call.ids[1], {}};
  action.event.id = fields.text("id");
  action.event.episode = call.ids[0];
  action.event.fact = read_fact(fields, verb, action.key);
  fields.finish();
  if (action.key.size() > json::longest_text)
    problems.push_back({ProblemCode::out_of_range,
                        "the key in the address is longer than " +
                            std::to_string(json::longest_text) + " bytes, the most of a text",
                        ""});
  if (!problems.empty()) return problems;
  call.audit->entry.fields = field_names(tree->root());
  return action;
}

Instant done_at(const Fact& fact) {
  if (const auto* review = std::get_if<ReviewSubmitted>(&fact)) return review->at;
  if (const auto* notice = std::get_if<NoticeSent>(&fact)) return notice->at;
  return std::get<DutyCompleted>(fact).at;
}

std::string state_of(const Obligation& obligation) {
  return "the obligation is " + std::string(word(obligation.status));
}

// What was waived, extended or not needed may have been done all the same.
std::optional<Problem> objection_to_completing(const Action& action, const Obligation& obligation,
                                               Instant as_of) {
  using enum ObligationStatus;
  if (obligation.kind == ObligationKind::decision || !action.has_fact())
    return Problem{ProblemCode::invalid_value,
                   "what the payer owes is completed by the payer: record authorization.decided "
                   "when it decides",
                   ""};
  if (obligation.status == met || obligation.status == met_late || obligation.status == moot)
    return Problem{ProblemCode::conflict,
                   state_of(obligation) +
                       " already; to say it anew, withdraw the event that its because names",
                   ""};
  const Instant at = done_at(action.event.fact);
  if (at > as_of)
    return Problem{ProblemCode::out_of_range,
                   "at is " + to_text(at) + ", after now; nobody has done it yet", "/at"};
  return std::nullopt;
}

std::optional<Problem> objection_to_snoozing(const ObligationSnoozed& snoozed,
                                             const Obligation& obligation, Instant as_of) {
  if (!snoozed.until) return std::nullopt;
  if (obligation.status == ObligationStatus::overdue)
    return Problem{ProblemCode::conflict, state_of(obligation) + "; what is overdue does not sleep",
                   ""};
  if (*snoozed.until <= as_of)
    return Problem{ProblemCode::out_of_range,
                   "until is " + to_text(*snoozed.until) + ", which has passed", "/until"};
  return std::nullopt;
}

// What stands against the action, as the obligation is now.
std::optional<Problem> objection(const Action& action, const Obligation& obligation,
                                 Instant as_of) {
  if (action.verb == Verb::complete) return objection_to_completing(action, obligation, as_of);
  if (action.verb == Verb::waive && obligation.kind == ObligationKind::decision)
    return Problem{ProblemCode::invalid_value,
                   "what the payer owes cannot be waived: record authorization.voided when it is "
                   "not asked for any more",
                   ""};
  if (!is_pending(obligation.status))
    return Problem{ProblemCode::conflict, state_of(obligation) + ": nothing is left to do", ""};
  if (const auto* snoozed = std::get_if<ObligationSnoozed>(&action.event.fact))
    return objection_to_snoozing(*snoozed, obligation, as_of);
  const auto* assigned = std::get_if<ObligationAssigned>(&action.event.fact);
  if (action.verb == Verb::take && obligation.assignee && obligation.assignee != assigned->assignee)
    return Problem{ProblemCode::conflict,
                   "\"" + shortened(*obligation.assignee, longest_detail) +
                       "\" has it already; assign gives it to somebody else",
                   "/assignee"};
  return std::nullopt;
}

Response refused(const Problems& problems) {
  return refusal(problems.front().code == ProblemCode::conflict ? 409 : 422, problems);
}

Response done(const Action& action, const store::Recorded& recorded,
              const store::Restated& restated) {
  JsonWriter out;
  out.begin_object();
  out.field("id", action.event.id);
  out.field("verdict", store::word(recorded.verdict));
  out.field("episode", action.event.episode);
  out.field("seq", recorded.seq);
  out.field("recorded_at", to_exact_text(recorded.recorded_at));
  out.key("obligation");
  if (const Obligation* now = find(restated.standing, action.key))
    json::write_obligation(out, *now);
  else
    out.null();
  out.end_object();
  return {.status = recorded.verdict == store::Verdict::created ? 201 : 200,
          .body = std::string(out.text())};
}

// An event that is there already is not refused to somebody whose answer was lost, whatever has
// become of the obligation since.
Response apply(const Action& action, const Conditions& conditions, const PolicyBook& book,
               const store::Compartment& visible, sql::Connection& writer, Instant now) {
  const std::string& episode = action.event.episode;
  const auto before = restated_at(writer, book, episode, now);
  if (!before) return no_episode(episode);
  if (!action.has_fact() || !store::has_event(writer, action.event.id)) {
    const Obligation* obligation = find(before->standing, action.key);
    if (!obligation) return no_obligation(episode, action.key);
    if (!allows_change(conditions, entity_tag(text_of(*obligation)))) return precondition_failed();
    if (auto problem = objection(action, *obligation, before->standing.as_of))
      return refused({std::move(*problem)});
  }
  const auto recorded =
      store::record_within(writer, book, visible, std::span(&action.event, 1), now).front();
  if (recorded.verdict == store::Verdict::refused) return refused(recorded.problems);
  const auto after = restated_at(writer, book, episode, now);
  ensure(after.has_value(), "an episode with an event has a standing");
  return done(action, recorded, *after);
}

Answer act(const Call& call, Verb verb) {
  auto action = read_action(call, verb);
  if (!action) return undecodable(action.error());
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return once(call, Write{[book = call.book, action = std::move(*action), conditions = *conditions,
                           who = call.request.principal](sql::Connection& writer, Instant now) {
                            return apply(action, conditions, *book, who->facilities, writer, now);
                          },
                          1});
}

// What answer() makes of the standing that the request asks for. `parameters`: what else it takes.
template <class Make>
Answer look(const Call& call, Parameters& parameters, const Problems& problems, Make answer) {
  const auto as_of = parameters.instant("as_of");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  const auto found = as_of ? store::standing_of(call.reader, *call.book, call.ids[0], *as_of)
                           : restated_at(call.reader, *call.book, call.ids[0], call.now);
  if (!found) return no_episode(call.ids[0]);
  return answer(found->standing, *conditions);
}

}  // namespace

Answer get_obligations(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const bool is_csv = wants_csv(call, parameters);
  return look(call, parameters, problems,
              [&](const Standing& standing, const Conditions& conditions) {
                JsonWriter out;
                out.begin_object();
                out.field("episode", call.ids[0]);
                out.key("obligations");
                out.begin_array();
                for (const Obligation& it : standing.obligations) json::write_obligation(out, it);
                out.end_array();
                out.end_object();
                return answer_if(conditions,
                                 list_answer(is_csv, out.text(), "obligations",
                                             {"key", "kind", "rule", "authorization", "opens_at",
                                              "due_at", "status", "assignee", "snoozed_until"}));
              });
}

Answer get_obligation(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  return look(call, parameters, problems,
              [&](const Standing& standing, const Conditions& conditions) {
                const Obligation* obligation = find(standing, call.ids[1]);
                if (!obligation) return no_obligation(call.ids[0], call.ids[1]);
                return answer_if(conditions, Response{.body = text_of(*obligation)});
              });
}

Answer take_obligation(const Call& call) {
  return act(call, Verb::take);
}

Answer assign_obligation(const Call& call) {
  return act(call, Verb::assign);
}

Answer complete_obligation(const Call& call) {
  return act(call, Verb::complete);
}

Answer waive_obligation(const Call& call) {
  return act(call, Verb::waive);
}

Answer snooze_obligation(const Call& call) {
  return act(call, Verb::snooze);
}

}  // namespace authledger::server
