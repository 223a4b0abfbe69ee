#include "engine/json/event_codec.hpp"

#include <algorithm>
#include <map>

#include "engine/json/coverage_terms.hpp"

namespace authledger::json {
namespace {

constexpr Outcome all_outcomes[] = {Outcome::attended, Outcome::no_show,
                                    Outcome::cancelled_by_member, Outcome::cancelled_by_facility};
constexpr Decision all_decisions[] = {Decision::approved, Decision::partial, Decision::denied,
                                      Decision::pended};
constexpr MeasureChosen::Measure all_measures[] = {MeasureChosen::Measure::days,
                                                   MeasureChosen::Measure::attended_minutes};
constexpr int longest_session = 7 * 24 * 60;  // minutes
constexpr std::size_t most_components = 50;   // of a session

// Every reader takes the fields of one type, in the order of the table in the ledger rules.

Fact read_admitted(Fields& fields) {
  EpisodeAdmitted fact;
  fact.episode = fields.text("episode");
  fact.date = fields.date("date");
  fact.level_of_care = fields.text("level_of_care");
  fact.birth_date = fields.optional_date("birth_date");
  fact.at = fields.optional_instant("at");
  return fact;
}

Fact read_discharged(Fields& fields) {
  EpisodeDischarged fact;
  fact.date = fields.nullable_date("date");
  fact.reason = fields.optional_text("reason");
  fact.at = fields.optional_instant("at");
  return fact;
}

Fact read_coverage(Fields& fields) {
  CoverageSet fact;
  fact.payer = fields.text("payer");
  fact.effective = fields.date("effective");
  fact.plan = fields.optional_text("plan");
  fact.line_of_business = fields.optional_text("line_of_business");
  fact.state = fields.optional_text("state");
  fact.member_id = fields.optional_text("member_id");
  fact.funding = read_funding(fields);
  fact.network = read_network(fields);
  return fact;
}

Fact read_schedule(Fields& fields) {
  ScheduleSet fact;
  fact.effective = fields.date("effective");
  fields.list("weekdays", [&](JsonNode item, const Place& place) {
    const auto day = item.is(JsonKind::string) ? parse_weekday(item.text()) : std::nullopt;
    if (day)
      fact.weekdays = static_cast<std::uint8_t>(fact.weekdays | 1u << static_cast<int>(*day));
    else
      refuse(fields.problems,
             item.is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type,
             place,
             "a weekday is " + item.excerpt() +
                 "; it must be one of mon, tue, wed, thu, fri, sat, sun");
  });
  if (const auto start = fields.require("start"))
    fact.start = read_time_of_day(*start, fields.place_of("start"), fields.problems);
  fact.minutes = fields.integer("minutes", 0, longest_session);
  fact.service = fields.text("service");
  fact.modality = fields.text_or("modality", "in_person");
  return fact;
}

void check_authorization_id(const std::string& id, Fields& fields) {
  if (id.starts_with("allowance:"))
    fields.refuse(
        ProblemCode::invalid_value, "authorization",
        "authorization is \"" + id + "\"; ids that start with allowance: are kept for allowances");
}

Fact read_requested(Fields& fields) {
  AuthorizationRequested fact;
  fact.authorization = fields.text("authorization");
  check_authorization_id(fact.authorization, fields);
  fact.at = fields.instant("at");
  fact.expedited = fields.boolean_or("expedited", false);
  return fact;
}

AuthorizedLine read_line(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  AuthorizedLine line;
  line.codes = fields.texts("codes");
  line.units = fields.integer("units", 0, largest_count);
  fields.finish();
  return line;
}

Fact read_decided(Fields& fields) {
  AuthorizationDecided fact;
  fact.authorization = fields.text("authorization");
  check_authorization_id(fact.authorization, fields);
  fact.number = fields.optional_text("number");
  fact.decision = fields.one_of("decision", all_decisions);
  fact.decided_at = fields.instant("decided_at");
  const auto line = [&](JsonNode item, const Place& place) {
    fact.lines.push_back(read_line(item, place, fields.problems));
  };
  if (fact.is_approved()) {
    fact.start = fields.date("start");
    fact.end = fields.date("end");
    fields.list("lines", line);
  } else {
    fact.start = fields.optional_nullable_date("start");
    fact.end = fields.optional_nullable_date("end");
    fields.list_or_empty("lines", line);
  }
  fact.next_review = fields.optional_date("next_review");
  fact.reason = fields.optional_text("reason");
  fact.reviewer = fields.optional_text("reviewer");
  fact.reference = fields.optional_text("reference");
  return fact;
}

SessionComponent read_component(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  SessionComponent component;
  component.kind = fields.text("kind");
  component.minutes = fields.optional_integer("minutes", 0, longest_session);
  component.participants = fields.optional_integer("participants", 1, largest_count);
  fields.finish();
  return component;
}

void read_components(SessionRecorded& fact, Fields& fields) {
  std::size_t count = 0;
  fields.list_or_empty("components", [&](JsonNode item, const Place& place) {
    if (++count <= most_components)
      fact.components.push_back(read_component(item, place, fields.problems));
    else if (count == most_components + 1)
      refuse(fields.problems, ProblemCode::out_of_range, place,
             "a session has at most " + std::to_string(most_components) + " components");
  });
}

Fact read_session(Fields& fields) {
  SessionRecorded fact;
  fact.session = fields.text("session");
  const std::size_t faults = fields.problems.size();
  fact.start = fields.instant("start");
  fact.end = fields.optional_instant("end");
  const bool are_times = fields.problems.size() == faults;
  fact.given_minutes = fields.optional_integer("minutes", 0, longest_session);
  fact.break_minutes = fields.integer_or("break_minutes", 0, longest_session, 0);
  fact.service = fields.text("service");
  fact.outcome = fields.one_of("outcome", all_outcomes);
  fact.excused = fields.boolean_or("excused", false);
  fact.modality = fields.text_or("modality", "in_person");
  fact.authorization = fields.optional_text("authorization");
  read_components(fact, fields);
  if (fields.is_object() && !fact.end && !fact.given_minutes) {
    fields.refuse(ProblemCode::missing_field, "minutes",
                  "a session needs end or minutes; both are missing");
    fact.given_minutes = 0;
  }
  if (are_times && fact.end && fact.end->seconds() - fact.start.seconds() > longest_session * 60)
    fields.refuse(ProblemCode::out_of_range, "end",
                  "end is " + to_text(*fact.end) + ", more than seven days after start");
  return fact;
}

Fact read_prior_use(Fields& fields) {
  PriorUseReported fact;
  fact.service = fields.text("service");
  fact.year = fields.integer("year", 1900, 2199);
  fact.units = fields.integer("units", 0, largest_count);
  return fact;
}

CompletionNote read_note(Fields& fields) {
  CompletionNote note;
  note.reference = fields.optional_text("reference");
  note.proof = fields.optional_text("proof");
  note.by = fields.optional_text("by");
  return note;
}

// review.submitted, notice.sent and duty.completed differ in what they name only.
template <class Done>
Fact read_done(Fields& fields, std::string_view name) {
  std::string what = fields.text(name);
  const Instant at = fields.instant("at");
  return Done{std::move(what), at, read_note(fields)};
}

Fact read_assigned(Fields& fields) {
  ObligationAssigned fact;
  fact.obligation = fields.text("obligation");
  fact.assignee = fields.nullable_text("assignee");
  fact.by = fields.optional_text("by");
  return fact;
}

Fact read_waived(Fields& fields) {
  ObligationWaived fact;
  fact.obligation = fields.text("obligation");
  fact.reason = fields.text("reason");
  fact.by = fields.optional_text("by");
  return fact;
}

Fact read_snoozed(Fields& fields) {
  ObligationSnoozed fact;
  fact.obligation = fields.text("obligation");
  fact.until = fields.nullable_instant("until");
  fact.by = fields.optional_text("by");
  return fact;
}

Fact read_asked(Fields& fields) {
  PayerAsked fact;
  fact.ask = fields.text("ask");
  fact.at = fields.instant("at");
  fact.due = fields.instant("due");
  fact.what = fields.text("what");
  return fact;
}

Fact read_measure(Fields& fields) {
  MeasureChosen fact;
  fact.clock = fields.text("clock");
  fact.measure = fields.one_of("measure", all_measures);
  fact.at = fields.instant("at");
  return fact;
}

Fact read_other_care(Fields& fields) {
  OtherCareReported fact;
  fact.care = fields.text("care");
  fact.from = fields.date("from");
  fact.to = fields.optional_nullable_date("to");
  return fact;
}

using Reader = Fact (*)(Fields&);

// event.withdrawn is not here: what it names differs between the log and the wire.
const std::map<std::string_view, Reader>& readers() {
  static const std::map<std::string_view, Reader> all{
      {"episode.admitted", read_admitted},
      {"episode.discharged", read_discharged},
      {"coverage.set", read_coverage},
      {"schedule.set", read_schedule},
      {"authorization.requested", read_requested},
      {"authorization.decided", read_decided},
      {"authorization.voided",
       [](Fields& fields) -> Fact { return AuthorizationVoided{fields.text("authorization")}; }},
      {"session.recorded", read_session},
      {"session.voided",
       [](Fields& fields) -> Fact { return SessionVoided{fields.text("session")}; }},
      {"prior_use.reported", read_prior_use},
      {"review.submitted",
       [](Fields& fields) { return read_done<ReviewSubmitted>(fields, "authorization"); }},
      {"notice.sent", [](Fields& fields) { return read_done<NoticeSent>(fields, "notice"); }},
      {"duty.completed", [](Fields& fields) { return read_done<DutyCompleted>(fields, "duty"); }},
      {"payer.asked", read_asked},
      {"discharge.planned",
       [](Fields& fields) -> Fact { return DischargePlanned{fields.nullable_date("date")}; }},
      {"measure.chosen", read_measure},
      {"other_care.reported", read_other_care},
      {"obligation.assigned", read_assigned},
      {"obligation.waived", read_waived},
      {"obligation.snoozed", read_snoozed},
  };
  return all;
}

std::int64_t read_seq(Fields& fields, std::string_view name) {
  const auto node = fields.require(name);
  if (!node) return 0;
  if (!node->is(JsonKind::integer)) {
    fields.refuse(ProblemCode::wrong_type, name,
                  std::string(name) + " is " + node->excerpt() + "; it must be an integer");
    return 0;
  }
  return node->integer();
}

// Reads `type` and what belongs to it; withdrawal() reads the rest of an event.withdrawn.
template <class Withdrawal>
Fact read_fact(Fields& fields, Withdrawal withdrawal) {
  const std::string type = fields.text("type");
  if (type.empty()) return {};
  if (type == "event.withdrawn") return withdrawal();
  const auto reader = readers().find(type);
  if (reader != readers().end()) return reader->second(fields);
  fields.refuse(ProblemCode::invalid_value, "type",
                "type is \"" + type + "\"; no event has this type");
  return {};
}

bool knows_type(JsonNode node) {
  const auto type = node.find("type");
  return type && type->is(JsonKind::string) &&
         (type->text() == "event.withdrawn" || readers().contains(type->text()));
}

// An event of an unknown type would have every field of its own called unknown too: one fault says
// it better.
void finish(Fields& fields, JsonNode node) {
  if (knows_type(node)) fields.finish();
}

}  // namespace

Event read_event(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  Event event;
  if (!fields.is_object()) return event;
  event.seq = read_seq(fields, "seq");
  event.recorded_at = fields.instant("recorded_at");
  event.fact =
      read_fact(fields, [&]() -> Fact { return EventWithdrawn{read_seq(fields, "withdraws")}; });
  finish(fields, node);
  return event;
}

PostedEvent read_posted_event(JsonNode node, const Place& place, Problems& problems,
                              Sender sender) {
  Fields fields(node, place, problems);
  PostedEvent event;
  if (!fields.is_object()) return event;
  event.id = fields.text("id");
  event.episode = fields.text("episode");
  event.facility = fields.optional_text("facility");
  event.member = fields.optional_text("member");
  if (sender == Sender::import) event.recorded_at = fields.optional_instant("recorded_at");
  event.fact = read_fact(fields, [&]() -> Fact {
    event.withdraws = fields.text("withdraws");
    return EventWithdrawn{};
  });
  finish(fields, node);
  return event;
}

Result<Fact> read_fact_text(std::string_view text) {
  JsonReader reader;
  auto tree = reader.read(text, wire_limits);
  if (!tree) return tree.error();
  Problems problems;
  const Place root("");
  const JsonNode node = tree->root();
  Fields fields(node, root, problems);
  Fact fact =
      read_fact(fields, [&]() -> Fact { return EventWithdrawn{read_seq(fields, "withdraws")}; });
  finish(fields, node);
  if (!problems.empty()) return problems;
  return fact;
}

std::string differing_field(const Fact& one, const Fact& other) {
  if (one == other) return {};
  if (one.index() != other.index()) return "type";
  const std::string texts[] = {fact_text(one), fact_text(other)};
  JsonReader readers[2];
  const auto first = readers[0].read(texts[0], wire_limits);
  const auto second = readers[1].read(texts[1], wire_limits);
  ensure(first && second, "facts of our own are JSON");
  for (const auto& [from, to] :
       {std::pair(first->root(), second->root()), std::pair(second->root(), first->root())}) {
    for (const JsonNode member : from.children()) {
      const auto theirs = to.find(member.key());
      if (!theirs || !equal(member, *theirs)) return std::string(member.key());
    }
  }
  fail("facts that differ print alike");
}

}  // namespace authledger::json
