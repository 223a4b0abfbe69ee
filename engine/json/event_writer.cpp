// The facts of events as canonical JSON: what is stored, and what a log is printed with.
#include "engine/json/event_codec.hpp"

namespace authledger::json {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

void write_lines(JsonWriter& out, const std::vector<AuthorizedLine>& lines) {
  out.key("lines");
  out.begin_array();
  for (const AuthorizedLine& line : lines) {
    out.begin_object();
    out.key("codes");
    out.begin_array();
    for (const std::string& code : line.codes) out.value(code);
    out.end_array();
    out.field("units", line.units);
    out.end_object();
  }
  out.end_array();
}

void exact_field(JsonWriter& out, std::string_view name, Instant at) {
  out.field(name, to_exact_text(at));
}

void exact_field_if(JsonWriter& out, std::string_view name, const std::optional<Instant>& at) {
  if (at) exact_field(out, name, *at);
}

void write_components(JsonWriter& out, const std::vector<SessionComponent>& components) {
  if (components.empty()) return;
  out.key("components");
  out.begin_array();
  for (const SessionComponent& component : components) {
    out.begin_object();
    out.field("kind", component.kind);
    out.field_if("minutes", component.minutes);
    out.field_if("participants", component.participants);
    out.end_object();
  }
  out.end_array();
}

void write_note(JsonWriter& out, const CompletionNote& note) {
  out.field_if("reference", note.reference);
  out.field_if("proof", note.proof);
  out.field_if("by", note.by);
}

}  // namespace

void write_fact(JsonWriter& out, const Fact& fact) {
  out.field("type", type_word(fact));
  std::visit(
      Overloaded{
          [&](const EpisodeAdmitted& it) {
            out.field("episode", it.episode);
            out.field("date", it.date);
            out.field("level_of_care", it.level_of_care);
            out.field_if("birth_date", it.birth_date);
            exact_field_if(out, "at", it.at);
          },
          [&](const EpisodeDischarged& it) {
            out.field("date", it.date);
            out.field_if("reason", it.reason);
            exact_field_if(out, "at", it.at);
          },
          [&](const CoverageSet& it) {
            out.field("payer", it.payer);
            out.field("effective", it.effective);
            out.field_if("plan", it.plan);
            out.field_if("line_of_business", it.line_of_business);
            out.field_if("state", it.state);
            out.field_if("member_id", it.member_id);
            out.field_if("funding", it.funding);
            out.field_if("network", it.network);
          },
          [&](const ScheduleSet& it) {
            out.field("effective", it.effective);
            out.key("weekdays");
            out.begin_array();
            for (int day = 0; day < 7; ++day)
              if (it.meets_on(static_cast<Weekday>(day)))
                out.value(word(static_cast<Weekday>(day)));
            out.end_array();
            out.field("start", to_text(it.start));
            out.field("minutes", it.minutes);
            out.field("service", it.service);
            if (it.modality != "in_person") out.field("modality", it.modality);
          },
          [&](const AuthorizationRequested& it) {
            out.field("authorization", it.authorization);
            exact_field(out, "at", it.at);
            if (it.expedited) out.field("expedited", true);
          },
          [&](const AuthorizationDecided& it) {
            out.field("authorization", it.authorization);
            out.field_if("number", it.number);
            out.field("decision", word(it.decision));
            exact_field(out, "decided_at", it.decided_at);
            out.field("start", it.start);
            out.field("end", it.end);
            write_lines(out, it.lines);
            out.field_if("next_review", it.next_review);
            out.field_if("reason", it.reason);
            out.field_if("reviewer", it.reviewer);
            out.field_if("reference", it.reference);
          },
          [&](const AuthorizationVoided& it) { out.field("authorization", it.authorization); },
          [&](const SessionRecorded& it) {
            out.field("session", it.session);
            exact_field(out, "start", it.start);
            if (it.end) exact_field(out, "end", *it.end);
            out.field_if("minutes", it.given_minutes);
            if (it.break_minutes != 0) out.field("break_minutes", it.break_minutes);
            out.field("service", it.service);
            out.field("outcome", word(it.outcome));
            if (it.excused) out.field("excused", true);
            if (it.modality != "in_person") out.field("modality", it.modality);
            out.field_if("authorization", it.authorization);
            write_components(out, it.components);
          },
          [&](const SessionVoided& it) { out.field("session", it.session); },
          [&](const PriorUseReported& it) {
            out.field("service", it.service);
            out.field("year", it.year);
            out.field("units", it.units);
          },
          [&](const ReviewSubmitted& it) {
            out.field("authorization", it.authorization);
            exact_field(out, "at", it.at);
            write_note(out, it.note);
          },
          [&](const NoticeSent& it) {
            out.field("notice", it.notice);
            exact_field(out, "at", it.at);
            write_note(out, it.note);
          },
          [&](const DutyCompleted& it) {
            out.field("duty", it.duty);
            exact_field(out, "at", it.at);
            write_note(out, it.note);
          },
          [&](const PayerAsked& it) {
            out.field("ask", it.ask);
            exact_field(out, "at", it.at);
            exact_field(out, "due", it.due);
            out.field("what", it.what);
          },
          [&](const DischargePlanned& it) { out.field("date", it.date); },
          [&](const MeasureChosen& it) {
            out.field("clock", it.clock);
            out.field("measure", word(it.measure));
            exact_field(out, "at", it.at);
          },
          [&](const OtherCareReported& it) {
            out.field("care", it.care);
            out.field("from", it.from);
            out.field_if("to", it.to);
          },
          [&](const ObligationAssigned& it) {
            out.field("obligation", it.obligation);
            out.field("assignee", it.assignee);
            out.field_if("by", it.by);
          },
          [&](const ObligationWaived& it) {
            out.field("obligation", it.obligation);
            out.field("reason", it.reason);
            out.field_if("by", it.by);
          },
          [&](const ObligationSnoozed& it) {
            out.field("obligation", it.obligation);
            out.key("until");
            if (it.until)
              out.value(to_exact_text(*it.until));
            else
              out.null();
            out.field_if("by", it.by);
          },
          [&](const EventWithdrawn& it) { out.field("withdraws", it.withdraws); },
      },
      fact);
}

std::string fact_text(const Fact& fact) {
  JsonWriter out;
  out.begin_object();
  write_fact(out, fact);
  out.end_object();
  return std::string(out.text());
}

}  // namespace authledger::json
