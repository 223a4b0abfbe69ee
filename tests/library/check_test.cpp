// What the broken libraries do not show: where a check must keep silent, and the finer shapes of
// what it tells.
#include "engine/library/check.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "tests/library/library_files.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::library {
namespace {

using test::Json;
using test::parsed;

using Lines = std::vector<std::string>;

const std::string sound_document = "sample-payer/2026-01-01.json";
const std::string sound_case = "sample-payer/cases/review.json";

// The library without a fault, to be changed.
class Files {
 public:
  Files() {
    for (const TextFile& file :
         test::library_files(test::source_folder / "tests/library/broken/nothing-broken"))
      texts_[file.path] = parsed(file.text.value_or("{}"));
  }
  Json& operator[](const std::string& path) { return texts_[path]; }

  // A further version of the document, and its rules in the case.
  Json& add_version(const std::string& version, const std::string& from, const Json& to) {
    Json& document = texts_["sample-payer/" + version + ".json"];
    document = texts_.at(sound_document);
    document["version"] = version;
    document["effective"] = {{"from", from}, {"to", to}};
    for (const char* rule : {"/intensive-outpatient", "/before-end"})
      texts_[sound_case]["rules"].push_back(version + rule);
    return document;
  }

  Faults faults() const {
    std::vector<TextFile> files;
    for (const auto& [path, content] : texts_) files.push_back({path, content.dump()});
    return check(files, [](std::size_t, std::size_t) {}).faults;
  }
  // "file/pointer [code]" of each.
  Lines codes() const {
    Lines lines;
    for (const Fault& fault : faults())
      lines.push_back(fault.file + fault.pointer + " " + std::string(word(fault.kind)));
    return lines;
  }

