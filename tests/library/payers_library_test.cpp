// The library under payers/ itself: nothing is at fault, and its README shows what is known of it.
#include <fstream>
#include <set>
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
  EXPECT_GE(checked.criteria, 6u);
}

// A payer without a set of its own must not stand without any.
TEST(PayersLibrary, HasGeneralCriteria) {
  library::Faults faults;
  const auto read =
      library::read_library(test::library_files(test::source_folder / "payers"), faults);
  CareTerms unheard_of;
  unheard_of.payer = "unheard-of";
  const auto chosen = criteria_for(read.book.criteria, unheard_of);
  ASSERT_EQ(chosen.size(), 1u);
  EXPECT_EQ(chosen[0].set->key, "iop-six");
  EXPECT_EQ(chosen[0].set->criteria.size(), 6u);
}

// The texts of ASAM, LOCUS and CALOCUS are copyrighted: their sets may name, not quote.
TEST(PayersLibrary, QuotesNoCopyrightedCriteria) {
  library::Faults faults;
  const auto read =
      library::read_library(test::library_files(test::source_folder / "payers"), faults);
  std::set<std::string> by_name;
  for (const CriteriaSet& set : read.book.criteria)
    if (set.names_only) by_name.insert(set.key);
  EXPECT_EQ(by_name,
            (std::set<std::string>{"asam-dimensions", "calocus-domains", "locus-domains"}));
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
