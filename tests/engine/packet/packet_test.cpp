#include "engine/packet/packet.hpp"

#include "engine/base/json_tree.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

Texts missing(const ReviewPacket& packet) {
  Texts texts;
  for (const MissingItem& item : packet.missing)
    texts.push_back((item.essential ? "needed: " : "") + item.what + " (" + item.who + ")");
  return texts;
}

bool is_missing(const ReviewPacket& packet, std::string_view what) {
  for (const MissingItem& item : packet.missing)
    if (item.what.find(what) != std::string::npos) return true;
  return false;
}

TEST(Packet, WithEverythingInItIsReady) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(missing(packet), Texts{});
  EXPECT_EQ(word(packet.verdict), "ready");
  EXPECT_EQ(packet.documents.size(), 3U);
  EXPECT_TRUE(packet.refused.empty());
}

TEST(Packet, TakesItsFiguresFromTheStanding) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.header.authorization, "A1");
  EXPECT_EQ(packet.header.authorization_number, "AUTH-7781");
  EXPECT_EQ(packet.header.plan_member_id, "X100");
  // Twelve days from 2026-03-02, one missed: the last is used on 2026-03-30, three days before it
  // is a Friday.
  EXPECT_EQ(packet.header.due_text, "2026-03-27 17:00 America/Chicago");
  EXPECT_EQ(packet.header.rule, "before-out");
  EXPECT_EQ(packet.header.because.source->key, "manual");
  ASSERT_EQ(packet.authorizations.size(), 1U);
  EXPECT_EQ(packet.authorizations[0].lines.at(0).used, 6);
  EXPECT_EQ(packet.authorizations[0].lines[0].remaining, 6);
  EXPECT_EQ(packet.covered_through, parse_date("2026-03-30"));
  EXPECT_EQ(packet.ahead.first, parse_date("2026-04-01"));
  EXPECT_EQ(packet.ahead.sessions.size(), shown_ahead);
  EXPECT_EQ(packet.ahead.sessions[1].date, parse_date("2026-04-03"));
  EXPECT_GT(packet.ahead.further, 100);
  EXPECT_EQ(packet.header.schedule,
            (Texts{"Mon, Wed, Fri at 09:00, 180 minutes, S9480, in_person, from 2026-03-02"}));
}

TEST(Packet, CountsAttendanceByWeek) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.outcomes, (std::map<std::string, int>{{"attended", 6}, {"no_show", 1}}));
  EXPECT_EQ(packet.sessions.front().date, parse_date("2026-03-16"));
  ASSERT_EQ(packet.weeks.size(), 3U);
  EXPECT_EQ(packet.weeks[1].week_of, parse_date("2026-03-08"));
  EXPECT_EQ(packet.weeks[1].minutes, 360);
  EXPECT_EQ(packet.weeks[1].missed, 1);
  EXPECT_EQ(packet.weeks[1].minimum, 540);
  EXPECT_FALSE(packet.weeks[0].minimum);
}

TEST(Packet, ShowsWhatHoldsFirstAndSaysWhatIsLeftOut) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.diagnoses.shown.size(), 5U);
  EXPECT_EQ(packet.diagnoses.shown[0].text, "F33.1 Major depressive disorder, recurrent, moderate");
  EXPECT_EQ(packet.diagnoses.left_out, 2);
  EXPECT_EQ(packet.diagnoses.left_out_why, "2 resolved");
  EXPECT_EQ(packet.medications.shown[0].text, "sertraline 100 mg daily");
  EXPECT_EQ(packet.goals.shown[0].text, "PHQ-9 below 10 by 2026-04-30");
  EXPECT_EQ(packet.plan.shown[0].text, "Continue three groups a week");
}

TEST(Packet, FollowsScoresFromTheBaseline) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.scores.size(), 3U);
  const ScoreSeries& phq9 = packet.scores[0];
  EXPECT_EQ(phq9.instrument, "PHQ-9");
  ASSERT_EQ(phq9.scores.size(), 2U);
  EXPECT_EQ(phq9.scores[*phq9.latest].total, 14);
  EXPECT_EQ(to_text(*phq9.scores[*phq9.latest].date), "2026-03-16");
  EXPECT_EQ(phq9.change_since_baseline, -5);
  EXPECT_EQ(phq9.change_since_previous, -5);
  EXPECT_FALSE(phq9.safety_answer);
}

