// Holds every document in payers/ against its own promises: it decodes, every rule cites a source
// that is there, and no day has two documents of the same payer and the same applies_to.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "engine/json/policy_codec.hpp"

namespace authledger {
namespace {

namespace fs = std::filesystem;

struct Document {
  fs::path path;
  Policy policy;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> paths() {
  std::vector<fs::path> found;
  const fs::path root = fs::path(AUTHLEDGER_SOURCE_DIR) / "payers";
  for (const auto& folder : fs::directory_iterator(root)) {
    if (!folder.is_directory()) continue;
    for (const auto& file : fs::directory_iterator(folder))
      if (file.path().extension() == ".json") found.push_back(file.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

const std::vector<Document>& documents() {
  static const std::vector<Document> all = [] {
    std::vector<Document> read;
    for (const fs::path& path : paths()) {
      auto policy = json::read_policy_text(text_of(path));
      EXPECT_TRUE(policy) << path << ": " << (policy ? "" : summary(policy.error()));
      if (policy) read.push_back({path, std::move(*policy)});
    }
    return read;
  }();
  return all;
}

std::vector<RuleName> rules_of(const Policy& policy) {
  std::vector<RuleName> names;
  for (const auto& rule : policy.services) names.push_back(rule.name);
  for (const auto& rule : policy.allowances) names.push_back(rule.name);
  for (const auto& rule : policy.reviews) names.push_back(rule.name);
  for (const auto& rule : policy.missed_sessions) names.push_back(rule.name);
  for (const auto& rule : policy.duties) names.push_back(rule.name);
  if (policy.prior_authorization) names.push_back(policy.prior_authorization->name);
  return names;
}

bool same_scope(const Policy& one, const Policy& other) {
  return one.payer == other.payer && one.plan == other.plan &&
         one.line_of_business == other.line_of_business && one.state == other.state;
}

bool overlap(const Policy& one, const Policy& other) {
  return (!one.to || other.from <= *one.to) && (!other.to || one.from <= *other.to);
}

TEST(Payers, EveryDocumentDecodes) {
  EXPECT_EQ(documents().size(), paths().size());
  EXPECT_FALSE(documents().empty());
}

TEST(Payers, ThePayersThatTheGuidesNameAreAllThere) {
  std::set<std::string> payers;
  for (const Document& it : documents()) payers.insert(it.policy.payer);
  for (const char* payer : {"aetna", "blue-cross-hcsc", "cigna-evernorth", "humana", "magellan",
                            "medicare", "missouri-commercial", "multiplan", "new-mexico-medicaid",
                            "sample-payer", "unitedhealthcare-optum"})
    EXPECT_TRUE(payers.contains(payer)) << payer;
}

TEST(Payers, ThePayerIsTheNameOfItsFolder) {
  for (const Document& it : documents())
    EXPECT_EQ(it.policy.payer, it.path.parent_path().filename().string()) << it.path;
}

TEST(Payers, TheVersionIsTheNameOfTheFileAndBeginsWithItsFirstDay) {
  for (const Document& it : documents()) {
    EXPECT_EQ(it.policy.version, it.path.stem().string()) << it.path;
    EXPECT_TRUE(it.policy.version.starts_with(to_text(it.policy.from))) << it.path;
  }
}

TEST(Payers, EveryRuleCitesASourceOfItsDocument) {
  for (const Document& it : documents())
    for (const RuleName& rule : rules_of(it.policy))
      EXPECT_NE(it.policy.source_of(rule), nullptr) << it.path << ": " << rule.key;
}

TEST(Payers, EverySourceSaysItsFactAndHasAGrade) {
  const std::set<std::string> grades{"A", "B", "C", "invented"};
  for (const Document& it : documents())
    for (const Citation& source : it.policy.sources) {
      EXPECT_TRUE(grades.contains(source.grade)) << it.path << ": " << source.key;
      EXPECT_FALSE(source.says.empty() || source.title.empty() || source.address.empty() ||
                   source.retrieved.empty())
          << it.path << ": " << source.key;
    }
}

TEST(Payers, OnlyTheSamplePayerIsInvented) {
  for (const Document& it : documents())
    for (const Citation& source : it.policy.sources)
      EXPECT_EQ(source.grade == "invented", it.policy.payer == "sample-payer") << it.path;
}

TEST(Payers, NoDayHasTwoDocumentsOfTheSameScope) {
  const auto& all = documents();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t k = i + 1; k < all.size(); ++k)
      EXPECT_FALSE(same_scope(all[i].policy, all[k].policy) &&
                   overlap(all[i].policy, all[k].policy))
          << all[i].path << " and " << all[k].path;
}

// Ledger rules, section 2: within a payer's documents a duty key always goes with the same anchor.
TEST(Payers, ADutyKeyMeansTheSameInAllDocumentsOfAPayer) {
  for (const Document& one : documents())
    for (const Document& other : documents()) {
      if (one.policy.payer != other.policy.payer) continue;
      for (const DutyRule& duty : one.policy.duties)
        for (const DutyRule& same : other.policy.duties)
          EXPECT_TRUE(duty.name.key != same.name.key ||
                      (duty.after == same.after && duty.every == same.every))
              << one.path << " and " << other.path << ": " << duty.name.key;
    }
}

const Policy* in_force(PlanTerms coverage, const char* day) {
  static const PolicyBook book = [] {
    PolicyBook all;
    for (const Document& it : documents()) all.documents.push_back(it.policy);
    return all;
  }();
  return book.in_force(coverage, *parse_date(day));
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

TEST(Payers, IllinoisGives48HoursFrom2026ToGroupsWithOutpatientManagement) {
  const PlanTerms group{"blue-cross-hcsc", "outpatient-management", "commercial", "IL"};
  EXPECT_TRUE(in_force(group, "2025-12-31")->allowances.empty());
  ASSERT_EQ(in_force(group, "2026-01-01")->allowances.size(), 1u);
  EXPECT_EQ(in_force(group, "2026-01-01")->allowances[0].days, 2);
}

}  // namespace
}  // namespace authledger
