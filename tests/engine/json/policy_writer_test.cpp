// What is printed of a policy is the policy: every document under payers/ and every valid example
// is printed, compared with the text it came from, and read again.
#include "engine/json/policy_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include "engine/json/policy_codec.hpp"
#include "tests/support/given.hpp"
#include "tests/support/json.hpp"

namespace authledger {
namespace {

using test::Json;
using test::parsed;

namespace fs = std::filesystem;
// What a document says when its author leaves it out.
const std::map<std::string, Json> defaults{
    {"layer", "payer"},
    {"applies_to", Json::object()},
    {"cutoff", "17:00"},
    {"business_calendar", "us-federal"},
    {"extra_holidays", Json::array()},
    {"week_starts", "sunday"},
    {"reviews_open", {{"business_days", 5}}},
    {"authorization", "required"},
    {"minimum_minutes", 0},
    {"rounding", "down"},
    {"modalities", Json::array()},
    {"on", "service_date"},
    {"excused_counts", false},
    {"repeat", "once"},
    {"whom", "payer"},
    {"action", "notify"},
    {"first_day_counts", false},
    {"or_effective_date", false},
    {"locked", false},
    {"request", {{"days", 0}}},
    {"removes", Json::array()},
    {"sources", Json::array()},
    {"to", nullptr},
};

// Without what the defaults say anyway and without empty lists: equal policies, equal texts.
Json bare(const Json& node) {
  if (node.is_array()) {
    Json list = Json::array();
    for (const Json& item : node) list.push_back(bare(item));
    return list;
  }
  if (!node.is_object()) return node;
  Json object = Json::object();
  for (const auto& [name, value] : node.items()) {
    const auto known = defaults.find(name);
    if (known != defaults.end() && known->second == value) continue;
    if (value.is_array() && value.empty() && name != "services") continue;
    object[name] = bare(value);
  }
  return object;
}

std::string printed(const Policy& policy) {
  JsonWriter out;
  json::write_policy(out, policy);
  return std::string(out.text());
}

// The text that was read and the text that is printed say the same, and so does what is read from
// the printed one.
void expect_faithful(const std::string& text, const std::string& name) {
  const auto policy = json::read_policy_text(text);
  ASSERT_TRUE(policy) << name << ": " << summary(policy.error());
  const std::string once = printed(*policy);
  EXPECT_EQ(Json::diff(bare(parsed(text)), bare(parsed(once))), Json::array()) << name;
  const auto again = json::read_policy_text(once);
  ASSERT_TRUE(again) << name << ": " << summary(again.error()) << "\n" << once;
  EXPECT_EQ(printed(*again), once) << name;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool is_document(const fs::path& path) {
  const auto is_in = [&](const char* folder) {
    return std::find(path.begin(), path.end(), folder) != path.end();
  };
  return path.extension() == ".json" && !is_in("cases") && !is_in("criteria");
}

TEST(PrintedPolicy, IsEveryDocumentOfTheLibrary) {
  int documents = 0;
  const fs::path payers = fs::path(AUTHLEDGER_SOURCE_DIR) / "payers";
  for (const auto& entry : fs::recursive_directory_iterator(payers))
    if (is_document(entry.path().lexically_relative(payers))) {
      expect_faithful(text_of(entry.path()), entry.path());
      ++documents;
    }
  EXPECT_GT(documents, 50);
}

TEST(PrintedPolicy, IsEveryExampleOfTheSchema) {
  int examples = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(AUTHLEDGER_SOURCE_DIR) / "schemas/examples/policy"))
    if (entry.path().filename().string().starts_with("valid-")) {
      expect_faithful(text_of(entry.path()), entry.path());
      ++examples;
    }
  EXPECT_GT(examples, 5);
}

Json in_force(const Policy& policy) {
  JsonWriter out;
  json::write_rules_in_force(out, policy);
  return parsed(out.text());
}

TEST(RulesInForce, NameTheDocumentAndTheSourceOfEach) {
  PolicyBook book;
  book.documents.push_back(test::policy(R"(
      "sources": [{"key": "guide", "title": "A guide", "grade": "A"}],
      "services": [{"codes": ["S9480"], "unit": "day", "source": "guide"}],
      "prior_authorization": {"required": true, "source": "guide",
                              "decision": {"standard": {"days": 14}}})"));
  book.documents.push_back(test::policy(R"("version": "law", "layer": "law",
      "sources": [{"key": "act", "title": "An act"}],
      "services": [],
      "prior_authorization": {"source": "act", "decision": {"standard": {"days": 7}}})"));
  const Policy* policy =
      book.in_force({.payer = "example-payer", .plan = {}, .line_of_business = {}, .state = {}},
                    test::date("2026-03-02"));
  ASSERT_NE(policy, nullptr);
  const Json rules = in_force(*policy);
  EXPECT_EQ(rules["services"][0]["key"], "services/0");
  EXPECT_EQ(rules["services"][0]["source"]["title"], "A guide");
  EXPECT_EQ(rules["services"][0]["policy"]["version"], "1");
  const Json& prior = rules["prior_authorization"];
  EXPECT_EQ(prior["source"]["key"], "guide");
  EXPECT_EQ(prior["required"], true);
  EXPECT_EQ(prior["decision"]["standard"]["days"], 7);
  EXPECT_EQ(prior["decision_origins"]["standard"]["source"]["key"], "act");
  EXPECT_EQ(prior["decision_origins"]["standard"]["policy"]["version"], "law");
}

}  // namespace
}  // namespace authledger
