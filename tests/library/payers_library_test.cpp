// The library under payers/ itself: nothing is at fault, and its README shows what is known of it.
#include <fstream>
#include <sstream>

#include "engine/library/check.hpp"
#include "engine/library/table.hpp"
#include "tests/library/library_files.hpp"

namespace authledger {
namespace {

TEST(PayersLibrary, HasNoFault) {
  std::size_t told = 0;
  const auto checked = library::check(test::library_files(test::source_folder / "payers"),
                                      [&](std::size_t done, std::size_t of) {
                                        EXPECT_LE(done, of);
                                        told = done;
                                      });
  for (const library::Fault& fault : checked.faults) ADD_FAILURE() << to_text(fault);
  EXPECT_GT(checked.documents, 30u);
  EXPECT_GT(checked.rules, checked.documents);
  EXPECT_EQ(told, checked.cases);
}

TEST(PayersLibrary, StandsInItsReadmeAsATable) {
  library::Faults faults;
  const auto table = library::table_of(
      library::read_library(test::library_files(test::source_folder / "payers"), faults));
  std::ostringstream readme;
  readme << std::ifstream(test::source_folder / "payers/README.md").rdbuf();
  const auto refreshed = library::with_table(readme.str(), library::as_markdown(table));
  ASSERT_TRUE(refreshed) << "the README has lost the two lines that mark the table";
  EXPECT_TRUE(*refreshed == readme.str())
      << "refresh it: authledger check payers --table --markdown --into payers/README.md";
}

}  // namespace
}  // namespace authledger
