#include "engine/json/assertion_codec.hpp"

#include "engine/json/fields.hpp"

namespace authledger::json {
namespace {

std::string text_of(Fields& fields, std::string_view name, std::size_t most_bytes) {
  const auto node = fields.require(name);
  if (!node) return "";
  if (!node->is(JsonKind::string)) {
    fields.refuse(ProblemCode::wrong_type, name,
                  std::string(name) + " is " + node->excerpt() + "; it must be a text");
    return "";
  }
  if (node->text().empty() || node->text().size() > most_bytes)
    fields.refuse(ProblemCode::out_of_range, name,
                  std::string(name) + " has " + std::to_string(node->text().size()) +
                      " bytes; it must have 1 to " + std::to_string(most_bytes));
  return std::string(node->text());
}

}  // namespace

Result<SentenceAsked> read_sentence_asked(JsonNode root) {
  Problems problems;
  const Place place("");
  Fields fields(root, place, problems);
  SentenceAsked asked;
  asked.sentence = text_of(fields, "sentence", assertion::longest_sentence);
  asked.mention = text_of(fields, "concept", assertion::longest_mention);
  if (!problems.empty()) return problems;
  return asked;
}

void write_reading_members(JsonWriter& out, const assertion::Reading& reading) {
  out.field("assertion", word(reading.assertion));
  out.field("temporality", word(reading.temporality));
  out.field("experiencer", word(reading.experiencer));
}

void write_reading(JsonWriter& out, const assertion::Reading& reading) {
  out.begin_object();
  write_reading_members(out, reading);
  out.end_object();
}

}  // namespace authledger::json
