#include "engine/records/ccda.hpp"

#include <ctime>
#include <pugixml.hpp>

#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

const std::string ambulatory = "onc-ccda-testdata/170.315_b1_toc_amb_ccd_r21_sample1_v13.xml";

TEST(Ccda, ReadsTheStatementsOfACertificationDocument) {
  const ClinicalRecord record = clinical_record(ambulatory);
  EXPECT_EQ(problems(record), "");
  // Counted by hand in the document.
  EXPECT_EQ(said(record, ItemKind::medication),
            (Texts{"Ceftriaxone 100MG/ML @2015-06-22..2015-06-30 active",
                   "Tylenol 500mg @2015-06-22..2015-07-01 active",
                   "Darbepoetin Alfa 0.5 MG/ML @2015-06-22 active"}));
  EXPECT_EQ(
      said(record, ItemKind::diagnosis),
      (Texts{"Essential hypertension @2011-10-05 active",
             "Severe Hypothyroidism @2006-12-31 active",
             "Chronic rejection of renal transplant @2011-12-31 active", "Fever @2015-06-22 active",
             "Overweight @2006-12-31..2007-06-01 resolved", "Fever @2015-06-22"}));
  EXPECT_EQ(said(record, ItemKind::allergy),
            (Texts{"Penicillin G @1980-05-01 active", "Ampicillin @1980-05-01 active"}));
  EXPECT_EQ(said(record, ItemKind::mental_status),
            (Texts{"Cognitive function = Amnesia @2005-05-01"}));
  EXPECT_EQ(said(record, ItemKind::goal),
            (Texts{"Get rid of intermittent fever that is occurring every few weeks. (Visual "
                   "Inspection) @2015-06-22 active",
                   "Need to gain more energy to do regular activities. (Visual Inspection) "
                   "@2015-06-22 active"}));
  EXPECT_EQ(count(record, ItemKind::plan), 5U);
  EXPECT_EQ(count(record, ItemKind::vital_sign), 8U);
  EXPECT_EQ(count(record, ItemKind::immunization), 3U);
  EXPECT_EQ(count(record, ItemKind::narrative), 17U);  // one for each section
  EXPECT_EQ(count(record, ItemKind::procedure), 3U);   // two, and an implant
}

TEST(Ccda, KnowsThePatientOfTheDocument) {
  const ClinicalRecord record = clinical_record(ambulatory);
  const DocumentInfo& info = record.documents.at(0);
  ASSERT_EQ(info.patients.size(), 1U);
  EXPECT_EQ(info.patients[0].name, "Katherine Jones Madison");
  EXPECT_EQ(info.patients[0].birth_date, parse_date("1970-06-01"));
  EXPECT_EQ(info.patients[0].ids, (Texts{"111223333"}));
  EXPECT_EQ(to_text(*info.date), "2015-06-22");
  EXPECT_FALSE(info.restricted);
}

TEST(Ccda, EveryPlaceIsAnXPathToOneElement) {
  for (const std::string& name :
       {ambulatory, std::string("sample-ccdas/Patient-137.xml"),
        std::string("hl7-ccda-examples/Progress_Note.xml"),
        std::string("onc-ccda-testdata/170.315_b9_cp_amb_sample1_v6.xml")}) {
    pugi::xml_document document;
    const std::string bytes = clinical_file(name);
    ASSERT_TRUE(document.load_buffer(bytes.data(), bytes.size()));
    const ClinicalRecord record = clinical_record(name);
    for (const RecordItem& item : record.items) {
      ASSERT_EQ(item.sources.size(), 1U);
      const std::string& place = item.sources[0].place;
      EXPECT_EQ(document.select_nodes(place.c_str()).size(), 1U) << place;
    }
  }
}

TEST(Ccda, ReadsThePhq9WithItsTotalAndNineAnswers) {
  const ClinicalRecord record = section_record("Patient_Health_Questionnaire_PHQ-9_C-CDAR2.1_.xml");
  ASSERT_EQ(count(record, ItemKind::score), 1U);
  const RecordItem& score = first(record, ItemKind::score);
  EXPECT_EQ(score.instrument, "PHQ-9");
  EXPECT_EQ(score.total, 12);
  EXPECT_EQ(to_text(*score.date), "2015-06-22");
  ASSERT_EQ(score.answers.size(), 9U);
  EXPECT_EQ(score.answers[5].code, "44258-2");
  EXPECT_EQ(score.answers[5].value, 3);
  EXPECT_EQ(score.answers[5].text, "Nearly every day");
  EXPECT_EQ(conflicts(record), "");
}

