// triggers.json, built into the program, and where its phrases stand in a sentence.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/assertion/tokens.hpp"
#include "engine/base/json_tree.hpp"
#include "engine/base/result.hpp"

namespace authledger::assertion {

extern const std::string_view trigger_document;  // engine/assertion/triggers.json as it is

enum class Category : std::uint8_t {
  affirmed,
  negated,
  possible,
  historical,
  hypothetical,
  other,   // somebody else than the patient
  pseudo,  // looks like a trigger and is none
  ends,    // ends the scope of others
};
std::string_view word(Category category);
using Categories = std::uint16_t;  // a bit for each
constexpr Categories bit(Category category) {
  return static_cast<Categories>(1U << static_cast<unsigned>(category));
}

enum class Direction : std::uint8_t { forward, backward, either };
std::string_view word(Direction direction);

// What phrases of one group have in common; triggers.schema.json says each member in full.
struct TriggerGroup {
  Category category = Category::negated;
  Direction direction = Direction::forward;
  std::string source;
  std::size_t reach = 0;         // tokens between it and what it colors; 0: as far as its scope
  bool within_commas = false;    // its scope ends at a comma
  bool list_with_or = false;     // its scope ends at a comma unless an "or" follows
  bool at_break = false;         // only where nothing but a mark of punctuation or an end follows
  bool at_start = false;         // only where it begins its part of the sentence
  bool yields = false;           // behind the mention: says nothing when a denial stands before it
  bool unless_adjacent = false;  // of ends: does not end what stands right before it
  Categories ends = 0;           // of ends, and of triggers that end others
};

struct Trigger {
  std::vector<std::string> words;  // "<kin>": any word of that class
  std::size_t group = 0;
};

class TriggerTable {
 public:
  // Refuses unknown words, classes and sources, empty phrases, and a phrase that stands twice in
  // groups of the same category and direction.
  static Result<TriggerTable> read(JsonNode root);
  static Result<TriggerTable> read(std::string_view json);

  const std::vector<TriggerGroup>& groups() const { return groups_; }
  const std::vector<Trigger>& triggers() const { return triggers_; }
  bool is_in(std::string_view word, std::string_view class_name) const;

  struct Match {
    std::size_t first = 0, after = 0;  // tokens
    std::size_t group = 0;
  };
  // Longest first wherever phrases overlap; those of the same length at the same place all count,
  // and what ends scopes counts unless a longer pseudo trigger holds it. None overlaps `mention`.
  // In the order of the text.
  std::vector<Match> matches(const std::vector<Token>& tokens, TokenRange mention) const;

 private:
  friend class TriggerReader;
  std::size_t length_at(const Trigger& trigger, const std::vector<Token>& tokens,
                        std::size_t at) const;  // 0: it does not stand there

  std::vector<Match> without_overlaps(std::vector<Match> matches, std::size_t tokens) const;

  std::vector<TriggerGroup> groups_;
  std::vector<Trigger> triggers_;
  std::unordered_map<std::string, std::set<std::string, std::less<>>> classes_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_first_word_;
};

const TriggerTable& trigger_table();  // the one built in

}  // namespace authledger::assertion