TEST(Packet, QuotesNotesVerbatimNewestFirst) {
  const Sample clinic = sample();
  const ReviewPacket packet = clinic.packet();
  const std::string note = clinical_file("invented/progress-note.md");
  ASSERT_FALSE(packet.latest_notes.empty());
  for (const Quote& quote : packet.latest_notes) {
    EXPECT_FALSE(quote.source.place.empty());
    if (quote.source.document == "progress-note.md") {
      EXPECT_NE(note.find(quote.text), std::string::npos) << quote.text;
    }
  }
  EXPECT_EQ(to_text(*packet.latest_notes[0].date), "2026-03-17");
  // A sister's attempt is no risk of the member's.
  for (const Quote& quote : packet.risk_notes)
    EXPECT_EQ(quote.text.find("sister"), std::string::npos);
  EXPECT_EQ(packet.risk_notes[0].text, "Denies suicidal ideation since 2026-03-05.");
}

TEST(Packet, WithoutDocumentsIsIncomplete) {
  Sample clinic = sample();
  clinic.documents.clear();
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(word(packet.verdict), "incomplete");
  EXPECT_EQ(
      missing(packet),
      (Texts{"needed: no clinical document is attached (clinician)",
             "needed: no diagnosis in the documents (clinician)",
             "needed: no treatment plan or goals in the documents (clinician)",
             "needed: no note newer than 14 days (clinician)",
             "no treatment goals in the documents (clinician)",
             "no medication list in the documents (prescriber)",
             "no mental status in the documents (clinician)",
             "no risk assessment in the documents (clinician)",
             "no PHQ-9 in the documents (clinician)", "no GAD-7 in the documents (clinician)"}));
}

TEST(Packet, WithOnlyAnOldNoteIsIncomplete) {
  Sample clinic = sample();
  clinic.documents = {clinical_record("invented/intake-note.txt")};
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.missing[0].what, "no treatment plan or goals in the documents");
  EXPECT_EQ(packet.missing[1].what, "no note newer than 14 days; the newest is of 2026-03-02");
}

// The sample under a contract that says how old what is sent may be. The review opens on Friday
// 2026-03-20: whatever is sent then is counted from that day.
Sample sample_with_evidence(const std::string& rules) {
  Sample clinic = sample();
  clinic.now = clinic.ledger
                   .under(policy(R"("version": "contract", "layer": "contract", "evidence": [)" +
                                 rules + "]"))
                   .as_of("2026-03-18T13:00:00Z");
  return clinic;
}

TEST(Packet, IsHeldAgainstThePayersRuleOnNotes) {
  const Sample in_time = sample_with_evidence(
      R"({"key": "notes-3", "for": "review", "document": "notes", "newest_within": {"days": 3}})");
  EXPECT_EQ(missing(in_time.packet()), Texts{});
  // The strictest of two.
  const Sample late = sample_with_evidence(
      R"({"key": "notes-2", "for": "review", "document": "notes", "newest_within": {"days": 2}},
         {"key": "notes-3", "for": "review", "document": "notes", "newest_within": {"days": 3}})");
  EXPECT_EQ(missing(late.packet()),
            Texts{"needed: no note of 2026-03-18 or later, as the payer's rule notes-2 wants; the "
                  "newest is of 2026-03-17 (clinician)"});
}

TEST(Packet, IsHeldAgainstThePayersRuleOnNotesInsteadOfOurs) {
  Sample clinic = sample_with_evidence(
      R"({"key": "month", "for": "review", "document": "notes", "newest_within": {"days": 30}})");
  clinic.documents = {clinical_record("invented/intake-note.txt")};  // sixteen days old
  EXPECT_FALSE(is_missing(clinic.packet(), "no note"));
}

TEST(Packet, IsHeldAgainstThePayersRuleOnScores) {
  const Sample clinic = sample_with_evidence(
      R"({"key": "scores-1", "for": "review", "document": "scores", "newest_within": {"days": 1}},
         {"key": "first", "for": "initial", "document": "notes", "newest_within": {"days": 0}})");
  EXPECT_EQ(missing(clinic.packet()),
            (Texts{"the latest PHQ-9 is of 2026-03-16; the payer's rule scores-1 wants one of "
                   "2026-03-19 or later (clinician)",
                   "the latest GAD-7 is of 2026-03-17; the payer's rule scores-1 wants one of "
                   "2026-03-19 or later (clinician)"}));
}

TEST(Packet, WithoutNpiOrPlanMemberIdIsIncomplete) {
  Sample clinic = sample();
  clinic.facility.npi.clear();
  clinic.member.plan_member_id = "Y200";
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(missing(packet),
            (Texts{"needed: the facility's NPI is not on file (administrator)",
                   "the coverage says plan member id X100, the register says Y200 (front desk)"}));
}

