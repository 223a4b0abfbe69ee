// The command explain over the sample clinic and over a scenario: exit codes, keys, line widths.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"
#include "tools/reading.hpp"

namespace authledger::tools {
namespace {

const std::string source = AUTHLEDGER_SOURCE_DIR;
Instant the_night() {
  return *parse_instant("2026-03-18T22:00:00-07:00");
}

class Explain : public testing::Test {
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
  }
  static void TearDownTestSuite() { temporary.reset(); }
  static StorePaths paths() { return {temporary->path() + "/data", source + "/payers"}; }

  int run(const std::string& episode, const std::string& key) {
    out.str("");
    errors.str("");
    return explain_episode(paths(), episode, key, the_night(), out, errors);
  }

  static inline std::unique_ptr<test::TemporaryDirectory> temporary;
  std::ostringstream out, errors;
};

TEST_F(Explain, IsEnteredInTheAuditTrailWithTheMemberWhomItConcerns) {
  for (const char* episode : {"m01-e1", "Somebody's name"})
    enter_reading(paths().data, the_night(), {"authledger explain", "read", "episode", episode});
  enter_reading(temporary->path() + "/nothing", the_night(),
                {"authledger verify", "read", "ledger"});
  store::DataDirectory::open_to_write(paths().data);
  std::ostringstream report;
  EXPECT_EQ(report_audit(paths().data, {.action = "read"}, AuditOutput::csv, report), exit_done);
  const std::string text = report.str();
  EXPECT_NE(text.find("authledger explain,episode,m01-e1,m01"), std::string::npos) << text;
  EXPECT_NE(text.find("not_found"), std::string::npos) << text;
  EXPECT_EQ(text.find("Somebody"), std::string::npos) << text;
}

TEST_F(Explain, TellsEveryEpisodeOfTheClinicWithoutContradictingItself) {
  const auto data = store::DataDirectory::open_to_read(paths().data);
  const auto episodes = store::episode_ids(*data.connect_to_read());
  ASSERT_GT(episodes.size(), 40u);
  for (const std::string& episode : episodes) {
    EXPECT_EQ(run(episode, ""), exit_done) << episode << errors.str();
    EXPECT_EQ(out.str().find("at fault"), std::string::npos) << out.str();
  }
}

TEST_F(Explain, StaysWithinTheWidthOfAPage) {
  ASSERT_EQ(run("m08-e1", ""), exit_done);
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) {
    const bool is_one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
    EXPECT_TRUE(is_one_word || line.size() <= 104) << line;  // an ellipsis has three bytes
    EXPECT_EQ(line.find(".."), std::string::npos) << line;
  }
}

TEST_F(Explain, AnswersOneKey) {
  ASSERT_EQ(run("m08-e1", "remaining"), exit_done);
  EXPECT_NE(out.str().find("18 - 16 used = 2 day units"), std::string::npos) << out.str();
  EXPECT_EQ(out.str().find("review:A1"), std::string::npos);
}

TEST_F(Explain, AnUnknownKeyListsThoseThatThereAre) {
  EXPECT_EQ(run("m08-e1", "review:A9"), exit_refused);
  EXPECT_EQ(out.str(), "");
  EXPECT_NE(errors.str().find("there is no \"review:A9\""), std::string::npos);
  for (const char* key : {"remaining", "covered_through", "review:A1", "    A1\n", "    s01\n"})
    EXPECT_NE(errors.str().find(key), std::string::npos) << key;
}

TEST_F(Explain, AnUnknownEpisodeIsRefused) {
  EXPECT_EQ(run("nobody", ""), exit_refused);
  EXPECT_NE(errors.str().find("there is no episode \"nobody\""), std::string::npos);
}

TEST_F(Explain, WorksBesideARunningWriter) {
  const auto service = store::DataDirectory::open_to_write(paths().data);
  EXPECT_EQ(run("m08-e1", "remaining"), exit_done);
}

TEST(ExplainScenario, TakesTheScenariosOwnInstantUnlessAnotherIsNamed) {
  const std::string scenario = R"({"as_of": "2026-03-04T12:00:00-06:00",
    "facility": {"id": "F1", "time_zone": "America/Chicago", "closed": []}, "policies": [],
    "log": [{"seq": 1, "recorded_at": "2026-03-02T08:00:00-06:00", "type": "episode.admitted",
             "episode": "E1", "date": "2026-03-02", "level_of_care": "iop"}]})";
  std::ostringstream out, errors;
  std::istringstream first(scenario), second(scenario), broken("{");
  EXPECT_EQ(explain_scenario(first, "", std::nullopt, out, errors), exit_done) << errors.str();
  EXPECT_NE(out.str().find("Episode E1, as of 2026-03-04 12:00"), std::string::npos) << out.str();
  out.str("");
  EXPECT_EQ(explain_scenario(second, "remaining", parse_instant("2026-03-09T12:00:00-05:00"), out,
                             errors),
            exit_done);
  EXPECT_NE(out.str().find("as of 2026-03-09 12:00"), std::string::npos) << out.str();
  EXPECT_EQ(explain_scenario(broken, "", std::nullopt, out, errors), exit_refused);
  EXPECT_NE(errors.str().find("the scenario is refused"), std::string::npos);
}

}  // namespace
}  // namespace authledger::tools
