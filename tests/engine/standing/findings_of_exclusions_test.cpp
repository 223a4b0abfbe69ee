// Care that must not stand beside other care, approvals that end too soon, and law that may apply.
// payers/RULES.md, sections 1, 5 and 9.
#include <gtest/gtest.h>

#include "tests/engine/standing/findings_told.hpp"

namespace authledger {
namespace {

using test::date;
using test::events_of_finding;
using test::findings;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-04-30T12:00:00Z";

Given under(const std::string& rules) {
  return given()
      .under(policy(R"("services": [{"codes": ["S9480", "H0015"], "unit": "day"}], )" + rules))
      .covered_by("example-payer")
      .admitted("2026-03-02");
}

Given& cared_for(Given& story, const char* care, const char* from, const char* to) {
  OtherCareReported fact{care, date(from), {}};
  if (to) fact.to = date(to);
  return story.say(std::move(fact));
}

constexpr const char* not_within_a_week_of_php = R"("exclusions": [
    {"key": "php", "codes": ["S9480"], "with": ["php", "H0035"], "within_days": 7}])";

TEST(ExcludedOverlap, FindsCareThatEndedTheDayBefore) {
  auto story = under(not_within_a_week_of_php);
  cared_for(story, "php", "2026-02-09", "2026-03-01").attended("2026-03-02");
  const auto now = story.as_of(later);
  EXPECT_EQ(findings(now), Texts{"2026-03-02.. excluded_overlap S9480 php 1 of 7"});
  EXPECT_EQ(events_of_finding(now, 0), (std::vector<Seq>{3, 4}));
}

TEST(ExcludedOverlap, LooksSoManyDaysBackAndNoMore) {
  auto story = under(not_within_a_week_of_php);
  cared_for(story, "php", "2026-02-09", "2026-02-23").attended("2026-03-02").attended("2026-03-03");
  EXPECT_EQ(findings(story.as_of(later)), Texts{"2026-03-02.. excluded_overlap S9480 php 7 of 7"});
}

TEST(ExcludedOverlap, TakesCareWithoutAnEndAsRunning) {
  auto story = under(not_within_a_week_of_php);
  cared_for(story, "php", "2026-03-04", nullptr).attended("2026-03-02").attended("2026-03-04");
  EXPECT_EQ(findings(story.as_of(later)), Texts{"2026-03-04.. excluded_overlap S9480 php 0 of 7"});
  cared_for(story, "php", "2026-03-04", "2026-03-04").attended("2026-03-13");
  EXPECT_EQ(findings(story.as_of(later)), Texts{"2026-03-04.. excluded_overlap S9480 php 0 of 7"});
}

TEST(ExcludedOverlap, SeesTheCareThatRanLongestBehindOneThatBeganLater) {
  auto story = under(not_within_a_week_of_php);
  cared_for(story, "php", "2026-02-01", "2026-02-28");
  cared_for(story, "php", "2026-02-05", "2026-02-06").attended("2026-03-02");
  const auto now = story.as_of(later);
  EXPECT_EQ(findings(now), Texts{"2026-03-02.. excluded_overlap S9480 php 2 of 7"});
  EXPECT_EQ(events_of_finding(now, 0), (std::vector<Seq>{3, 5}));
}

TEST(ExcludedOverlap, FindsAServiceThatWasAttendedWhateverIsPaid) {
  const auto other = [](const char* day, const char* service, const char* outcome) {
    return findings(
        under(not_within_a_week_of_php)
            .session({.date = day, .id = "other", .service = service, .outcome = outcome})
            .attended("2026-03-09")
            .as_of(later));
  };
  EXPECT_EQ(other("2026-03-04", "H0035", "attended"),
            Texts{"2026-03-09.. excluded_overlap S9480 H0035 5 of 7"});
  EXPECT_EQ(other("2026-03-01", "H0035", "attended"), Texts{});
  EXPECT_EQ(other("2026-03-10", "H0035", "attended"), Texts{});
  EXPECT_EQ(other("2026-03-04", "H0035", "no_show"), Texts{});
  EXPECT_EQ(other("2026-03-04", "H0015", "attended"), Texts{});
}

