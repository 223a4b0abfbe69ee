// What a biller reads: the sentences of each kind of obligation, figure and finding.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/explain/told.hpp"

namespace authledger::explain {
namespace {

using test::given;
using test::Given;
using test::policy;

constexpr const char* services =
    R"("services": [{"key": "iop", "codes": ["S9480"], "unit": "day", "minimum_minutes": 180,
                     "source": "manual"}],
       "sources": [{"key": "manual", "title": "Provider manual", "address": "payer.example",
                    "date": "2025", "grade": "B", "says": "A day is three hours."}])";

Policy with(const std::string& more) {
  return policy(std::string(services) + (more.empty() ? "" : ", " + more));
}

// Approved twelve on 2 March, Monday, Wednesday and Friday; seven attended.
Given twelve(const std::string& more) {
  Given it = given();
  it.under(with(more)).covered_by("example-payer").admitted("2026-03-02");
  it.meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
  it.approved("A1", 12, "2026-03-02", "2026-04-30");
  for (const char* day : {"2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11",
                          "2026-03-13", "2026-03-16"})
    it.attended(day);
  return it;
}

constexpr const char* tuesday = "2026-03-17T12:00:00-05:00";
constexpr const char* before_out =
    R"("reviews": [{"key": "before-out", "before": "exhaustion", "business_days": 2},
                   {"key": "before-end", "before": "end", "days": 3}])";

TEST(AReview, IsToldFromTheUnitsToThePayersClock) {
  EXPECT_EQ(missing(told(twelve(before_out), tuesday, "review:A1"),
                    {"The review of A1 is due Wednesday 25 March 2026 17:00 Central: upcoming",
                     "12 units approved", "7 used so far", "the last one goes on Friday 27 March",
                     "A1 has 12 units; attended sessions used 7: the 1st on Monday 2 March",
                     "the 12th on Friday 27 March",
                     "2 business days before the day of the last unit of A1, Friday 27 March, is "
                     "Wednesday 25 March",
                     "It opens at 00:00 Central on Wednesday 18 March"}),
            "");
}

TEST(AReview, NamesTheRulesThatLost) {
  EXPECT_EQ(missing(told(twelve(before_out), tuesday, "review:A1"),
                    {"[other] Rule \"before-end\" gives a later day, Monday 27 April: 3 days "
                     "before the end of A1, Thursday 30 April, is Monday 27 April"}),
            "");
}

TEST(AReview, RollsBackAndMovesToTheStart) {
  EXPECT_EQ(missing(told(twelve(R"("reviews": [{"key": "r", "after": "start", "days": 5}])"),
                         tuesday, "review:A1"),
                    {"Saturday 7 March is no business day of the payer (a weekend day), so it "
                     "rolls back to Friday 6 March"}),
            "");
  EXPECT_EQ(missing(told(twelve(R"("reviews": [{"key": "r", "before": "end", "days": 90}])"),
                         tuesday, "review:A1"),
                    {"lies before the authorization starts, so it moves to Monday 2 March"}),
            "");
}

TEST(AReview, ThatWasWaivedSaysWhyAndByWhom) {
  Given it = twelve(before_out);
  it.say(ObligationWaived{"review:A1", "the payer closed the case", "Ana"});
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"),
                    {"The review of A1 is due Wednesday 25 March 2026 17:00 Central: waived",
                     "review:A1 was waived, \"the payer closed the case\", by Ana",
                     "Waived: \"the payer closed the case\", so nobody has to meet it"}),
            "");
}

TEST(AReview, ThatWasSentNamesItsReference) {
  Given it = twelve(before_out);
  it.say(ReviewSubmitted{"A1", test::instant("2026-03-16T15:00:00Z"), {"fax 4411", {}, "Ana"}});
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"), {", by Ana, reference fax 4411"}), "");
}

TEST(AReview, ThePayersOwnDateGoesFirst) {
  Given it = given();
  it.under(with(before_out)).covered_by("example-payer").admitted("2026-03-02");
  it.decided({.id = "A1",
              .start = "2026-03-02",
              .end = "2026-04-30",
              .lines = {{.units = 12}},
              .next_review = "2026-03-20"});
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"),
                    {"The payer stated the next review itself",
                     "Rule \"before-out\" gives no date: the units of A1 never run out",
                     "Rule \"before-end\" would give Monday 27 April"}),
            "");
}

