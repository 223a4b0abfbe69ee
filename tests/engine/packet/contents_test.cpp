// What assemble() works out: the request, the use of units, the history, absences and changes; each
// from a small history of its own.
#include <algorithm>

#include "engine/packet/packet_html.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

constexpr std::string_view asked = "2026-03-18T13:00:00Z";

// The sample's member with another ledger and other notes.
Sample sample_of(Given ledger, std::vector<ClinicalRecord> notes = {},
                 std::string_view when = asked) {
  Sample clinic = sample();
  clinic.ledger = std::move(ledger);
  clinic.now = clinic.ledger.as_of(when);
  clinic.episode = clinic.ledger.episode(when);
  clinic.documents = std::move(notes);
  return clinic;
}

// Reviews fall due at the authorization's end, whether it runs out before or not.
Given ledger_reviewed_at_its_end() {
  return sample_ledger().under(policy(R"("version": "at-end", "layer": "contract", "reviews":
    [{"key": "at-end", "before": "end", "days": 3}])"));
}

Policy with_amounts(const std::string& amounts) {
  return policy(R"("version": "contract", "layer": "contract", "request_amounts": [{"key": "grid",
    "codes": ["S9480"], )" +
                amounts + "}]");
}

TEST(Request, TakesTheLeastAmountOfThePayersGridThatIsEnough) {
  // Mondays, Wednesdays and Fridays from 2026-04-01, which the twelve days do not reach.
  const Sample clinic = sample_of(sample_ledger()
                                      .under(with_amounts(R"("amounts": [10, 20, 30])"))
                                      .say(DischargePlanned{date("2026-05-13")}));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(ask.from, parse_date("2026-04-01"));
  EXPECT_EQ(ask.to, parse_date("2026-05-13"));
  EXPECT_EQ(ask.sessions, 19);
  EXPECT_EQ(ask.needed, 19);
  EXPECT_EQ(ask.units, 20);
  EXPECT_EQ(ask.arithmetic,
            (Texts{"By the schedule from 2026-03-02: 3 days a week × 180 minutes = 540 minutes a "
                   "week, charged 3 × 1 day = 3 days.",
                   "From 2026-04-01 to the planned discharge on 2026-05-13: 19 sessions × 1 = 19 "
                   "days that nothing covers.",
                   "The payer grants 10, 20, 30 (rule grid): the least that is not less than 19 is "
                   "20."}));
  EXPECT_EQ(ask.frequency->days_a_week(), 3);
  EXPECT_EQ(ask.frequency->units_each, 1);
}

TEST(Request, IsCountedFromTheScheduleWhereNoRuleNamesAmounts) {
  const Sample clinic = sample_of(sample_ledger().say(DischargePlanned{date("2026-05-13")}));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(ask.units, 19);
  EXPECT_EQ(ask.arithmetic.back(),
            "No rule on file says which amounts the payer grants: what is asked for is what was "
            "counted.");
}

TEST(Request, LeavesTheRestForLaterWhereThePayerGrantsNoMore) {
  const Sample clinic = sample_of(sample_ledger()
                                      .under(with_amounts(R"("at_most": 12)"))
                                      .say(DischargePlanned{date("2026-05-13")}));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(ask.units, 12);
  EXPECT_EQ(ask.arithmetic.back(),
            "The payer grants at most 12 in one request (rule grid): asked for 12 days; 7 are left "
            "for a later request.");
}

TEST(Request, WithoutAPlannedDischargeIsOpenAndSaysHowFarEachAmountGoes) {
  const Sample clinic =
      sample_of(sample_ledger().under(with_amounts(R"("amounts": [10, 20, 500])")));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_FALSE(ask.units);
  ASSERT_EQ(ask.reaches.size(), 3U);
  EXPECT_EQ(ask.reaches[0].through, parse_date("2026-04-22"));
  EXPECT_EQ(ask.reaches[1].through, parse_date("2026-05-15"));
  EXPECT_FALSE(ask.reaches[2].through);
}

TEST(Request, WithNeitherPlannedDischargeNorAmountsStaysOpen) {
  const Sample clinic = sample_of(sample_ledger());
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_FALSE(ask.units);
  EXPECT_TRUE(ask.reaches.empty());
  EXPECT_EQ(ask.arithmetic.back(),
            "No discharge is planned, and no rule on file says which amounts the payer grants: how "
            "many units to ask for is open.");
}

