#include "engine/json/standing_codec.hpp"

#include "engine/json/lists.hpp"

namespace authledger::json {
namespace {

// Null instead of an empty text.
void text_or_null(JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  if (text.empty())
    out.null();
  else
    out.value(text);
}

void write_likely(JsonWriter& out, const std::optional<LikelyRange>& likely) {
  out.key("likely");
  if (!likely) {
    out.null();
    return;
  }
  out.begin_object();
  out.key("exhausts_on");
  if (likely->exhausts) {
    out.begin_object();
    out.field("from", likely->exhausts_from);
    out.field("to", likely->exhausts_to);
    out.end_object();
  } else {
    out.null();
  }
  out.key("unused_at_end");
  out.begin_object();
  out.field("from", likely->unused_from);
  out.field("to", likely->unused_to);
  out.end_object();
  out.end_object();
}

void write_line(JsonWriter& out, const LineStanding& line) {
  out.begin_object();
  write_texts(out, "codes", line.codes);
  out.field("unit", word(line.unit));
  out.field("units", line.units);
  out.field("used", line.used);
  out.field("remaining", line.remaining);
  out.field("forecast_used", line.forecast_used);
  out.field("exhausts_on", line.exhausts_on);
  out.field("unused_at_end", line.unused_at_end);
  out.key("because");
  write_because(out, line.because);
  write_likely(out, line.likely);
  out.end_object();
}

void write_session(JsonWriter& out, const SessionStanding& session) {
  out.begin_object();
  out.field("session", session.session);
  out.field("date", session.date);
  out.field("minutes", session.minutes);
  out.field("outcome", word(session.outcome));
  out.field("charged", session.charged);
  out.field("covered", session.covered);
  out.key("flags");
  out.begin_array();
  for (int flag = 0; flag < session_flag_count; ++flag)
    if (session.has(static_cast<SessionFlag>(flag)))
      out.value(word(static_cast<SessionFlag>(flag)));
  out.end_array();
  out.key("allocations");
  out.begin_array();
  for (const Allocation& allocation : session.allocations) {
    out.begin_object();
    out.field("authorization", allocation.authorization);
    out.field("line", allocation.line);
    out.field("units", allocation.units);
    out.end_object();
  }
  out.end_array();
  text_or_null(out, "tier", session.tier);
  out.field("file_by", session.file_by);
  out.end_object();
}

void write_week(JsonWriter& out, const UnderIntensityWeek& week) {
  out.begin_object();
  out.field("week_of", week.week_of);
  out.field("service", week.service);
  out.field("minutes", week.minutes);
  out.field("minimum", week.minimum);
  out.key("because");
  write_because(out, week.because);
  out.end_object();
}

void write_retro(JsonWriter& out, const RetroStanding& retro) {
  out.key("retro");
  if (retro.status == RetroStatus::capped) {
    out.null();
    return;
  }
  out.begin_object();
  out.field("status", word(retro.status));
  out.field("until", retro.until);
  out.end_object();
}

void write_evidence(JsonWriter& out, const EvidenceWanted& wanted) {
  out.begin_object();
  out.field("rule", wanted.rule);
  out.field("document", word(wanted.document));
  out.field("from", wanted.from);
  out.end_object();
}

void write_form(JsonWriter& out, const FormAsked& asked) {
  const auto write_word = [](JsonWriter& to, auto value) { to.value(word(value)); };
  out.begin_object();
  out.field("rule", asked.form->name.key);
  write_list(out, "for", asked.form->modes, write_word);
  write_texts(out, "codes", asked.form->codes);
  write_list(out, "required", asked.form->required, write_word);
  write_list(out, "optional", asked.form->optional, write_word);
  out.field("seen", asked.form->seen_whole ? "whole" : "in_part");
  out.end_object();
}

void write_what_is_asked(JsonWriter& out, const Obligation& obligation) {
  write_list(out, "evidence", obligation.evidence, write_evidence);
  if (!obligation.forms.empty()) write_list(out, "forms", obligation.forms, write_form);
}

// What only one kind of obligation has.
void write_details(JsonWriter& out, const Obligation& obligation) {
  switch (obligation.kind) {
    case ObligationKind::review:
      write_what_is_asked(out, obligation);
      return;
    case ObligationKind::duty:
      if (obligation.key == "duty:initial-authorization") write_what_is_asked(out, obligation);
      return;
    case ObligationKind::notice:
      text_or_null(out, "action", obligation.action ? word(*obligation.action) : "");
      text_or_null(out, "whom", obligation.whom);
      return;
    case ObligationKind::decision:
      text_or_null(out, "if_late", word(obligation.if_late));
      return;
    case ObligationKind::request:
      return;
  }
}

// What the team says of it; nothing at all where nobody said anything.
void write_actions(JsonWriter& out, const Obligation& obligation) {
  out.field_if("assignee", obligation.assignee);
  out.field_if("snoozed_until", obligation.snoozed_until);
  if (const auto& waiver = obligation.waiver) {
    out.key("waived");
    out.begin_object();
    out.field("reason", waiver->reason);
    out.field_if("by", waiver->by);
    out.field("event", waiver->seq);
    out.end_object();
  }
  if (const auto& completion = obligation.completion) {
    out.key("completed");
    out.begin_object();
    out.field("at", completion->at);
    out.field_if("reference", completion->note.reference);
    out.field_if("proof", completion->note.proof);
    out.field_if("by", completion->note.by);
    out.field("event", completion->seq);
    out.end_object();
  }
}

void write_finding(JsonWriter& out, const Finding& finding) {
  out.begin_object();
  out.field("kind", word(finding.kind));
  out.field("from", finding.from);
  out.field("to", finding.to);
  text_or_null(out, "service", finding.service);
  text_or_null(out, "subject", finding.subject);
  out.field("actual", finding.actual);
  out.field("limit", finding.limit);
  out.field("open", finding.open);
  out.key("because");
  write_because(out, finding.because);
  out.end_object();
}

void write_unknown(JsonWriter& out, const UnknownStanding& unknown) {
  out.begin_object();
  out.field("about", word(unknown.about));
  text_or_null(out, "note", unknown.note);
  out.key("because");
  write_because(out, unknown.because);
  out.end_object();
}

void write_next_request(JsonWriter& out, const NextRequest& next) {
  out.key("next_request");
  out.begin_object();
  out.field("from", next.from);
  out.key("unit");
  if (next.unit)
    out.value(word(*next.unit));
  else
    out.null();
  out.field("needed", next.needed);
  out.field("amount", next.amount);
  out.key("because");
  if (next.from)
    write_because(out, next.because);
  else
    out.null();
  out.end_object();
}

void write_attendance(JsonWriter& out, const Attendance& attendance) {
  out.key("attendance");
  out.begin_object();
  out.field("offered", attendance.offered);
  out.field("attended", attendance.attended);
  out.field("low", attendance.low);
  out.field("high", attendance.high);
  out.end_object();
}

}  // namespace

void write_citation(JsonWriter& out, const Citation& source) {
  out.begin_object();
  out.field("key", source.key);
  out.field("title", source.title);
  if (!source.address.empty()) out.field("address", source.address);
  if (!source.retrieved.empty()) out.field("date", source.retrieved);
  if (!source.grade.empty()) out.field("grade", source.grade);
  if (!source.says.empty()) out.field("says", source.says);
  out.end_object();
}

void write_authorization(JsonWriter& out, const AuthorizationStanding& authorization) {
  out.begin_object();
  out.field("authorization", authorization.id);
  out.field("number", authorization.number);
  out.field("decision", word(authorization.state));
  out.field("start", authorization.start);
  out.field("end", authorization.end);
  out.field("last_covered_day", authorization.last_covered_day);
  write_list(out, "lines", authorization.lines, write_line);
  out.field("valid_until_at_least", authorization.valid_until_at_least);
  out.field("not_revocable_until", authorization.not_revocable_until);
  out.field("urgent_extension_by", authorization.urgent_extension_by);
  out.end_object();
}

void write_uncovered(JsonWriter& out, const UncoveredUnits& uncovered) {
  out.begin_object();
  out.field("date", uncovered.date);
  out.field("service", uncovered.service);
  out.field("units", uncovered.units);
  out.field("reason", word(uncovered.reason));
  out.key("because");
  write_because(out, uncovered.because);
  write_retro(out, uncovered.retro);
  out.end_object();
}

void write_because(JsonWriter& out, const Because& because) {
  out.begin_object();
  out.key("policy");
  if (because.policy) {
    out.begin_object();
    out.field("payer", because.policy->payer);
    out.field("version", because.policy->version);
    out.field("from", because.policy->from);
    out.end_object();
  } else {
    out.null();
  }
  text_or_null(out, "rule", because.rule);
  out.key("source");
  if (because.source)
    write_citation(out, *because.source);
  else
    out.null();
  out.key("events");
  out.begin_array();
  for (const Seq seq : because.events) out.value(seq);
  out.end_array();
  out.end_object();
}

void write_obligation(JsonWriter& out, const Obligation& obligation) {
  out.begin_object();
  out.field("key", obligation.key);
  out.field("kind", word(obligation.kind));
  out.field("rule", obligation.rule);
  out.field("authorization", obligation.authorization);
  out.field("opens_at", obligation.opens_at);
  out.field("due_at", obligation.due_at);
  out.field("status", word(obligation.status));
  out.key("because");
  write_because(out, obligation.because);
  write_details(out, obligation);
  write_actions(out, obligation);
  out.end_object();
}

void write_standing(JsonWriter& out, const Standing& standing) {
  out.begin_object();
  out.field("as_of", standing.as_of);
  out.field("episode", standing.episode);
  out.key("remaining");
  out.begin_object();
  for (std::size_t unit = 0; unit < standing.remaining.size(); ++unit)
    if (standing.remaining[unit])
      out.field(word(static_cast<Unit>(unit)), *standing.remaining[unit]);
  out.end_object();
  out.field("covered_through", standing.covered_through);
  out.field("first_uncovered_day", standing.first_uncovered_day);
  write_list(out, "authorizations", standing.authorizations, write_authorization);
  write_list(out, "sessions", standing.sessions, write_session);
  write_list(out, "uncovered", standing.uncovered, write_uncovered);
  write_list(out, "unrecorded", standing.unrecorded,
             [](JsonWriter& to, Date date) { to.value(date); });
  write_list(out, "under_intensity_weeks", standing.under_intensity_weeks, write_week);
  write_list(out, "obligations", standing.obligations, write_obligation);
  write_list(out, "findings", standing.findings, write_finding);
  write_list(out, "unknowns", standing.unknowns, write_unknown);
  write_next_request(out, standing.next_request);
  write_attendance(out, standing.attendance);
  out.end_object();
}

void write_problem(JsonWriter& out, const Problem& problem) {
  out.begin_object();
  out.field("code", word(problem.code));
  out.field("pointer", problem.pointer);
  out.field("detail", problem.detail);
  out.end_object();
}

void write_error(JsonWriter& out, const Problems& problems) {
  ensure(!problems.empty(), "an error has a problem");
  out.begin_object();
  out.key("error");
  out.begin_object();
  out.field("code", word(problems.front().code));
  out.field("detail", summary(problems));
  write_list(out, "problems", problems, write_problem);
  out.end_object();
  out.end_object();
}

}  // namespace authledger::json