TEST(Packet, GoalsThatStandOnlyInWordsAreQuoted) {
  Sample clinic = sample();
  clinic.member = {"m-2", "Helberg, Caroline Richard", parse_date("1970-05-01"), "X100"};
  clinic.documents = {clinical_record("onc-ccda-testdata/NT_CCDS_Sample1_r21_v4.xml")};
  const ReviewPacket packet = clinic.packet();
  EXPECT_FALSE(is_missing(packet, "goals"));
  ASSERT_EQ(packet.lists_in_words.size(), 1U);
  EXPECT_EQ(packet.lists_in_words[0].source.section, "Goals Section");
}

TEST(Packet, ADocumentAboutSomebodyElseStaysOut) {
  Sample clinic = sample();
  clinic.documents.push_back(
      clinical_record("onc-ccda-testdata/170.315_b1_toc_amb_ccd_r21_sample1_v13.xml"));
  clinic.documents.push_back(clinical_record("onc-ccda-testdata/NT_BadXml_r11_v2.xml"));
  clinic.documents.push_back(
      clinical_record("us-core-examples/Observation-PHQ9-item-example-44261-6.json"));
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.refused.size(), 3U);
  EXPECT_EQ(packet.refused[0].why,
            "the document is about Katherine Jones Madison, born 1970-06-01; the member is Milan "
            "Beatty, born 1973-11-24");
  EXPECT_NE(packet.refused[1].why.find("not well-formed"), std::string::npos);
  EXPECT_EQ(packet.refused[2].why,
            "patient not stated: the document does not say who the patient is");
  EXPECT_EQ(packet.scores[0].scores.size(), 2U);
  JsonWriter out;
  json::write_packet(out, packet);
  EXPECT_EQ(out.text().find("Essential hypertension"), std::string::npos);
  EXPECT_EQ(word(packet.verdict), "ready_with_gaps");
}

TEST(Packet, AnOlderVersionOfADocumentIsSetAsideWithTheReason) {
  Sample clinic = sample();
  const auto version = [](const std::string& name, int number) {
    return read_document(
        name, "",
        R"(<ClinicalDocument><id root="1" extension=")" + name +
            R"("/><setId root="2"/><versionNumber value=")" + std::to_string(number) +
            R"("/><recordTarget><patientRole><patient><name><given>Milan</given>)" +
            R"(<family>Beatty</family></name><birthTime value="19731124"/></patient></patientRole>)" +
            R"(</recordTarget><component><structuredBody><component><section><title>Plan</title>)" +
            "<text>" + name + R"(</text></section></component></structuredBody></component>)" +
            "</ClinicalDocument>");
  };
  clinic.documents = {version("first.xml", 1), version("second.xml", 2)};
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.documents.size(), 1U);
  EXPECT_EQ(packet.documents[0].name, "second.xml");
  ASSERT_EQ(packet.refused.size(), 1U);
  EXPECT_EQ(packet.refused[0].name, "first.xml");
  EXPECT_EQ(packet.refused[0].why, "set aside: version 2 of it, second.xml, replaces it");
}

TEST(Packet, ATextNoteWithoutAPatientIsUsedAndMarked) {
  Sample clinic = sample();
  clinic.documents = {read_document("note.txt", "", "Date: 2026-03-17\nCame on time.\n")};
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.documents.size(), 1U);
  EXPECT_EQ(packet.documents[0].identity, "not_stated");
}

TEST(Packet, ARestrictedDocumentNeedsConsent) {
  Sample clinic = sample();
  clinic.member = {"m-2", "Alice Newman", parse_date("1970-05-01"), "X100"};
  clinic.documents = {clinical_record("onc-ccda-testdata/170.315_b8_ds4p_amb_sample1_v8.xml")};
  EXPECT_EQ(clinic.packet().refused.size(), 1U);
  EXPECT_TRUE(clinic.packet().diagnoses.shown.empty());
  clinic.terms.consents = {consent_to_payment("m-2")};
  EXPECT_TRUE(clinic.packet().refused.empty());
  EXPECT_FALSE(clinic.packet().diagnoses.shown.empty());
}

Sample sample_under_part2() {
  Sample clinic = sample();
  clinic.facility.part2_program = true;
  clinic.terms.of_member = consent::Tag::part2;
  return clinic;
}