TEST(RequestMode, IsContinuedStayAfterAnApproval) {
  const Sample clinic = sample_of(sample_ledger());
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(word(ask.mode), "continued_stay");
  EXPECT_EQ(ask.why,
            "Continued stay: example-payer approved authorization A1 on 2026-03-01, and no "
            "discharge is recorded; the first scheduled day that nothing covers is 2026-04-01.");
  EXPECT_EQ(ask.mode_because.events.size(), 1U);
}

TEST(RequestMode, IsInitialForAPayerThatHasApprovedNothing) {
  const Sample clinic =
      sample_of(ledger_reviewed_at_its_end().covered_by("another-payer", "2026-03-16"));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(word(ask.mode), "initial");
  EXPECT_EQ(ask.why, "Initial: another-payer has approved no authorization of this episode yet.");
}

TEST(RequestMode, IsInitialForTheDutyToAskForTheFirstAuthorization) {
  Given ledger = given()
                     .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}],
                       "prior_authorization": {"required": true})"))
                     .admitted("2026-03-16")
                     .covered_by("example-payer")
                     .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480");
  const Sample clinic = sample_of(std::move(ledger));
  const auto& obligations = clinic.now.standing().obligations;
  const auto duty = std::ranges::find(obligations, "duty:initial-authorization", &Obligation::key);
  ASSERT_NE(duty, obligations.end());
  const ReviewPacket packet =
      assemble({clinic.facility, clinic.member, clinic.episode, clinic.now.standing(), *duty,
                clinic.documents, clinic.terms, clinic.criteria});
  EXPECT_EQ(word(packet.ask.mode), "initial");
  EXPECT_FALSE(packet.since_approval.since);
}

TEST(RequestMode, IsDischargeWhenThePlannedOneComesBeforeAnythingIsUncovered) {
  const Sample clinic = sample_of(sample_ledger().say(DischargePlanned{date("2026-03-27")}));
  EXPECT_EQ(clinic.packet().ask.why,
            "Discharge: it is planned for 2026-03-27, and every session scheduled up to then is "
            "covered.");
}

TEST(RequestMode, IsDischargeAfterOne) {
  const Sample clinic = sample_of(ledger_reviewed_at_its_end().discharged("2026-03-17"));
  EXPECT_EQ(word(clinic.packet().ask.mode), "discharge");
}

TEST(RequestMode, IsRetroWhenOnlyHeldSessionsAreLeftToAskFor) {
  const Sample clinic = sample_of(ledger_reviewed_at_its_end()
                                      .attended("2026-03-01")  // the day before the authorization
                                      .discharged("2026-03-17"));
  const PacketAsk ask = clinic.packet().ask;
  EXPECT_EQ(word(ask.mode), "retro");
  EXPECT_EQ(ask.why,
            "Retro: the member was discharged on 2026-03-17, and 1 unit(s) from 2026-03-01 to "
            "2026-03-01 were held without cover.");
  ASSERT_EQ(ask.held.size(), 1U);
}

TEST(RequestMode, IsNotRetroWhereThePayerNeverTakesIt) {
  const Sample clinic = sample_of(ledger_reviewed_at_its_end()
                                      .under(policy(R"("version": "contract", "layer": "contract",
                                        "retro_authorization": {"allowed": "none"})"))
                                      .attended("2026-03-01")
                                      .discharged("2026-03-17"));
  EXPECT_EQ(word(clinic.packet().ask.mode), "discharge");
}

TEST(Usage, AddsUpApprovedAsUsedRemainingAndLapsed) {
  const Sample clinic = sample_of(sample_ledger()
                                      .approved("A0", 3, "2026-02-16", "2026-02-27")
                                      .admitted("2026-02-16")
                                      .attended("2026-02-16")
                                      .attended("2026-03-01"));
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.totals.size(), 1U);
  const UnitTotals& days = packet.totals[0];
  EXPECT_EQ(days.approved, 15);
  EXPECT_EQ(days.used, 7);
  EXPECT_EQ(days.remaining, 6);
  EXPECT_EQ(days.lapsed, 2);
  EXPECT_EQ(days.uncovered, 1);
  EXPECT_EQ(days.authorizations.size(), 2U);
}