TEST(Ccda, ATotalThatIsNotTheSumIsAConflict) {
  std::string section =
      clinical_file("hl7-ccda-examples/Patient_Health_Questionnaire_PHQ-9_C-CDAR2.1_.xml");
  for (std::size_t at = 0; (at = section.find("\"INT\" value=\"12\"", at)) != std::string::npos;)
    section.replace(at, 16, "\"INT\" value=\"13\"");
  const ClinicalRecord record = read_document("phq9.xml", "", around_section(section));
  EXPECT_EQ(first(record, ItemKind::score).total, 13);
  EXPECT_EQ(conflicts(record), "PHQ-9 of 2015-06-22: the total is 13, its answers add up to 12");
}

TEST(Ccda, NoKnownProblemsIsANegationAndNotADiagnosis) {
  const ClinicalRecord record = section_record("No_Known_Problems_C-CDA2.1_.xml");
  const RecordItem& item = first(record, ItemKind::diagnosis);
  EXPECT_TRUE(item.negated);
  EXPECT_EQ(item.written, "No known problems.");
  EXPECT_TRUE(first(section_record("No_Medications_C-CDA2.1_.xml"), ItemKind::medication).negated);
}

TEST(Ccda, NoInformationIsNotNone) {
  const ClinicalRecord record = clinical_record("onc-ccda-testdata/NT_CCDS_Sample1_r21_v4.xml");
  bool found = false;
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::narrative && item.no_information) {
      EXPECT_EQ(item.sources[0].section, "Discharge Medications");
      EXPECT_EQ(item.status, "NI");
      EXPECT_FALSE(item.negated);
      found = true;
    }
  EXPECT_TRUE(found);
}

TEST(Ccda, FindsSectionsByTemplateWhereTheLoincIsWrong) {
  const ClinicalRecord record = clinical_record("onc-ccda-testdata/NT_CCDS_Sample1_r21_v4.xml");
  EXPECT_EQ(count(record, ItemKind::medication), 6U);
  EXPECT_EQ(count(record, ItemKind::allergy), 2U);
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::medication) {
      EXPECT_EQ(item.section, SectionKind::medications);
    }
}

TEST(Ccda, AnExporterOfR11SaysCompletedOfEveryMedication) {
  const ClinicalRecord record = clinical_record("sample-ccdas/Patient-137.xml");
  EXPECT_EQ(said(record, ItemKind::medication),
            (Texts{"3 ML Insulin Lispro 100 UNT/ML Prefilled Syringe @2010-04-01",
                   "duloxetine 40 MG Enteric Coated Capsule @2010-04-01",
                   "atorvastatin 10 MG Oral Tablet [Lipitor] @2010-04-01"}));
  const Texts diagnoses = said(record, ItemKind::diagnosis);
  ASSERT_EQ(diagnoses.size(), 5U);
  EXPECT_EQ(diagnoses[1],
            "Recurrent major depressive episodes, in full remission @2010-04-01 active");
}

TEST(Ccda, ReadsOrdersOfAVendorAsMedications) {
  const ClinicalRecord record =
      clinical_record("sample-ccdas/Transition_of_Care_Referral_Summary.xml");
  EXPECT_EQ(count(record, ItemKind::medication), 4U);
  const RecordItem& insulin = first(record, ItemKind::medication);
  EXPECT_EQ(insulin.text, "Insulin Glargine 100 UNT/ML Injectable Solution");
  EXPECT_EQ(insulin.written, "30 units, Subcutaneous, At Bedtime, 10 mL");
  EXPECT_EQ(insulin.status, "ordered");
}