TEST(AReview, SaysWhatHasBecomeOfIt) {
  Given met = twelve(before_out);
  met.review_submitted("A1", "2026-03-24T14:00:00-05:00");
  EXPECT_EQ(missing(told(met, "2026-03-30T12:00:00-05:00", "review:A1"),
                    {"submitted Tuesday 24 March 14:00 Central"}),
            "");
  Given late = twelve(R"("reviews": [{"key": "r", "after": "start", "days": 7}])");
  late.review_submitted("A1", "2026-03-10T09:00:00-05:00");
  EXPECT_EQ(missing(told(late, tuesday, "review:A1"),
                    {"Met late: submitted Tuesday 10 March 09:00 Central, 16 hours after it was "
                     "due"}),
            "");
  Given extended = twelve(before_out);
  extended.approved("A2", 12, "2026-03-27", "2026-06-30");
  EXPECT_EQ(missing(told(extended, tuesday, "review:A1"),
                    {"Extended: A2 carries it on. It is of the same payer, takes a service of "
                     "A1, ends later (Tuesday 30 June instead of Thursday 30 April)"}),
            "");
  Given left = twelve(before_out);
  left.discharged("2026-03-20");
  EXPECT_EQ(
      missing(told(left, tuesday, "review:A1"), {"Not needed: the discharge on Friday 20 March"}),
      "");
  EXPECT_EQ(missing(told(twelve(R"("reviews": [{"key": "r", "after": "start", "days": 7}])"),
                         tuesday, "review:A1"),
                    {"Overdue: nothing on file meets it, and at Tuesday 17 March 12:00 Central "
                     "it is 7 days 19 hours late"}),
            "");
}

TEST(AReview, WhatCameTooEarlyDoesNotCount) {
  Given it = twelve(
      R"("reviews": [{"key": "r", "before": "end", "days": 0, "not_earlier": {"days": 3}}])");
  it.review_submitted("A1", "2026-03-10T09:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "review:A1"), {"Too early to count: event "}), "");
}

constexpr const char* two_in_a_row =
    R"("missed_sessions": [{"key": "two", "outcomes": ["no_show"], "count": 2,
        "pattern": "consecutive", "notify": {"business_days": 1}, "whom": "payer"}])";

TEST(ANotice, NamesTheMissesAndTheHolidayInBetween) {
  Given it = given();
  it.under(with(two_in_a_row)).covered_by("example-payer").admitted("2026-05-18");
  it.no_show("2026-05-20").no_show("2026-05-22");
  EXPECT_EQ(missing(told(it, "2026-05-25T12:00:00-05:00", "notice:two:2026-05-22"),
                    {"After 2 missed sessions in a row, without an attended one in "
                     "between, tell the payer within 1 business day",
                     "Wednesday 20 May and Friday 22 May", "Monday 25 May (Memorial Day)",
                     "due Tuesday 26 May 2026 17:00 Central: open"}),
            "");
}

TEST(ANotice, ThatWasSentForNothingIsMootAndSaysWhy) {
  Given it = given();
  it.under(with(two_in_a_row)).covered_by("example-payer").admitted("2026-05-18");
  it.no_show("2026-05-20").attended("2026-05-22");
  it.notice_sent("notice:two:2026-05-22", "2026-05-22T15:00:00-05:00");
  EXPECT_EQ(missing(told(it, "2026-05-25T12:00:00-05:00", "notice:two:2026-05-22"),
                    {"Moot: it was sent, but as the log reads now no rule asks for it",
                     "180 minutes, attended"}),
            "");
}

TEST(ADuty, IsToldByItsAnchor) {
  const char* duties =
      R"("duties": [{"key": "plan", "after": "admission", "within": {"days": 7}},
                    {"key": "again", "after": "admission", "every": {"days": 30}},
                    {"key": "screen", "by_session": 9},
                    {"key": "retro", "after": "uncovered", "within": {"days": 90}}])";
  Given it = twelve(duties);
  it.session({.date = "2026-03-10", .id = "x", .service = "H9999"});
  EXPECT_EQ(missing(told(it, tuesday, "duty:plan"),
                    {"7 days after the admission, Monday 2 March, is Monday 9 March"}),
            "");
  EXPECT_EQ(
      missing(told(it, tuesday, "duty:again#1"), {"It is due every 30 days from the admission on"}),
      "");
  EXPECT_EQ(missing(told(it, tuesday, "duty:screen"),
                    {"8 sessions attended so far; by the schedule the 9th is on Wednesday 18 "
                     "March"}),
            "");
  EXPECT_EQ(missing(told(it, tuesday, "duty:retro:2026-03-10"),
                    {"90 days after the day without cover, Tuesday 10 March, is"}),
            "");
}

