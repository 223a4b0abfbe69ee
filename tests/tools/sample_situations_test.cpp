// Tells the sample clinic on many days and holds every member's standing against the situations
// that clinic.json promises for that member.
#include <gtest/gtest.h>

#include "tests/tools/sample_told.hpp"

namespace authledger::test {
namespace {

using Shows = bool (*)(const Seen&);
using enum ObligationStatus;

bool overlapping(const Seen& seen) {
  const auto all = seen.approved();
  return all.size() == 2 && *all[0]->end >= *all[1]->start && *all[0]->end < *all[1]->end &&
         all[0]->lines[0].remaining == 0 && all[1]->lines[0].used > 0;
}

bool extended_under_one_number(const Seen& seen) {
  const auto all = seen.approved();
  return all.size() == 2 && all[0]->number == all[1]->number && *all[0]->end < *all[1]->start &&
         seen.now.uncovered.empty();
}

bool denied_yesterday(const Seen& seen) {
  const auto* denied = seen.authorization("A2");
  return denied && denied->state == AuthorizationState::denied &&
         seen.has_status("duty:peer-to-peer:A2", open) &&
         seen.authorization("A1")->state == AuthorizationState::approved;
}

bool approved_after_sessions(const Seen& seen) {
  const Instant decided = seen.episode.authorizations.at(0).decision->fact.decided_at;
  const Standing before = seen.at(decided.plus_hours(-1));
  return before.uncovered.size() >= 4 && seen.now.uncovered.empty() &&
         seen.has_status("duty:initial-authorization", met_late);
}

bool notice_of_a_withdrawn_miss(const Seen& seen) {
  const auto* notice = seen.obligation("notice:two-in-a-row:s05");
  return notice && notice->status == moot;
}

bool entered_days_late(const Seen& seen) {
  for (const auto& [recorded_at, session] : seen.said<SessionRecorded>())
    if (recorded_at > session.start.plus_hours(48)) return true;
  return false;
}

bool corrected(const Seen& seen) {
  std::map<std::string, std::set<Outcome>> outcomes;
  for (const auto& [recorded_at, session] : seen.said<SessionRecorded>())
    outcomes[session.session].insert(session.outcome);
  return std::any_of(outcomes.begin(), outcomes.end(),
                     [](const auto& it) { return it.second.size() == 2; });
}

bool voided(const Seen& seen) {
  const auto all = seen.said<SessionVoided>();
  return !all.empty() && std::none_of(seen.now.sessions.begin(), seen.now.sessions.end(),
                                      [&](const SessionStanding& it) {
                                        return it.session == all[0].second.session;
                                      });
}

bool withdrawn(const Seen& seen) {
  const auto all = seen.said<EventWithdrawn>();
  return all.size() == 1 && seen.episode.reviews.empty() &&
         seen.said<ReviewSubmitted>().size() == 1 && seen.is_owed("review:A1");
}

bool discharged_in_time(const Seen& seen) {
  return seen.now.uncovered.empty() &&
         seen.episode.discharge->fact.date == seen.authorization("A1")->last_covered_day &&
         seen.has_status("review:A1", not_needed) && seen.has_status("duty:discharge-notice", met);
}

bool discharged_late(const Seen& seen) {
  return *seen.episode.discharge->fact.date > *seen.authorization("A1")->last_covered_day &&
         seen.uncovered(UncoveredReason::units_exhausted) == 3 &&
         seen.has_status("review:A1", overdue);
}

// Six hours a week are enough: only weeks in which the clinic was closed have fewer.
bool youth(const Seen& seen) {
  for (const UnderIntensityWeek& week : seen.now.under_intensity_weeks) {
    bool was_closed = false;
    for (int n = 0; n < 7; ++n)
      was_closed = was_closed || seen.facility.is_closed(week.week_of + n);
    if (!was_closed || week.minimum != 360) return false;
  }
  return age_on(*seen.member.birth_date, seen.today) < 18 &&
         seen.now.remaining[static_cast<int>(Unit::day)] == 22;
}

bool turned_eighteen(const Seen& seen) {
  const auto& weeks = seen.now.under_intensity_weeks;
  return age_on(*seen.member.birth_date, seen.episode.admission->fact.date) == 17 &&
         age_on(*seen.member.birth_date, seen.today) == 18 &&
         std::any_of(weeks.begin(), weeks.end(),
                     [&](const UnderIntensityWeek& it) { return it.minimum == 540; });
}

bool virtual_day_not_covered(const Seen& seen) {
  int not_covered = 0;
  for (const auto& it : seen.now.sessions)
    if (it.has(SessionFlag::modality_not_covered) && it.charged == 0) ++not_covered;
  return not_covered == 2 && seen.allocates("not-required") && seen.now.uncovered.empty();
}

bool virtual_days_covered(const Seen& seen) {
  return std::all_of(seen.now.sessions.begin(), seen.now.sessions.end(),
                     [](const auto& it) { return it.modality == "telehealth" && it.covered == 1; });
}

bool two_groups_one_unit(const Seen& seen) {
  std::map<Date, std::pair<int, int>> days;  // sessions, units
  for (const auto& it : seen.now.sessions) {
    ++days[it.date].first;
    days[it.date].second += it.covered;
  }
  bool twice = false;
  for (const auto& [date, counted] : days) {
    if (counted.second != 1) return false;
    twice = twice || counted.first == 2;
  }
  return twice;
}

bool coverage_changed(const Seen& seen) {
  return seen.episode.coverages.size() == 2 && seen.allocates("A1") &&
         seen.uncovered(UncoveredReason::no_authorization) == 5;
}

bool schedule_changed(const Seen& seen) {
  if (seen.episode.schedules.size() != 2 || seen.now.forecast.empty()) return false;
  return std::all_of(seen.now.forecast.begin(), seen.now.forecast.end(), [](const auto& it) {
    const Weekday weekday = it.date.weekday();
    return weekday == Weekday::mon || weekday == Weekday::wed || weekday == Weekday::fri;
  });
}

bool closure_in_the_span(const Seen& seen) {
  const auto* authorization = seen.authorization("A1");
  const auto& closed = seen.facility.closed;
  const auto found = std::find_if(closed.begin(), closed.end(), [&](Date date) {
    return *authorization->start < date && date < seen.today && date.weekday() == Weekday::tue;
  });
  return found != closed.end() && seen.now.unrecorded.empty() &&
         std::none_of(seen.now.sessions.begin(), seen.now.sessions.end(),
                      [&](const auto& it) { return it.date == *found; });
}

bool due_tonight(const Seen& seen) {  // on a weekend or holiday: on the last business day
  const auto* review = seen.obligation("review:A1");
  return review && (review->status == open || review->status == overdue) &&
         seen.payer_date_due(*review) == BusinessCalendar{}.roll_back(seen.today);
}

bool excused_breaks_nothing(const Seen& seen) {
  const bool excused = std::any_of(seen.now.sessions.begin(), seen.now.sessions.end(),
                                   [](const auto& it) { return it.excused; });
  return excused && !seen.obligation("notice:two-in-a-row");
}

bool allowance_used_up(const Seen& seen) {
  const auto* allowance = seen.authorization("allowance:first-15");
  return allowance && allowance->lines[0].remaining == 0 && seen.allocates("A1") &&
         seen.now.uncovered.empty();
}

template <ObligationStatus status>
bool review_is(const Seen& seen) {
  return seen.has_status("review:A1", status);
}
template <UncoveredReason reason>
bool uncovered_for(const Seen& seen) {
  return seen.uncovered(reason) > 0;
}

const std::map<std::string, Shows>& situations() {
  static const std::map<std::string, Shows> all{
      {"units_nearly_out",
       [](const Seen& seen) { return seen.now.remaining[static_cast<int>(Unit::day)] == 2; }},
      {"units_exhausted",
       [](const Seen& seen) { return seen.uncovered(UncoveredReason::units_exhausted) == 2; }},
      {"ended_by_date",
       [](const Seen& seen) {
         return seen.uncovered(UncoveredReason::outside_dates) == 2 &&
                seen.authorization("A1")->lines[0].unused_at_end > 0;
       }},
      {"overlapping_authorizations", overlapping},
      {"extension_same_number", extended_under_one_number},
      {"review_extended", review_is<extended>},
      {"denied_then_peer_to_peer", denied_yesterday},
      {"partial_approval",
       [](const Seen& seen) {
         return seen.authorization("A1")->state == AuthorizationState::partial &&
                seen.has_status("duty:peer-to-peer:A1", met);
       }},
      {"pended_overdue", [](const Seen& seen) { return seen.has_status("decision:A1", overdue); }},
      {"retroactive_approval", approved_after_sessions},
      {"notice_due", [](const Seen& seen) { return seen.is_owed("notice:two-in-a-row"); }},
      {"notice_open",
       [](const Seen& seen) { return seen.has_status("notice:two-in-a-row", open); }},
      {"notice_sent",
       [](const Seen& seen) { return seen.has_status("notice:two-in-a-row:s05", met); }},
      {"notice_moot", notice_of_a_withdrawn_miss},
      {"correction", corrected},
      {"late_entry", entered_days_late},
      {"voided_session", voided},
      {"unrecorded", [](const Seen& seen) { return seen.now.unrecorded.size() == 1; }},
      {"withdrawn_event", withdrawn},
      {"discharged_on_time", discharged_in_time},
      {"discharged_after_uncovered_days", discharged_late},
      {"youth_on_six_hours", youth},
      {"under_intensity", [](const Seen& seen) { return !seen.now.under_intensity_weeks.empty(); }},
      {"turned_eighteen", turned_eighteen},
      {"telehealth_not_covered", virtual_day_not_covered},
      {"telehealth_covered", virtual_days_covered},
      {"two_groups_a_day", two_groups_one_unit},
      {"short_session", [](const Seen& seen) { return seen.flagged(SessionFlag::short_session); }},
      {"weekly_cap", uncovered_for<UncoveredReason::over_weekly_limit>},
      {"yearly_cap_with_prior_use", uncovered_for<UncoveredReason::over_yearly_limit>},
      {"allowance_then_authorization", allowance_used_up},
      {"coverage_change", coverage_changed},
      {"schedule_change", schedule_changed},
      {"payer_request",
       [](const Seen& seen) { return seen.has_status("request:records-1", open); }},
      {"no_policy", [](const Seen& seen) { return seen.flagged(SessionFlag::no_policy); }},
      {"no_authorization", uncovered_for<UncoveredReason::no_authorization>},
      {"requirement_unknown",
       [](const Seen& seen) { return seen.flagged(SessionFlag::requirement_unknown); }},
      {"not_required",
       [](const Seen& seen) {
         return seen.allocates("not-required") && seen.now.uncovered.empty();
       }},
      {"holiday_in_span", closure_in_the_span},
      {"cancelled_by_facility",
       [](const Seen& seen) {
         return std::any_of(seen.now.sessions.begin(), seen.now.sessions.end(), [](const auto& it) {
           return it.outcome == Outcome::cancelled_by_facility;
         });
       }},
      {"review_due_today", due_tonight},
      {"review_overdue", review_is<overdue>},
      {"review_opens_in_days", review_is<upcoming>},
      {"review_met", review_is<met>},
      {"excused_absence", excused_breaks_nothing},
      {"initial_authorization_owed",
       [](const Seen& seen) { return seen.is_owed("duty:initial-authorization"); }},
      {"hour_units",
       [](const Seen& seen) {
         return seen.now.sessions[0].covered == 4 && seen.now.sessions[1].covered == 3 &&
                seen.now.remaining[static_cast<int>(Unit::hour)].has_value();
       }},
  };
  return all;
}

void expect_all_situations(Date today) {
  const Told told = tell(today);
  std::set<std::string> shown;
  for (const SampleMember& member : told.clinic.members) {
    const Seen seen = see(told, member, TimeOfDay{8 * 60});
    EXPECT_EQ(seen.now.episode, member.episode);
    EXPECT_FALSE(member.shows.empty()) << member.id;
    for (const std::string& situation : member.shows) {
      const auto shows = situations().find(situation);
      ASSERT_NE(shows, situations().end()) << member.id << " shows an unknown " << situation;
      EXPECT_TRUE(shows->second(seen)) << to_text(today) << ": " << member.id << " " << member.name
                                       << " does not show " << situation;
      shown.insert(situation);
    }
  }
  for (const auto& [situation, shows] : situations())
    EXPECT_TRUE(shown.contains(situation)) << "nobody shows " << situation;
}

TEST(SampleSituations, ShowsEverySituationOnEachDayOfTwoWeeks) {
  for (int n = 0; n < 14; ++n) expect_all_situations(day("2026-07-27") + n);
}

TEST(SampleSituations, ShowsEverySituationOnEveryEleventhDayOfFourYears) {
  for (int n = 0; n < 4 * 365; n += 11) expect_all_situations(day("2026-01-02") + n);
}

TEST(SampleSituations, ShowsEverySituationAroundTheYearsEnd) {
  for (int n = 0; n < 16; ++n) expect_all_situations(day("2026-12-22") + n);
}

TEST(SampleSituations, ShowsEverySituationAroundClockChangesAndLeapDay) {
  for (int n = -2; n < 5; ++n) {
    expect_all_situations(day("2026-03-08") + n);
    expect_all_situations(day("2026-11-01") + n);
    expect_all_situations(day("2028-02-29") + n);
  }
}

}  // namespace
}  // namespace authledger::test
