// Who can reach the files of a ledger: found when others can, and no ledger is written to then.
#include "engine/store/file_modes.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engine/store/data_directory.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

class FileModes : public testing::Test {
 protected:
  FileModes() { DataDirectory::open_to_write(data); }

  std::string why_refused() const {
    try {
      DataDirectory::open_to_write(data);
      return "";
    } catch (const sql::Error& error) {
      return error.what();
    }
  }
  void expect_refused_for(const std::string& path) const {
    EXPECT_EQ(open_to_others(data).size(), 1u);
    EXPECT_TRUE(why_refused().starts_with(path + " can be reached by others")) << why_refused();
  }

  test::TemporaryDirectory folder;
  const std::string data = folder.path() + "/data";
};

TEST_F(FileModes, OfALedgerAreForItsOwnerWhateverTheUmaskIs) {
  const mode_t before = umask(0);
  const std::string other = folder.path() + "/other";
  {
    auto ledger = DataDirectory::open_to_write(other);
    const auto reader = ledger.connect_to_read();
    EXPECT_EQ(open_to_others(other), std::vector<std::string>{});
    EXPECT_GE(std::distance(fs::directory_iterator(other), fs::directory_iterator()), 4);
  }
  umask(before);
  EXPECT_EQ(why_refused(), "");
}

TEST_F(FileModes, ThatLetOthersInAreRefusedAndMendedAsItSays) {
  const std::pair<std::string, int> open[] = {{"", 0750},           {"", 0701},
                                              {"/ledger.db", 0640}, {"/ledger.db", 0604},
                                              {"/anchor", 0620},    {"/writer.lock", 0666}};
  for (const auto& [file, mode] : open) {
    chmod((data + file).c_str(), static_cast<mode_t>(mode));
    expect_refused_for(data + file);
    const std::string why = why_refused();
    const std::string advice = why.substr(why.find("chown"));
    EXPECT_EQ(std::system(advice.c_str()), 0) << advice;
    EXPECT_EQ(why_refused(), "") << file;
  }
}

TEST_F(FileModes, AreLookedAtInFoldersAndOfFilesOfNobodyKnows) {
  fs::create_directories(data + "/organizations/north");
  fs::permissions(data + "/organizations", fs::perms::owner_all);
  fs::permissions(data + "/organizations/north", fs::perms::owner_all);
  EXPECT_EQ(why_refused(), "");
  std::ofstream(data + "/organizations/north/export.csv") << "Invented.";
  chmod((data + "/organizations/north/export.csv").c_str(), 0644);
  expect_refused_for(data + "/organizations/north/export.csv");
}

TEST_F(FileModes, OfAnotherUsersFilesAreRefused) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_EQ(chown((data + "/anchor").c_str(), 65'534, 65'534), 0);
  EXPECT_EQ(why_refused().find(data + "/anchor belongs to another user"), 0u) << why_refused();
  ASSERT_EQ(chown((data + "/anchor").c_str(), 0, 0), 0);
  ASSERT_EQ(chown(data.c_str(), 65'534, 65'534), 0);
  EXPECT_NE(why_refused().find("than this process runs as"), std::string::npos) << why_refused();
}

TEST_F(FileModes, OfNothingAreWell) {
  EXPECT_EQ(open_to_others(data + "/nowhere"), std::vector<std::string>{});
}

}  // namespace
}  // namespace authledger::store
