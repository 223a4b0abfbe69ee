// What speaks for and against criteria: each kind of evidence, how a sentence is meant, how old it
// may be, and that nothing comes in that the packet may not disclose.
#include "engine/packet/criteria.hpp"

#include <gtest/gtest.h>

#include "engine/base/json_tree.hpp"
#include "engine/json/criteria_codec.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/packet/packet_print.hpp"
#include "engine/print/plain_text.hpp"
#include "engine/records/read_document.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

// A general set of one criterion that seeks the evidence.
CriteriaSet seeking(const std::string& evidence, const std::string& more) {
  auto read = json::read_criteria_text(
      R"({"key": "sample-set", "title": "Sample", "note": "Invented.", "general": true,
          "criteria": [{"key": "only", "title": "The only one", "who": "clinician",)" +
      more + R"("evidence": [)" + evidence + "]}]}");
  EXPECT_TRUE(read) << summary(read.error());
  return read ? std::move(*read) : CriteriaSet{};
}

Sample clinic_seeking(const std::string& evidence, const std::string& more = "") {
  Sample clinic = sample();
  clinic.criteria = {seeking(evidence, more)};
  return clinic;
}

Sample clinic_with_note(const std::string& note, const std::string& evidence,
                        const std::string& more = "") {
  Sample clinic = clinic_seeking(evidence, more);
  clinic.documents = {read_document("note.txt", "", note)};
  return clinic;
}

const CriterionStanding& only(const ReviewPacket& packet) {
  return packet.criteria.at(0).criteria.at(0);
}

// "for: text" of each.
Texts found(const ReviewPacket& packet) {
  Texts texts;
  for (const CriterionEvidence& it : only(packet).evidence)
    texts.push_back(std::string(word(it.speaks)) + ": " + it.text);
  return texts;
}

const std::string ideation =
    R"({"speaks": "for", "statement": {"concepts": ["suicidal ideation", "suicide attempt"]}},
       {"speaks": "against", "statement": {"concepts": ["suicidal ideation"],
                                           "assertion": "negated"}})";

TEST(Criteria, ASentenceSpeaksOnlyAsItIsMeant) {
  const Sample clinic = clinic_with_note(
      "Date: 2026-03-17\n\nAssessment:\nReports suicidal thoughts at night. Denies suicidal intent "
      "today. Attempted suicide in 2011. Brother attempted suicide. Suicidal ideation is possible. "
      "If discharged she would become suicidal.\n",
      ideation);
  EXPECT_EQ(found(clinic.packet()), (Texts{"for: Reports suicidal thoughts at night.",
                                           "against: Denies suicidal intent today."}));
}

TEST(Criteria, FamilyHistoryIsNeverOfThePatient) {
  const std::string note =
      "Date: 2026-03-17\n\nFamily History:\nSuicide attempt in 2011. Suicidal ideation.\n";
  const Sample clinic = clinic_with_note(note, ideation);
  EXPECT_EQ(found(clinic.packet()), Texts{});
  const Sample asking = clinic_with_note(note, R"({"speaks": "either", "statement": {
      "concepts": ["suicidal ideation"], "experiencer": "other"}})");
  EXPECT_EQ(found(asking.packet()), Texts{"either: Suicidal ideation."});
}

TEST(Criteria, HistoricalStatementsAreSoughtAsSuch) {
  const Sample clinic = clinic_with_note(
      "Date: 2026-03-17\n\nAssessment:\nHistory of suicide attempt. No suicide attempt since.\n",
      R"({"speaks": "either", "statement": {"concepts": ["suicide attempt"],
          "temporality": "historical"}})");
  EXPECT_EQ(found(clinic.packet()), Texts{"either: History of suicide attempt."});
}

