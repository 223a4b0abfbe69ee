#include "engine/records/fhir.hpp"

#include "engine/base/json_tree.hpp"
#include "engine/records/merge.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

TEST(Fhir, ReadsAWholePatientBundle) {
  const ClinicalRecord record =
      clinical_record("synthea-r4-bundles/Milan_Beatty_e78d0ed2-1b54-4c30-90ae-f7405af1e402.json");
  EXPECT_EQ(problems(record), "");
  EXPECT_EQ(record.documents[0].patients.at(0).name, "Milan Beatty");
  EXPECT_EQ(record.documents[0].patients[0].birth_date, parse_date("1973-11-24"));
  // Counted with jq in the document.
  EXPECT_EQ(count(record, ItemKind::diagnosis), 5U);
  EXPECT_EQ(count(record, ItemKind::medication), 3U);
  EXPECT_EQ(count(record, ItemKind::encounter), 15U);
  EXPECT_EQ(count(record, ItemKind::goal), 5U);
  EXPECT_EQ(count(record, ItemKind::procedure), 5U);
  EXPECT_EQ(count(record, ItemKind::vital_sign) + count(record, ItemKind::result) +
                count(record, ItemKind::social_history),
            124U);
  EXPECT_EQ(said(record, ItemKind::diagnosis)[0], "Major depression disorder @1993-01-09 active");
  const RecordItem& medication = first(record, ItemKind::medication);
  EXPECT_EQ(medication.text, "Fluoxetine 25MG");
  EXPECT_EQ(medication.course, Course::resolved);
  EXPECT_EQ(medication.details[0].text, "1, 1 time(s) every 1 d");
  EXPECT_EQ(medication.author, "Erlinda Franecki");
}

TEST(Fhir, EveryPlaceIsAJsonPointerIntoTheDocument) {
  const std::string name =
      "synthea-r4-bundles/Milan_Beatty_e78d0ed2-1b54-4c30-90ae-f7405af1e402.json";
  const std::string bytes = clinical_file(name);
  JsonReader json;
  const auto tree = json.read(bytes, document_limits);
  for (const RecordItem& item : clinical_record(name).items) {
    std::optional<JsonNode> node = tree->root();
    std::string_view pointer = item.sources.at(0).place;
    while (node && !pointer.empty()) {
      pointer.remove_prefix(1);
      const std::size_t slash = std::min(pointer.find('/'), pointer.size());
      const std::string step(pointer.substr(0, slash));
      pointer.remove_prefix(slash);
      if (node->is(JsonKind::array)) {
        int left = std::stoi(step);
        std::optional<JsonNode> found;
        for (const JsonNode child : node->children())
          if (left-- == 0) found = child;
        node = found;
      } else {
        node = node->find(step);
      }
    }
    EXPECT_TRUE(node) << item.sources[0].place;
  }
}

TEST(Fhir, ThePhq9OfUsCoreAddsUpOverElevenDocuments) {
  std::vector<ClinicalRecord> records;
  for (const char* code : {"44250-9", "44251-7", "44252-5", "44253-3", "44254-1", "44255-8",
                           "44258-2", "44259-0", "44260-8", "44261-6", "69722-7"})
    records.push_back(clinical_record("us-core-examples/Observation-PHQ9-item-example-" +
                                      std::string(code) + ".json"));
  const ClinicalRecord whole = merge(records);
  ASSERT_EQ(count(whole, ItemKind::score), 1U);
  const RecordItem& score = first(whole, ItemKind::score);
  EXPECT_EQ(score.total, 12);  // a valueString in the document
  EXPECT_EQ(score.answers.size(), 9U);
  EXPECT_EQ(conflicts(whole), "");
}

TEST(Fhir, AQuestionnaireResponseSaysTheSame) {
  const ClinicalRecord phq9 =
      clinical_record("us-core-examples/QuestionnaireResponse-phq-9-example.json");
  EXPECT_EQ(first(phq9, ItemKind::score).total, 12);
  EXPECT_EQ(first(phq9, ItemKind::score).answers.size(), 9U);
  EXPECT_EQ(first(phq9, ItemKind::score).answers[4].source.place, "/item/4");
  const ClinicalRecord audit =
      clinical_record("us-core-examples/QuestionnaireResponse-AUDIT-C.json");
  EXPECT_EQ(first(audit, ItemKind::score).instrument, "AUDIT-C");
  EXPECT_EQ(first(audit, ItemKind::score).total, 0);
  EXPECT_EQ(audit.documents[0].patients.at(0).name, "Amy Shaw");
}

