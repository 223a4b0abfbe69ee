#include "engine/time/deadline.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::instant;
using test::time_of_day;
using test::zone;

PayerTime payer_in(const char* zone_name, const char* cutoff) {
  return {zone(zone_name), time_of_day(cutoff), {}};
}

const Zone chicago = zone("America/Chicago");

Anchor on(const char* day) {
  return {date(day), chicago.start_of(date(day))};
}
Anchor at(const char* moment) {
  return {chicago.day_of(instant(moment)), instant(moment)};
}

std::string due_in_chicago(const Anchor& anchor, const Span& span) {
  return to_text(due(anchor, span, payer_in("America/Chicago", "17:00")));
}

Span later_of(std::vector<Span> parts) {
  return {Span::Kind::later_of, 0, std::move(parts)};
}
Span earlier_of(std::vector<Span> parts) {
  return {Span::Kind::earlier_of, 0, std::move(parts)};
}

TEST(Due, AfterHoursIsElapsedTime) {
  EXPECT_EQ(due_in_chicago(at("2026-03-02T16:00:00-06:00"), Span::hours(24)),
            "2026-03-03T22:00:00Z");
  // Over the night in which the clocks go forward, and at a weekend.
  EXPECT_EQ(due_in_chicago(at("2026-03-07T16:00:00-06:00"), Span::hours(24)),
            "2026-03-08T22:00:00Z");
  EXPECT_EQ(due_in_chicago(at("2026-03-02T16:00:30.5-06:00"), Span::hours(0)),
            "2026-03-02T22:00:30Z");
}

TEST(Due, AfterDaysIsTheCutoff) {
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::days(1)), "2026-03-03T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::days(0)), "2026-03-02T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::days(7)), "2026-03-09T22:00:00Z");  // daylight
}

TEST(Due, AfterBusinessDaysIsTheCutoff) {
  EXPECT_EQ(due_in_chicago(on("2026-05-22"), Span::business_days(1)), "2026-05-26T22:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-05-23"), Span::business_days(0)), "2026-05-26T22:00:00Z");
}

TEST(Due, IsMeasuredInThePayersZone) {
  const Span a_day = Span::days(1);
  EXPECT_EQ(to_text(due(on("2026-03-02"), a_day, payer_in("Pacific/Honolulu", "17:00"))),
            "2026-03-04T03:00:00Z");
  EXPECT_EQ(to_text(due(on("2026-03-02"), a_day, payer_in("America/New_York", "08:30"))),
            "2026-03-03T13:30:00Z");
  // The date is the facility's even where the payer's calendar already shows another one.
  EXPECT_EQ(
      to_text(due(at("2026-03-02T23:30:00-06:00"), a_day, payer_in("America/New_York", "17:00"))),
      "2026-03-03T22:00:00Z");
}

TEST(Due, AtACutoffThatIsSkippedIsMovedForward) {
  EXPECT_EQ(to_text(due(on("2026-03-07"), Span::days(1), payer_in("America/Chicago", "02:30"))),
            "2026-03-08T08:30:00Z");
  EXPECT_EQ(to_text(due(on("2026-10-31"), Span::days(1), payer_in("America/Chicago", "01:30"))),
            "2026-11-01T06:30:00Z");
}

TEST(Due, OfSeveralSpansIsTheLatestOrTheEarliest) {
  const Anchor friday = at("2026-03-06T10:00:00-06:00");
  const std::vector<Span> parts{Span::hours(36), Span::business_days(1)};
  EXPECT_EQ(due_in_chicago(friday, later_of(parts)), "2026-03-09T22:00:00Z");
  EXPECT_EQ(due_in_chicago(friday, earlier_of(parts)), "2026-03-08T04:00:00Z");
  EXPECT_EQ(due_in_chicago(friday, earlier_of({later_of(parts), Span::days(2)})),
            "2026-03-08T22:00:00Z");
}

TEST(Due, AfterMonthsIsTheCutoffOnTheSameDayOrTheMonthsLast) {
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::months(1)), "2026-04-02T22:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::months(0)), "2026-03-02T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-01-31"), Span::months(1)), "2026-02-28T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2028-01-31"), Span::months(1)), "2028-02-29T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-11-30"), Span::months(3)), "2027-02-28T23:00:00Z");
  EXPECT_EQ(due_in_chicago(on("2026-03-02"), Span::months(120)), "2036-03-02T23:00:00Z");
}

// The k-th occurrence of a duty anchored at that day.
std::string occurrence_from(const char* day, int k, const Span& span) {
  const PayerTime payer = payer_in("America/Chicago", "17:00");
  const Anchor anchor = on(day);
  Recurrence recurrence(anchor, span, payer);
  for (int i = 1; i < k; ++i) recurrence.next();
  return to_text(recurrence.next());
}
std::string occurrence(int k, const Span& span) {
  return occurrence_from("2026-03-02", k, span);
}

TEST(Due, OfARecurringDutyInMonthsIsCountedFromTheAnchor) {
  // "Every other month" is not every sixty days.
  EXPECT_EQ(occurrence(1, Span::months(2)), "2026-05-02T22:00:00Z");
  EXPECT_EQ(occurrence(2, Span::months(2)), "2026-07-02T22:00:00Z");
  EXPECT_EQ(occurrence(2, Span::days(60)), "2026-06-30T22:00:00Z");
  // The 31st comes back after a shorter month.
  EXPECT_EQ(occurrence_from("2026-01-31", 1, Span::months(1)), "2026-02-28T23:00:00Z");
  EXPECT_EQ(occurrence_from("2026-01-31", 2, Span::months(1)), "2026-03-31T22:00:00Z");
  EXPECT_EQ(occurrence(1, earlier_of({Span::months(1), Span::days(30)})), "2026-04-01T22:00:00Z");
}

TEST(Due, OfARecurringDutyMultipliesEveryCount) {
  EXPECT_EQ(occurrence(2, Span::days(60)), "2026-06-30T22:00:00Z");
  EXPECT_EQ(occurrence(3, Span::hours(36)), "2026-03-06T18:00:00Z");
  EXPECT_EQ(occurrence(5, Span::business_days(1)), "2026-03-09T22:00:00Z");
  EXPECT_EQ(occurrence(5, later_of({Span::days(1), Span::business_days(1)})),
            "2026-03-09T22:00:00Z");
  EXPECT_EQ(occurrence(2, later_of({Span::business_days(1), Span::business_days(3)})),
            "2026-03-10T22:00:00Z");
}

TEST(Due, OfALongRecurrenceStaysWithinReach) {
  const Span longest = earlier_of({Span::days(1), Span::days(36'525), Span::months(1'200),
                                   Span::business_days(36'525), Span::hours(24 * 36'525)});
  // 1900-01-01 + 109,500 days.
  EXPECT_EQ(occurrence_from("1900-01-01", 109'500, longest), "2199-10-20T22:00:00Z");
}

TEST(Shift, GoesBothWays) {
  const PayerTime payer = payer_in("America/Chicago", "17:00");
  EXPECT_EQ(to_text(shift(date("2026-03-09"), Span::days(3), payer, -1)), "2026-03-06");
  EXPECT_EQ(to_text(shift(date("2026-03-09"), Span::business_days(3), payer, -1)), "2026-03-04");
  EXPECT_EQ(to_text(shift(date("2026-03-06"), Span::business_days(3), payer, 1)), "2026-03-11");
  // "-n" of 0 is the same both ways: forward.
  EXPECT_EQ(to_text(shift(date("2026-03-07"), Span::business_days(0), payer, -1)), "2026-03-09");
}

}  // namespace
}  // namespace authledger
