#include "engine/records/merge.hpp"

#include "engine/records/dose_conflicts.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

ClinicalRecord version(const std::string& name, const std::string& id, const std::string& header) {
  return read_document(name, "",
                       "<ClinicalDocument><id root='1.2' extension='" + id + "'/>" + header +
                           "<component><structuredBody><component><section><title>Plan</title>"
                           "<text>" +
                           id +
                           "</text></section></component></structuredBody>"
                           "</component></ClinicalDocument>");
}

std::string set(int number) {
  return "<setId root='9'/><versionNumber value='" + std::to_string(number) + "'/>";
}

std::string instead_of(const std::string& id) {
  return "<relatedDocument typeCode='RPLC'><parentDocument><id root='1.2' extension='" + id +
         "'/></parentDocument></relatedDocument>";
}

TEST(Merge, AnOlderVersionOfASetIsSetAside) {
  const ClinicalRecord whole = merge({version("b", "second", set(2)), version("a", "first", set(1)),
                                      version("c", "third", set(3))});
  EXPECT_EQ(said(whole, ItemKind::narrative), (Texts{"third"}));
  EXPECT_EQ(whole.documents.size(), 3U);
  EXPECT_EQ(problems(whole),
            "the document is set aside: version 3 of it, c, replaces it; the document is set "
            "aside: version 2 of it, b, replaces it");
}

TEST(Merge, ADocumentThatAnotherReplacesIsSetAside) {
  const ClinicalRecord whole =
      merge({version("a", "old", ""), version("b", "new", instead_of("old"))});
  EXPECT_EQ(said(whole, ItemKind::narrative), (Texts{"new"}));
  EXPECT_EQ(problems(whole), "the document is set aside: b replaces it");
}

TEST(Merge, VersionsOfDifferentSetsAndThoseThatReplaceEachOtherAreKept) {
  const ClinicalRecord apart =
      merge({version("a", "one", set(1)),
             version("b", "two", "<setId root='8'/><versionNumber value='2'/>")});
  EXPECT_EQ(count(apart, ItemKind::narrative), 2U);
  const ClinicalRecord circle =
      merge({version("a", "x", instead_of("y")), version("b", "y", instead_of("x"))});
  EXPECT_EQ(count(circle, ItemKind::narrative), 2U);
  EXPECT_EQ(count(merge({version("a", "same", set(2)), version("a", "same", set(2))}),
                  ItemKind::narrative),
            1U);
}

