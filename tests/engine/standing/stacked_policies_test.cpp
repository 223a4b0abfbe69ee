// A standing under contracts and law on top of a payer's document, and what no source settles:
// payers/RULES.md, sections 1 and 2.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::date;
using test::given;
using test::Given;
using test::policy;
using test::Texts;

constexpr const char* later = "2026-04-30T12:00:00Z";

// "authorization of 1: ask them", by document and topic.
Texts unknowns(const test::Answer& answer) {
  Texts texts;
  for (const UnknownStanding& it : answer.standing().unknowns)
    texts.push_back(std::string(word(it.about)) + " of " + it.because.policy->version +
                    (it.note.empty() ? "" : ": " + it.note) +
                    (it.because.rule.empty() ? "" : " by " + it.because.rule));
  return texts;
}

Given under(const std::vector<const char*>& documents) {
  Given story = given();
  for (const char* members : documents) story.under(policy(members));
  story.covered_by("example-payer").admitted("2026-03-02");
  return story;
}

constexpr const char* payers = R"("version": "payer",
    "sources": [{"key": "manual", "title": "Manual"}],
    "services": [{"key": "iop", "codes": ["S9480"], "unit": "day", "source": "manual",
                  "max_units_per_year": 2}],
    "missed_sessions": [{"key": "two", "outcomes": ["no_show"], "count": 2,
                         "pattern": "consecutive", "notify": {"days": 1}}],
    "unknown": [{"about": "discharge", "note": "ask them"}])";
constexpr const char* contract = R"("version": "contract", "layer": "contract",
    "effective": {"from": "2026-03-04", "to": "2026-03-06"},
    "sources": [{"key": "letter", "title": "Letter"}],
    "duties": [{"key": "summary", "after": "discharge", "within": {"days": 3},
                "source": "letter"}])";

TEST(StackedStanding, NamesTheDocumentOfTheRule) {
  const auto now =
      under({payers, contract}).attended("2026-03-04").discharged("2026-03-05").as_of(later);
  const Because& uncovered = now.standing().uncovered[0].because;
  EXPECT_EQ(uncovered.policy->version + " " + uncovered.source->title, "payer Manual");
  EXPECT_TRUE(uncovered.policy->stack.empty());
  const Because& duty = now.because("duty:summary");
  EXPECT_EQ(duty.policy->version + " " + duty.source->title, "contract Letter");
}

TEST(StackedStanding, NamesThePayersDocumentWhereNoRuleSpeaks) {
  const auto now =
      under({contract, payers}).session({.date = "2026-03-04", .service = "90853"}).as_of(later);
  const Because& because = now.standing().uncovered[0].because;
  EXPECT_EQ(because.policy->version, "payer");
  EXPECT_TRUE(because.policy->stack.empty());
}

TEST(StackedStanding, AppliesADocumentOnTopOnItsDatesOnly) {
  const auto discharged = [](const char* day) {
    return under({payers, contract}).discharged(day).as_of(later).obligations();
  };
  EXPECT_EQ(discharged("2026-03-03"), Texts{});
  EXPECT_EQ(discharged("2026-03-04"), Texts{"duty:summary"});
  EXPECT_EQ(discharged("2026-03-06"), Texts{"duty:summary"});
  EXPECT_EQ(discharged("2026-03-07"), Texts{});
}

TEST(StackedStanding, GoesOnCountingWhenADocumentOnTopBeginsOrEnds) {
  const auto now = under({payers, contract})
                       .approved("A1", 9, "2026-03-01", "2026-04-15")
                       .attended("2026-03-03")
                       .attended("2026-03-04")
                       .attended("2026-03-07")
                       .no_show("2026-03-09")
                       .no_show("2026-03-10")
                       .as_of(later);
  EXPECT_EQ(now.uncovered(), Texts{"2026-03-07 S9480 1 over_yearly_limit"});
  const auto missed = under({payers, contract}).no_show("2026-03-03").no_show("2026-03-05");
  EXPECT_EQ(missed.as_of(later).obligations(), Texts{"notice:two:2026-03-05"});
}

TEST(StackedStanding, StandsOnThePlainPolicyWithoutADocumentOfThePayer) {
  const auto now = under({R"("version": "law", "layer": "law", "payer": "nation", "duties": [
                              {"key": "call", "after": "admission", "within": {"days": 1}}])"})
                       .attended("2026-03-02")
                       .as_of(later);
  EXPECT_EQ(now.due("duty:call"), "2026-03-03T23:00:00Z");
  EXPECT_EQ(now.session("2026-03-02"), "charged 1, covered 0, unlisted_service");
}

TEST(StackedStanding, StaysRightWhenItsBookIsMoved) {
  PolicyBook book{{policy(payers), policy(contract)}};
  const Given story = under({}).attended("2026-03-04");
  const Standing now = standing(story.episode(later), book, story.facility(), test::instant(later));
  const PolicyBook moved = std::move(book);
  book = PolicyBook{};
  EXPECT_EQ(now.uncovered[0].because.policy, &moved.documents[0]);
  EXPECT_EQ(now.uncovered[0].because.source, &moved.documents[0].sources[0]);
  EXPECT_EQ(now.unknowns[0].because.policy, &moved.documents[0]);
}

