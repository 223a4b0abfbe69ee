// What sessions are made of: quotas of a week or month, sizes of groups. payers/RULES.md,
// section 9.
#include <gtest/gtest.h>

#include "tests/engine/standing/findings_told.hpp"

namespace authledger {
namespace {

using test::events_of_finding;
using test::findings;
using test::given;
using test::Given;
using test::made_of;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-04-30T12:00:00Z";

Given under(const std::string& rules) {
  return given()
      .under(policy(R"("week_starts": "monday", "services": [
                           {"codes": ["S9480"], "unit": "day", "modalities": ["in_person"]}], )" +
                    rules))
      .covered_by("example-payer")
      .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
      .admitted("2026-03-02");
}

constexpr const char* bcbs_of_a_week = R"("quotas": [
    {"key": "groups", "kind": "group", "count": 3, "per": "week", "codes": ["S9480"]},
    {"key": "education", "kind": "psychoeducation", "count": 3, "per": "week", "codes": ["S9480"]},
    {"key": "individual", "kind": "individual", "count": 1, "per": "week", "codes": ["S9480"]},
    {"key": "family", "kind": "family", "count": 1, "per": "week", "codes": ["S9480"]}])";

TEST(ComponentQuota, IsFoundOnTheLastScheduledDateOfTheWeek) {
  auto story = under(bcbs_of_a_week);
  story.say(made_of("2026-03-02", {{"group", 0}, {"psychoeducation", 0}}))
      .say(made_of("2026-03-04", {{"group", 0}, {"psychoeducation", 0}, {"individual", 0}}));
  EXPECT_EQ(findings(story.as_of("2026-03-06T05:59:59Z")), Texts{});  // Thursday there
  story.say(made_of("2026-03-06", {{"group", 0}, {"psychoeducation", 0}}));
  EXPECT_EQ(findings(story.as_of("2026-03-06T20:00:00Z")),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 family 0 of 1 open"});
  EXPECT_EQ(events_of_finding(story.as_of("2026-03-06T20:00:00Z"), 0), (std::vector<Seq>{4, 5, 6}));
  EXPECT_EQ(findings(story.as_of("2026-03-09T04:59:59Z")),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 family 0 of 1 open"});
  EXPECT_EQ(findings(story.as_of("2026-03-09T05:00:00Z")),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 family 0 of 1"});
}

constexpr const char* one_a_week = R"("quotas": [
    {"key": "individual", "kind": "individual", "count": 1, "per": "week", "codes": ["S9480"]}])";
constexpr const char* one_a_month = R"("quotas": [
    {"key": "individual", "kind": "individual", "count": 1, "per": "month", "codes": ["S9480"]}])";

TEST(ComponentQuota, LeavesAnOpenWeekAloneWithoutAScheduledDate) {
  auto story = given()
                   .under(policy(R"("week_starts": "monday",
                                    "services": [{"codes": ["S9480"], "unit": "day"}], )" +
                                 std::string(one_a_week)))
                   .covered_by("example-payer")
                   .admitted("2026-03-02")
                   .say(made_of("2026-03-02", {{"group", 0}}));
  EXPECT_EQ(findings(story.as_of("2026-03-08T20:00:00Z")), Texts{});
  EXPECT_EQ(findings(story.as_of("2026-03-09T20:00:00Z")),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 individual 0 of 1"});
}

TEST(ComponentQuota, IsOfCalendarMonthsWithinTheEpisode) {
  auto story = under(one_a_month).admitted("2026-03-01");
  story.say(made_of("2026-03-02", {{"group", 0}})).say(made_of("2026-04-01", {{"group", 0}}));
  EXPECT_EQ(findings(story.as_of("2026-03-30T12:00:00Z")),
            Texts{"2026-03-01..2026-03-31 component_quota S9480 individual 0 of 1 open"});
  EXPECT_EQ(findings(story.as_of("2026-04-01T12:00:00Z")),
            Texts{"2026-03-01..2026-03-31 component_quota S9480 individual 0 of 1"});
  EXPECT_EQ(findings(under(one_a_month)  // admitted on the 2nd: March is not whole
                         .say(made_of("2026-03-02", {{"group", 0}}))
                         .as_of("2026-04-01T12:00:00Z")),
            Texts{});
}