TEST(Usage, ComparesWholeWeeksWithThePayersBand) {
  const Sample clinic = sample();
  const Intensity intensity = clinic.packet().intensity;
  EXPECT_EQ(intensity.minimum, 540);
  EXPECT_FALSE(intensity.maximum);
  EXPECT_EQ(intensity.offered, 540);
  ASSERT_EQ(intensity.weeks.size(), 3U);
  // Weeks start on Sunday: the stay began on a Monday, so its first week is no whole one.
  EXPECT_FALSE(intensity.weeks[0].minimum);
  EXPECT_TRUE(intensity.weeks[1].is_below());
  EXPECT_FALSE(intensity.weeks[2].minimum);
}

TEST(History, TellsEveryRequestDecisionAndReviewByDate) {
  const Sample clinic =
      sample_of(sample_ledger()
                    .requested("A2", "2026-03-10T15:00:00Z")
                    .decided({.id = "A2", .decision = "pended", .at = "2026-03-11T15:00:00Z"})
                    .decided({.id = "A2", .decision = "denied", .at = "2026-03-12T15:00:00Z"})
                    .review_submitted("A1", "2026-03-13T15:00:00Z"));
  Texts told;
  for (const HistoryEntry& it : clinic.packet().history)
    told.push_back(to_text(it.date) + " " + std::string(word(it.what)) + " " + it.authorization);
  EXPECT_EQ(told,
            (Texts{"2026-03-01 approved A1", "2026-03-10 requested A2", "2026-03-11 pended A2",
                   "2026-03-12 denied A2", "2026-03-13 review_submitted A1"}));
  EXPECT_EQ(clinic.packet().history[0].number, "AUTH-7781");
  EXPECT_EQ(clinic.packet().history[0].lines.at(0).units, 12);
}

TEST(History, LeavesOutWhatACorrectionReplaced) {
  const Sample clinic = sample_of(sample_ledger().decided({.id = "A1",
                                                           .number = "AUTH-7782",
                                                           .at = "2026-03-01T15:00:00Z",
                                                           .start = "2026-03-02",
                                                           .end = "2026-04-10",
                                                           .lines = {{.units = 12}}}));
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.history.size(), 1U);
  EXPECT_EQ(packet.history[0].number, "AUTH-7782");
}

Given ledger_with_misses() {
  return sample_ledger()
      .under(policy(R"("version": "contract", "layer": "contract", "missed_sessions": [{"key":
        "any", "outcomes": ["no_show", "cancelled_by_member"], "count": 1, "pattern":
        "consecutive", "repeat": "each", "notify": {"days": 1}, "whom": "payer"}])"))
      .session({.date = "2026-03-17", .outcome = "cancelled_by_member", .excused = true})
      .session({.date = "2026-03-10", .outcome = "cancelled_by_facility"})
      .say(NoticeSent{"notice:any:2026-03-11",
                      instant("2026-03-11T20:00:00Z"),
                      {"fax 4411", "called twice, left a message", "R. Invented"}});
}

TEST(Absences, TellsExcusedFromUnexcusedAndTheFacilitysOwn) {
  const Sample clinic = sample_of(ledger_with_misses());
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.absence_counts.unexcused, 1);
  EXPECT_EQ(packet.absence_counts.excused, 1);
  EXPECT_EQ(packet.absence_counts.by_facility, 1);
  ASSERT_EQ(packet.weeks.size(), 3U);
  EXPECT_EQ(packet.weeks[1].unexcused, 1);
  EXPECT_EQ(packet.weeks[1].by_facility, 1);
  EXPECT_EQ(packet.weeks[2].excused, 1);
}

TEST(Absences, ShowsTheOutreachThatFollowedAMiss) {
  const Sample clinic = sample_of(ledger_with_misses());
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.absences.size(), 2U);
  EXPECT_TRUE(packet.absences[0].excused);
  EXPECT_TRUE(packet.absences[0].outreach.empty());  // the rule does not count excused ones
  ASSERT_EQ(packet.absences[1].outreach.size(), 1U);
  const Outreach& outreach = packet.absences[1].outreach[0];
  EXPECT_EQ(outreach.rule, "any");
  EXPECT_EQ(word(outreach.status), "met");
  ASSERT_TRUE(outreach.done);
  EXPECT_EQ(outreach.done->note.proof, "called twice, left a message");
  EXPECT_NE(packet_html(packet).find("called twice, left a message"), std::string::npos);
}

