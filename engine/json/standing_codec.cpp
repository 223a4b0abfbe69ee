#include "engine/json/standing_codec.hpp"

#include "engine/json/lists.hpp"

namespace authledger::json {
namespace {

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

}  // namespace

void write_authorization(JsonWriter& out, const AuthorizationStanding& authorization) {
  out.begin_object();
  out.field("authorization", authorization.id);
  out.field("number", authorization.number);
  out.field("decision", word(authorization.state));
  out.field("start", authorization.start);
  out.field("end", authorization.end);
  out.field("last_covered_day", authorization.last_covered_day);
  write_list(out, "lines", authorization.lines, write_line);
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
  out.key("rule");
  if (because.rule.empty())
    out.null();
  else
    out.value(because.rule);
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
