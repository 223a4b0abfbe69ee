#include "engine/records/read_document.hpp"

#include <chrono>
#include <filesystem>
#include <random>

#include "engine/base/json_tree.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/records/merge.hpp"
#include "tests/engine/records/clinical_files.hpp"

namespace authledger::test {
namespace {

namespace files = std::filesystem;

std::vector<std::string> all_files() {
  const files::path root = std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/clinical";
  std::vector<std::string> names;
  for (const auto& entry : files::recursive_directory_iterator(root))
    if (entry.is_regular_file() && entry.path().filename() != "README.md")
      names.push_back(files::relative(entry.path(), root).string());
  std::sort(names.begin(), names.end());
  return names;
}

TEST(ReadDocument, FindsTheKindByLooking) {
  const auto kind = [](const std::string& bytes) {
    return read_document("x", "", bytes).documents.at(0).kind;
  };
  EXPECT_EQ(kind("\xEF\xBB\xBF <?xml version='1.0'?><ClinicalDocument/>"), DocumentKind::ccda);
  EXPECT_EQ(kind("\n {\"resourceType\": \"Patient\"}"), DocumentKind::fhir);
  EXPECT_EQ(kind("Patient: Ana Sample"), DocumentKind::text);
  EXPECT_EQ(problems(read_document("x", "", "%PDF-1.7")),
            "the document is a PDF: its text is not read");
  EXPECT_EQ(problems(read_document("x", "", "")), "the document is empty");
}

TEST(ReadDocument, EveryItemOfEveryDocumentSaysWhereItStands) {
  for (const std::string& name : all_files())
    for (const RecordItem& item : clinical_record(name).items) {
      ASSERT_FALSE(item.sources.empty()) << name;
      EXPECT_FALSE(item.sources[0].document.empty()) << name;
      EXPECT_FALSE(item.sources[0].place.empty() && !name.ends_with(".json")) << name;
      EXPECT_FALSE(item.text.empty() && !item.no_information) << name;
    }
}

TEST(ReadDocument, PrintsEveryDocumentAsJson) {
  for (const std::string& name : all_files()) {
    JsonWriter out;
    json::write_record(out, clinical_record(name));
    JsonReader reader;
    EXPECT_TRUE(reader.read(out.text(), document_limits)) << name;
  }
}

// Bytes flipped, cut, doubled: whatever comes of it, a record comes back.
TEST(ReadDocument, SurvivesDamagedDocuments) {
  constexpr unsigned seed = 20260318;
  std::mt19937 dice(seed);
  for (const std::string& name : all_files()) {
    const std::string whole = clinical_file(name);
    const int rounds = whole.size() > 200'000 ? 3 : 25;
    for (int round = 0; round < rounds; ++round) {
      std::string bytes = whole;
      const auto somewhere = [&] { return dice() % bytes.size(); };
      for (unsigned i = 0; i < 1 + dice() % 6; ++i)
        bytes[somewhere()] = static_cast<char>(dice() % 256);
      if (round % 3 == 0) bytes.resize(somewhere());
      if (round % 5 == 1 && !bytes.empty())
        bytes.insert(somewhere(), bytes.substr(somewhere(), 300));
      const ClinicalRecord record = read_document(name, "", bytes);
      EXPECT_EQ(record.documents.size(), 1U) << name << " seed " << seed;
      EXPECT_TRUE(!record.items.empty() || !record.problems.empty() ||
                  !record.documents[0].patients.empty() || whole.size() < 4'000)
          << name << " seed " << seed << " round " << round;
    }
  }
}

double milliseconds(const std::string& bytes) {
  const auto start = std::chrono::steady_clock::now();
  read_document("large", "", bytes);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

// What grows with the square of a document would take minutes here.
TEST(ReadDocument, LargeDocumentsOfAnyShapeAreReadInSeconds) {
  const auto repeated = [](const std::string& part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i) text += part;
    return text;
  };
  constexpr double limit = 30'000;
  EXPECT_LT(milliseconds(repeated("PHQ-9: 1 ", 400'000)), limit);
  EXPECT_LT(milliseconds(repeated("# a\n", 900'000)), limit);
  EXPECT_LT(milliseconds(repeated("Plan: b\n", 400'000)), limit);
  EXPECT_LT(milliseconds(repeated("x", 4'000'000)), limit);
  std::string lines, patients = "{\"resourceType\": \"Bundle\", \"entry\": [";
  for (int i = 0; i < 50'000; ++i) {
    const std::string id = std::to_string(i);
    lines += R"({"resourceType": "Procedure", "subject": {"reference": "Patient/)" + id + "\"}}\n";
    patients += (i == 0 ? "" : ",") +
                (R"({"fullUrl": "urn:uuid:)" + id +
                 R"(", "resource": {"resourceType": "Patient", "id": ")" + id + "\"}}");
  }
  EXPECT_LT(milliseconds(lines), limit);
  EXPECT_LT(milliseconds(patients + "]}"), limit);
  const std::string entry =
      "<entry><observation><code code='1' displayName='a'/><text><reference value='#t'/></text>"
      "</observation></entry>";
  EXPECT_LT(milliseconds(around_section("<section><text ID='t'>" + repeated("<p>word</p>", 90'000) +
                                        "</text>" + repeated(entry, 40'000) + "</section>")),
            limit);
}

TEST(Merge, KeepsAllPlacesOfWhatIsSaidTwice) {
  ClinicalRecord again = clinical_record("sample-ccdas/Patient-137.xml");
  for (RecordItem& item : again.items) item.sources[0].document = "again.xml";
  const ClinicalRecord once = clinical_record("sample-ccdas/Patient-137.xml");
  const ClinicalRecord whole = merge({once, again});
  EXPECT_EQ(count(whole, ItemKind::diagnosis), 5U);
  EXPECT_EQ(first(whole, ItemKind::diagnosis).sources.size(), 2U);
  EXPECT_EQ(whole.documents.size(), 2U);
  EXPECT_EQ(conflicts(whole), "");
}

TEST(Merge, ListsWhatIsActiveHereAndResolvedThere) {
  const auto condition = [](const char* document, const char* status) {
    return read_document(document, "",
                         R"({"resourceType": "Condition", "code": {"text": "Anxiety"},
                             "onsetDateTime": "2025-01-02", "clinicalStatus":
                             {"coding": [{"code": ")" +
                             std::string(status) + "\"}]}}");
  };
  const ClinicalRecord whole =
      merge({condition("a.json", "active"), condition("b.json", "resolved")});
  EXPECT_EQ(count(whole, ItemKind::diagnosis), 2U);
  EXPECT_EQ(conflicts(whole), "diagnosis \"Anxiety\" is active (a.json) and resolved (b.json)");
}

}  // namespace
}  // namespace authledger::test
