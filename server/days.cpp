// The days of an episode as a calendar shows them: what was attended and what is scheduled, on
// which days the facility is closed, and how the units of each line go.
#include <algorithm>
#include <map>

#include "engine/base/json_writer.hpp"
#include "engine/standing/burn_down.hpp"
#include "engine/store/restate.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

struct Day {
  std::vector<const SessionStanding*> sessions;
  std::vector<const ForecastSession*> forecast;
  bool is_unrecorded = false;
};

std::map<Date, Day> days_of(const Standing& now) {
  std::map<Date, Day> days;
  for (const SessionStanding& it : now.sessions) days[it.date].sessions.push_back(&it);
  for (const ForecastSession& it : now.forecast) days[it.date].forecast.push_back(&it);
  for (const Date date : now.unrecorded) days[date].is_unrecorded = true;
  return days;
}

void write(JsonWriter& out, const SessionStanding& it) {
  out.begin_object();
  out.field("session", it.session);
  out.field("event", it.seq);
  out.field("start", it.start);
  out.field("minutes", it.minutes);
  out.field("service", it.service);
  out.field("modality", it.modality);
  out.field("outcome", word(it.outcome));
  out.field("excused", it.excused);
  out.field("charged", it.charged);
  out.field("covered", it.covered);
  out.key("flags");
  out.begin_array();
  for (int i = 0; i < session_flag_count; ++i)
    if (const auto flag = static_cast<SessionFlag>(i); it.has(flag)) out.value(word(flag));
  out.end_array();
  out.end_object();
}

void write(JsonWriter& out, const ForecastSession& it) {
  out.begin_object();
  out.field("start", it.start);
  out.field("minutes", it.minutes);
  out.field("service", it.service);
  out.field("covered", it.covered);
  out.field("uncovered", it.uncovered);
  out.end_object();
}

void write(JsonWriter& out, Date date, const Day& day) {
  out.begin_object();
  out.field("date", date);
  out.key("sessions");
  out.begin_array();
  for (const SessionStanding* it : day.sessions) write(out, *it);
  out.end_array();
  out.key("forecast");
  out.begin_array();
  for (const ForecastSession* it : day.forecast) write(out, *it);
  out.end_array();
  out.field("unrecorded", day.is_unrecorded);
  out.end_object();
}

void write(JsonWriter& out, std::string_view name, const std::vector<UnitsLeft>& points) {
  out.key(name);
  out.begin_array();
  for (const UnitsLeft& it : points) {
    out.begin_object();
    out.field("date", it.date);
    out.field("left", it.left);
    out.end_object();
  }
  out.end_array();
}

void write(JsonWriter& out, const LineBurnDown& it) {
  out.begin_object();
  out.field("authorization", it.authorization);
  out.field("line", it.line);
  out.field("units", it.units);
  write(out, "used", it.used);
  write(out, "forecast", it.forecast);
  write(out, "at_low", it.at_low);
  write(out, "at_high", it.at_high);
  out.end_object();
}

void write_closed(JsonWriter& out, const Facility& facility, Date first, Date last) {
  out.key("closed");
  out.begin_array();
  for (const Date date : facility.closed)
    if (first <= date && date <= last) out.value(date);
  out.end_array();
}

}  // namespace

Answer get_days(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  const auto found = store::standing_of(call.reader, *call.book, call.ids[0], as_of);
  if (!found) return not_found("there is no episode \"" + call.ids[0] + "\"");
  const Standing& now = found->standing;
  const std::map<Date, Day> days = days_of(now);
  Date first = now.today, last = now.today;
  if (found->episode.admission) first = std::min(first, found->episode.admission->fact.date);
  if (!days.empty()) {
    first = std::min(first, days.begin()->first);
    last = std::max(last, days.rbegin()->first);
  }
  JsonWriter out;
  out.begin_object();
  out.field("as_of", now.as_of);
  out.field("episode", call.ids[0]);
  out.field("today", now.today);
  out.field("first", first);
  out.field("last", last);
  write_closed(out, found->facility, first, last);
  out.key("days");
  out.begin_array();
  for (const auto& [date, day] : days) write(out, date, day);
  out.end_array();
  out.key("burn_down");
  out.begin_array();
  for (const LineBurnDown& it : burn_down(found->episode, *call.book, found->facility, as_of))
    write(out, it);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
