// Row F72: a night that is killed, in the service and as a command.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/store/nights.hpp"
#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

constexpr std::int64_t day = 86'400;

struct NightsKept {
  std::size_t begun = 0, done = 0, episodes = 0;
};

NightsKept nights_of(const std::string& data) {
  NightsKept kept;
  store::DataDirectory::open_to_read(data).connect_to_read()->run(
      "SELECT count(*), count(done_at), ifnull(sum(episodes), 0) FROM night", {},
      [&](const sql::Row& row) {
        kept = {static_cast<std::size_t>(row.integer(0)), static_cast<std::size_t>(row.integer(1)),
                static_cast<std::size_t>(row.integer(2))};
      });
  return kept;
}

// A ledger with so many open episodes, ready for its first night tomorrow.
void fill(const std::string& data, int episodes) {
  const auto daemon = serve(data);
  Client client(daemon->port());
  Told told;
  for (int i = 0; i < episodes; ++i) {
    const std::string id = "N" + std::to_string(i);
    ASSERT_TRUE(post(client, {admission(id), coverage(id), approval(id)}, told));
  }
  EXPECT_EQ(daemon->end(SIGTERM), 0);
}

void wait_for_the_night(const std::string& data) {
  for (int i = 0; i < 2'000 && nights_of(data).done == 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

TEST(NightOfTheService, GoesOnAfterAKillAtEachCommitAndIsDoneOnce) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory folder;
  fill(folder.path(), 35);
  Faults faults(folder.path());
  faults.shift_clock(2 * day);
  int kills = 0;
  for (; nights_of(folder.path()).done == 0 && kills < 20; ++kills) {
    const std::size_t before = nights_of(folder.path()).episodes;
    faults.arm(Operation::sync, {.file = File::wal, .action = Action::kill_after, .passes = 0});
    const auto daemon = serve(folder.path(), faults);
    if (daemon->wait() != -SIGKILL) break;
    EXPECT_LE(nights_of(folder.path()).episodes, before + 10) << "a step a commit";
  }
  EXPECT_GE(kills, 4);
  faults.disarm(Operation::sync);
  const auto daemon = serve(folder.path(), faults);
  wait_for_the_night(folder.path());
  EXPECT_EQ(daemon->end(SIGTERM), 0);
  const NightsKept kept = nights_of(folder.path());
  EXPECT_EQ(kept.begun, 1U);
  EXPECT_EQ(kept.done, 1U);
  EXPECT_EQ(kept.episodes, 35U);
  EXPECT_EQ(verify(folder.path()).code, 0);
}

std::map<std::string, std::string> files_below(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    files[std::filesystem::relative(entry.path(), directory).string()] = content.str();
  }
  return files;
}

Ended nightly(const std::string& data, const std::string& out, const std::string& as_of) {
  return authledger(
      {"nightly", "--data", data, "--payers", invented_payers(), "--out", out, "--as-of", as_of});
}

// Within the window of each episode's review, so that there are packets.
TEST(NightOfTheCommand, ThatWasKilledAnywhereGivesTheSameBytesWhenItRunsAgain) {
  SKIP_WITHOUT_SHIM();
  TemporaryDirectory original;
  fill(original.path(), 130);
  const std::string as_of = "2099-01-01T00:00:00Z";
  const auto copy_to = [&](const std::string& folder) {
    std::filesystem::copy(original.path(), folder, std::filesystem::copy_options::recursive);
  };
  TemporaryDirectory work;
  copy_to(work.path() + "/whole");
  ASSERT_EQ(nightly(work.path() + "/whole", work.path() + "/wanted", as_of).code, 0);
  const auto wanted = files_below(work.path() + "/wanted");
  EXPECT_GT(wanted.size(), 130U * 2) << "a packet an episode";
  int kills = 0;
  for (std::int64_t passes = 0; passes < 20'000; passes += 509) {
    const std::string data = work.path() + "/" + std::to_string(passes);
    const std::string out = data + "-out";
    copy_to(data);
    Faults faults(data);
    faults.arm(Operation::write, {.action = Action::kill_before, .passes = passes});
    bool is_killed = false;
    {
      const Preloaded shim(faults);
      is_killed = nightly(data, out, as_of).code != 0;
    }
    if (!is_killed) break;
    ++kills;
    if (nights_of(data).done > 0) {
      EXPECT_EQ(files_below(out), wanted) << "not before everything is written";
    }
    EXPECT_EQ(nightly(data, out, as_of).code, 0);
    EXPECT_EQ(files_below(out), wanted) << passes;
    EXPECT_EQ(nights_of(data).done, 1U);
    EXPECT_EQ(verify(data).code, 0);
  }
  EXPECT_GE(kills, 3);
}

}  // namespace
}  // namespace authledger::test
