#include <algorithm>

#include "engine/packet/packet_parts.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_sessions = 60;

std::string schedule_text(const ScheduleSet& schedule) {
  constexpr std::string_view names[]{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  std::string text;
  for (int day = 0; day < 7; ++day)
    if (schedule.meets_on(static_cast<Weekday>(day)))
      text += (text.empty() ? "" : ", ") + std::string(names[day]);
  if (text.empty()) text = "no day";
  return text + " at " + to_text(schedule.start) + ", " + std::to_string(schedule.minutes) +
         " minutes, " + schedule.service + ", " + schedule.modality + ", from " +
         to_text(schedule.effective);
}

// An instant on the wall clock of a zone.
std::string clock_text(const std::optional<Instant>& instant, const Zone& zone) {
  if (!instant) return "";
  return zone.wall_clock(*instant) + " " + zone.name();
}

bool is_reviewed(const PacketRequest& request, const AuthorizationStanding& authorization) {
  return request.review.authorization == authorization.id;
}

void add_coverage(const PacketRequest& request, PacketHeader& header) {
  const Said<CoverageSet>* coverage = request.episode.coverage_on(request.standing.today);
  header.plan_member_id = request.member.plan_member_id;
  if (!coverage) return;
  header.payer = coverage->fact.payer;
  header.plan = coverage->fact.plan;
  header.line_of_business = coverage->fact.line_of_business;
  header.state = coverage->fact.state;
  if (coverage->fact.member_id) header.plan_member_id = *coverage->fact.member_id;
}

void add_authorization(const PacketRequest& request, PacketHeader& header) {
  for (const AuthorizationStanding& authorization : request.standing.authorizations) {
    if (!is_reviewed(request, authorization)) continue;
    header.authorization_number = authorization.number;
    header.authorization_start = authorization.start;
    header.authorization_end = authorization.end;
    header.last_covered_day = authorization.last_covered_day;
  }
}

Date week_of(Date date, Weekday first_day) {
  const int back = (static_cast<int>(date.weekday()) - static_cast<int>(first_day) + 7) % 7;
  return date - back;
}

}  // namespace

void add_header(const PacketRequest& request, ReviewPacket& packet) {
  PacketHeader& header = packet.header;
  const Standing& standing = request.standing;
  header.member = request.member.name;
  header.member_id = request.member.id;
  header.birth_date = request.member.birth_date;
  header.facility = request.facility.name;
  header.facility_id = request.facility.id;
  header.npi = request.facility.npi;
  header.episode = standing.episode.value_or("");
  header.as_of = standing.as_of;
  header.today = standing.today;
  add_coverage(request, header);
  header.authorization = request.review.authorization.value_or("");
  add_authorization(request, header);
  header.opens_at = request.review.opens_at;
  header.due_at = request.review.due_at;
  const Policy* policy = request.review.because.policy;
  const Zone& payer_zone = policy ? policy->time.zone : request.facility.zone;
  header.due_text = clock_text(header.due_at, payer_zone);
  header.opens_text = clock_text(header.opens_at, payer_zone);
  header.as_of_text = clock_text(header.as_of, request.facility.zone);
  header.status = request.review.status;
  header.rule = request.review.rule.value_or("");
  header.because = request.review.because;
  if (header.payer.empty() && policy) header.payer = policy->payer;
  if (request.episode.admission) {
    header.level_of_care = request.episode.admission->fact.level_of_care;
    header.admitted = request.episode.admission->fact.date;
    if (!header.birth_date) header.birth_date = request.episode.admission->fact.birth_date;
  }
  if (request.episode.discharge) header.discharged = request.episode.discharge->fact.date;
  if (const auto* schedule = request.episode.schedule_on(standing.today))
    header.schedule.push_back(schedule_text(schedule->fact));
  for (const Said<ScheduleSet>& schedule : request.episode.schedules)
    if (schedule.fact.effective > standing.today)
      header.schedule.push_back(schedule_text(schedule.fact));
}

void add_utilization(const PacketRequest& request, ReviewPacket& packet) {
  const Standing& standing = request.standing;
  packet.authorizations = standing.authorizations;
  std::stable_partition(packet.authorizations.begin(), packet.authorizations.end(),
                        [&](const AuthorizationStanding& authorization) {
                          return is_reviewed(request, authorization);
                        });
  packet.covered_through = standing.covered_through;
  packet.first_uncovered_day = standing.first_uncovered_day;
  packet.uncovered = standing.uncovered;
  packet.ahead.first = standing.first_uncovered_day;
  for (const ForecastSession& session : standing.forecast) {
    if (session.uncovered == 0) continue;
    if (packet.ahead.sessions.size() < shown_ahead)
      packet.ahead.sessions.push_back(session);
    else
      ++packet.ahead.further;
  }
  for (const Obligation& obligation : standing.obligations) {
    if (is_pending(obligation.status) && obligation.key != request.review.key)
      packet.other_obligations.push_back(obligation);
  }
}

void add_attendance(const PacketRequest& request, ReviewPacket& packet) {
  const Standing& standing = request.standing;
  const Policy* policy = request.review.because.policy;
  const Weekday first_day = policy ? policy->week_starts : Weekday::sun;
  std::map<Date, AttendanceWeek> weeks;
  for (const SessionStanding& session : standing.sessions) {
    ++packet.outcomes[std::string(word(session.outcome))];
    AttendanceWeek& week = weeks[week_of(session.date, first_day)];
    if (session.outcome == Outcome::attended) {
      week.minutes += session.minutes;
      ++week.attended;
    } else {
      ++week.missed;
      ++(session.outcome == Outcome::cancelled_by_facility ? week.by_facility
         : session.excused                                 ? week.excused
                                                           : week.unexcused);
    }
  }
  for (auto& [start, week] : weeks) {
    week.week_of = start;
    for (const UnderIntensityWeek& under : standing.under_intensity_weeks)
      if (under.week_of == start) week.minimum = under.minimum;
    packet.weeks.push_back(week);
  }
  packet.sessions.assign(standing.sessions.rbegin(), standing.sessions.rend());
  if (packet.sessions.size() > most_sessions) {
    packet.sessions_left_out = static_cast<int>(packet.sessions.size() - most_sessions);
    packet.sessions.resize(most_sessions);
  }
  packet.unrecorded = standing.unrecorded;
}

}  // namespace authledger
