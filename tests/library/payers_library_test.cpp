// The library under payers/ itself: nothing is at fault, and its README shows what is known of it.
#include <fstream>
#include <set>
#include <sstream>

#include "engine/library/check.hpp"
#include "engine/library/table.hpp"
#include "tests/library/library_files.hpp"
#include "tests/support/temporary_directory.hpp"

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

// A packet must be built anew when the criteria that it was held against change.
TEST(PayersLibrary, CarriesItsCriteriaAndTheirFingerprint) {
  const test::TemporaryDirectory temporary;
  const auto folder = std::filesystem::path(temporary.path()) / "payers";
  std::filesystem::copy(test::source_folder / "tests/library/broken/criteria-called-otherwise",
                        folder, std::filesystem::copy_options::recursive);
  const auto before = store::read_payers_folder(folder.string());
  ASSERT_TRUE(before) << summary(before.error());
  EXPECT_EQ(before->documents.size(), 1u);
  ASSERT_EQ(before->criteria.size(), 1u);
  EXPECT_EQ(before->criteria[0].applies_to.at(0).payer, "sample-payer");
  std::ofstream(folder / "criteria/sample-set.json", std::ios::app) << "\n";
  EXPECT_NE(store::read_payers_folder(folder.string())->fingerprint, before->fingerprint);
  std::ofstream(folder / "criteria/sample-set.json") << "{}";
  const auto broken = store::read_payers_folder(folder.string());
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error()[0].pointer, "criteria/sample-set.json");
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
