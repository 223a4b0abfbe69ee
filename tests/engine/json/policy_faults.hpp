// What is wrong with a policy document, in short texts that a test compares with a literal.
#pragma once

#include <string>

#include "engine/json/policy_codec.hpp"
#include "tests/support/given.hpp"

namespace authledger::json {

// Of a document of these members beyond the required ones: "code at pointer" of each fault.
inline test::Texts faults_of(const std::string& members) {
  const auto policy = read_policy_text(
      R"({"payer": "P1", "version": "1", "effective": {"from": "2026-01-01", "to": null},
          "time_zone": "America/Chicago")" +
      (members.find("\"services\"") == std::string::npos ? std::string(", \"services\": []")
                                                         : std::string()) +
      (members.empty() ? "" : ", " + members) + "}");
  test::Texts texts;
  if (policy) return texts;
  for (const Problem& it : policy.error())
    texts.push_back(std::string(word(it.code)) + " at " + it.pointer);
  return texts;
}

}  // namespace authledger::json
