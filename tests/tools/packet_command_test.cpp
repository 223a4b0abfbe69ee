#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "engine/print/pdf.hpp"
#include "tests/support/json.hpp"
#include "tests/support/printed.hpp"
#include "tools/commands.hpp"
#include "tools/sample_clinic.hpp"

namespace authledger::tools {
namespace {

const std::string source = AUTHLEDGER_SOURCE_DIR;

class PacketCommand : public testing::Test {
 protected:
  PacketCommand() {
    std::ostringstream ignored;
    EXPECT_EQ(write_sample_clinic(source + "/tools/sample/clinic.json", *parse_date("2026-03-18"),
                                  directory + "/clinic", ignored),
              exit_done);
    EXPECT_EQ(import_file(paths(), directory + "/clinic/clinic.ndjson", now, ignored), exit_done)
        << ignored.str();
  }
  StorePaths paths() const { return {directory + "/data", source + "/payers"}; }

  int run(const PacketWanted& wanted) {
    out.str("");
    errors.str("");
    return print_packet(paths(), wanted, now, out, errors);
  }
  std::string content_of(const std::string& file) const {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  Instant now = *parse_instant("2026-03-18T22:00:00-07:00");
  std::ostringstream out, errors;
};

TEST_F(PacketCommand, PrintsWhatTheNightWrites) {
  const NightlyOptions options{now, directory + "/out", false, TimeOfDay{120}};
  std::ostringstream ignored;
  ASSERT_EQ(nightly(paths(), options, ignored), exit_done);
  for (const char* format : {"json", "html", "pdf"}) {
    ASSERT_EQ(run({.episode = "m08-e1", .format = format}), exit_done) << errors.str();
    const std::string file =
        std::string(format) == "pdf" ? "m08-e1@A1.pdf" : "m08-e1@A1." + std::string(format);
    EXPECT_EQ(out.str() == content_of(directory + "/out/packets/" + file), true) << format;
  }
}

TEST_F(PacketCommand, PutsADocumentThatCameAsPdfBehindThePacket) {
  print::Document letter;
  letter.title = "Laboratory";
  letter.add(print::Paragraph{{{"Faxed by a laboratory"}}});
  const std::string name = "lab result", file = directory + "/lab.pdf";
  std::ofstream(file, std::ios::binary) << pdf_of(letter, print::Paper::a4);
  std::ofstream(directory + "/locked.pdf", std::ios::binary) << "%PDF-1.4 broken";
  std::ofstream(directory + "/more.ndjson")
      << R"({"document": {"member": "m01", "name": "lab result", "media_type": "application/pdf",)"
      << R"( "path": "lab.pdf"}})"
      << "\n"
      << R"({"document": {"member": "m01", "name": "broken", "media_type": "application/pdf",)"
      << R"( "path": "locked.pdf"}})"
      << "\n";
  std::ostringstream said;
  ASSERT_EQ(import_file(paths(), directory + "/more.ndjson", now, said), exit_done) << said.str();
  ASSERT_EQ(run({.episode = "m01-e1", .format = "pdf"}), exit_done) << errors.str();
  const test::Printed printed(out.str());
  EXPECT_EQ(printed.faults(), "");
  const int last = printed.pages();
  EXPECT_NE(printed.page(last).find("Faxed by a laboratory"), std::string::npos);
  EXPECT_NE(printed.page(last - 1).find("Appendix 1"), std::string::npos);
  EXPECT_NE(printed.page(last - 1).find("lab result"), std::string::npos);
  ASSERT_EQ(run({.episode = "m01-e1", .format = "html"}), exit_done);
  EXPECT_NE(out.str().find("goes with the packet as it is, 1 page<"), std::string::npos);
  EXPECT_NE(out.str().find("the document is a PDF, and it cannot be read as PDF"),
            std::string::npos);
}

std::string base64(const std::string& bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

// A bundle about m01 with a discharge summary as PDF.
std::string bundle_with_pdf(const std::string& born, const std::string& pdf) {
  return R"({"resourceType": "Bundle", "type": "collection", "entry": [
    {"resource": {"resourceType": "Patient", "id": "1", "birthDate": ")" +
         born + R"(", "name": [{"text": "PATIENT"}]}},
    {"resource": {"resourceType": "DocumentReference", "id": "2", "status": "current",
      "type": {"text": "Discharge summary"}, "date": "2026-02-02T10:00:00Z",
      "subject": {"reference": "Patient/1"},
      "content": [{"attachment": {"contentType": "application/pdf", "data": ")" +
         base64(pdf) + R"("}}]}}]})";
}

TEST_F(PacketCommand, PutsAPdfThatADocumentAttachesBehindThePacketUnlessItIsAboutSomebodyElse) {
  std::istringstream lines(content_of(directory + "/clinic/clinic.ndjson"));
  std::string name, born;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(R"({"member":{"id":"m01",)")) continue;
    const auto node = test::parsed(line);
    name = node["member"]["name"];
    born = node["member"]["birth_date"];
  }
  ASSERT_NE(name, "");
  print::Document letter;
  letter.title = "Summary";
  letter.add(print::Paragraph{{{"Sent within a bundle"}}});
  const std::string pdf = pdf_of(letter, print::Paper::letter);
  const auto file_bundle = [&](const std::string& file, const std::string& date) {
    std::string bundle = bundle_with_pdf(date, pdf);
    bundle.replace(bundle.find("PATIENT"), 7, name);
    std::ofstream(directory + "/" + file) << bundle;
    return R"({"document": {"member": "m01", "name": ")" + file +
           R"(", "media_type": "application/fhir+json", "path": ")" + file + "\"}}\n";
  };
  std::ofstream(directory + "/more.ndjson")
      << file_bundle("hospital.json", born) << file_bundle("stranger.json", "1901-01-01");
  std::ostringstream said;
  ASSERT_EQ(import_file(paths(), directory + "/more.ndjson", now, said), exit_done) << said.str();
  ASSERT_EQ(run({.episode = "m01-e1", .format = "json"}), exit_done) << errors.str();
  const auto packet = test::parsed(out.str());
  const std::string place = ", /entry/1/resource/content/0/attachment/data";
  std::vector<std::string> carried, refused;
  for (const auto& it : packet["documents"])
    if (it.contains("within")) {
      carried.push_back(it["document"]);
      EXPECT_EQ(it["within"], "hospital.json");
      EXPECT_EQ(it["title"], "Discharge summary");
      EXPECT_EQ(it["pages"], 1);
      EXPECT_EQ(it["identity"], "same");
    }
  for (const auto& it : packet["refused_documents"]) refused.push_back(it["document"]);
  EXPECT_EQ(carried, std::vector{"hospital.json" + place});
  EXPECT_NE(std::ranges::find(refused, "stranger.json"), refused.end());
  EXPECT_NE(std::ranges::find(refused, "stranger.json" + place), refused.end());
  ASSERT_EQ(run({.episode = "m01-e1", .format = "pdf"}), exit_done) << errors.str();
  const test::Printed printed(out.str());
  EXPECT_EQ(printed.faults(), "");
  EXPECT_NE(printed.page(printed.pages()).find("Sent within a bundle"), std::string::npos);
  EXPECT_NE(printed.page(printed.pages() - 1).find("hospital.json"), std::string::npos);
}