TEST(Ccda, ValuesKeepTheirSignsAndUnits) {
  EXPECT_EQ(said(section_record("Result_with_greater_than_a_specified_value_C-CDA2.1_.xml"),
                 ItemKind::result),
            (Texts{"Glucose [Mass/Volume] In Capillary Blood = > 500 mg/dL @2014-03-02"}));
  const RecordItem pending =
      first(section_record("Results_panel_with_pending_component_C-CDA2.1_.xml"), ItemKind::result);
  EXPECT_EQ(pending.value, "");
  EXPECT_EQ(pending.status, "active");
  EXPECT_TRUE(pending.no_information);
}

TEST(Ccda, ReadsNotesAndTheirAuthors) {
  const ClinicalRecord record = section_record("Discharge_Note_C-CDAR2.1_.xml");
  const RecordItem& note = record.items.back();
  EXPECT_EQ(note.kind, ItemKind::narrative);
  EXPECT_EQ(note.section, SectionKind::note);
  EXPECT_EQ(note.author, "Dr. Physician");
  EXPECT_EQ(to_text(*note.date), "2016-09-13");
  EXPECT_NE(note.text.find("started on Lovenox"), std::string::npos);
}

TEST(Ccda, ReadsTheEmbeddedTextOfAnUnstructuredBody) {
  const ClinicalRecord record =
      clinical_record("hl7-ccda-examples/CDA_Embedded_Text_Plain_Surgical_Consult.xml");
  EXPECT_EQ(said(record, ItemKind::plan),
            (Texts{"F/u routine, pt is not interested in invasive procedure or surgical "
                   "intervention at this time. @2020-04-20 planned"}));
  const RecordItem& diagnosis = first(record, ItemKind::diagnosis);
  EXPECT_EQ(diagnosis.codings.at(0).code, "M50.30");
  EXPECT_EQ(diagnosis.sources[0].place,
            "/ClinicalDocument/component/nonXMLBody/text characters 417-523");
}

TEST(Ccda, ADocumentOfRestrictedConfidentialityIsMarked) {
  EXPECT_TRUE(clinical_record("onc-ccda-testdata/170.315_b8_ds4p_amb_sample1_v8.xml")
                  .documents[0]
                  .restricted);
}

TEST(Ccda, ABadDocumentDateIsAProblemAndTheRestIsRead) {
  const ClinicalRecord record =
      clinical_record("onc-ccda-testdata/NT_Bad_DocEffectiveTime_r11_v2.xml");
  EXPECT_EQ(problems(record),
            "effectiveTime is \"732497932932937937327393270\", which is not a date");
  EXPECT_FALSE(record.documents[0].date);
  EXPECT_EQ(count(record, ItemKind::diagnosis), 3U);  // two problems, one of an encounter
}

TEST(Ccda, WhatIsNotWellFormedIsRefused) {
  const ClinicalRecord record = clinical_record("onc-ccda-testdata/NT_BadXml_r11_v2.xml");
  EXPECT_TRUE(record.items.empty());
  EXPECT_NE(problems(record).find("not well-formed"), std::string::npos);
}

TEST(Ccda, NamesMayCarryAPrefix) {
  const ClinicalRecord record = read_document(
      "prefixed.xml", "",
      "<c:ClinicalDocument xmlns:c='urn:hl7-org:v3' xmlns:x='http://www.w3.org/2001/"
      "XMLSchema-instance'><c:component><c:structuredBody><c:component><c:section>"
      "<c:code code='10190-7'/><c:title>Mental status</c:title><c:text>Calm.</c:text><c:entry>"
      "<c:observation moodCode='EVN'><c:code code='44261-6' "
      "codeSystem='2.16.840.1.113883.6.1'/><c:effectiveTime value='20260302'/>"
      "<c:value x:type='c:INT' value='9'/></c:observation></c:entry></c:section></c:component>"
      "</c:structuredBody></c:component></c:ClinicalDocument>");
  EXPECT_EQ(first(record, ItemKind::score).total, 9);
  EXPECT_EQ(first(record, ItemKind::narrative).text, "Calm.");
}

TEST(Ccda, AScoreThatOnlyTheNarrativeHoldsIsRead) {
  const ClinicalRecord record = read_document(
      "narrative.xml", "",
      around_section("<section><code code='51848-0'/><title>Assessment</title><text><table>"
                     "<tbody><tr><td>06/22/2015</td><td>PHQ-9 Total Score</td><td>12</td></tr>"
                     "</tbody></table></text></section>"));
  EXPECT_EQ(first(record, ItemKind::score).total, 12);
  EXPECT_EQ(to_text(*first(record, ItemKind::score).date), "2015-06-22");
}