TEST(Criteria, AGoalIsNoFinding) {
  const std::string note =
      "Date: 2026-03-17\n\nGoals:\nStable housing by May.\n\nAssessment:\nMother is ill.\n";
  const std::string seeks = R"({"speaks": "for", "statement": {"concepts":
      ["stable living situation"])";
  const Sample anywhere = clinic_with_note(note, seeks + "}}");
  EXPECT_EQ(found(anywhere.packet()), Texts{});
  const Sample in_goals = clinic_with_note(note, seeks + R"(, "sections": ["goals"]}})");
  EXPECT_EQ(found(in_goals.packet()), Texts{"for: Stable housing by May."});
}

TEST(Criteria, AWordWithinALongerTermIsNotThatConcept) {
  const Sample clinic =
      clinic_with_note("Date: 2026-03-17\n\nAssessment:\nMarked social withdrawal.\n",
                       R"({"speaks": "for", "statement": {"concepts": ["withdrawal"]}},
         {"speaks": "either", "statement": {"concepts": ["functional impairment"]}})");
  EXPECT_EQ(found(clinic.packet()), Texts{"either: Marked social withdrawal."});
}

// The span is of the section's own text, and the mention of the quote.
TEST(Criteria, AWrappedSentenceIsQuotedVerbatimWithItsPlace) {
  const Sample clinic = clinic_with_note(
      "Date: 2026-03-17\n\nAssessment:\nM\xC3\xBCller sleeps well. Denies any\nsuicidal ideation "
      "today.\n",
      ideation);
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(only(packet).evidence.size(), 1U);
  const CriterionEvidence& quote = only(packet).evidence[0];
  EXPECT_EQ(quote.speaks, Speaks::against_it);
  EXPECT_EQ(quote.text, "Denies any\nsuicidal ideation today.");
  EXPECT_EQ(quote.from, 20) << "characters, not bytes";
  EXPECT_EQ(quote.to, 55);
  ASSERT_EQ(quote.mentions.size(), 1U);
  EXPECT_EQ(quote.text.substr(quote.mentions[0].span.begin, 8), "suicidal");
  ASSERT_EQ(quote.sources.size(), 1U);
  EXPECT_EQ(quote.sources[0].document, "note.txt");
}

TEST(Criteria, AVeryLongSentenceIsCutAroundItsMention) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "and then more ";
  const Sample clinic = clinic_with_note(
      "Date: 2026-03-17\n\nAssessment:\nShe said " + text + "of suicidal ideation " + text + ".\n",
      ideation);
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(only(packet).evidence.size(), 1U);
  const CriterionEvidence& quote = only(packet).evidence[0];
  EXPECT_LE(quote.text.size(), 600U);
  const assertion::Span at = quote.mentions.at(0).span;
  EXPECT_EQ(quote.text.substr(at.begin, at.end - at.begin), "suicidal ideation");
  EXPECT_EQ(quote.to - quote.from, static_cast<int>(quote.text.size()));
}

TEST(Criteria, PassagesEntriesScoresAndFiguresAreEvidenceToo) {
  const Sample clinic = clinic_seeking(
      R"({"speaks": "either", "passage": {"sections": ["mental_status"]}},
         {"speaks": "for", "entry": {"items": ["goal"], "mentioning": ["coping"]}},
         {"speaks": "for", "score": {"instruments": ["PHQ-9"], "at_least": 10, "trend": "fell"}},
         {"speaks": "against", "score": {"instruments": ["PHQ-9"], "at_most": 9}},
         {"speaks": "for", "figure": {"of": "attendance_percent", "at_least": 80}},
         {"speaks": "against", "figure": {"of": "missed_sessions", "at_least": 1}},
         {"speaks": "against", "figure": {"of": "unrecorded_sessions", "at_least": 1}})");
  const ReviewPacket packet = clinic.packet();
  std::map<std::string, const CriterionEvidence*> by_shape;
  for (const CriterionEvidence& it : only(packet).evidence)
    by_shape[std::string(word(it.speaks)) + " " + std::string(word(it.shape))] = &it;
  ASSERT_EQ(by_shape.size(), 5U);
  EXPECT_NE(by_shape.at("either passage")->text.find("No hallucinations"), std::string::npos);
  EXPECT_EQ(by_shape.at("for entry")->text, "Uses two coping skills before asking for time off");
  const CriterionEvidence& score = *by_shape.at("for score");
  EXPECT_EQ(score.total, 14);
  EXPECT_EQ(score.change_since_baseline, -5);
  EXPECT_EQ(score.sources.size(), 2U) << "of the latest and of the baseline";
  // Six of seven offered; the no-show of 2026-03-11 is the only miss.
  const CriterionEvidence& attended = *by_shape.at("for figure");
  EXPECT_EQ(attended.amount, 85);
  EXPECT_EQ(attended.of, 7);
  EXPECT_EQ(attended.because.value().events.size(), 7U);
  EXPECT_EQ(by_shape.at("against figure")->amount, 1);
  EXPECT_EQ(by_shape.at("against figure")->because.value().events.size(), 1U);
}