TEST(Fhir, TwoTotalsOfOneDayAreAConflict) {
  std::string other = clinical_file("us-core-examples/Observation-PHQ9-item-example-44261-6.json");
  other.replace(other.find("\"12\""), 4, "\"15\"");
  const ClinicalRecord whole =
      merge({clinical_record("us-core-examples/Observation-PHQ9-item-example-44261-6.json"),
             read_fhir("other.json", other)});
  EXPECT_EQ(count(whole, ItemKind::score), 2U);
  EXPECT_EQ(conflicts(whole), "PHQ-9 of 2022-11-29 has different totals: 12 15");
}

TEST(Fhir, ReadsLinesWithTheirNumber) {
  const ClinicalRecord record = clinical_record("synthea-bulk-10/Encounter.ndjson");
  EXPECT_EQ(count(record, ItemKind::encounter), 40U);
  EXPECT_EQ(record.items[1].sources[0].place, "line 2 ");
  EXPECT_EQ(record.documents[0].patients.size(), 2U);
}

TEST(Fhir, ABrokenLineIsAProblemAndTheOthersAreRead) {
  const std::string good = R"({"resourceType":"Procedure","code":{"text":"Group therapy"}})";
  const ClinicalRecord record =
      read_fhir("x.ndjson", good + "\n{\"resourceType\": \"Procedure\", }\n" + good + "\n");
  EXPECT_EQ(count(record, ItemKind::procedure), 2U);
  ASSERT_EQ(record.problems.size(), 1U);
  EXPECT_EQ(record.problems[0].place, "line 2 ");
}

TEST(Fhir, ReadsInlineNotesWithSectionsAndSpans) {
  const ClinicalRecord record = clinical_record("synthea-bulk-10/DocumentReference.ndjson");
  std::size_t plans = 0;
  for (const RecordItem& item : record.items) {
    if (item.section == SectionKind::plan) ++plans;
    EXPECT_NE(item.sources[0].place.find("/attachment/data characters "), std::string::npos);
  }
  EXPECT_EQ(plans, 3U);  // of the six notes, three have words under "## Plan"
}

TEST(Fhir, WhatIsAboutSomebodyElseIsLeftOut) {
  const ClinicalRecord record = read_fhir("x.json", R"({"resourceType": "Bundle", "entry": [
    {"resource": {"resourceType": "Patient", "id": "1", "name": [{"family": "Sample"}]}},
    {"resource": {"resourceType": "Condition", "code": {"text": "A"}, "subject": {"reference": "Patient/1"}}},
    {"resource": {"resourceType": "Condition", "code": {"text": "B"}, "subject": {"reference": "Patient/2"}}}]})");
  EXPECT_EQ(said(record, ItemKind::diagnosis), (Texts{"A"}));
  EXPECT_EQ(problems(record), "1 item(s) about another patient, such as Patient/2, are left out");
}

TEST(Fhir, KeepsWhatIsRefutedOrUnknownApart) {
  const ClinicalRecord record = read_fhir("x.json", R"({"resourceType": "Bundle", "entry": [
    {"resource": {"resourceType": "Condition", "code": {"text": "A"},
      "verificationStatus": {"coding": [{"code": "refuted"}]}}},
    {"resource": {"resourceType": "Condition", "code": {"text": "B"},
      "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}},
    {"resource": {"resourceType": "Observation", "code": {"text": "C"},
      "dataAbsentReason": {"text": "asked but declined"}}}]})");
  EXPECT_EQ(said(record, ItemKind::diagnosis), (Texts{"not A", "B entered_in_error"}));
  EXPECT_EQ(said(record, ItemKind::result), (Texts{"C (no information)"}));
}

TEST(Fhir, JsonThatIsNoResourceIsAProblem) {
  EXPECT_EQ(problems(read_fhir("x.json", "{\"a\": 1}")), "the JSON is not a FHIR resource");
  EXPECT_EQ(problems(read_fhir("x.json", "[1, 2]")), "the JSON is not a FHIR resource");
  EXPECT_NE(problems(read_fhir("x.json", "{\"a\": 1, \"a\": 2}")).find("twice"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