ClinicalRecord taken(const std::string& document, const std::string& drug,
                     const std::string& dosage, const std::string& status) {
  return read_document(document, "",
                       R"({"resourceType": "MedicationRequest", "status": ")" + status +
                           R"(", "medicationCodeableConcept": {"text": ")" + drug +
                           R"("}, "dosageInstruction": [{"text": ")" + dosage + "\"}]}");
}

TEST(Merge, TwoDosesOfADrugAreAConflict) {
  EXPECT_EQ(conflicts(merge({taken("a", "sertraline 50 MG Oral Tablet", "1 tablet daily", "active"),
                             taken("b", "Sertraline 100mg [Zoloft]", "daily", "active")})),
            "medication \"sertraline\" has two doses: 50 mg (a) and 100 mg (b)");
  EXPECT_EQ(conflicts(merge({taken("a", "Sertraline", "take 50 mg daily", "active"),
                             taken("b", "Sertraline", "take 75 mg daily", "active")})),
            "medication \"sertraline\" has two doses: 50 mg (a) and 75 mg (b)");
}

TEST(Merge, ADoseThatWasStoppedOrSaidTwiceIsNone) {
  EXPECT_EQ(conflicts(merge({taken("a", "sertraline 50 MG", "daily", "stopped"),
                             taken("b", "sertraline 100 MG", "daily", "active")})),
            "");
  EXPECT_EQ(conflicts(merge({taken("a", "sertraline 50 MG", "daily", "active"),
                             taken("b", "Sertraline 50mg", "every day", "active")})),
            "");
  EXPECT_EQ(conflicts(merge({taken("a", "sertraline 50 MG", "daily", "active"),
                             taken("b", "trazodone 100 MG", "at night", "active")})),
            "");
}

TEST(Merge, LinesOfNotesSpeakOfTheirDay) {
  const auto note = [](const std::string& name, const std::string& day, const std::string& dose) {
    return read_document(name, "",
                         "Date: " + day + "\nMedications:\n- Sertraline " + dose + " daily\n");
  };
  EXPECT_EQ(conflicts(merge({note("a", "2026-03-02", "50 mg"), note("b", "2026-03-09", "100 mg")})),
            "");
  EXPECT_EQ(conflicts(merge({note("a", "2026-03-02", "50 mg"), note("b", "2026-03-02", "100 mg")})),
            "medication \"sertraline\" has two doses: 50 mg (a, 2026-03-02) and 100 mg (b, "
            "2026-03-02)");
}

TEST(Merge, FindsTheDrugAndItsAmountsInAName) {
  EXPECT_EQ(drug_in("24 HR metFORMIN hydrochloride 500 MG Extended Release"),
            "metformin hydrochloride");
  EXPECT_EQ(drug_in("Fluoxetine 25MG"), "fluoxetine");
  EXPECT_EQ(drug_in("500"), "");
  EXPECT_EQ(amounts_in("Trezix 320.5 mg / 30MG, 2 tablets"), (Texts{"320.5 mg", "30 mg"}));
  EXPECT_EQ(amounts_in("0.5 MG/ML"), (Texts{"0.5 mg/ml"}));
}

ClinicalRecord scored(const std::string& document, const std::string& code,
                      const std::string& label, int value) {
  return read_document(document, "",
                       R"({"resourceType": "Observation", "status": "final", "code": {"coding":
                          [{"system": "http://loinc.org", "code": ")" +
                           code + R"(", "display": ")" + label +
                           R"("}]}, "effectiveDateTime": "2026-03-02", "valueInteger": )" +
                           std::to_string(value) + "}");
}

TEST(Merge, SwappedCodesOfAuditAndAuditCAreConflicts) {
  EXPECT_EQ(conflicts(scored("a", "75624-7", "Total score [AUDIT-C]", 7)),
            "the LOINC code 75624-7 is labelled \"Total score [AUDIT-C]\", but is that of AUDIT");
  EXPECT_EQ(conflicts(scored("a", "75626-2", "Total score [AUDIT]", 7)),
            "the LOINC code 75626-2 is labelled \"Total score [AUDIT]\", but is that of AUDIT-C");
  EXPECT_EQ(problems(scored("a", "75626-2", "Total score", 18)),
            "AUDIT-C is \"18\"; its totals lie between 0 and 12");
  EXPECT_EQ(conflicts(merge({scored("a", "75624-7", "Total score", 4),
                             scored("b", "75626-2", "Total score", 9)})),
            "AUDIT of 2026-03-02 is 4, the AUDIT-C in it 9: their codes may be swapped");
  EXPECT_EQ(conflicts(merge({scored("a", "75624-7", "Total score", 18),
                             scored("b", "75626-2", "Total score", 9)})),
            "");
}

TEST(Fhir, AResponseWithTheLabelOfAnotherInstrumentIsAConflict) {
  EXPECT_EQ(conflicts(read_document("x", "", R"({"resourceType": "QuestionnaireResponse",
    "status": "completed", "authored": "2026-03-02", "item": [{"linkId": "/75624-7",
    "text": "AUDIT-C total score", "answer": [{"valueInteger": 5}]}]})")),
            "the LOINC code 75624-7 is labelled \"AUDIT-C total score\", but is that of AUDIT");
}

}  // namespace
}  // namespace authledger::test
