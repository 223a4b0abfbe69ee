// What a reviewer looks for: suicidal ideation, self-harm, withdrawal and the like, each by the
// words that clinicians use (concepts.json, built in), and what is said of it where it stands.
//
//     concepts_in("Denies SI but endorses HI.")
//     // {suicidal ideation, "SI", negated}, {homicidal ideation, "HI", affirmed}
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/assertion/assertion.hpp"
#include "engine/base/json_tree.hpp"
#include "engine/base/result.hpp"

namespace authledger::assertion {

extern const std::string_view concept_document;  // engine/assertion/concepts.json as it is
extern const std::string_view need_document;     // engine/assertion/needs.json as it is

struct Term {
  std::vector<std::string> words;  // lower case
  bool is_acronym = false;         // written in capitals, and found in capitals only ("SI", "HI")
  std::size_t subject = 0;         // index of its name
};

struct Lexicon {
  std::vector<std::string> names;
  std::vector<Term> terms;  // those with more words first
  std::unordered_map<std::string, std::vector<std::size_t>> by_first_word;  // indices, in order
};
// Refuses a term that stands twice, and names without terms.
Result<Lexicon> read_lexicon(JsonNode root);
Result<Lexicon> read_lexicon(std::string_view json);
const Lexicon& lexicon();       // of risk: concepts.json, built in
const Lexicon& need_lexicon();  // of the need for treatment: needs.json, built in

struct Found {
  std::string_view name;  // of the concept, in the lexicon
  Span span;              // bytes of the text
  Reading reading;
};
constexpr std::size_t most_found = 40;  // in one text; further ones are not looked at

// In the order of the text, which may be several sentences or lines; none overlaps another, and
// the longer term wins ("suicide attempt", not "suicide").
std::vector<Found> concepts_in(std::string_view text);  // of lexicon()
std::vector<Found> concepts_in(std::string_view text, const Lexicon& lexicon);
// Of both lexicons; what lies within a longer one is left out ("withdrawal" in "social
// withdrawal").
std::vector<Found> all_concepts_in(std::string_view text);

// Whether there is any, which is cheaper to say.
bool speaks_of_concepts(std::string_view text);

}  // namespace authledger::assertion