TEST(ComponentQuota, IsOfWholeWeeksUpToTheDischarge) {
  const auto discharged = [](const char* date) {
    return findings(
        under(one_a_week).say(made_of("2026-03-02", {{"group", 0}})).discharged(date).as_of(later));
  };
  EXPECT_EQ(discharged("2026-03-07"), Texts{});
  EXPECT_EQ(discharged("2026-03-08"),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 individual 0 of 1"});
}

TEST(ComponentQuota, LeavesOutAWeekWithoutASessionOrWithOneThatListsNothing) {
  EXPECT_EQ(findings(under(one_a_week).as_of(later)), Texts{});
  EXPECT_EQ(findings(under(one_a_week)
                         .say(made_of("2026-03-02", {{"group", 0}}))
                         .attended("2026-03-04")
                         .as_of(later)),
            Texts{});
  EXPECT_EQ(findings(under(one_a_week)
                         .say(made_of("2026-03-02", {{"group", 0}}))
                         .session({.date = "2026-03-03", .service = "90853"})
                         .session({.date = "2026-03-04", .modality = "telehealth"})
                         .no_show("2026-03-06")
                         .as_of(later)),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 individual 0 of 1"});
}

TEST(ComponentQuota, CountsEveryComponentOfTheKind) {
  const auto twice = under(R"("quotas": [{"key": "two", "kind": "individual", "count": 2,
                                          "per": "week", "codes": ["S9480"]}])");
  EXPECT_EQ(findings(Given(twice)
                         .say(made_of("2026-03-02", {{"individual", 0}, {"individual", 0}}))
                         .as_of(later)),
            Texts{});
  EXPECT_EQ(findings(Given(twice).say(made_of("2026-03-02", {{"individual", 0}})).as_of(later)),
            Texts{"2026-03-02..2026-03-08 component_quota S9480 individual 1 of 2"});
}

TEST(ComponentQuota, LooksOnlyAtItsOwnCodes) {
  auto story = under(one_a_week).under(policy(R"("layer": "contract", "services": [
      {"codes": ["H0015"], "unit": "day"}])"));
  SessionRecorded other = made_of("2026-03-03", {{"individual", 0}});
  other.service = "H0015";
  EXPECT_EQ(findings(Given(story).say(other).as_of(later)), Texts{});
  EXPECT_EQ(
      findings(Given(story).say(other).say(made_of("2026-03-04", {{"group", 0}})).as_of(later)),
      Texts{"2026-03-02..2026-03-08 component_quota S9480 individual 0 of 1"});
}

constexpr const char* sixteen = R"("group_sizes": [
    {"key": "therapy", "kinds": ["group", "process-group"], "maximum": 16}])";

TEST(GroupSize, FindsATherapyGroupButNoLecture) {
  const auto now = under(sixteen)
                       .say(made_of("2026-03-02", {{"group", 17}, {"lecture", 30}}))
                       .say(made_of("2026-03-04", {{"group", 16}, {"multi-family", 40}}))
                       .say(made_of("2026-03-06", {{"group", 0}}))
                       .as_of(later);
  EXPECT_EQ(findings(now), Texts{"2026-03-02.. group_too_large S9480 group 17 of 16"});
  EXPECT_EQ(events_of_finding(now, 0), std::vector<Seq>{4});
}

TEST(GroupSize, NamesEachKindOnceWithItsLargest) {
  EXPECT_EQ(findings(under(sixteen)
                         .say(made_of(
                             "2026-03-02",
                             {{"process-group", 20}, {"group", 18}, {"group", 19}, {"group", 17}}))
                         .as_of(later)),
            (Texts{"2026-03-02.. group_too_large S9480 group 19 of 16",
                   "2026-03-02.. group_too_large S9480 process-group 20 of 16"}));
}

TEST(GroupSize, IsThatOfTheServiceDate) {
  auto story = under(sixteen).under(policy(R"("version": "new", "group_sizes": [
      {"key": "therapy", "kinds": ["group"], "maximum": 12}],
      "services": [{"codes": ["S9480"], "unit": "day"}], "effective": {"from": "2026-03-04"})"));
  story.say(made_of("2026-03-02", {{"group", 15}})).say(made_of("2026-03-04", {{"group", 15}}));
  EXPECT_EQ(findings(story.as_of(later)),
            Texts{"2026-03-04.. group_too_large S9480 group 15 of 12"});
}

TEST(GroupSize, LooksOnlyAtSessionsThatThePayerTakes) {
  SessionRecorded remote = made_of("2026-03-02", {{"group", 17}});
  remote.modality = "telehealth";
  SessionRecorded unlisted = made_of("2026-03-04", {{"group", 17}});
  unlisted.service = "90853";
  SessionRecorded missed = made_of("2026-03-06", {{"group", 17}});
  missed.outcome = Outcome::no_show;
  EXPECT_EQ(findings(under(sixteen).say(remote).say(unlisted).say(missed).as_of(later)), Texts{});
}

}  // namespace
}  // namespace authledger