TEST(ExcludedOverlap, LooksOnlyAtSessionsOfItsCodes) {
  auto story = under(not_within_a_week_of_php);
  cared_for(story, "php", "2026-03-01", nullptr)
      .session({.date = "2026-03-02", .service = "H0015"});
  EXPECT_EQ(findings(story.as_of(later)), Texts{});
}

TEST(ExcludedOverlap, TakesTheLaterOfAServiceAndACareOfOneName) {
  const auto days_before = [](const char* attended, const char* care_until) {
    auto story = under(not_within_a_week_of_php);
    cared_for(story, "H0035", "2026-02-01", care_until)
        .session({.date = attended, .service = "H0035"})
        .attended("2026-03-06");
    return findings(story.as_of(later));
  };
  EXPECT_EQ(days_before("2026-03-05", "2026-03-02"),
            Texts{"2026-03-06.. excluded_overlap S9480 H0035 1 of 7"});
  EXPECT_EQ(days_before("2026-03-02", "2026-03-04"),
            Texts{"2026-03-06.. excluded_overlap S9480 H0035 2 of 7"});
}

constexpr const char* alone_on_its_day = R"("exclusions": [
    {"key": "same-day", "codes": ["H0015"], "with": ["H0005", "H0004", "H0015"],
     "within_days": 0}])";

TEST(ExcludedOverlap, NamesTheFirstOfSeveralOnTheSameDayInWhateverOrder) {
  auto story = under(alone_on_its_day);
  story.session({.date = "2026-03-03", .id = "day before", .service = "H0004"})
      .session({.date = "2026-03-04", .id = "a", .service = "H0005"})
      .session({.date = "2026-03-04", .id = "b", .service = "H0015"})
      .session({.date = "2026-03-04", .id = "c", .service = "H0004"});
  const auto now = story.as_of(later);
  EXPECT_EQ(findings(now), Texts{"2026-03-04.. excluded_overlap H0015 H0004 0 of 0"});
  EXPECT_EQ(events_of_finding(now, 0), (std::vector<Seq>{5, 6}));
}

TEST(ExcludedOverlap, DoesNotTakeASessionForItsOwnOverlap) {
  auto story = under(alone_on_its_day);
  story.session({.date = "2026-03-04", .id = "a", .service = "H0015"});
  EXPECT_EQ(findings(story.as_of(later)), Texts{});
  story.session({.date = "2026-03-04", .id = "b", .service = "H0015"});
  EXPECT_EQ(findings(story.as_of(later)),
            (Texts{"2026-03-04.. excluded_overlap H0015 H0015 0 of 0",
                   "2026-03-04.. excluded_overlap H0015 H0015 0 of 0"}));
}

TEST(ExcludedOverlap, CostsAboutAsMuchAsTheLogIsLong) {  // each session has all others beside it
  auto story = under(R"("exclusions": [{"key": "any", "codes": ["S9480"],
                                        "with": ["S9480", "php"], "within_days": 36525}])");
  for (int i = 0; i < 5000; ++i) {
    SessionRecorded fact;
    fact.session = "s" + std::to_string(i);
    fact.start = test::instant("2026-03-02T15:00:00Z");
    fact.given_minutes = 60;
    fact.service = "S9480";
    story.say(std::move(fact));
    story.say(OtherCareReported{"php", date("1990-01-01") + i, date("2026-03-02")});
  }
  EXPECT_EQ(story.as_of(later).standing().findings.size(), 5000U);
}

constexpr const char* two_months = R"("approvals": {"valid_at_least": {"days": 60}})";

Given approved_until(const char* end) {
  return under(two_months)
      .decided({.id = "A1",
                .at = "2026-03-02T15:00:00Z",
                .start = "2026-03-02",
                .end = end,
                .lines = {{.units = 9}}});
}

