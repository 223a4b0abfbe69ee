// What the library under payers/ answers in a few places that people know by heart. That every
// document holds what payers/README.md promises: tests/library and `authledger check`.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "engine/store/payers_folder.hpp"

namespace authledger {
namespace {

const PolicyBook& payers() {
  static const PolicyBook book = [] {
    auto read = store::read_payers_folder(AUTHLEDGER_SOURCE_DIR "/payers");
    EXPECT_TRUE(read) << summary(read.error());
    return read ? std::move(*read) : PolicyBook{};
  }();
  return book;
}

TEST(Payers, ThatTheGuidesNameAreAllThere) {
  std::set<std::string> names;
  for (const Policy& policy : payers().documents) names.insert(policy.payer);
  for (const char* payer : {"aetna", "blue-cross-hcsc", "cigna-evernorth", "humana", "magellan",
                            "medicare", "missouri-commercial", "multiplan", "new-mexico-medicaid",
                            "sample-payer", "unitedhealthcare-optum"})
    EXPECT_TRUE(names.contains(payer)) << payer;
}

const Policy* in_force(PlanTerms coverage, const char* day) {
  return payers().in_force(coverage, *parse_date(day));
}

// The table of rule shapes in payers/README.md, by what it links to.
TEST(Payers, EveryShapeThatTheReadmeCallsModelledHasACaseThatShowsIt) {
  std::ifstream file(AUTHLEDGER_SOURCE_DIR "/payers/README.md");
  const std::regex row(R"(\| (R\d+) \|.*\| \[[^\]]+\]\(([^)]+)\) \|)");
  std::set<std::string> shown;
  for (std::string line; std::getline(file, line);) {
    std::smatch parts;
    if (!std::regex_match(line, parts, row)) continue;
    std::ifstream told(AUTHLEDGER_SOURCE_DIR "/payers/" + parts[2].str());
    ASSERT_TRUE(told) << line;
    const std::string text{std::istreambuf_iterator<char>(told), {}};
    const auto shapes = text.substr(text.find("\"shapes\""), 60);
    EXPECT_NE(shapes.find('"' + parts[1].str() + '"'), std::string::npos) << line;
    shown.insert(parts[1]);
  }
  EXPECT_GE(shown.size(), 34u);
}

TEST(Payers, AetnaAskedForAuthorizationUntilTheEndOf2018) {
  const PlanTerms aetna{"aetna", {}, "commercial", "IL"};
  EXPECT_EQ(in_force(aetna, "2018-12-31")->services[0].authorization, Requirement::required);
  EXPECT_EQ(in_force(aetna, "2019-01-01")->services[0].authorization, Requirement::none);
}

TEST(Payers, CignaDroppedAuthorizationInMay2022ExceptForPlansThatKeptIt) {
  const PlanTerms cigna{"cigna-evernorth", {}, {}, {}};
  const PlanTerms employer{"cigna-evernorth", "authorization-required", {}, {}};
  EXPECT_EQ(in_force(cigna, "2022-04-30")->services[0].authorization, Requirement::required);
  EXPECT_EQ(in_force(cigna, "2022-05-01")->services[0].authorization, Requirement::none);
  EXPECT_EQ(in_force(employer, "2022-05-01")->services[0].authorization, Requirement::required);
}

TEST(Payers, ANetworkKnowsNothingAboutAuthorization) {
  EXPECT_EQ(
      in_force({"multiplan", "any", "commercial", "TX"}, "2026-03-02")->services[0].authorization,
      Requirement::unknown);
}

TEST(Payers, IllinoisGives48HoursFrom2026ToInsuredPlansOnly) {
  const PlanTerms insured{"blue-cross-hcsc", "outpatient-management", "commercial", "IL",
                          "insured"};
  PlanTerms self_funded = insured;
  self_funded.funding = "self-funded";
  EXPECT_TRUE(in_force(insured, "2025-12-31")->allowances.empty());
  ASSERT_EQ(in_force(insured, "2026-01-01")->allowances.size(), 1u);
  EXPECT_EQ(in_force(insured, "2026-01-01")->allowances[0].hours, 48);
  EXPECT_TRUE(in_force(self_funded, "2026-01-01")->allowances.empty());
}

}  // namespace
}  // namespace authledger