TEST(Criteria, ABoundThatIsNotReachedSaysNothing) {
  const Sample clinic = clinic_seeking(
      R"({"speaks": "for", "figure": {"of": "attendance_percent", "at_least": 86}},
         {"speaks": "for", "figure": {"of": "missed_sessions", "at_least": 2}},
         {"speaks": "for", "score": {"instruments": ["PHQ-9"], "at_least": 15}},
         {"speaks": "for", "score": {"instruments": ["PHQ-9"], "trend": "rose"}},
         {"speaks": "for", "score": {"instruments": ["AUDIT-C"], "trend": "unchanged"}},
         {"speaks": "for", "entry": {"items": ["goal"], "mentioning": ["gardening"]}})");
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(found(packet), Texts{});
  EXPECT_FALSE(only(packet).fresh);
  EXPECT_FALSE(only(packet).date);
}

TEST(Criteria, FreshnessEndsOnTheDayOfTheLimit) {
  const Date today = date("2026-03-18");
  const FreshnessLimit limit{date("2026-03-11"), LimitOf::ours, ""};
  const auto of_day = [](std::string_view day) { return RecordDate{date(day)}; };
  EXPECT_EQ(freshness(of_day("2026-03-18"), limit, today), Fresh::fresh);
  EXPECT_EQ(freshness(of_day("2026-03-11"), limit, today), Fresh::fresh);
  EXPECT_EQ(freshness(of_day("2026-03-10"), limit, today), Fresh::too_old);
  EXPECT_EQ(freshness(of_day("2026-03-19"), limit, today), Fresh::unknown);
  EXPECT_EQ(freshness({}, limit, today), Fresh::unknown);
  EXPECT_EQ(freshness(of_day("2026-03-18"), {}, today), Fresh::unknown);
}

TEST(Criteria, AVagueDateIsFreshOrTooOldOnlyWhenAllItsDaysAre) {
  const Date today = date("2026-03-18");
  const FreshnessLimit limit{date("2026-02-10"), LimitOf::ours, ""};
  const auto of = [](std::string_view first, RecordDate::Exact exact) {
    return RecordDate{date(first), exact};
  };
  EXPECT_EQ(freshness(of("2026-03-01", RecordDate::Exact::month), limit, today), Fresh::fresh);
  EXPECT_EQ(freshness(of("2026-02-01", RecordDate::Exact::month), limit, today), Fresh::unknown);
  EXPECT_EQ(freshness(of("2026-01-01", RecordDate::Exact::month), limit, today), Fresh::too_old);
  EXPECT_EQ(freshness(of("2026-01-01", RecordDate::Exact::year), limit, today), Fresh::unknown);
  EXPECT_EQ(freshness(of("2025-01-01", RecordDate::Exact::year), limit, today), Fresh::too_old);
}

const std::string note_of_february =
    "Date: 2026-02-20\n\nAssessment:\nReports suicidal ideation.\n";

