// What is written without a sentence: "SI: denies HI: denies", "[ ] SI [x] HI", "+SI/-HI", "SI: Yes
// [ ] No [x]".
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/assertion/triggers.hpp"

namespace authledger::assertion {

// A sentence taken apart, with the mention that is asked about.
struct Sentence {
  std::string_view text;
  std::vector<Token> tokens;
  TokenRange mention;
  std::vector<TriggerTable::Match> matches;
};

// Turns the + and - of "+SI", "HI-", "-SI/+HI" into marks, and leaves those of "+2", "well-known"
// and "SI - denies" alone. To be done before triggers are matched.
void find_signs(std::string_view text, std::vector<Token>& tokens);

struct Marked {
  Assertion assertion = Assertion::affirmed;
  // A box that is checked: what stands in its item still counts ("[x] denies SI").
  bool is_box = false;
  bool is_empty_box = false;
};
// None: there is no such mark or answer for the mention.
std::optional<Marked> marked(const Sentence& sentence, const TriggerTable& table);

// The first token of the answer behind the mention ("SI, HI: denies": that of "denies"), when the
// mention stands in a heading or question. None: it does not.
std::optional<std::size_t> answer_of(const Sentence& sentence, const TriggerTable& table);

}  // namespace authledger::assertion