TEST(Absences, ShowsANoticeThatNoRuleAsksFor) {
  const Sample clinic =
      sample_of(sample_ledger().notice_sent("notice:courtesy:2026-03-11", "2026-03-11T20:00:00Z"));
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.absences.size(), 1U);
  ASSERT_EQ(packet.absences[0].outreach.size(), 1U);
  EXPECT_EQ(word(packet.absences[0].outreach[0].status), "moot");
  EXPECT_TRUE(packet.absences[0].outreach[0].done);
}

Texts missing(const ReviewPacket& packet) {
  Texts texts;
  for (const MissingItem& item : packet.missing)
    texts.push_back((item.essential ? "needed: " : "") + item.what + " (" + item.who + ")");
  return texts;
}

bool is_among(const Texts& texts, std::string_view text) {
  return std::ranges::find(texts, text) != texts.end();
}

// Of 2026-03-17 there are a subjective part and a mental status, but no account of impairment.
TEST(Required, KindsOfDocumentsThatARuleOfThePayerNames) {
  Sample clinic = sample();
  const Texts before = missing(clinic.packet());
  clinic.now = clinic.ledger
                   .under(policy(R"("version": "contract", "layer": "contract", "evidence": [
                     {"key": "symptoms", "for": "review", "document": "symptoms",
                      "newest_within": {"days": 7}},
                     {"key": "impairment", "for": "review", "document": "impairment",
                      "newest_within": {"days": 7}}])"))
                   .as_of(asked);
  EXPECT_EQ(before, Texts{});
  EXPECT_EQ(missing(clinic.packet()),
            Texts{"needed: no account of impairment of 2026-03-13 or later, as the payer's rule "
                  "impairment wants (clinician)"});
  EXPECT_EQ(word(clinic.packet().verdict), "incomplete");
  const std::string old_note =
      "Patient: Milan Beatty\nDOB: 1973-11-24\nDate: 2026-03-05\n\n## Functional Status\nCannot "
      "work.\n";
  clinic.documents.push_back(read_document("function.md", "", old_note));
  EXPECT_EQ(missing(clinic.packet()),
            Texts{"needed: no account of impairment of 2026-03-13 or later, as the payer's rule "
                  "impairment wants; the newest is of 2026-03-05 (clinician)"});
}

TEST(Required, ThePlannedDischargeWhereThePayerGrantsCertainAmounts) {
  const Sample open = sample_of(sample_ledger().under(with_amounts(R"("amounts": [10, 20])")));
  EXPECT_TRUE(is_among(missing(open.packet()),
                       "no discharge is planned, so which of the amounts that the payer's rule "
                       "grid grants to ask for is open (treatment team)"));
  const Sample planned = sample_of(sample_ledger()
                                       .under(with_amounts(R"("amounts": [10, 20])"))
                                       .say(DischargePlanned{date("2026-05-13")}));
  for (const std::string& it : missing(planned.packet()))
    EXPECT_EQ(it.find("no discharge is planned"), std::string::npos) << it;
}

TEST(Required, TheOutreachThatARuleWantsAfterAMiss) {
  const std::string wanted =
      "nothing is recorded of what the payer's rule any wants after the session missed on "
      "2026-03-11 (program staff)";
  const Sample told = sample_of(ledger_with_misses());
  EXPECT_FALSE(is_among(missing(told.packet()), wanted));
  Given silent = ledger_with_misses();
  silent.withdraw(silent.last());
  const Sample untold = sample_of(std::move(silent));
  EXPECT_TRUE(is_among(missing(untold.packet()), wanted));
}

TEST(Required, AftercareWhenTheMemberLeaves) {
  const std::string wanted = "no discharge plan or aftercare in the documents (clinician)";
  const Sample leaves = sample_of(sample_ledger().say(DischargePlanned{date("2026-03-27")}));
  EXPECT_TRUE(is_among(missing(leaves.packet()), wanted));
  const Sample stays = sample_of(sample_ledger());
  EXPECT_FALSE(is_among(missing(stays.packet()), wanted));
}

}  // namespace
}  // namespace authledger::test