TEST(Packet, OfAProgramUnderPartTwoHoldsNoDocumentWithoutConsentAndIsNotToBeSent) {
  const Sample clinic = sample_under_part2();
  const ReviewPacket packet = clinic.packet();
  EXPECT_FALSE(packet.disclosure.ledger.is_allowed);
  EXPECT_TRUE(packet.documents.empty());
  EXPECT_EQ(packet.refused.size(), 3U);
  EXPECT_EQ(packet.refused[0].citation, "42 CFR 2.31(a)");
  EXPECT_NE(packet.refused[0].remedy.find("written consent"), std::string::npos);
  EXPECT_TRUE(packet.disclosure.notices.empty());
  EXPECT_EQ(word(packet.verdict), "incomplete");
  const std::string page = packet_html(packet);
  EXPECT_NE(page.find("Not to be sent."), std::string::npos);
  EXPECT_NE(page.find("would let it in"), std::string::npos);
}

TEST(Packet, OfAProgramUnderPartTwoCarriesTheNoticeAndTheScopeOfTheConsent) {
  Sample clinic = sample_under_part2();
  clinic.terms.consents = {consent_to_payment("m-1")};
  const ReviewPacket packet = clinic.packet();
  EXPECT_TRUE(packet.disclosure.ledger.is_allowed);
  EXPECT_EQ(packet.documents.size(), 3U);
  EXPECT_EQ(packet.disclosure.consents, std::vector<std::string>{"c-1"});
  const std::string page = packet_html(packet);
  EXPECT_NE(page.find("42 CFR part 2 prohibits unauthorized use or disclosure of these records."),
            std::string::npos);
  EXPECT_NE(page.find("Consent c-1, signed by the patient on 2026-03-01"), std::string::npos);
  EXPECT_EQ(page.find("Not to be sent."), std::string::npos);
}

TEST(Packet, TreatsAFacilityThatHasNotSaidSoAsAProgramUnderPartTwo) {
  Sample clinic = sample_under_part2();
  clinic.facility.part2_program.reset();
  const ReviewPacket packet = clinic.packet();
  EXPECT_FALSE(packet.disclosure.ledger.is_allowed);
  EXPECT_TRUE(is_missing(packet,
                         "the facility has not said whether it is a program under 42 CFR Part 2, "
                         "and is treated as one"));
}

TEST(Packet, GivesWhatIsDerivedFromADocumentItsTag) {
  Sample clinic = sample();
  clinic.terms.consents = {consent_to_payment("m-1")};
  clinic.terms.of_documents = {{"progress-note.md", consent::Tag::part2}};
  const ReviewPacket packet = clinic.packet();
  std::size_t tagged = 0;
  const auto expect = [&](consent::Tag tag, const Source& source) {
    const bool is_from = source.document == "progress-note.md";
    if (is_from) {
      EXPECT_EQ(tag, consent::Tag::part2) << source.place;
    }
    tagged += is_from ? 1 : 0;
  };
  for (const Listing* listing :
       {&packet.diagnoses, &packet.medications, &packet.allergies, &packet.goals, &packet.plan,
        &packet.mental_status, &packet.substance_use, &packet.results})
    for (const RecordItem& item : listing->shown)
      for (const Source& source : item.sources) expect(item.tag, source);
  for (const ScoreSeries& series : packet.scores)
    for (const RecordItem& item : series.scores)
      for (const Source& source : item.sources) {
        expect(item.tag, source);
        expect(series.tag, source);
      }
  for (const auto* quotes : {&packet.lists_in_words, &packet.plan_notes,
                             &packet.mental_status_notes, &packet.risk_notes, &packet.latest_notes})
    for (const Quote& quote : *quotes) expect(quote.tag, quote.source);
  EXPECT_GT(tagged, 2U);
  EXPECT_EQ(packet.disclosure.tag, consent::Tag::part2);
}

TEST(Packet, LeavesCounselingNotesOutWhateverIsConsentedToForOtherRecords) {
  Sample clinic = sample_under_part2();
  clinic.terms.consents = {consent_to_payment("m-1")};
  clinic.terms.of_documents = {{"progress-note.md", consent::Tag::counseling_notes}};
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.refused.size(), 1U);
  EXPECT_EQ(packet.refused[0].name, "progress-note.md");
  EXPECT_EQ(packet.refused[0].citation, "42 CFR 2.31(b)");
}

