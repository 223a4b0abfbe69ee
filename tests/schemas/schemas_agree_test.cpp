// The decoders take what the schemas take: every valid example under schemas/examples decodes, and
// every invalid one is refused, each by the function of its door. Those that begin with
// beyond-schema- pass their schema, and the decoder refuses them with the stated code: what a
// schema cannot say. check_schemas.py holds the schemas against the same files.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/assertion/concepts.hpp"
#include "engine/assertion/triggers.hpp"
#include "engine/json/assertion_codec.hpp"
#include "engine/json/consent_codec.hpp"
#include "engine/json/criteria_codec.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/json/payer_case_codec.hpp"
#include "engine/json/policy_codec.hpp"
#include "engine/json/register_codec.hpp"
#include "engine/json/scenario_codec.hpp"

namespace authledger {
namespace {

namespace fs = std::filesystem;

const fs::path examples = fs::path(AUTHLEDGER_SOURCE_DIR) / "schemas/examples";

using Decode = Problems (*)(JsonNode);

Problems decode_policy(JsonNode node) {
  Problems problems;
  const bool is_policy = json::read_policy(node, json::Place(""), problems).has_value();
  EXPECT_EQ(is_policy, problems.empty());
  return problems;
}

Problems decode_event(JsonNode node) {
  Problems problems;
  json::read_event(node, json::Place(""), problems);
  return problems;
}

Problems decode_posted_event(JsonNode node) {
  Problems problems;
  json::read_posted_event(node, json::Place(""), problems, json::Sender::client);
  return problems;
}

Problems decode_facility(JsonNode node) {
  Problems problems;
  const bool is_facility = json::read_facility(node, json::Place(""), problems).has_value();
  EXPECT_EQ(is_facility, problems.empty());
  return problems;
}

Problems decode_consent(JsonNode node) {
  Problems problems;
  const bool is_consent = json::read_consent(node, json::Place(""), problems).has_value();
  EXPECT_EQ(is_consent, problems.empty());
  return problems;
}

Problems decode_member(JsonNode node) {
  Problems problems;
  const bool is_member = json::read_member(node, json::Place(""), problems).has_value();
  EXPECT_EQ(is_member, problems.empty());
  return problems;
}

Problems decode_scenario(JsonNode node) {
  const auto scenario = json::read_scenario(node);
  return scenario ? Problems{} : scenario.error();
}

Problems decode_payer_case(JsonNode node) {
  const auto read = json::read_payer_case(node, "sample-payer");
  return read ? Problems{} : read.error();
}

Problems decode_sentence(JsonNode node) {
  const auto read = json::read_sentence_asked(node);
  return read ? Problems{} : read.error();
}

Problems decode_triggers(JsonNode node) {
  const auto read = assertion::TriggerTable::read(node);
  return read ? Problems{} : read.error();
}

Problems decode_concepts(JsonNode node) {
  const auto read = assertion::read_lexicon(node);
  return read ? Problems{} : read.error();
}

Problems decode_criteria(JsonNode node) {
  const auto read = json::read_criteria(node);
  return read ? Problems{} : read.error();
}

struct Door {
  Decode decode;
  JsonLimits limits;
};

// Not here: import-line, whose decoder is the import command (check_schemas.py runs it),
// obligation-action, whose decoder is the service (tests/server/obligations_test.cpp posts them),
// endpoints, whose decoder is of the service too (tests/server/delivery_test.cpp),
// and what the program only writes.
const std::map<std::string, Door> doors{
    {"assertion", {decode_sentence, wire_limits}},
    {"concepts", {decode_concepts, file_limits}},
    {"criteria", {decode_criteria, file_limits}},
    {"event", {decode_event, file_limits}},
    {"facility", {decode_facility, wire_limits}},
    {"member", {decode_member, wire_limits}},
    {"consent", {decode_consent, wire_limits}},
    {"payer-case", {decode_payer_case, file_limits}},
    {"policy", {decode_policy, file_limits}},
    {"posted-event", {decode_posted_event, wire_limits}},
    {"scenario", {decode_scenario, file_limits}},
    {"triggers", {decode_triggers, file_limits}},
};
const std::set<std::string> doors_without_decoder{
    "authorizations", "changes",      "endpoints", "episodes",
    "explanation",    "holds",        "letter",    "import-line",
    "keys",           "line-verdict", "log",       "obligation-action",
    "policies",       "problem",      "reminders", "retention",
    "standing",       "timeline",     "packet",    "worklist",
    "summary",        "people",       "session"};

// What a schema cannot say, and how the decoder says it.
const std::map<std::string, ProblemCode> beyond_schema{
    {"criteria/ages-end-before-they-begin", ProblemCode::invalid_value},
    {"criteria/criterion-twice", ProblemCode::invalid_value},
    {"criteria/least-above-most", ProblemCode::invalid_value},
    {"criteria/source-that-is-not-there", ProblemCode::not_found},
    {"criteria/words-without-their-source", ProblemCode::missing_field},
    {"event/after-2199-in-utc", ProblemCode::invalid_value},
    {"event/before-1900-in-utc", ProblemCode::invalid_value},
    {"event/session-of-eight-days", ProblemCode::out_of_range},
    {"event/thirty-first-of-april", ProblemCode::invalid_value},
    {"facility/npi-with-a-wrong-check-digit", ProblemCode::invalid_value},
    {"facility/zone-that-does-not-exist", ProblemCode::invalid_value},
    {"member/name-twice", ProblemCode::duplicate_key},
    {"payer-case/more-events-than-a-case-may-have", ProblemCode::out_of_range},
    {"payer-case/session-without-schedule-or-service", ProblemCode::missing_field},
    {"payer-case/zone-that-does-not-exist", ProblemCode::invalid_value},
    {"policy/amounts-not-from-least-to-most", ProblemCode::invalid_value},
    {"policy/days-as-7.0", ProblemCode::wrong_type},
    {"policy/nested-too-deep", ProblemCode::too_deep},
    {"policy/note-of-more-bytes-than-characters", ProblemCode::out_of_range},
    {"policy/payer-twice", ProblemCode::duplicate_key},
    {"policy/receipt-band-over-midnight", ProblemCode::invalid_value},
    {"policy/receipt-bands-that-overlap", ProblemCode::invalid_value},
    {"policy/review-item-required-and-optional", ProblemCode::invalid_value},
    {"policy/rule-key-twice", ProblemCode::invalid_value},
    {"policy/source-that-is-not-listed", ProblemCode::not_found},
    {"policy/tier-key-twice", ProblemCode::invalid_value},
    {"policy/tiers-not-from-fewest-to-most", ProblemCode::invalid_value},
    {"policy/topic-twice", ProblemCode::invalid_value},
    {"policy/zone-that-does-not-exist", ProblemCode::invalid_value},
    {"posted-event/minutes-as-180.0", ProblemCode::wrong_type},
    {"posted-event/outcome-twice", ProblemCode::duplicate_key},
    {"posted-event/twenty-ninth-of-february-2026", ProblemCode::invalid_value},
    {"scenario/two-events-with-one-seq", ProblemCode::invalid_value},
};

struct Example {
  std::string name;  // without what it begins with: "policy/payer-twice"
  Problems problems;
};

std::vector<Example> decoded(const std::string& kind) {
  std::vector<Example> all;
  for (const auto& [name, door] : doors) {
    for (const auto& entry : fs::directory_iterator(examples / name)) {
      const std::string stem = entry.path().stem().string();
      if (!stem.starts_with(kind)) continue;
      std::ostringstream text;
      text << std::ifstream(entry.path()).rdbuf();
      JsonReader reader;
      const auto tree = reader.read(text.str(), door.limits);
      all.push_back(
          {name + "/" + stem.substr(kind.size()), tree ? door.decode(tree->root()) : tree.error()});
    }
  }
  return all;
}

TEST(SchemasAgree, EveryDoorWithExamplesIsKnownHere) {
  for (const auto& entry : fs::directory_iterator(examples)) {
    const std::string door = entry.path().filename().string();
    EXPECT_TRUE(doors.contains(door) || doors_without_decoder.contains(door)) << door;
  }
}

TEST(SchemasAgree, ValidExamplesDecode) {
  const auto all = decoded("valid-");
  EXPECT_GE(all.size(), 60u);
  for (const Example& example : all)
    EXPECT_TRUE(example.problems.empty()) << example.name << ": " << summary(example.problems);
}

TEST(SchemasAgree, InvalidExamplesAreRefused) {
  const auto all = decoded("invalid-");
  EXPECT_GE(all.size(), 200u);
  for (const Example& example : all) EXPECT_FALSE(example.problems.empty()) << example.name;
}

TEST(SchemasAgree, WhatSchemasCannotSayTheDecodersRefuse) {
  std::set<std::string> seen;
  for (const Example& example : decoded("beyond-schema-")) {
    seen.insert(example.name);
    const auto expected = beyond_schema.find(example.name);
    ASSERT_NE(expected, beyond_schema.end()) << example.name << " is not listed";
    ASSERT_FALSE(example.problems.empty()) << example.name;
    EXPECT_EQ(word(example.problems.front().code), word(expected->second)) << example.name;
  }
  EXPECT_EQ(seen.size(), beyond_schema.size());
}

}  // namespace
}  // namespace authledger