TEST(Ccda, ALabelOfAnotherInstrumentIsAConflict) {
  const ClinicalRecord record = read_document(
      "hark.xml", "",
      around_section("<section><code code='30954-2'/><entry><observation moodCode='EVN'>"
                     "<code code='76504-0' codeSystem='2.16.840.1.113883.6.1' "
                     "displayName='Total score [AUDIT-C]'/><value xsi:type='INT' value='3'/>"
                     "</observation></entry></section>"));
  EXPECT_EQ(count(record, ItemKind::score), 0U);
  EXPECT_EQ(conflicts(record),
            "the LOINC code 76504-0 is labelled \"Total score [AUDIT-C]\", but is not a code of "
            "AUDIT-C");
}

TEST(Ccda, ATotalOutOfRangeIsNoTotal) {
  const ClinicalRecord record = read_document(
      "phq9.xml", "",
      around_section("<section><code code='30954-2'/><entry><observation moodCode='EVN'>"
                     "<code code='44261-6' codeSystem='2.16.840.1.113883.6.1'/>"
                     "<value xsi:type='INT' value='35'/></observation></entry></section>"));
  EXPECT_FALSE(first(record, ItemKind::score).total);
  EXPECT_EQ(problems(record), "PHQ-9 is \"35\"; its totals lie between 0 and 27");
}

// How long a document takes, in milliseconds of the processor, and why it is refused.
std::string refusal(const std::string& bytes, double& milliseconds) {
  const std::clock_t start = std::clock();
  const ClinicalRecord record = read_document("hostile.xml", "", bytes);
  milliseconds = 1e3 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
  EXPECT_TRUE(record.items.empty());
  return problems(record);
}

TEST(HostileXml, IsRefusedAtOnce) {
  double took = 0;
  const std::string doctype = "the document has a DOCTYPE; documents with one are refused";
  EXPECT_EQ(refusal("<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM "
                    "\"file:///etc/passwd\">]><ClinicalDocument>&x;</ClinicalDocument>",
                    took),
            doctype);
  EXPECT_LT(took, 50);

  std::string laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\">";
  for (int i = 1; i < 10; ++i)
    laughs += "<!ENTITY lol" + std::to_string(i) + " \"&lol;&lol;&lol;&lol;\">";
  EXPECT_EQ(refusal(laughs + "]><ClinicalDocument>&lol9;</ClinicalDocument>", took), doctype);
  EXPECT_LT(took, 50);

  std::string deep;
  for (int i = 0; i < 1'000'000; ++i) deep += "<a>";
  EXPECT_EQ(refusal(deep, took), "the document is nested deeper than 100 elements");
  EXPECT_LT(took, 50);

  EXPECT_EQ(refusal("<ClinicalDocument>\xC0\xAF</ClinicalDocument>", took),
            "the text is not valid UTF-8 at byte 18");
  EXPECT_EQ(refusal("<a/><b/>", took), "the text is not well-formed XML: it has 2 root elements");
  EXPECT_EQ(refusal("<html>\n</html>", took), "the document is empty");
  EXPECT_EQ(refusal("<x/>", took), "the root element is x; it must be ClinicalDocument");
}

TEST(HostileXml, ManyElementsAreRefused) {
  double took = 0;
  std::string wide = "<ClinicalDocument>";
  for (int i = 0; i < 600'000; ++i) wide += "<a/>";
  EXPECT_EQ(refusal(wide + "</ClinicalDocument>", took),
            "the document has more than 500000 elements");
  EXPECT_LT(took, 200);
}

TEST(HostileXml, ADoctypeInACommentIsNone) {
  const ClinicalRecord record =
      read_document("comment.xml", "", "<!-- <!DOCTYPE a> --><ClinicalDocument/>");
  EXPECT_EQ(problems(record), "the document has neither a structuredBody nor a nonXMLBody");
}

}  // namespace
}  // namespace authledger::test
