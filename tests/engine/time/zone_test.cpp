#include "engine/time/zone.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::instant;
using test::time_of_day;
using test::zone;

std::string at(const char* zone_name, const char* day, const char* time) {
  return to_text(zone(zone_name).at(date(day), time_of_day(time)));
}
std::string day_of(const char* zone_name, const char* moment) {
  return to_text(zone(zone_name).day_of(instant(moment)));
}
std::string time_of(const char* zone_name, const char* moment) {
  return to_text(zone(zone_name).time_of(instant(moment)));
}

TEST(Zone, TurnsAnInstantIntoTheLocalDate) {
  EXPECT_EQ(day_of("America/Chicago", "2026-03-03T05:59:59Z"), "2026-03-02");
  EXPECT_EQ(day_of("America/Chicago", "2026-03-03T06:00:00Z"), "2026-03-03");
  EXPECT_EQ(day_of("Pacific/Honolulu", "2026-03-03T09:59:59Z"), "2026-03-02");
  EXPECT_EQ(day_of("Pacific/Kiritimati", "2026-03-02T10:00:00Z"), "2026-03-03");
  EXPECT_EQ(day_of("UTC", "1969-12-31T23:59:59.9Z"), "1969-12-31");
}

TEST(Zone, TellsTheTimeOnTheWall) {
  EXPECT_EQ(time_of("America/Chicago", "2026-03-03T05:59:59Z"), "23:59");
  EXPECT_EQ(time_of("Asia/Kolkata", "2026-03-03T05:59:59Z"), "11:29");
}

TEST(Zone, StartsTheDayAtMidnight) {
  EXPECT_EQ(at("America/Chicago", "2026-03-02", "00:00"), "2026-03-02T06:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2026-07-02", "00:00"), "2026-07-02T05:00:00Z");
  EXPECT_EQ(to_text(zone("America/Chicago").start_of(date("2026-03-02"))), "2026-03-02T06:00:00Z");
}

TEST(Zone, MovesASkippedTimeForwardByTheGap) {
  EXPECT_EQ(at("America/Chicago", "2026-03-08", "01:59"), "2026-03-08T07:59:00Z");
  EXPECT_EQ(at("America/Chicago", "2026-03-08", "02:00"), "2026-03-08T08:00:00Z");  // 03:00 CDT
  EXPECT_EQ(at("America/Chicago", "2026-03-08", "02:30"), "2026-03-08T08:30:00Z");  // 03:30 CDT
  EXPECT_EQ(at("America/Chicago", "2026-03-08", "03:00"), "2026-03-08T08:00:00Z");
}

TEST(Zone, TakesTheFirstOfADoubledTime) {
  EXPECT_EQ(at("America/Chicago", "2026-11-01", "00:59"), "2026-11-01T05:59:00Z");
  EXPECT_EQ(at("America/Chicago", "2026-11-01", "01:00"), "2026-11-01T06:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2026-11-01", "01:59"), "2026-11-01T06:59:00Z");
  EXPECT_EQ(at("America/Chicago", "2026-11-01", "02:00"), "2026-11-01T08:00:00Z");
}

TEST(Zone, ChangesTheOtherWayRoundInTheSouth) {
  EXPECT_EQ(at("Australia/Sydney", "2026-10-04", "02:30"), "2026-10-03T16:30:00Z");  // skipped
  EXPECT_EQ(at("Australia/Sydney", "2026-10-04", "01:59"), "2026-10-03T15:59:00Z");
  EXPECT_EQ(at("Australia/Sydney", "2026-04-05", "02:30"), "2026-04-04T15:30:00Z");  // doubled
  EXPECT_EQ(at("Australia/Sydney", "2026-04-05", "03:00"), "2026-04-04T17:00:00Z");
}

TEST(Zone, KnowsChangesOfHalfAnHour) {
  EXPECT_EQ(at("Australia/Lord_Howe", "2026-10-04", "02:15"), "2026-10-03T15:45:00Z");  // skipped
  EXPECT_EQ(at("Australia/Lord_Howe", "2026-04-05", "01:45"), "2026-04-04T14:45:00Z");  // doubled
}

TEST(Zone, StartsADayWithoutMidnightAtItsFirstInstant) {
  EXPECT_EQ(at("America/Sao_Paulo", "2018-11-04", "00:00"), "2018-11-04T03:00:00Z");
  EXPECT_EQ(day_of("America/Sao_Paulo", "2018-11-04T02:59:59Z"), "2018-11-03");
  EXPECT_EQ(day_of("America/Sao_Paulo", "2018-11-04T03:00:00Z"), "2018-11-04");
  EXPECT_EQ(time_of("America/Sao_Paulo", "2018-11-04T03:00:00Z"), "01:00");
}

