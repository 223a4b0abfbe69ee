// A payer's case: an invented episode that shows what rules of a payer's documents do, and the part
// of the standing that must come of it. payers/<payer>/cases/*.json; the manual of the form:
// schemas/payer-case.schema.json.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/event.hpp"
#include "engine/episode/facility.hpp"
#include "engine/json/fields.hpp"

namespace authledger::json {

// A JSON text that keeps itself alive.
class JsonDocument {
 public:
  static Result<std::shared_ptr<const JsonDocument>> read(std::string_view text, JsonLimits limits);
  JsonNode root() const { return tree_->root(); }

 private:
  JsonReader reader_;
  std::optional<JsonTree> tree_;
};

struct PayerCase {
  std::string description;
  std::vector<std::string> rules;   // "<version>/<rule key>" of documents of its folder
  std::vector<std::string> shapes;  // "R3"
  Instant as_of;
  Facility facility;
  std::vector<Event> log;
  JsonNode expect;                               // an object with at least one member
  std::shared_ptr<const JsonDocument> document;  // keeps `expect` alive
};

constexpr std::size_t most_case_events = 1'000;

// `payer` is whom the coverage names unless the case says another: the name of the case's folder.
Result<PayerCase> read_payer_case(std::string_view text, const std::string& payer);
// Without a document: `node` must outlive the case.
Result<PayerCase> read_payer_case(JsonNode node, const std::string& payer);

}  // namespace authledger::json