TEST(EndsTooSoon, FindsAnApprovalThatEndsBeforeItMay) {
  EXPECT_EQ(findings(approved_until("2026-04-30").as_of("2026-05-01T12:00:00Z")),
            Texts{"2026-04-30..2026-05-01 ends_too_soon A1 open"});
  EXPECT_EQ(findings(approved_until("2026-04-30").as_of("2026-05-02T12:00:00Z")),
            Texts{"2026-04-30..2026-05-01 ends_too_soon A1"});
  EXPECT_EQ(findings(approved_until("2026-05-01").as_of(later)), Texts{});
}

TEST(EndsTooSoon, NamesTheRuleAndTheDecision) {
  const auto now = approved_until("2026-03-31").as_of(later);
  ASSERT_EQ(findings(now).size(), 1U);
  EXPECT_EQ(now.standing().findings[0].because.rule, "approvals");
  EXPECT_EQ(events_of_finding(now, 0), std::vector<Seq>{3});
}

// Illinois: nothing needs asking in the first 48 hours of an insured member.
constexpr const char* illinois = R"("payer": "state-il", "version": "2026", "layer": "law",
    "applies_to": {"state": "IL", "funding": "insured"}, "effective": {"from": "2026-01-01"},
    "allowances": [{"key": "first-48-hours", "codes": ["S9480"], "hours": 48}])";

test::Answer in_illinois(const std::optional<std::string>& funding, const char* as_of) {
  CoverageSet coverage;
  coverage.payer = "example-payer";
  coverage.effective = date("2020-01-01");
  coverage.state = "IL";
  coverage.funding = funding;
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}])"))
      .under(policy(illinois))
      .covered(coverage)
      .admitted("2026-03-02")
      .attended("2026-03-02")
      .as_of(as_of);
}

TEST(LawMayApply, SaysThatAFundingIsMissing) {
  EXPECT_EQ(findings(in_illinois("insured", later)), Texts{});
  EXPECT_EQ(findings(in_illinois("self-funded", later)), Texts{});
  const auto unsaid = in_illinois(std::nullopt, later);
  EXPECT_EQ(findings(unsaid), Texts{"2026-04-30.. law_may_apply state-il/2026 open"});
  EXPECT_EQ(unsaid.standing().findings[0].because.policy->version, "2026");
  EXPECT_EQ(events_of_finding(unsaid, 0), std::vector<Seq>{1});
  EXPECT_EQ(findings(in_illinois(std::nullopt, "2025-12-31T12:00:00Z")), Texts{});
}

TEST(LawMayApply, IsNoReliefUntilTheFundingIsSaid) {
  EXPECT_EQ(in_illinois("insured", later).uncovered(), Texts{});
  EXPECT_EQ(in_illinois("self-funded", later).uncovered(),
            Texts{"2026-03-02 S9480 1 no_authorization"});
  EXPECT_EQ(in_illinois(std::nullopt, later).uncovered(),
            Texts{"2026-03-02 S9480 1 no_authorization"});
}

TEST(Findings, AreSortedByDateKindSubjectAndService) {
  auto story = under(std::string(not_within_a_week_of_php) + R"(, "group_sizes": [
      {"key": "small", "kinds": ["group", "family"], "maximum": 2}])");
  cared_for(story, "php", "2026-03-01", nullptr);
  story.say(test::made_of("2026-03-04", {{"group", 3}, {"family", 4}}))
      .say(test::made_of("2026-03-02", {{"group", 3}}));
  EXPECT_EQ(findings(story.as_of(later)),
            (Texts{"2026-03-02.. excluded_overlap S9480 php 0 of 7",
                   "2026-03-02.. group_too_large S9480 group 3 of 2",
                   "2026-03-04.. excluded_overlap S9480 php 0 of 7",
                   "2026-03-04.. group_too_large S9480 family 4 of 2",
                   "2026-03-04.. group_too_large S9480 group 3 of 2"}));
}

TEST(Findings, AreNoneUnderThePlainPolicy) {
  EXPECT_EQ(findings(given().admitted("2026-03-02").attended("2026-03-02").as_of(later)), Texts{});
}

}  // namespace
}  // namespace authledger