TEST(Criteria, OurOwnMeasureIsCalledOurs) {
  const Sample clinic = clinic_with_note(note_of_february, ideation, R"("fresh": {"days": 14},)");
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(only(packet).limit.of, LimitOf::ours);
  EXPECT_EQ(only(packet).limit.from, date("2026-03-04"));
  EXPECT_EQ(only(packet).fresh, Fresh::too_old);
  EXPECT_EQ(only(packet).date, RecordDate{date("2026-02-20")});
  EXPECT_NE(packet_html(packet).find("at most 14 days old, by our own measure"), std::string::npos);
}

TEST(Criteria, ARuleOfThePayerGoesBeforeOurMeasure) {
  Sample clinic = clinic_with_note(note_of_february, ideation,
                                   R"("fresh": {"days": 14}, "payer_rules": ["symptoms"],)");
  Obligation review;
  for (const Obligation& it : clinic.now.standing().obligations)
    if (it.kind == ObligationKind::review) review = it;
  review.evidence = {{"notes-of-the-week", EvidenceKind::notes, date("2026-03-16")},
                     {"symptoms-of-the-quarter", EvidenceKind::symptoms, date("2026-01-01")},
                     {"symptoms-of-the-month", EvidenceKind::symptoms, date("2026-02-18")}};
  const ReviewPacket packet =
      assemble({clinic.facility, clinic.member, clinic.episode, clinic.now.standing(), review,
                clinic.documents, clinic.terms, clinic.criteria});
  EXPECT_EQ(only(packet).limit.of, LimitOf::payer);
  EXPECT_EQ(only(packet).limit.rule, "symptoms-of-the-month") << "the strictest";
  EXPECT_EQ(only(packet).fresh, Fresh::fresh);
}

TEST(Criteria, WithoutAnyMeasureNobodyKnows) {
  const Sample clinic = clinic_with_note(note_of_february, ideation);
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(only(packet).limit.of, LimitOf::nobody);
  EXPECT_EQ(only(packet).fresh, Fresh::unknown);
}

// Else a figure, which is of today, would make old documents look fresh.
TEST(Criteria, AFigureDoesNotMakeOldDocumentsFresh) {
  const std::string figure =
      R"({"speaks": "for", "figure": {"of": "attendance_percent", "at_least": 1}})";
  const Sample old =
      clinic_with_note(note_of_february, ideation + "," + figure, R"("fresh": {"days": 14},)");
  const ReviewPacket packet = old.packet();
  EXPECT_EQ(only(packet).fresh, Fresh::too_old);
  EXPECT_EQ(only(packet).evidence.at(0).fresh, Fresh::fresh) << "the figure itself";
  const Sample alone = clinic_seeking(figure, R"("fresh": {"days": 14},)");
  EXPECT_EQ(only(alone.packet()).fresh, Fresh::fresh);
  EXPECT_FALSE(only(alone.packet()).date);
  EXPECT_NE(packet_html(alone.packet()).find("as of this packet"), std::string::npos);
}

// Else every night would make a new version of each packet.
TEST(Criteria, APacketOfTheNextDaySaysTheSame) {
  const auto criteria_on = [](std::string_view asked) {
    Sample clinic = clinic_with_note(
        note_of_february, ideation + R"(,{"speaks": "for", "figure": {"of": "attendance_percent",
                                                          "at_least": 1}})",
        R"("fresh": {"days": 60},)");
    clinic.now = clinic.ledger.as_of(asked);
    clinic.episode = clinic.ledger.episode(asked);
    JsonWriter out;
    const ReviewPacket packet = clinic.packet();
    out.begin_object();
    json::write_criteria(out, "criteria", packet.criteria);
    out.end_object();
    return std::string(out.text());
  };
  EXPECT_EQ(criteria_on("2026-03-17T13:00:00Z"), criteria_on("2026-03-18T13:00:00Z"));
}

