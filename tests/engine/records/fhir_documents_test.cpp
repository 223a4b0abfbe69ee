#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

ClinicalRecord read(const std::string& json) {
  return read_document("x.json", "", json);
}

const std::string document = R"({"resourceType": "Bundle", "type": "document", "entry": [
  {"fullUrl": "urn:uuid:c", "resource": {"resourceType": "Composition", "status": "final",
    "identifier": {"system": "urn:clinic", "value": "7"},
    "relatesTo": [{"code": "replaces", "targetIdentifier": {"system": "urn:clinic", "value": "6"}}],
    "confidentiality": "R", "title": "Treatment summary", "date": "2026-03-02T10:00:00Z",
    "author": [{"reference": "urn:uuid:a"}], "subject": {"reference": "Patient/1"},
    "section": [
      {"title": "Assessment", "code": {"coding": [{"system": "http://loinc.org", "code": "51848-0"}]},
       "text": {"status": "additional", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>PHQ-9 score: 14.</p><p>Worse &amp; tired.</p></div>"},
       "section": [{"title": "Risk", "text": {"status": "additional", "div": "<div>Denies plan</div>"}}]},
      {"title": "Problems", "code": {"coding": [{"system": "http://loinc.org", "code": "11450-4"}]},
       "text": {"status": "generated", "div": "<div>Depression</div>"},
       "entry": [{"reference": "urn:uuid:p"}, {"reference": "Condition/gone"}]},
      {"title": "Goals", "code": {"coding": [{"system": "http://loinc.org", "code": "61146-7"}]},
       "text": {"status": "generated", "div": "<div>GAD-7: 4</div>"}},
      {"title": "Allergies", "emptyReason": {"coding": [{"code": "notasked"}]}}]}},
  {"fullUrl": "urn:uuid:a", "resource": {"resourceType": "Practitioner", "name": [{"family": "Reed", "given": ["Ann"]}]}},
  {"fullUrl": "urn:uuid:p", "resource": {"resourceType": "Condition", "code": {"text": "Depression"}, "subject": {"reference": "Patient/1"}}},
  {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "id": "1", "name": [{"family": "Sample"}]}}]})";

TEST(FhirComposition, ItsSectionsAreNarrativeWithTheirKindAndPlace) {
  const ClinicalRecord record = read(document);
  EXPECT_EQ(
      said(record, ItemKind::narrative),
      (Texts{"PHQ-9 score: 14.\nWorse & tired. @2026-03-02", "Denies plan @2026-03-02",
             "Depression @2026-03-02", "GAD-7: 4 @2026-03-02", " @2026-03-02 (no information)"}));
  const RecordItem& item = first(record, ItemKind::narrative);
  EXPECT_EQ(item.section, SectionKind::assessment);
  EXPECT_EQ(item.author, "Ann Reed");
  EXPECT_EQ(item.sources.at(0).place, "/entry/0/resource/section/0/text/div");
  EXPECT_EQ(item.sources[0].section, "Assessment");
  EXPECT_EQ(item.sources[0].section_code, "51848-0");
  EXPECT_EQ(record.items[1].sources[0].place, "/entry/0/resource/section/0/section/0/text/div");
  EXPECT_EQ(record.items[1].section, SectionKind::risk);
  EXPECT_EQ(said(record, ItemKind::diagnosis), (Texts{"Depression"}));
}

TEST(FhirComposition, ItHeadsTheDocument) {
  const DocumentInfo info = read(document).documents.at(0);
  EXPECT_EQ(info.title, "Treatment summary");
  EXPECT_EQ(info.author, "Ann Reed");
  EXPECT_EQ(to_text(*info.date), "2026-03-02");
  EXPECT_EQ(info.id, "urn:clinic|7");
  EXPECT_EQ(info.replaces, "urn:clinic|6");
  EXPECT_TRUE(info.restricted);
}

TEST(FhirComposition, ScoresInItsWordsCountUnlessTheyAreGoals) {
  const ClinicalRecord record = read(document);
  ASSERT_EQ(count(record, ItemKind::score), 1U);
  EXPECT_EQ(first(record, ItemKind::score).instrument, "PHQ-9");
  EXPECT_EQ(first(record, ItemKind::score).total, 14);
}

TEST(FhirComposition, AnEntryThatIsMissingIsMissed) {
  EXPECT_EQ(problems(read(document)),
            "the section \"Problems\" refers to Condition/gone, which is not in the document");
}

TEST(FhirImpression, ItsWordsAndFindingsAreAssessment) {
  const ClinicalRecord record =
      read(R"({"resourceType": "ClinicalImpression", "status": "completed",
    "subject": {"reference": "Patient/1"}, "date": "2026-03-02", "assessor": {"display": "A. Reed"},
    "summary": "Improving slowly", "note": [{"text": "Sleeps five hours"}],
    "finding": [{"itemCodeableConcept": {"text": "Anhedonia"}, "basis": "interview"}],
    "prognosisCodeableConcept": [{"text": "Guarded"}]})");
  EXPECT_EQ(said(record, ItemKind::narrative),
            (Texts{"Improving slowly @2026-03-02", "Sleeps five hours @2026-03-02"}));
  EXPECT_EQ(said(record, ItemKind::result),
            (Texts{"Anhedonia @2026-03-02", "Guarded @2026-03-02"}));
  EXPECT_EQ(record.items.at(0).section, SectionKind::assessment);
  EXPECT_EQ(record.items[0].author, "A. Reed");
  EXPECT_EQ(record.items[0].sources.at(0).place, "/summary");
  EXPECT_EQ(record.items[2].sources.at(0).place, "/finding/0");
  EXPECT_EQ(record.items[2].details.at(0).text, "interview");
}

TEST(Fhir, ANoteThatAnotherReplacesIsSuperseded) {
  const ClinicalRecord record = read(R"({"resourceType": "Bundle", "entry": [
    {"resource": {"resourceType": "DocumentReference", "id": "old", "status": "current",
      "content": [{"attachment": {"contentType": "text/plain", "data": "b2xk"}}]}},
    {"resource": {"resourceType": "DocumentReference", "id": "new", "status": "current",
      "relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/old"}}],
      "content": [{"attachment": {"contentType": "text/plain", "data": "bmV3"}}]}}]})");
  ASSERT_EQ(record.items.size(), 2U);
  EXPECT_EQ(record.items[0].text, "old");
  EXPECT_EQ(record.items[0].status, "superseded");
  EXPECT_EQ(record.items[1].status, "current");
  EXPECT_EQ(problems(record), "a newer version of this note replaces it");
}

TEST(Fhir, AResourceThatSaysNothingIsAProblemAndNoItem) {
  const ClinicalRecord record =
      read(R"({"resourceType": "Condition", "subject": {"reference": "Patient/1"}})");
  EXPECT_EQ(record.items.size(), 0U);
  EXPECT_EQ(problems(record), "the resource says nothing that could be read");
}

}  // namespace
}  // namespace authledger::test
