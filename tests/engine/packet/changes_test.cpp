// What changed since the last approval: small notes from before and after 2026-03-01.
#include <algorithm>

#include "engine/packet/packet_html.hpp"
#include "tests/engine/packet/sample.hpp"

namespace authledger::test {
namespace {

ClinicalRecord note(const std::string& name, const std::string& day, const std::string& body) {
  return read_document(name, "",
                       "Patient: Milan Beatty\nDOB: 1973-11-24\nDate: " + day + "\n\n" + body);
}

Sample sample_with(std::vector<ClinicalRecord> notes) {
  Sample clinic = sample();
  clinic.documents = std::move(notes);
  return clinic;
}

// "changed sertraline: sertraline 50 mg daily (before.md) -> sertraline 100 mg daily (after.md)"
Texts told(const ReviewPacket& packet, ChangeOf about) {
  const auto side = [](const ChangeSide& it) {
    return it.text + (it.source ? " (" + it.source->document + ")" : "");
  };
  Texts texts;
  for (const Change& it : packet.since_approval.changes)
    if (it.about == about)
      texts.push_back(std::string(word(it.kind)) + " " + it.what + ": " + side(it.before) + " -> " +
                      side(it.now));
  return texts;
}

bool is_not_compared(const ReviewPacket& packet, std::string_view what) {
  return std::ranges::any_of(packet.since_approval.not_compared, [&](const std::string& it) {
    return it.find(what) != std::string::npos;
  });
}

TEST(Changes, OfMedicationsAreNewChangedAndNoLongerListed) {
  const Sample clinic = sample_with(
      {note("before.md", "2026-02-20",
            "## Medications\n- sertraline 50 mg daily\n- trazodone 50 mg at bedtime\n- lithium 300 "
            "mg\n"),
       note("after.md", "2026-03-10",
            "## Medications\n- sertraline 100 mg daily\n- hydroxyzine 25 mg as needed\n- lithium "
            "300 mg\n")});
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(packet.since_approval.since, parse_date("2026-03-01"));
  EXPECT_EQ(told(packet, ChangeOf::medication),
            (Texts{"new hydroxyzine:  (before.md) -> hydroxyzine 25 mg as needed (after.md)",
                   "changed sertraline: sertraline 50 mg daily (before.md) -> sertraline 100 mg "
                   "daily (after.md)",
                   "gone trazodone: trazodone 50 mg at bedtime (before.md) ->  (after.md)"}));
  Texts marked;
  for (const MedicationDetail& it : packet.medication_details)
    if (it.change) marked.push_back(it.name + ": " + std::string(word(*it.change)));
  std::ranges::sort(marked);
  EXPECT_EQ(marked, (Texts{"hydroxyzine 25 mg as needed: new", "sertraline 100 mg daily: changed",
                           "trazodone 50 mg at bedtime: gone"}));
}

TEST(Changes, AreNotClaimedOfAKindThatOneSideIsSilentOn) {
  const Sample clinic =
      sample_with({note("after.md", "2026-03-10", "## Medications\n- sertraline 100 mg daily\n")});
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(told(packet, ChangeOf::medication), Texts{});
  EXPECT_TRUE(is_not_compared(
      packet, "Medications are not compared: no document dated up to 2026-03-01 lists any."));
}

TEST(Changes, DoNotCallGoneWhatADocumentOfAnotherKindWouldNotList) {
  ClinicalRecord summary = note("summary.xml", "2026-02-20", "## Medications\n- torsemide 20 mg\n");
  summary.documents.front().kind = DocumentKind::ccda;
  const Sample clinic = sample_with(
      {summary, note("after.md", "2026-03-10", "## Medications\n- sertraline 100 mg\n")});
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(told(packet, ChangeOf::medication),
            Texts{"new sertraline:  (summary.xml) -> sertraline 100 mg (after.md)"});
  EXPECT_TRUE(is_not_compared(packet, "another kind (ccda) than the newer one (text)"));
}

TEST(Changes, OfADiagnosisFollowTheIllnessNotTheCode) {
  const Sample clinic = sample_with(
      {note("before.md", "2026-02-20", "## Diagnoses\nF33.1 Depression, moderate\n"),
       note("after.md", "2026-03-10", "## Diagnoses\nF33.2 Depression, severe\nF41.1 Anxiety\n")});
  EXPECT_EQ(
      told(clinic.packet(), ChangeOf::diagnosis),
      (Texts{"changed F33: F33.1 Depression, moderate (before.md) -> F33.2 Depression, severe "
             "(after.md)",
             "new F41:  (before.md) -> F41.1 Anxiety (after.md)"}));
}

TEST(Changes, OfGoalsAreThoseOnOneSideOnly) {
  const Sample clinic = sample_with(
      {note("before.md", "2026-02-20", "## Goals\n- Sleeps six hours\n- Leaves home\n"),
       note("after.md", "2026-03-10", "## Goals\n- Sleeps six hours\n- Works again\n")});
  EXPECT_EQ(told(clinic.packet(), ChangeOf::goal),
            (Texts{"new works again:  (before.md) -> Works again (after.md)",
                   "gone leaves home: Leaves home (before.md) ->  (after.md)"}));
}

TEST(Changes, OfScoresNameTheLastBeforeAndTheLatestSince) {
  const Sample clinic = sample_with({note("before.md", "2026-02-20", "PHQ-9: 19\nGAD-7: 12\n"),
                                     note("after.md", "2026-03-10", "PHQ-9: 14\nGAD-7: 12\n")});
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(told(packet, ChangeOf::score), Texts{"changed PHQ-9: 19 (before.md) -> 14 (after.md)"});
  EXPECT_EQ(packet.since_approval.changes[0].difference, -5);
}

TEST(Changes, OfRiskCompareHowItIsMeant) {
  const Sample clinic = sample_with(
      {note("before.md", "2026-02-20", "## Risk\nReports suicidal ideation. Reports self-harm.\n"),
       note("after.md", "2026-03-10",
            "## Risk\nDenies suicidal ideation. Reports homicidal ideation.\n")});
  const Texts risk = told(clinic.packet(), ChangeOf::risk);
  ASSERT_EQ(risk.size(), 3U);
  EXPECT_TRUE(risk[0].starts_with("new homicidal ideation:  (before.md) -> affirmed")) << risk[0];
  EXPECT_TRUE(risk[1].starts_with("changed suicidal ideation: affirmed")) << risk[1];
  EXPECT_NE(risk[1].find("-> denied or absent"), std::string::npos) << risk[1];
  EXPECT_TRUE(risk[2].starts_with("gone self-harm: affirmed")) << risk[2];
}

TEST(Changes, OfAttendanceCompareTheDaysSinceWithAsManyBefore) {
  // Fifteen days to the latest session; in the fifteen before, one of two.
  Sample clinic = sample();
  clinic.ledger.admitted("2026-02-16").attended("2026-02-18").no_show("2026-02-20");
  clinic.now = clinic.ledger.as_of("2026-03-18T13:00:00Z");
  clinic.episode = clinic.ledger.episode("2026-03-18T13:00:00Z");
  const ReviewPacket packet = clinic.packet();
  EXPECT_EQ(
      told(packet, ChangeOf::attendance),
      Texts{"changed attendance: 15 days before: 1 of 2 attended, missed excused 0, unexcused "
            "1 -> 15 days since: 6 of 7 attended, missed excused 0, unexcused 1"});
  EXPECT_EQ(packet.since_approval.changes.back().now.events.size(), 7U);
}

TEST(Changes, AreInThePageWithBothSources) {
  const Sample clinic = sample_with({note("before.md", "2026-02-20", "PHQ-9: 19\n"),
                                     note("after.md", "2026-03-10", "PHQ-9: 14\n")});
  const std::string page = packet_html(clinic.packet());
  EXPECT_NE(page.find("What changed since the last approval"), std::string::npos);
  EXPECT_NE(page.find("19 (2026-02-20)"), std::string::npos);
  EXPECT_NE(page.find("14 (2026-03-10)"), std::string::npos);
}

TEST(Topics, AreQuotedBySectionTitleAndBySentence) {
  const Sample clinic =
      sample_with({note("plan.md", "2026-03-10",
                        "## Family Involvement\nMother came to the session of 2026-03-06.\n\n"
                        "## Coordination of Care\nSpoke with Dr. Invented, PCP.\n\n"
                        "## Barriers\nNo car on Wednesdays.\n\n"
                        "## Step-Down Criteria\nPHQ-9 below 10 for two weeks.\n\n"
                        "## Discharge Plan\nOutpatient therapy on 2026-05-20.\n\n"
                        "## Plan\n- Continue three groups a week\n- Sleep six hours\n\n"
                        "## Note\nShe is tired. Family session went well.\n")});
  const Topics topics = clinic.packet().topics;
  const auto texts = [](const std::vector<Quote>& quotes) {
    Texts all;
    for (const Quote& it : quotes) all.push_back(it.text);
    return all;
  };
  EXPECT_EQ(texts(topics.family),
            (Texts{"Mother came to the session of 2026-03-06.", "Family session went well."}));
  EXPECT_EQ(texts(topics.coordination), Texts{"Spoke with Dr. Invented, PCP."});
  EXPECT_EQ(texts(topics.barriers), Texts{"No car on Wednesdays."});
  EXPECT_EQ(texts(topics.step_down), Texts{"PHQ-9 below 10 for two weeks."});
  EXPECT_EQ(texts(topics.aftercare), Texts{"Outpatient therapy on 2026-05-20."});
  EXPECT_EQ(texts(topics.frequency), Texts{"Continue three groups a week"});
  EXPECT_EQ(topics.family[0].source.section, "Family Involvement");
}

TEST(Topics, LeaveTheFamilysIllnessesOut) {
  const Sample clinic = sample_with({note(
      "plan.md", "2026-03-10", "## Family History\nBrother: family therapy for drinking.\n")});
  EXPECT_TRUE(clinic.packet().topics.family.empty());
}

TEST(Medications, ShowStartDoseAndPrescriberAsFarAsStated) {
  const Sample clinic =
      sample_with({read_document("rx.json", "", R"({"resourceType": "Bundle",
    "type": "collection", "entry": [
     {"resource": {"resourceType": "Patient", "id": "p", "name": [{"family": "Beatty", "given":
       ["Milan"]}], "birthDate": "1973-11-24"}},
     {"resource": {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent":
       "order", "subject": {"reference": "Patient/p"}, "authoredOn": "2026-03-05",
       "medicationCodeableConcept": {"text": "bupropion XL 150 MG"},
       "requester": {"display": "Dr. Invented"},
       "dosageInstruction": [{"text": "one each morning"}]}}]})"),
                   note("plan.md", "2026-03-10", "## Medications\n- sertraline 100 mg daily\n")});
  const ReviewPacket packet = clinic.packet();
  ASSERT_EQ(packet.medication_details.size(), 2U);
  const auto bupropion =
      std::ranges::find(packet.medication_details, "bupropion XL 150 MG", &MedicationDetail::name);
  ASSERT_NE(bupropion, packet.medication_details.end());
  EXPECT_EQ(to_text(*bupropion->start), "2026-03-05");
  EXPECT_EQ(bupropion->dose, "one each morning");
  EXPECT_EQ(bupropion->prescriber, "Dr. Invented");
  EXPECT_EQ(bupropion->change, ChangeKind::added);  // by its own date
  const auto sertraline = std::ranges::find(packet.medication_details, "sertraline 100 mg daily",
                                            &MedicationDetail::name);
  ASSERT_NE(sertraline, packet.medication_details.end());
  EXPECT_FALSE(sertraline->start);  // the note has a date, its list has none
  EXPECT_EQ(sertraline->prescriber, "");
}

}  // namespace
}  // namespace authledger::test