TEST(Criteria, OnlyTheNewestOfEachSideAreShownAndTheRestCounted) {
  Sample clinic = clinic_seeking(ideation);
  clinic.documents.clear();
  for (int day = 10; day < 16; ++day)
    clinic.documents.push_back(read_document("note" + std::to_string(day) + ".txt", "",
                                             "Date: 2026-03-" + std::to_string(day) +
                                                 "\n\nAssessment:\nSuicidal ideation, entry " +
                                                 std::to_string(day) + ".\n"));
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(found(packet),
            (Texts{"for: Suicidal ideation, entry 15.", "for: Suicidal ideation, entry 14.",
                   "for: Suicidal ideation, entry 13."}));
  EXPECT_EQ(only(packet).left_out, 3);
}

TEST(Criteria, WhatMayNotBeDisclosedIsNoEvidence) {
  Sample clinic = clinic_with_note(note_of_february, ideation);
  clinic.terms.of_documents["note.txt"] = consent::Tag::psychotherapy_notes;
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.refused.size(), 1U);
  EXPECT_EQ(found(packet), Texts{});
  JsonWriter out;
  json::write_packet(out, packet);
  EXPECT_EQ(out.text().find("Reports suicidal"), std::string::npos);
  EXPECT_EQ(packet_html(packet).find("Reports suicidal"), std::string::npos);
}

TEST(Criteria, EvidenceCarriesTheTagOfItsDocument) {
  Sample clinic = clinic_with_note(note_of_february, ideation);
  clinic.terms.of_documents["note.txt"] = consent::Tag::part2;
  clinic.terms.consents = {consent_to_payment("m-1")};
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(only(packet).evidence.size(), 1U);
  EXPECT_EQ(only(packet).evidence[0].tag, consent::Tag::part2);
}

TEST(Criteria, ANoteOfSomebodyElseIsNoEvidence) {
  const Sample clinic = clinic_with_note(
      "Patient: Jane Roe\nDate of birth: 1950-01-01\n" + note_of_february, ideation);
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.refused.size(), 1U);
  EXPECT_EQ(found(packet), Texts{});
}

TEST(Criteria, NothingFoundSaysWhoCouldSupplyIt) {
  const Sample clinic =
      clinic_seeking(R"({"speaks": "for", "statement": {"concepts": ["relapse prevention"]}})");
  const ReviewPacket packet = clinic.packet();
  const std::string words = "Nothing found in the documents used; clinician could supply it.";
  EXPECT_NE(packet_html(packet).find(words), std::string::npos);
  EXPECT_NE(text_of(packet_document(packet)).find("clinician could supply it"), std::string::npos);
  JsonWriter out;
  json::write_packet(out, packet);
  EXPECT_NE(out.text().find(R"("who":"clinician","found":false,"fresh":null)"), std::string::npos)
      << out.text().substr(out.text().find("\"criteria\""), 400);
}

TEST(Criteria, ASetThatNobodySaysIsThePayersIsCalledGeneral) {
  const Sample clinic = clinic_seeking(ideation);
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.criteria.at(0).scope, nullptr);
  EXPECT_NE(packet_html(packet).find("General: no source in reach"), std::string::npos);
}

TEST(Criteria, ASetOfThePayerNamesItsSource) {
  Sample clinic = clinic_seeking(ideation);
  auto asked = json::read_criteria_text(
      R"({"key": "asked", "title": "Asked", "note": "Invented.",
          "applies_to": [{"payer": "example-payer", "plan": "Choice", "codes": ["S9480"],
                          "ages": {"from": 18}, "source": "manual"}],
          "criteria": [{"key": "only", "title": "The only one", "who": "clinician",
                        "evidence": [)" +
      ideation + R"(]}],
          "sources": [{"key": "manual", "title": "Invented manual", "grade": "invented"}]})");
  ASSERT_TRUE(asked) << summary(asked.error());
  clinic.criteria.push_back(std::move(*asked));
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.criteria.size(), 1U) << "the general one stands back";
  EXPECT_EQ(packet.criteria[0].set->key, "asked");
  EXPECT_NE(packet_html(packet).find("Asked by this payer: Invented manual"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