TEST(ADuty, CountsFromTheInstantWhenTheLogSaysIt) {
  Given it = given();
  it.under(with(R"("duties": [{"key": "call", "after": "admission", "within": {"hours": 24}}])"));
  it.covered_by("example-payer");
  it.say(EpisodeAdmitted{.episode = "E1",
                         .date = test::date("2026-03-02"),
                         .level_of_care = "iop",
                         .birth_date = {},
                         .at = test::instant("2026-03-02T10:30:00-06:00")});
  EXPECT_EQ(missing(told(it, tuesday, "duty:call"), {"due Tuesday 3 March 2026 10:30 Central"}),
            "");
}

TEST(TheFirstRequest, SaysWhatMetIt) {
  Given it = given();
  it.under(with(R"("prior_authorization": {"required": true, "request": {"business_days": 1},
                   "decision": {"standard": {"days": 7}, "expedited": {"hours": 72}}})"));
  it.covered_by("example-payer").admitted("2026-03-02");
  it.requested("A1", "2026-03-04T09:00:00-06:00");
  EXPECT_EQ(missing(told(it, "2026-03-05T12:00:00-06:00", "duty:initial-authorization"),
                    {"Met late: A1 was requested Wednesday 4 March 09:00 Central"}),
            "");
  EXPECT_EQ(missing(told(it, "2026-03-05T12:00:00-06:00", "decision:A1"),
                    {"The payer's decision on A1 is due Wednesday 11 March 2026",
                     "A request is decided within 7 days",
                     "7 days after the request, Wednesday 4 March, is Wednesday 11 March"}),
            "");
}

TEST(WhatThePayerAsked, CarriesThePayersOwnDate) {
  Given it = twelve("");
  it.payer_asked("records", "2026-03-16T09:00:00-05:00", "2026-03-20T12:00:00-05:00");
  EXPECT_EQ(missing(told(it, tuesday, "request:records"),
                    {"set the date itself", "Friday 20 March 2026 12:00"}),
            "");
}

TEST(ASource, IsToldWithItsGrade) {
  EXPECT_EQ(missing(told(twelve(""), tuesday, "2026-03-16"),
                    {"[source] \"Provider manual\" (grade B: the payer's document, kept by a "
                     "third party, 2025), payer.example: A day is three hours."}),
            "");
}

TEST(Remaining, AddsUpTheLinesAndNamesWhatLapsed) {
  Given it = twelve("");
  it.approved("A2", 5, "2026-03-02", "2026-03-20").approved("A0", 3, "2026-02-01", "2026-02-20");
  EXPECT_EQ(missing(told(it, tuesday, "remaining"),
                    {"Remaining today, Tuesday 17 March: 10 day units",
                     "12 - 2 used = 10 day units", "10 + 0 = 10 day units",
                     "A0 (S9480), Sunday 1 February to Friday 20 February: 3 - 0 used = "
                     "3 day units, but it ended on Friday 20 February: they have lapsed"}),
            "");
}

TEST(Coverage, SaysWhichDayIsTheFirstWithoutAndWhy) {
  EXPECT_EQ(missing(told(twelve(""), tuesday, "covered_through"),
                    {"Covered through Friday 27 March 2026; the first scheduled day "
                     "without cover is Monday 30 March 2026",
                     "A1 spans the date, but its units are used up: the last one went on "
                     "Friday 27 March"}),
            "");
}

TEST(ASession, SumsTheMinutesOfItsDateLessBreaks) {
  Given it = twelve("");
  it.session({.date = "2026-03-18",
              .id = "morning",
              .start = "2026-03-18T09:00:00-05:00",
              .end = "2026-03-18T10:45:00-05:00",
              .break_minutes = 15});
  it.session({.date = "2026-03-18",
              .id = "noon",
              .start = "2026-03-18T12:00:00-05:00",
              .end = "2026-03-18T13:00:00-05:00"});
  const auto night = "2026-03-18T22:00:00-05:00";
  EXPECT_EQ(missing(told(it, night, "morning"),
                    {"From start to end, 10:45, 105 minutes, less 15 minutes of breaks: "
                     "90 minutes",
                     "morning at 09:00, 90 minutes and noon at 12:00, 60 minutes, "
                     "together 150 minutes",
                     "150 minutes of 180: short by 30 minutes, so 0 units"}),
            "");
  EXPECT_EQ(missing(told(it, night, "noon"), {"is part of the charge of session morning"}), "");
}