TEST(Packet, MayNotLeaveAnyMoreOnceItsConsentIsRevoked) {
  Sample clinic = sample_under_part2();
  clinic.terms.consents = {consent_to_payment("m-1")};
  const ReviewPacket packet = clinic.packet();
  DisclosureTerms later = clinic.terms;
  later.at = later.at.plus_hours(1);
  EXPECT_TRUE(may_still_be_disclosed(packet.disclosure, later, clinic.facility));
  later.consents[0].revoked_at = later.at;
  EXPECT_FALSE(may_still_be_disclosed(packet.disclosure, later, clinic.facility));
}

TEST(Packet, ContradictionsAreGaps) {
  Sample clinic = sample();
  clinic.documents.push_back(read_document(
      "other.txt", "", "Patient: Milan Beatty\nDate: 2026-03-16\n\nScores\nPHQ-9: 9\n"));
  const ReviewPacket packet = clinic.packet();
  EXPECT_TRUE(is_missing(packet, "PHQ-9 of 2026-03-16 has different totals: 14 9"));
  EXPECT_EQ(word(packet.verdict), "ready_with_gaps");
}

TEST(Packet, AnAnswerOnSelfHarmIsFlaggedWhateverTheTotal) {
  Sample clinic = sample();
  clinic.documents.push_back(read_document("item9.json", "", R"({"resourceType": "Observation",
    "subject": {"reference": "Patient/m-1"}, "effectiveDateTime": "2026-03-16",
    "code": {"coding": [{"system": "http://loinc.org", "code": "44260-8"}]},
    "valueCodeableConcept": {"coding": [{"system": "http://loinc.org", "code": "LA6569-3"}]}})"));
  EXPECT_TRUE(clinic.packet().scores[0].safety_answer);
}

TEST(PacketJson, IsJsonAndEveryStatementHasASource) {
  JsonWriter out;
  const Sample clinic = sample();
  json::write_packet(out, clinic.packet());
  JsonReader reader;
  const auto tree = reader.read(out.text(), document_limits);
  ASSERT_TRUE(tree);
  const JsonNode clinical = *tree->root().find("clinical");
  int statements = 0;
  for (const char* part : {"diagnoses", "medications", "goals", "plan", "results"})
    for (const JsonNode item : clinical.find(part)->find("shown")->children()) {
      bool placed = false;
      for (const JsonNode source : item.find("sources")->children())
        placed = !source.find("document")->text().empty() && source.find("place");
      EXPECT_TRUE(placed) << part;
      ++statements;
    }
  EXPECT_GT(statements, 25);
  EXPECT_EQ(tree->root().find("verdict")->text(), "ready");
  EXPECT_EQ(tree->root().find("review")->find("because")->find("rule")->text(), "before-out");
}

TEST(PacketHtml, IsOnePageWithoutScripts) {
  const Sample clinic = sample();
  const std::string page = packet_html(clinic.packet());
  EXPECT_TRUE(page.starts_with("<!doctype html>"));
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("http://"), std::string::npos);
  EXPECT_EQ(page.find("src="), std::string::npos);
  EXPECT_EQ(page.find("{{"), std::string::npos);
  EXPECT_NE(page.find("AUTH-7781"), std::string::npos);
  EXPECT_NE(page.find("latest 14 (2026-03-16)"), std::string::npos);
  EXPECT_NE(page.find("Denies suicidal ideation since 2026-03-05."), std::string::npos);
}

TEST(PacketHtml, WhatIsInADocumentCannotBecomeMarkup) {
  Sample clinic = sample();
  clinic.member.name = "<b>Milan</b> Beatty";
  clinic.documents = {read_document("<img src=x>.txt", "",
                                    "Date: 2026-03-17\n\nPlan:\n<script>alert(1)</script>\n"
                                    "Medications\n\" onmouseover=\"alert(2)\n")};
  const std::string page = packet_html(clinic.packet());
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_EQ(page.find("<img"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  EXPECT_EQ(page.find("\" onmouseover"), std::string::npos);
  EXPECT_NE(page.find("&lt;script&gt;alert(1)"), std::string::npos);
}

TEST(PacketHtml, EverySourceNumberLeadsToASource) {
  const Sample clinic = sample();
  const std::string page = packet_html(clinic.packet());
  int links = 0;
  for (std::size_t at = 0; (at = page.find("href=\"#s", at)) != std::string::npos; ++links) {
    at += 8;
    const std::string number = page.substr(at, page.find('"', at) - at);
    EXPECT_NE(page.find("<tr id=\"s" + number + "\">"), std::string::npos) << number;
  }
  EXPECT_GT(links, 40);
}

}  // namespace
}  // namespace authledger::test
