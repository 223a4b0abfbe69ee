// A night that is killed at every tenth packet, once when it is built and once when it is written,
// and run again.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/store/data_directory.hpp"
#include "engine/store/packets.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/tools/made_up_episodes.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

constexpr int count = 60;  // more than one transaction

TEST(NightlyKilled, AtEveryTenthPacketAndRunAgainGivesTheSameBytesNoneTwiceNoneMissing) {
  const test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  const test::MadeUpEpisodes episodes(directory, count);
  ASSERT_TRUE(episodes.is_imported());
  const Instant as_of = *parse_instant("2026-11-14T12:00:00Z");
  fs::copy(directory + "/data", directory + "/fresh", fs::copy_options::recursive);
  const auto run = [&](const std::string& out, std::function<void(const NightProgress&)> watch) {
    std::ostringstream said;
    return nightly(episodes.paths(), {as_of, out, true, TimeOfDay{120}, 3, std::move(watch)}, said);
  };
  ASSERT_EQ(run(directory + "/undisturbed", {}), exit_done);
  const auto undisturbed = test::files_in(directory + "/undisturbed");
  ASSERT_EQ(undisturbed.size(), count * 4 + 6U) << "four files a packet, and the lists";

  for (const bool at_written : {false, true})
    for (std::size_t packets = 10; packets <= count; packets += 10) {
      SCOPED_TRACE(std::to_string(packets) + (at_written ? " written" : " built"));
      fs::remove_all(directory + "/data");
      fs::copy(directory + "/fresh", directory + "/data", fs::copy_options::recursive);
      const std::string out = directory + "/out";
      fs::remove_all(out);
      const pid_t child = fork();
      if (child == 0) {
        run(out, [&](const NightProgress& it) {
          if (it.is_packets && (at_written ? it.done : it.built) == packets)
            kill(getpid(), SIGKILL);
        });
        _exit(0);
      }
      int status = 0;
      waitpid(child, &status, 0);
      ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << status;
      ASSERT_FALSE(fs::exists(out + "/summary.json")) << "not before everything is written";
      ASSERT_EQ(run(out, {}), exit_done);
      ASSERT_EQ(test::files_in(out), undisturbed);
      const auto reader =
          store::DataDirectory::open_to_read(episodes.paths().data).connect_to_read();
      for (int i = 1; i <= count; ++i) {
        const auto versions = store::packets_of(*reader, "E" + test::MadeUpEpisodes::id(i));
        ASSERT_EQ(versions.size(), 1U) << i;
      }
    }
}

}  // namespace
}  // namespace authledger::tools
