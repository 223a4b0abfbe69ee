// PDFs inside documents: kept whole, not read, and told apart by whom they are about.
#include "engine/records/attachments.hpp"

#include <gtest/gtest.h>

#include "engine/records/read_document.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger {
namespace {

using test::problems;

const std::string pdf = "JVBERi0xLjcgeA==";  // "%PDF-1.7 x"

std::string bundle(const std::string& resources) {
  return R"({"resourceType": "Bundle", "type": "collection", "entry": [)" + resources + "]}";
}
std::string patient(const std::string& id, const std::string& name) {
  return R"({"resource": {"resourceType": "Patient", "id": ")" + id + R"(", "name": [{"text": ")" +
         name + R"("}], "birthDate": "1990-01-0)" + id + "\"}}";
}
std::string reference(const std::string& status, const std::string& members) {
  return R"(, {"resource": {"resourceType": "DocumentReference", "id": "d", "status": ")" + status +
         R"(", "type": {"text": "Intake"}, "date": "2026-03-01", "author": [{"display": "Dr. Who"}])" +
         members + R"(, "content": [{"attachment": {"contentType": "application/pdf", "data": ")" +
         pdf + R"("}}]}})";
}
std::string about(const std::string& id) {
  return R"(, "subject": {"reference": "Patient/)" + id + "\"}";
}

std::string around_entry(const std::string& statement) {
  return "<ClinicalDocument><title>Transfer</title><confidentialityCode code='R'/><component>"
         "<structuredBody><component><section><title>Results</title><entry>" +
         statement +
         "</entry></section></component></structuredBody></component>"
         "</ClinicalDocument>";
}

TEST(Attachments, AreTakenFromAnUnstructuredBodyWithItsRestrictions) {
  ClinicalRecord record = read_document(
      "x.xml", "",
      "<ClinicalDocument><title>Referral</title><confidentialityCode code='R'/><component>"
      "<nonXMLBody><text mediaType='application/pdf' representation='B64'>\n" +
          pdf + "\n</text></nonXMLBody></component></ClinicalDocument>");
  EXPECT_EQ(problems(record), "");
  const auto carried = take_attachments(record);
  ASSERT_EQ(carried.size(), 1U);
  EXPECT_TRUE(record.attachments.empty());
  const DocumentInfo& info = carried[0].record.documents.at(0);
  EXPECT_EQ(info.name, "x.xml, /ClinicalDocument/component/nonXMLBody/text");
  EXPECT_EQ(info.within, "x.xml");
  EXPECT_EQ(info.title, "Referral");
  EXPECT_EQ(info.kind, DocumentKind::pdf);
  EXPECT_TRUE(info.restricted);
  EXPECT_EQ(carried[0].bytes, "%PDF-1.7 x");
}

TEST(Attachments, AreTakenFromMediaOfAnEntryButPicturesAreNot) {
  ClinicalRecord record = read_document(
      "x.xml", "",
      around_entry("<observationMedia><value mediaType='application/pdf' representation='B64'>" +
                   pdf + "</value></observationMedia>"));
  const auto carried = take_attachments(record);
  ASSERT_EQ(carried.size(), 1U);
  EXPECT_EQ(carried[0].record.documents.at(0).title, "Results");
  EXPECT_TRUE(
      read_document("x.xml", "",
                    around_entry("<observationMedia><value mediaType='image/png' "
                                 "representation='B64'>iVBORw0=</value></observationMedia>"))
          .attachments.empty());
}

TEST(Attachments, OfFhirSayWhatTheirReferenceSays) {
  ClinicalRecord record = read_document(
      "b.json", "", bundle(patient("1", "Ana Sample") + reference("current", about("1"))));
  EXPECT_EQ(problems(record), "");
  const auto carried = take_attachments(record);
  ASSERT_EQ(carried.size(), 1U);
  const DocumentInfo& info = carried[0].record.documents.at(0);
  EXPECT_EQ(info.title, "Intake");
  EXPECT_EQ(info.author, "Dr. Who");
  ASSERT_TRUE(info.date);
  EXPECT_EQ(to_text(info.date->first), "2026-03-01");
  ASSERT_EQ(info.patients.size(), 1U);
  EXPECT_EQ(info.patients[0].name, "Ana Sample");
}

TEST(Attachments, ThatAreNoLongerInUseStayOut) {
  for (const char* status : {"entered-in-error", "superseded"})
    EXPECT_TRUE(read_document("b.json", "",
                              bundle(patient("1", "Ana Sample") + reference(status, about("1"))))
                    .attachments.empty())
        << status;
}

TEST(Attachments, AmongSeveralPeopleBelongToTheOneTheyNameOrToNobody) {
  const std::string both = patient("1", "Ana Sample") + ", " + patient("2", "Ben Other");
  ClinicalRecord named =
      read_document("b.json", "", bundle(both + reference("current", about("2"))));
  const auto carried = take_attachments(named);
  ASSERT_EQ(carried.size(), 1U);
  ASSERT_EQ(carried[0].record.documents.at(0).patients.size(), 1U);
  EXPECT_EQ(carried[0].record.documents.at(0).patients[0].name, "Ben Other");
  for (const std::string& document :
       {bundle(both + reference("current", "")),
        bundle(patient("1", "Ana Sample") + reference("current", about("2")))}) {
    ClinicalRecord record = read_document("b.json", "", document);
    EXPECT_TRUE(take_attachments(record).empty());
    EXPECT_EQ(problems(record),
              "the attached PDF does not go with the packet: it is about another patient, or does "
              "not say about whom it is");
  }
}

TEST(Attachments, AreBoundedInNumberAndSize) {
  ClinicalRecord record;
  for (std::size_t i = 0; i < most_attachments_of_a_document; ++i)
    EXPECT_EQ(attach_pdf(record, {"/a", "", {}, "", "", "%PDF"}), "");
  EXPECT_EQ(attach_pdf(record, {"/a", "", {}, "", "", "%PDF"}),
            "the document has more than 50 attached PDFs; this one does not go with the packet");
  EXPECT_EQ(attach_pdf(record, {"/a", "", {}, "", "", std::string(largest_attachment + 1, 'x')}),
            "the attached PDF is larger than 20 MB and does not go with the packet");
  ClinicalRecord broken =
      read_document("x.xml", "",
                    "<ClinicalDocument><component><nonXMLBody><text mediaType='application/pdf' "
                    "representation='B64'>no!</text></nonXMLBody></component></ClinicalDocument>");
  EXPECT_EQ(problems(broken), "the embedded PDF is not base64");
}

}  // namespace
}  // namespace authledger