TEST(Zone, TakesTheFirstOfTwoMidnights) {
  // Havana turns its clocks back from 01:00 to 00:00: the day starts once, an hour earlier.
  EXPECT_EQ(at("America/Havana", "2026-11-01", "00:00"), "2026-11-01T04:00:00Z");
  EXPECT_EQ(day_of("America/Havana", "2026-11-01T04:30:00Z"), "2026-11-01");
  EXPECT_EQ(day_of("America/Havana", "2026-11-01T05:30:00Z"), "2026-11-01");
}

TEST(Zone, KnowsQuartersAndHalvesOfAnHour) {
  EXPECT_EQ(at("Asia/Kolkata", "2026-03-02", "17:00"), "2026-03-02T11:30:00Z");
  EXPECT_EQ(at("Asia/Kathmandu", "2026-03-02", "17:00"), "2026-03-02T11:15:00Z");
  EXPECT_EQ(day_of("Asia/Kolkata", "2026-03-01T18:29:59Z"), "2026-03-01");
  EXPECT_EQ(day_of("Asia/Kolkata", "2026-03-01T18:30:00Z"), "2026-03-02");
}

TEST(Zone, LacksWhatHasNoClockChange) {
  EXPECT_EQ(at("America/Phoenix", "2026-01-02", "12:00"), "2026-01-02T19:00:00Z");
  EXPECT_EQ(at("America/Phoenix", "2026-07-02", "12:00"), "2026-07-02T19:00:00Z");
}

// The tz database lists transitions up to 2037 and gives the rule of the years after.
TEST(Zone, KeepsChangingItsClocksAfter2037) {
  EXPECT_EQ(at("America/Chicago", "2036-12-31", "12:00"), "2036-12-31T18:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2037-07-01", "12:00"), "2037-07-01T17:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2045-01-15", "12:00"), "2045-01-15T18:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2045-07-15", "12:00"), "2045-07-15T17:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2045-03-12", "02:30"), "2045-03-12T08:30:00Z");  // skipped
  EXPECT_EQ(at("America/Chicago", "2045-11-05", "01:30"), "2045-11-05T06:30:00Z");  // doubled
  EXPECT_EQ(at("America/New_York", "2099-07-15", "12:00"), "2099-07-15T16:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2104-07-15", "12:00"), "2104-07-15T17:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2199-12-31", "12:00"), "2199-12-31T18:00:00Z");
}

TEST(Zone, ChangesItsClocksInLeapYearsAfter2037) {
  EXPECT_EQ(at("America/Chicago", "2048-02-29", "12:00"), "2048-02-29T18:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2048-03-08", "01:30"), "2048-03-08T07:30:00Z");
  EXPECT_EQ(at("America/Chicago", "2048-03-08", "02:30"), "2048-03-08T08:30:00Z");  // skipped
  EXPECT_EQ(at("America/Chicago", "2048-11-01", "01:30"), "2048-11-01T06:30:00Z");  // doubled
  EXPECT_EQ(at("America/Chicago", "2048-11-01", "02:00"), "2048-11-01T08:00:00Z");
  EXPECT_EQ(at("America/Chicago", "2048-12-31", "23:59"), "2049-01-01T05:59:00Z");
}

TEST(Zone, FollowsTodaysRulesAfter2037AndNotThoseBefore) {
  EXPECT_EQ(at("America/Sao_Paulo", "2045-01-15", "12:00"), "2045-01-15T15:00:00Z");    // to 2019
  EXPECT_EQ(at("America/Mexico_City", "2045-07-15", "12:00"), "2045-07-15T18:00:00Z");  // to 2022
}

TEST(Zone, KnowsHowItWas) {
  EXPECT_EQ(at("America/Chicago", "2006-03-20", "12:00"), "2006-03-20T18:00:00Z");  // April then
  EXPECT_EQ(at("America/Chicago", "1974-01-10", "12:00"), "1974-01-10T17:00:00Z");  // oil crisis
  EXPECT_EQ(at("America/Chicago", "1900-01-01", "00:00"), "1900-01-01T06:00:00Z");
}

TEST(Zone, IsFoundByItsIanaNameOnly) {
  EXPECT_EQ(zone("America/Chicago").name(), "America/Chicago");
  for (const auto* name : {"America/Springfield", "Chicago", "", "/etc/passwd", "../../etc/passwd",
                           "America/Chicago ", "america/chicago", "America", "-06:00"})
    EXPECT_FALSE(Zone::find(name)) << name;
  EXPECT_FALSE(Zone::find(std::string(10'000, 'a')));
  EXPECT_FALSE(Zone::find(std::string_view("America/Chicago\0x", 17)));
}

}  // namespace
}  // namespace authledger
