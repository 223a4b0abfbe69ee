// Endpoints and reminders that are each organization's own.
#include "server/own_files.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "tests/support/temporary_directory.hpp"

namespace authledger::server {
namespace {

class OwnFiles : public testing::Test {
 protected:
  OwnFiles() {
    for (const char* name : {"/files", "/drop", "/other"})
      std::filesystem::create_directory(folder.path() + name);
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(place + "/" + name) << text;
    chmod((place + "/" + name).c_str(), 0600);
  }
  std::string drop(const std::string& name, const std::string& directory) const {
    return R"({"endpoints": [{"name": ")" + name + R"(", "type": "file", "directory": ")" +
           folder.path() + directory + "\"}]}";
  }
  std::string faults() const {
    const auto read = read_own_endpoints(place, names);
    if (read) return "";
    std::string all;
    for (const Problem& it : read.error()) all += it.detail + "\n";
    return all;
  }

  test::TemporaryDirectory folder;
  const std::string place = folder.path() + "/files";
  const std::vector<std::string> names{"main", "bravo", "charlie"};
};

TEST_F(OwnFiles, OfAFolderAreEachOrganizationsOwn) {
  write("main.json", drop("fax", "/drop"));
  write("bravo.json", drop("fax", "/other"));
  const auto read = read_own_endpoints(place, names);
  ASSERT_TRUE(read) << summary(read.error());
  EXPECT_EQ(read->size(), 2u) << "charlie has none";
  EXPECT_EQ(read->at("main").all.at(0).directory, folder.path() + "/drop");
  EXPECT_EQ(read->at("bravo").all.at(0).directory, folder.path() + "/other");
  EXPECT_NE(read->at("main").digest, read->at("bravo").digest);
}

TEST_F(OwnFiles, OfASingleFileAreThoseOfTheMainOrganization) {
  write("any.json", drop("fax", "/drop"));
  const auto read = read_own_endpoints(place + "/any.json", names);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->size(), 1u);
  EXPECT_TRUE(read->contains("main"));
  EXPECT_TRUE(read_own_endpoints("", names)->empty());
  EXPECT_FALSE(read_own_endpoints(place + "/none.json", names));
}

TEST_F(OwnFiles, AreRefusedAsAWholeWithEveryFaultOfEveryFile) {
  write("main.json", drop("fax", "/drop"));
  write("bravo.json", "{}");
  write("delta.json", drop("fax", "/other"));
  const std::string said = faults();
  EXPECT_NE(said.find("bravo.json"), std::string::npos) << said;
  EXPECT_NE(said.find("none named delta"), std::string::npos) << said;
  EXPECT_EQ(said.find("main.json"), std::string::npos) << said;
}

TEST_F(OwnFiles, DoNotHaveTwoOrganizationsDropIntoOneFolder) {
  write("main.json", drop("fax", "/drop"));
  write("bravo.json", drop("fax", "/other/../drop"));
  EXPECT_NE(faults().find("is one of"), std::string::npos) << faults();
}

TEST_F(OwnFiles, OfRemindersAreReadAlike) {
  write("bravo.json", R"({"reminders": [{"thresholds": [{"units_left": 8}]}]})");
  const auto read = read_own_reminders(place, names);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("bravo").at(0).thresholds.at(0).units_left, 8);
  EXPECT_FALSE(read->contains("main"));
  write("main.json", R"({"reminders": [{"thresholds": [{}]}]})");
  EXPECT_FALSE(read_own_reminders(place, names));
}

}  // namespace
}  // namespace authledger::server