TEST_F(PacketCommand, PrintsForTheOtherPaperIntoAFile) {
  const std::string file = directory + "/packet.pdf";
  ASSERT_EQ(run({.episode = "m08-e1", .format = "pdf", .paper = "a4", .output = file}), exit_done);
  EXPECT_EQ(out.str(), "");
  EXPECT_EQ(test::Printed(content_of(file)).info("Page size:"), "595.28 x 841.89 pts (A4)");
}

TEST_F(PacketCommand, PrintsAScriptForTheTelephone) {
  ASSERT_EQ(run({.episode = "m08-e1", .format = "script"}), exit_done);
  EXPECT_NE(out.str().find("Review by telephone"), std::string::npos);
  EXPECT_NE(out.str().find("Authorization       SP-2001, H0015: 18 approved"), std::string::npos)
      << out.str();
}

TEST_F(PacketCommand, BuildsTheFirstRequest) {
  // One that the sample clinic owes.
  std::string owing;
  for (int i = 1; i <= 44 && owing.empty(); ++i) {
    const std::string id = (i < 10 ? "m0" : "m") + std::to_string(i) + "-e1";
    if (run({.episode = id, .format = "json"}) == exit_done &&
        out.str().find(R"("mode": "initial")") != std::string::npos)
      owing = id;
  }
  ASSERT_NE(owing, "");
  EXPECT_NE(out.str().find(R"("rule": "prior_authorization")"), std::string::npos) << out.str();
  ASSERT_EQ(run({.episode = owing, .format = "pdf"}), exit_done) << errors.str();
  const test::Printed printed(out.str());
  EXPECT_EQ(printed.faults(), "");
  for (int page = 1; page <= printed.pages(); ++page)
    EXPECT_NE(printed.page(page).find("First request"), std::string::npos) << page;
}

TEST_F(PacketCommand, SaysWhenAPacketIsNotToBeSent) {
  ASSERT_EQ(run({.episode = "m10-e1", .format = "html"}), exit_done);
  EXPECT_EQ(errors.str(), "not to be sent: the patient has revoked the consent\n");
}

TEST_F(PacketCommand, AccountsForWhatItDiscloses) {
  ASSERT_EQ(run({.episode = "m08-e1", .format = "json"}), exit_done);
  EXPECT_NE(content_of(paths().data + "/audit-spool").find("authledger packet"), std::string::npos);
}

TEST_F(PacketCommand, SaysWhatIsWrong) {
  EXPECT_EQ(run({.episode = "m08-e1", .format = "docx"}), exit_usage);
  EXPECT_EQ(errors.str(),
            "--format is \"docx\"; it must be one of json html pdf script script-pdf\n");
  EXPECT_EQ(run({.episode = "m08-e1", .paper = "A5"}), exit_usage);
  EXPECT_EQ(errors.str(), "--paper is \"A5\"; it must be letter or a4\n");
  EXPECT_EQ(run({.episode = "nobody"}), exit_refused);
  EXPECT_NE(errors.str().find("there is no episode \"nobody\""), std::string::npos);
  EXPECT_EQ(run({.episode = "m08-e1", .authorization = "A9"}), exit_refused);
  EXPECT_NE(errors.str().find("has no review of authorization A9; its obligations are\n  "),
            std::string::npos);
}

}  // namespace
}  // namespace authledger::tools
