// `authledger check` as people run it: what it prints and how it ends.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/library/library_files.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

using test::parsed;

std::string library_called(const std::string& name) {
  return (test::source_folder / "tests/library/broken" / name).string();
}

TEST(CheckCommand, EndsWithZeroAndASummaryWhenNothingIsAtFault) {
  std::ostringstream out;
  EXPECT_EQ(check_payers(library_called("nothing-broken"), CheckOutput::text, out), exit_done);
  EXPECT_EQ(out.str(), "1 documents, 2 rules, 1 sources, 1 cases, 0 criteria sets, 0 faults\n");
}

TEST(CheckCommand, EndsWithOneAndALineForEachFault) {
  std::ostringstream out;
  EXPECT_EQ(check_payers(library_called("case-that-fails"), CheckOutput::text, out), exit_refused);
  EXPECT_EQ(out.str(),
            "sample-payer/cases/review.json#/expect/obligations/review:A1/due_at: expected "
            "\"2026-03-18T22:00:00Z\", came \"2026-03-17T22:00:00Z\" -- mend the rule, or what the "
            "case expects of it [case_fails]\n"
            "1 documents, 2 rules, 1 sources, 1 cases, 0 criteria sets, 1 faults\n");
}

TEST(CheckCommand, PrintsTheSameAsJson) {
  std::ostringstream out;
  EXPECT_EQ(check_payers(library_called("case-that-fails"), CheckOutput::json, out), exit_refused);
  const auto printed = parsed(out.str());
  EXPECT_EQ(printed["documents"], 1);
  EXPECT_EQ(printed["rules"], 2);
  EXPECT_EQ(printed["sources"], 1);
  EXPECT_EQ(printed["cases"], 1);
  EXPECT_EQ(printed["criteria_sets"], 0);
  ASSERT_EQ(printed["faults"].size(), 1u);
  EXPECT_EQ(printed["faults"][0]["code"], "case_fails");
  EXPECT_EQ(printed["faults"][0]["file"], "sample-payer/cases/review.json");
  EXPECT_EQ(printed["faults"][0]["pointer"], "/expect/obligations/review:A1/due_at");
}

TEST(CheckCommand, EndsWithTwoWhenThereIsNoFolder) {
  std::ostringstream out;
  EXPECT_EQ(check_payers(library_called("nowhere"), CheckOutput::text, out), exit_usage);
  EXPECT_EQ(print_payers_table(library_called("nowhere"), {}, out), exit_usage);
  EXPECT_EQ(out.str(), "");
}

TEST(CheckCommand, PutsTheTableBetweenTheMarkersOfAPage) {
  const test::TemporaryDirectory temporary;
  const std::string page = temporary.path() + "/README.md";
  std::ofstream(page) << "# Payers\n<!-- table: authledger check payers --table --markdown -->\n"
                         "<!-- end of table -->\n";
  std::ostringstream out;
  EXPECT_EQ(print_payers_table(library_called("nothing-broken"), {true, page}, out), exit_done);
  std::ostringstream content;
  content << std::ifstream(page).rdbuf();
  EXPECT_NE(content.str().find("| sample-payer | any coverage | 2026-01-01 to now | authorization "
                               "required, by the day, at least 3 hours a day; review 2 business "
                               "days before the end |  |  |  | 2 |"),
            std::string::npos)
      << content.str();
  std::ofstream(page) << "# Payers\n";
  EXPECT_EQ(print_payers_table(library_called("nothing-broken"), {true, page}, out), exit_usage);
}

TEST(CheckCommand, PrintsTheTable) {
  std::ostringstream text, markdown;
  EXPECT_EQ(print_payers_table(library_called("nothing-broken"), {}, text), exit_done);
  EXPECT_EQ(print_payers_table(library_called("nothing-broken"), {true, ""}, markdown), exit_done);
  EXPECT_EQ(text.str().substr(0, 5), "payer");
  EXPECT_EQ(markdown.str().substr(0, 8), "| payer ");
}

}  // namespace
}  // namespace authledger::tools
