// Reads the members of one JSON object into typed values, and collects every fault with its place.
//
//     Fields fields(node, place, problems);
//     session.start = fields.instant("start");            // required
//     session.excused = fields.boolean_or("excused", false);
//     fields.finish();                                     // refuses what was not asked for
//
// A fault yields a neutral value, so that one pass finds all faults; the caller looks at `problems`
// at the end. `null` counts as a value of the wrong type unless the field may be null.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_tree.hpp"
#include "engine/time/deadline.hpp"

namespace authledger::json {

constexpr std::size_t longest_text = 4'000;  // characters of any text field, in bytes
constexpr int largest_count = 1'000'000;     // of units, minutes and the like
constexpr int longest_span = 36'525;         // days, business days; hours take 24 times as many
constexpr int most_months = 1'200;           // of a span: as long

constexpr std::size_t most_problems = 100;  // noted in one document; who mends them reads on

// A place in a document; prints as a JSON Pointer. Children refer to their parent, which must
// outlive them.
class Place {
 public:
  explicit Place(std::string_view root) : key_(root) {}
  Place(const Place& parent, std::string_view key) : parent_(&parent), key_(key) {}
  Place(const Place& parent, std::size_t index)
      : parent_(&parent), index_(index), is_index_(true) {}
  std::string pointer() const;

 private:
  const Place* parent_ = nullptr;
  std::string_view key_;  // of the root: a pointer already
  std::size_t index_ = 0;
  bool is_index_ = false;
};

void refuse(Problems& problems, ProblemCode code, const Place& place, const std::string& detail);

// Each reads one value and refuses it, with its place, when it is not what the name says.
std::string read_text(JsonNode node, const Place& place,
                      Problems& problems);  // 1 to longest_text bytes
std::string read_key(JsonNode node, const Place& place,
                     Problems& problems);  // letters, digits, hyphens
int read_integer(JsonNode node, const Place& place, Problems& problems, int least, int most);
bool read_boolean(JsonNode node, const Place& place, Problems& problems);
Date read_date(JsonNode node, const Place& place, Problems& problems);
Instant read_instant(JsonNode node, const Place& place, Problems& problems);
TimeOfDay read_time_of_day(JsonNode node, const Place& place, Problems& problems);
std::optional<Zone> read_zone(JsonNode node, const Place& place, Problems& problems);

class Fields {
 public:
  Fields(JsonNode node, const Place& place, Problems& problems);

  bool is_object() const { return is_object_; }
  std::optional<JsonNode> take(std::string_view name);     // marks it as known
  std::optional<JsonNode> require(std::string_view name);  // refuses its absence
  Place place_of(std::string_view name) const { return {place_, name}; }

  std::string text(std::string_view name);
  std::optional<std::string> optional_text(std::string_view name);
  std::string text_or(std::string_view name, std::string_view absent);
  std::optional<std::string> optional_word(std::string_view name,
                                           std::initializer_list<std::string_view> vocabulary);
  int integer(std::string_view name, int least, int most);
  std::optional<int> optional_integer(std::string_view name, int least, int most);
  int integer_or(std::string_view name, int least, int most, int absent);
  bool boolean(std::string_view name);
  bool boolean_or(std::string_view name, bool absent);
  Date date(std::string_view name);
  std::optional<Date> optional_date(std::string_view name);
  std::optional<Date> nullable_date(std::string_view name);  // required, null allowed
  std::optional<Date> optional_nullable_date(std::string_view name);
  Instant instant(std::string_view name);
  std::optional<Instant> optional_instant(std::string_view name);
  std::optional<std::string> nullable_text(std::string_view name);  // required, null allowed
  std::optional<Instant> nullable_instant(std::string_view name);   // likewise

  // The enumerator whose word the field holds. `all` lists the vocabulary.
  template <class Enum, std::size_t N>
  Enum one_of(std::string_view name, const Enum (&all)[N]) {
    const auto node = require(name);
    return node ? match(*node, name, all) : all[0];
  }
  template <class Enum, std::size_t N>
  Enum one_of_or(std::string_view name, const Enum (&all)[N], Enum absent) {
    const auto node = take(name);
    return node ? match(*node, name, all) : absent;
  }

  // Calls read(node, place) for each item of an array; absent is empty for `list_or_empty`.
  template <class Read>
  void list(std::string_view name, Read read) {
    if (const auto node = require(name)) each_item(*node, name, read);
  }
  template <class Read>
  void list_or_empty(std::string_view name, Read read) {
    if (const auto node = take(name)) each_item(*node, name, read);
  }
  std::vector<std::string> texts(std::string_view name);
  std::vector<std::string> texts_or_empty(std::string_view name);

  void finish();  // refuses the members that nobody took
  void refuse(ProblemCode code, std::string_view name, const std::string& detail);

  Problems& problems;

 private:
  template <class Enum, std::size_t N>
  Enum match(JsonNode node, std::string_view name, const Enum (&all)[N]) {
    std::string words;
    for (const Enum value : all) {
      if (node.is(JsonKind::string) && word(value) == node.text()) return value;
      words += (words.empty() ? "" : ", ") + std::string(word(value));
    }
    refuse(node.is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type, name,
           std::string(name) + " is " + node.excerpt() + "; it must be one of " + words);
    return all[0];
  }
  template <class Read>
  void each_item(JsonNode node, std::string_view name, Read read) {
    const Place here = place_of(name);
    if (!node.is(JsonKind::array)) {
      refuse(ProblemCode::wrong_type, name,
             std::string(name) + " is " + node.excerpt() + "; it must be an array");
      return;
    }
    std::size_t index = 0;
    for (const JsonNode item : node.children()) read(item, Place(here, index++));
  }

  JsonNode node_;
  const Place& place_;
  bool is_object_;
  std::vector<std::string_view> known_;
};

}  // namespace authledger::json