 private:
  std::map<std::string, Json> texts_;
};

Json service(const std::string& key, const Json& ages) {
  Json rule{{"key", key}, {"codes", {"S9480"}}, {"unit", "day"}, {"source", "S1"}};
  if (!ages.is_null()) rule["ages"] = ages;
  return rule;
}

// The codes of a document with these services, the cases aside.
Lines codes_of_services(const Json& services) {
  Files files;
  files[sound_document]["services"] = services;
  Lines codes;
  for (const std::string& line : files.codes())
    if (line.find("/services/") != line.npos && line.find("_case") == line.npos)
      codes.push_back(line.substr(line.find("/services/")));
  return codes;
}

TEST(CheckServices, TakesRulesForAgesThatLeaveSomebody) {
  EXPECT_EQ(codes_of_services({service("a", {{"from", 18}}), service("b", {{"to", 17}})}), Lines{});
  EXPECT_EQ(codes_of_services(
                {service("a", {{"from", 18}}), service("b", {{"to", 17}}), service("c", nullptr)}),
            Lines{})
      << "somebody may have no birth date";
  EXPECT_EQ(codes_of_services(
                {service("a", {{"from", 18}, {"on", "admission"}}), service("b", {{"from", 18}})}),
            Lines{})
      << "who was 17 at admission may be 18 now";
}

TEST(CheckServices, TellsOfRulesWhoseAgesAreAllTaken) {
  EXPECT_EQ(codes_of_services({service("a", {{"from", 18}}), service("b", {{"to", 17}}),
                               service("c", {{"from", 13}, {"to", 21}})}),
            Lines{"/services/2 service_never_fits"});
  Json other_code = service("b", nullptr);
  other_code["codes"] = {"S9480", "H0015"};
  EXPECT_EQ(codes_of_services({service("a", nullptr), other_code}), Lines{});
}

TEST(CheckReviews, KnowWhichOfTwoIsAlwaysEarlier) {
  const auto codes = [](const Json& one, const Json& other) {
    Files files;
    Json& reviews = files[sound_document]["reviews"];
    reviews = Json::array({one, other});
    reviews[0].update({{"key", "before-end"}, {"source", "S1"}});
    reviews[1].update({{"key", "other"}, {"source", "S1"}});
    std::string text;
    for (const std::string& line : files.codes())
      if (line.ends_with("review_never_wins")) text += line.substr(line.find("/reviews"), 10);
    return text;
  };
  EXPECT_EQ(codes({{"after", "start"}, {"days", 14}}, {{"after", "start"}, {"days", 7}}),
            "/reviews/0");
  EXPECT_EQ(codes({{"units_left", 2}}, {{"units_left", 4}}), "/reviews/0");
  EXPECT_EQ(codes({{"units_used", 2}}, {{"units_used", 4}}), "/reviews/1");
  EXPECT_EQ(codes({{"before", "end"}, {"days", 2}}, {{"before", "end"}, {"days", 2}}),
            "/reviews/1");
  EXPECT_EQ(codes({{"before", "end"}, {"days", 2}}, {{"before", "end"}, {"business_days", 2}}), "");
  EXPECT_EQ(codes({{"before", "end"}, {"days", 2}}, {{"before", "exhaustion"}, {"days", 3}}), "");
}

TEST(CheckVersions, MayFollowEachOtherOrHaveAnotherScope) {
  Files files;
  files[sound_document]["effective"]["to"] = "2026-06-30";
  files.add_version("2026-07-01", "2026-07-01", nullptr);
  files.add_version("2026-01-01-plan", "2026-01-01", nullptr)["applies_to"] = {{"plan", "p"}};
  files.add_version("2026-01-01-out", "2026-01-01", nullptr)["applies_to"] = {{"network", "out"}};
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckVersions, NamesTheDaysOfAGapAndOfAnOverlap) {
  Files gap;
  gap[sound_document]["effective"]["to"] = "2026-06-29";
  gap.add_version("2026-07-01", "2026-07-01", nullptr);
  ASSERT_EQ(gap.faults().size(), 1u);
  EXPECT_NE(gap.faults()[0].message.find("on 2026-06-30 (1 day)"), std::string::npos);

  Files overlap;
  overlap.add_version("2026-07-01", "2026-07-01", nullptr);
  ASSERT_EQ(overlap.codes(), Lines{sound_document + "/effective/to overlap"});
  EXPECT_NE(overlap.faults()[0].message.find("from 2026-07-01 on"), std::string::npos);
}

TEST(CheckVersions, SeesAnOverlapBehindAShorterVersion) {
  Files files;  // the first is open
  files.add_version("2026-03-01", "2026-03-01", "2026-03-31");
  files.add_version("2026-07-01", "2026-07-01", nullptr);
  EXPECT_EQ(files.codes(), (Lines{sound_document + "/effective/to overlap",
                                  sound_document + "/effective/to overlap"}));
}

TEST(CheckSources, MayBeNamedInANoteInstead) {
  Files files;
  Json& document = files[sound_document];
  document["sources"].push_back(document["sources"][0]);
  document["sources"][1]["key"] = "S2";
  document["note"] = "About S21 and XS2.";
  EXPECT_EQ(files.codes(), Lines{sound_document + "/sources/1 source_unused"});
  document["note"] = "Fax numbers (S2).";
  EXPECT_EQ(files.codes(), Lines{});
  document.erase("note");
  document["unknown"][0]["note"] = "S2 only hints at it.";
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckSources, MayBeDatedToTheMonthOrTheYear) {
  const auto codes = [](const char* date) {
    Files files;
    files[sound_document]["sources"][0]["date"] = date;
    return files.codes().size();
  };
  for (const char* date : {"2026-02-28", "2026-02", "2026", "undated"}) EXPECT_EQ(codes(date), 0u);
  for (const char* date : {"2026-02-30", "2026-13", "26", "20-26", "unknown", "2026/02/28"})
    EXPECT_EQ(codes(date), 1u) << date;
}

TEST(CheckTopics, AUnitMayBeUnknownAlthoughARuleMustNameOne) {
  Files files;
  files[sound_document]["unknown"].push_back({{"about", "unit"}});
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckTopics, OfSeveralServicesTheAuthorizationOfSomeMayBeUnknown) {
  Files files;
  Json& document = files[sound_document];
  document["unknown"].push_back({{"about", "authorization"}});
  EXPECT_EQ(files.codes(), Lines{sound_document + "/unknown/4 topic_contradicted"});
  document["services"].push_back(service("other", nullptr));
  document["services"][1]["codes"] = {"H0015"};
  document["services"][1]["authorization"] = "unknown";
  files[sound_case]["rules"].push_back("2026-01-01/other");
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckTopics, AreOnlyAskedOfThePayersOwnDocument) {
  Files files;
  Json& law = files.add_version("2026-01-01-law", "2026-01-01", nullptr);
  law.update({{"layer", "law"}, {"unknown", Json::array()}, {"applies_to", {{"state", "IL"}}}});
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckContracts, MayStandInAFolderOfTheFacility) {
  Files files;
  Json contract = files[sound_document];
  contract.update({{"layer", "contract"},
                   {"removes", {"before-end"}},
                   {"version", "2026-01-01-ours"},
                   {"unknown", Json::array()}});
  contract["reviews"][0]["key"] = "ours";
  files["our-contracts/2026-01-01-ours.json"] = contract;
  Json its_case = files[sound_case];
  its_case["rules"] = {"2026-01-01-ours/intensive-outpatient", "2026-01-01-ours/ours"};
  its_case["coverage"]["payer"] = "sample-payer";
  files["our-contracts/cases/review.json"] = its_case;
  EXPECT_EQ(files.codes(), Lines{});
}

TEST(CheckCases, AreNotJudgedBesideADocumentThatDoesNotDecode) {
  Files files;
  files[sound_document].erase("time_zone");
  EXPECT_EQ(files.codes(), Lines{sound_document + " does_not_decode"});
}

TEST(Check, TellsItsFaultsInTheOrderOfTheFiles) {
  Files files;
  files[sound_case]["rules"].push_back("2026-01-01/nothing");
  files[sound_document]["sources"][0]["date"] = "spring";
  files[sound_document]["payer"] = "sample-other";
  files[sound_case]["coverage"]["payer"] = "sample-other";
  EXPECT_EQ(files.codes(), (Lines{sound_document + "/payer payer_is_not_folder",
                                  sound_document + "/sources/0/date source_date",
                                  sound_case + "/rules/2 case_names_no_rule"}));
}

TEST(LibraryFolder, HasDocumentsCasesAndCriteria) {
  const test::TemporaryDirectory temporary;
  for (const char* folder : {"/b/cases", "/a", "/b/criteria"})
    std::filesystem::create_directories(temporary.path() + folder);
  for (const char* file : {"/b/1.json", "/b/cases/c.json", "/b/criteria/d.json", "/a/2.json",
                           "/a/notes.txt", "/b/cases/picture.png"})
    std::ofstream(temporary.path() + file) << file;
  Lines read;
  for (const TextFile& file : test::library_files(temporary.path()))
    read.push_back(file.path + " = " + file.text.value_or("unread"));
  EXPECT_EQ(read,
            (Lines{"a/2.json = /a/2.json", "b/1.json = /b/1.json",
                   "b/cases/c.json = /b/cases/c.json", "b/criteria/d.json = /b/criteria/d.json"}));
}

}  // namespace
}  // namespace authledger::library