TEST(Unknowns, AreThoseOfEveryPolicySinceTheAdmission) {
  const auto story = under({
      R"("version": "before", "unknown": [{"about": "unit"}],
         "effective": {"from": "2020-01-01", "to": "2026-03-01"})",
      R"("version": "then", "unknown": [{"about": "reviews"}, {"about": "amount", "note": "call"}],
         "effective": {"from": "2026-03-02", "to": "2026-03-31"})",
      R"("version": "now", "unknown": [{"about": "reviews"}],
         "effective": {"from": "2026-04-01", "to": "2026-04-30"})",
      R"("version": "ahead", "unknown": [{"about": "decision"}],
         "effective": {"from": "2026-05-01"})",
  });
  EXPECT_EQ(unknowns(story.as_of("2026-03-31T12:00:00Z")),
            (Texts{"amount of then: call", "reviews of then"}));
  EXPECT_EQ(unknowns(story.as_of("2026-04-01T12:00:00Z")),
            (Texts{"amount of then: call", "reviews of then", "reviews of now"}));
  EXPECT_EQ(unknowns(story.as_of("2026-03-01T12:00:00Z")), Texts{});
}

TEST(Unknowns, AreNoneWithoutAnAdmission) {
  EXPECT_EQ(unknowns(given().under(policy(payers)).covered_by("example-payer").as_of(later)),
            Texts{});
}

TEST(Unknowns, NameTheCoverageThatBringsThePolicy) {
  auto story = under({payers, R"("payer": "other", "unknown": [{"about": "reviews"}])"});
  story.covered_by("other", "2026-03-10").covered_by("example-payer", "2026-03-20");
  const auto now = story.as_of(later);
  ASSERT_EQ(now.standing().unknowns.size(), 2U);
  EXPECT_EQ(now.standing().unknowns[0].because.events, std::vector<Seq>{1});
  EXPECT_EQ(now.standing().unknowns[1].because.events, std::vector<Seq>{3});
}

TEST(Unknowns, EndWhereADocumentOnTopSettlesThem) {
  EXPECT_EQ(unknowns(under({payers, contract}).as_of("2026-03-03T12:00:00Z")),
            Texts{"discharge of payer: ask them"});
  constexpr const char* from_the_start = R"("version": "contract", "layer": "contract",
      "duties": [{"key": "summary", "after": "discharge", "within": {"days": 3}}],
      "unknown": [{"about": "amount"}])";
  EXPECT_EQ(unknowns(under({from_the_start, payers}).as_of(later)), Texts{"amount of contract"});
}

TEST(Unknowns, NameAServiceOfWhichNobodySaysWhetherItNeedsAnAuthorization) {
  constexpr const char* nobody_says = R"("version": "payer", "services": [
      {"key": "other", "codes": ["H0035"], "unit": "day"},
      {"key": "iop", "codes": ["S9480", "H0015"], "unit": "day", "authorization": "unknown"}])";
  EXPECT_EQ(unknowns(under({nobody_says}).as_of(later)), Texts{"authorization of payer by iop"});
  constexpr const char* half = R"("version": "half", "layer": "contract", "services": [
      {"codes": ["S9480"], "unit": "day", "authorization": "none"}])";
  EXPECT_EQ(unknowns(under({nobody_says, half}).as_of(later)),
            Texts{"authorization of payer by iop"});
  constexpr const char* rest = R"("version": "rest", "layer": "law", "services": [
      {"codes": ["H0015"], "unit": "day", "authorization": "required"}])";
  EXPECT_EQ(unknowns(under({nobody_says, half, rest}).as_of(later)), Texts{});
}

TEST(Unknowns, SayATopicOfADocumentOnce) {
  constexpr const char* twice = R"("version": "payer", "services": [
      {"codes": ["S9480"], "unit": "day", "authorization": "unknown"},
      {"codes": ["H0015"], "unit": "day", "authorization": "unknown"}],
      "unknown": [{"about": "authorization", "note": "ask them"}])";
  constexpr const char* law = R"("version": "law", "layer": "law",
                                 "effective": {"from": "2026-03-10"})";
  EXPECT_EQ(unknowns(under({twice, law}).as_of(later)), Texts{"authorization of payer: ask them"});
}

TEST(Unknowns, KeepTheirNoteWhenALawHidTheTopicAtFirst) {
  const auto now =
      under({R"("version": "payer", "unknown": [{"about": "authorization", "note": "ask them"}],
                "services": [{"key": "group", "codes": ["90853"], "unit": "visit",
                              "authorization": "unknown"}])",
             R"("version": "law", "layer": "law", "payer": "nation",
                "effective": {"from": "2020-01-01", "to": "2026-03-10"},
                "services": [{"key": "iop", "codes": ["S9480"], "unit": "visit"}])"})
          .as_of(later);
  EXPECT_EQ(unknowns(now), Texts{"authorization of payer: ask them by group"});
}

}  // namespace
}  // namespace authledger
