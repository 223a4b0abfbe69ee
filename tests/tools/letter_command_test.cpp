// The command letter over the sample clinic: a denial, told word for word, and what it refuses.
#include <gtest/gtest.h>

#include <sstream>

#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

const std::string source = AUTHLEDGER_SOURCE_DIR;
Instant the_morning() {
  return *parse_instant("2026-03-18T09:00:00-05:00");
}

class Letter : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    temporary = std::make_unique<test::TemporaryDirectory>();
    std::ostringstream ignored;
    ASSERT_EQ(write_sample_clinic(source + "/tools/sample/clinic.json", *parse_date("2026-03-18"),
                                  temporary->path() + "/clinic", ignored),
              exit_done);
    ASSERT_EQ(
        import_file(paths(), temporary->path() + "/clinic/clinic.ndjson", the_morning(), ignored),
        exit_done);
  }
  static void TearDownTestSuite() { temporary.reset(); }
  static StorePaths paths() { return {temporary->path() + "/data", source + "/payers"}; }

  int run(const LetterWanted& wanted) {
    out.str("");
    errors.str("");
    return print_letter(paths(), wanted, the_morning(), the_morning(), out, errors);
  }

  static inline std::unique_ptr<test::TemporaryDirectory> temporary;
  std::ostringstream out, errors;
};

TEST_F(Letter, AsksForAPeerToPeerConversationAboutYesterdaysDenial) {
  ASSERT_EQ(run({"peer-to-peer", "m13-e1", "", "text"}), exit_done) << errors.str();
  EXPECT_EQ(errors.str(), "") << "there is a consent";
  EXPECT_EQ(out.str(), R"(@)");
}

TEST_F(Letter, OfAnAppealSaysThatTheSamplePayerHasNoClockForIt) {
  ASSERT_EQ(run({"appeal", "m13-e1", "A2", "text"}), exit_done) << errors.str();
  for (const char* part :
       {"Appeal of a denial\n",
        "The payer's reason: Criteria for this level of care are not met; a step down to "
        "outpatient care is proposed.\n",
        "Due by: __________ [unknown: no source on file says how long an appeal may be made;",
        "Also: peer-to-peer: 2026-03-18 15:00 America/Chicago (today, 6 hours left)\n"})
    EXPECT_NE(out.str().find(part), std::string::npos) << part << " in\n" << out.str();
}

TEST_F(Letter, OfADischargeTellsThatTheUnitsDidNotReach) {
  ASSERT_EQ(run({"discharge", "m27-e1", "", "text"}), exit_done) << errors.str();
  for (const char* part :
       {"Notice of discharge\n", "Reason: step-down to outpatient care\n",
        "12 days approved, 12 used, 0 remaining\n", "Not covered: 3 units, units exhausted: ",
        "Grade of the source: invented: made up as an example\n", ": done 20"})
    EXPECT_NE(out.str().find(part), std::string::npos) << part << " in\n" << out.str();
}

TEST_F(Letter, IsAPageOrJsonToo) {
  ASSERT_EQ(run({"appeal", "m13-e1", "", "html"}), exit_done);
  EXPECT_TRUE(out.str().starts_with("<!doctype html>")) << out.str().substr(0, 80);
  ASSERT_EQ(run({"appeal", "m13-e1", "", "json"}), exit_done);
  EXPECT_NE(out.str().find("\"clock\": null"), std::string::npos) << out.str();
}

TEST_F(Letter, RefusesWhatThereIsNothingToWriteAboutAndSaysWhatThereIs) {
  EXPECT_EQ(run({"discharge", "m13-e1", "", "text"}), exit_refused);
  EXPECT_NE(errors.str().find("peer-to-peer --authorization A2, due by 2026-03-18 15:00"),
            std::string::npos)
      << errors.str();
  EXPECT_EQ(run({"appeal", "m01-e1", "", "text"}), exit_refused);
  EXPECT_NE(errors.str().find("it has none"), std::string::npos) << errors.str();
  EXPECT_EQ(run({"appeal", "nobody", "", "text"}), exit_refused);
  EXPECT_EQ(run({"farewell", "m13-e1", "", "text"}), exit_usage);
  EXPECT_EQ(run({"appeal", "m13-e1", "", "pdf"}), exit_usage);
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace authledger::tools
