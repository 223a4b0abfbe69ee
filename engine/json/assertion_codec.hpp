// The doors of engine/assertion: a sentence and what is asked about it in, its reading out.
#pragma once

#include <string>

#include "engine/assertion/assertion.hpp"
#include "engine/base/json_tree.hpp"
#include "engine/base/json_writer.hpp"
#include "engine/base/result.hpp"

namespace authledger::json {

struct SentenceAsked {
  std::string sentence;  // 1 to assertion::longest_sentence bytes
  std::string mention;   // "concept" in JSON; 1 to assertion::longest_mention bytes
};
// Members that it does not know are skipped, so that a line may carry its number or the answer that
// somebody expects.
Result<SentenceAsked> read_sentence_asked(JsonNode root);

// {"assertion", "temporality", "experiencer"}
void write_reading(JsonWriter& out, const assertion::Reading& reading);
// The same three members, into an object that is open.
void write_reading_members(JsonWriter& out, const assertion::Reading& reading);

}  // namespace authledger::json
