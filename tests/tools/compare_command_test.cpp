// The command compare over the sample clinic: a draft in a copy of the policies, two moments, what
// is refused.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/json_tree.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/restate.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

const std::string source = AUTHLEDGER_SOURCE_DIR;
Instant the_night() {
  return *parse_instant("2026-03-18T22:00:00-07:00");
}

class CompareStore : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temporary = std::make_unique<test::TemporaryDirectory>();
    std::ostringstream ignored;
    ASSERT_EQ(write_sample_clinic(source + "/tools/sample/clinic.json", *parse_date("2026-03-18"),
                                  temporary->path() + "/clinic", ignored),
              exit_done);
    ASSERT_EQ(
        import_file(paths(), temporary->path() + "/clinic/clinic.ndjson", the_night(), ignored),
        exit_done);
    fs::copy(source + "/payers", draft(), fs::copy_options::recursive);
    replace_in_draft("\"minimum_minutes\": 180", "\"minimum_minutes\": 200");
  }
  static void TearDownTestSuite() { temporary.reset(); }

  static StorePaths paths() { return {temporary->path() + "/data", source + "/payers"}; }
  static std::string draft() { return temporary->path() + "/draft"; }
  static std::string draft_file() { return draft() + "/sample-payer/2020-01-01.json"; }

  static std::string read(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
  }
  static void replace_in_draft(const std::string& what, const std::string& with) {
    std::string text = read(draft_file());
    const auto at = text.find(what);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, what.size(), with);
    std::ofstream(draft_file()) << text;
  }

  int run(const CompareOptions& options) {
    out.str("");
    return compare_store(paths(), options, out);
  }
  static CompareOptions with_draft() {
    return {.with_payers = draft(), .at = the_night(), .with_at = the_night(), .episode = ""};
  }

  static inline std::unique_ptr<test::TemporaryDirectory> temporary;
  std::ostringstream out;
};

TEST_F(CompareStore, ADraftShowsWhoLosesCover) {
  EXPECT_EQ(run(with_draft()), exit_done);
  EXPECT_NE(out.str().find("m08-e1, Caroline Richard Helberg (m08)"), std::string::npos);
  EXPECT_NE(out.str().find("flags"), std::string::npos);
  EXPECT_NE(out.str().find("44 episodes compared"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("m16-e1"), std::string::npos) << "another payer's member";
}

TEST_F(CompareStore, TheExitCodeTellsOnlyWhenAsked) {
  CompareOptions options = with_draft();
  options.tells_by_exit_code = true;
  EXPECT_EQ(run(options), exit_refused);
  options.with_payers = "";
  EXPECT_EQ(run(options), exit_done);
  EXPECT_NE(out.str().find("0 changed"), std::string::npos);
}

TEST_F(CompareStore, JsonHasTheSameChangesAndAddsUp) {
  CompareOptions options = with_draft();
  options.as_json = true;
  EXPECT_EQ(run(options), exit_done);
  JsonReader reader;
  const auto tree = reader.read(out.str(), file_limits);
  ASSERT_TRUE(tree) << out.str();
  std::int64_t lost = 0, episodes = 0;
  for (const JsonNode episode : tree->root().find("episodes")->children()) {
    ++episodes;
    lost += std::stoll(std::string(episode.find("summary")->find("cover_lost")->excerpt()));
    const auto changes = episode.find("changes")->children();
    EXPECT_TRUE(changes.begin() != changes.end());
  }
  const auto summary = *tree->root().find("summary");
  EXPECT_EQ(std::to_string(lost), summary.find("cover_lost")->excerpt());
  EXPECT_EQ(std::to_string(episodes), summary.find("changed")->excerpt());
  EXPECT_GT(lost, 0);
}

TEST_F(CompareStore, TwoMomentsOfOneEpisode) {
  CompareOptions options{.with_payers = "",
                         .at = *parse_instant("2026-03-13T12:00:00-05:00"),
                         .with_at = the_night(),
                         .episode = "m08-e1"};
  EXPECT_EQ(run(options), exit_done);
  EXPECT_NE(out.str().find("attended, 1 charged, 1 covered"), std::string::npos) << out.str();
  EXPECT_NE(out.str().find("1 episode compared: 1 changed (1 member)"), std::string::npos);
}

TEST_F(CompareStore, AnUnknownEpisodeOrABrokenDraftIsRefused) {
  CompareOptions options = with_draft();
  options.episode = "nobody";
  EXPECT_EQ(run(options), exit_refused);
  const std::string whole = read(draft_file());
  replace_in_draft("\"time_zone\": \"America/Chicago\"", "\"time_zone\": \"America/Nowhere\"");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run(with_draft()), exit_usage);
  const std::string said = testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("sample-payer/2020-01-01.json#/time_zone: "), std::string::npos) << said;
  std::ofstream(draft_file()) << whole;
}

TEST_F(CompareStore, OnlyReadsAndWorksBesideAWriter) {
  const auto service = store::DataDirectory::open_to_write(paths().data);
  const auto reader = service.connect_to_read();
  const auto rows = store::derived_rows(*reader, "m08-e1");
  EXPECT_EQ(run(with_draft()), exit_done);
  EXPECT_EQ(store::derived_rows(*reader, "m08-e1"), rows);
}

}  // namespace
}  // namespace authledger::tools
