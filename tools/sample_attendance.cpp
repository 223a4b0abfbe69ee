#include "tools/sample_attendance.hpp"

#include <algorithm>

namespace authledger {
namespace {

constexpr int minutes_short = 60;      // of who leaves early
constexpr int minutes_to_record = 30;  // after the session
constexpr int minutes_of_pause = 30;   // between two groups
constexpr int late_days = 4;
constexpr TimeOfDay morning{8 * 60};

enum class Telling { plain, left_early, telehealth, two_groups, late, corrected, voided, silent };
struct Mark {
  char letter;
  Telling telling;
  Outcome outcome;
  bool excused;
};
constexpr Mark marks[] = {
    {'A', Telling::plain, Outcome::attended, false},
    {'s', Telling::left_early, Outcome::attended, false},
    {'T', Telling::telehealth, Outcome::attended, false},
    {'D', Telling::two_groups, Outcome::attended, false},
    {'L', Telling::late, Outcome::attended, false},
    {'X', Telling::corrected, Outcome::attended, false},
    {'V', Telling::voided, Outcome::attended, false},
    {'N', Telling::plain, Outcome::no_show, false},
    {'C', Telling::plain, Outcome::cancelled_by_member, false},
    {'E', Telling::plain, Outcome::cancelled_by_member, true},
    {'F', Telling::plain, Outcome::cancelled_by_facility, false},
    {'.', Telling::silent, Outcome::attended, false},
};

Instant plus_minutes(Instant instant, int minutes) {
  return Instant::from_seconds(instant.seconds() + 60 * minutes);
}

std::vector<AttendanceFact> two_groups(const SessionRecorded& day, int minutes) {
  SessionRecorded first = day;
  first.session += "a";
  first.end = plus_minutes(first.start, minutes / 2);
  SessionRecorded second = day;
  second.session += "b";
  second.start = plus_minutes(*first.end, minutes_of_pause);
  second.end = plus_minutes(second.start, minutes / 2);
  return {{first.session, plus_minutes(*first.end, minutes_to_record), first},
          {second.session, plus_minutes(*second.end, minutes_to_record), second}};
}

SessionRecorded as_marked(SessionRecorded session, const Mark& mark) {
  session.outcome = mark.outcome;
  session.excused = mark.excused;
  if (mark.telling == Telling::telehealth) session.modality = "telehealth";
  if (mark.telling == Telling::left_early) session.end = plus_minutes(*session.end, -minutes_short);
  if (mark.outcome != Outcome::attended) {
    session.end.reset();
    session.given_minutes = 0;
  }
  return session;
}

}  // namespace

std::optional<std::vector<AttendanceFact>> attendance_facts(char letter, int number, Date date,
                                                            const ScheduleSet& schedule,
                                                            const Zone& zone) {
  const auto mark = std::find_if(std::begin(marks), std::end(marks),
                                 [&](const Mark& it) { return it.letter == letter; });
  if (mark == std::end(marks)) return std::nullopt;
  SessionRecorded planned;
  planned.session = (number < 10 ? "s0" : "s") + std::to_string(number);
  planned.start = zone.at(date, schedule.start);
  planned.end = plus_minutes(planned.start, schedule.minutes);
  planned.service = schedule.service;
  planned.modality = schedule.modality;

  const SessionRecorded session = as_marked(planned, *mark);
  const Instant that_day = plus_minutes(*planned.end, minutes_to_record);
  const Instant next_day = zone.at(date + 1, morning);
  switch (mark->telling) {
    case Telling::silent:
      return std::vector<AttendanceFact>{};
    case Telling::two_groups:
      return two_groups(planned, schedule.minutes);
    case Telling::late:
      return {{{session.session, zone.at(date + late_days, morning), session}}};
    case Telling::corrected: {
      SessionRecorded mistaken = session;
      mistaken.outcome = Outcome::no_show;
      return {{{session.session, that_day, mistaken},
               {session.session + "-corrected", next_day, session}}};
    }
    case Telling::voided:
      return {{{session.session, that_day, session},
               {session.session + "-voided", next_day, SessionVoided{session.session}}}};
    case Telling::plain:
    case Telling::left_early:
    case Telling::telehealth:
      break;
  }
  return {{{session.session, that_day, session}}};
}

}  // namespace authledger