TEST(ASession, RoundsAloud) {
  Given it = given();
  it.under(policy(R"("services": [{"codes": ["H0004"], "unit": "quarter_hour",
                                   "rounding": "nearest"}])"));
  it.covered_by("example-payer").admitted("2026-03-02");
  it.session({.date = "2026-03-03", .id = "S1", .minutes = 23, .service = "H0004"});
  EXPECT_EQ(missing(told(it, tuesday, "S1"),
                    {"23 / 15 = 1 and 8 minutes over, rounded to the nearest, half goes up: 2"}),
            "");
}

TEST(ASession, ListsTheLinesInTheOrderInWhichTheyPay) {
  Given it = twelve("");
  it.approved("A2", 5, "2026-03-02", "2026-03-20");
  EXPECT_EQ(missing(told(it, tuesday, "2026-03-16"),
                    {"A2 (S9480) (ends Friday 20 March) with 0 of 5 units left and A1 "
                     "(S9480) (ends Thursday 30 April) with 11 of 12 units left",
                     "1 unit paid by A1"}),
            "");
}

TEST(ASession, SaysWhatACapCutsOff) {
  Given it = given();
  it.under(policy(R"("services": [{"codes": ["S9480"], "unit": "day", "max_units_per_week": 1}])"));
  it.covered_by("example-payer")
      .admitted("2026-03-02")
      .approved("A1", 9, "2026-03-02", "2026-04-30");
  it.attended("2026-03-02").attended("2026-03-04");
  EXPECT_EQ(missing(told(it, tuesday, "2026-03-04"),
                    {"Cap of 1 unit a week (Sunday 1 March to Saturday 7 March): 1 charged "
                     "before it, 1 with it; the cap cuts off 1 unit, which is not charged"}),
            "");
  EXPECT_EQ(missing(told(it, tuesday, "uncovered:2026-03-04"),
                    {"it is over the payer's limit of units a week"}),
            "");
}

TEST(ASession, AnUnknownRequirementNeverReadsAsNotRequired) {
  Given it = given();
  it.under(policy(R"("services": [{"codes": ["S9480"], "authorization": "unknown",
                                   "unit": "day"}])"));
  it.covered_by("example-payer").admitted("2026-03-02").attended("2026-03-02");
  EXPECT_EQ(missing(told(it, tuesday, "2026-03-02"),
                    {"[caution] No source says whether this service needs an authorization"}),
            "");
}

TEST(UncoveredUnits, SayWhyEachAuthorizationDoesNotPay) {
  Given it = given();
  it.under(with("")).covered_by("example-payer").admitted("2026-03-02");
  it.approved("A1", 12, "2026-03-10", "2026-04-30").requested("A2", "2026-03-02T09:00:00-06:00");
  it.attended("2026-03-02");
  EXPECT_EQ(missing(told(it, tuesday, "uncovered:2026-03-02"),
                    {"1 day unit of S9480 on Monday 2 March 2026 without cover",
                     "A1 runs Tuesday 10 March to Thursday 30 April: Monday 2 March is 8 "
                     "days before its start",
                     "A2 is requested and gives no units"}),
            "");
}

TEST(TheOverview, HasWhatMattersNowAndNothingThatIsDone) {
  Given it = twelve(before_out);
  it.session({.date = "2026-03-12", .id = "x", .service = "H9999"});
  const std::string text = overview(it, "2026-03-20T12:00:00-05:00");
  EXPECT_EQ(missing(text, {"Remaining today", "Covered through", "The review of A1 is due", "H9999",
                           "1 scheduled day without a record"}),
            "");
  Given done = twelve(before_out);
  done.review_submitted("A1", "2026-03-20T09:00:00-05:00");
  EXPECT_EQ(overview(done, "2026-03-20T12:00:00-05:00").find("The review of A1"),
            std::string::npos);
}

TEST(Keys, AreThoseOfTheStandingAndAnUnknownOneIsNone) {
  const Given it = twelve(before_out);
  const Explainer explainer(it.log(), it.book(), it.facility(), test::instant(tuesday));
  EXPECT_TRUE(explainer.explain("review:A9").empty());
  std::vector<std::string> keys;
  for (const KeyGroup& group : explainer.keys())
    keys.insert(keys.end(), group.keys.begin(), group.keys.end());
  for (const char* key : {"remaining", "covered_through", "review:A1", "A1", "2026-03-16"})
    EXPECT_NE(std::find(keys.begin(), keys.end(), key), keys.end()) << key;
}

}  // namespace
}  // namespace authledger::explain
