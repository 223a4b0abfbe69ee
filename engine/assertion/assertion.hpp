// Whether a sentence affirms what it mentions, when that was, and of whom it speaks: "denies SI but
// brother overdosed" says neither that this patient is suicidal nor that this patient overdosed.
//
//     const std::string_view said = "Denies SI, h/o overdose in 2019.";
//     judge(said, *find_mention(said, "overdose"))     // affirmed, historical, patient
//
// ConText's scheme (Harkema et al., J Biomed Inform 2009;42:839-851): a trigger before or after
// what is mentioned colors it unless something ends its scope first. The triggers are data
// (triggers.json, built in); what clinicians write without a sentence, "SI: denies", "[x] HI",
// "+SI/-HI", is read by marks.hpp. Pure functions of the text: no clock, so "in 2019" is past
// because somebody took the trouble to say when.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace authledger::assertion {

enum class Assertion : std::uint8_t { affirmed, negated, possible };
enum class Temporality : std::uint8_t { recent, historical, hypothetical };
enum class Experiencer : std::uint8_t { patient, other };
std::string_view word(Assertion assertion);
std::string_view word(Temporality temporality);
std::string_view word(Experiencer experiencer);

struct Reading {
  Assertion assertion = Assertion::affirmed;
  Temporality temporality = Temporality::recent;
  Experiencer experiencer = Experiencer::patient;
  friend bool operator==(const Reading&, const Reading&) = default;
};

struct Span {  // bytes of the sentence, [begin, end)
  std::size_t begin = 0, end = 0;
  friend bool operator==(const Span&, const Span&) = default;
};

// What stands further from the mention is not looked at, so that a hostile text costs no more.
constexpr std::size_t longest_way = 4'000;        // bytes, to either side
constexpr std::size_t longest_sentence = 20'000;  // bytes in which a mention is looked for
constexpr std::size_t longest_mention = 1'000;    // bytes of it that are looked for

// Where the sentence speaks of it: the words in their order whatever their case, blanks and
// punctuation between them; of several places the one that alone is written in capitals (how
// annotated sentences mark it), else the first. Failing that, all words of it near each other, in
// any order and inflected ("suicide attempts" in "attempted suicide"). None: it does not.
std::optional<Span> find_mention(std::string_view sentence, std::string_view mention);

// The span must lie within the sentence. A span that holds no word is affirmed, recent, patient.
Reading judge(std::string_view sentence, Span mention);

}  // namespace authledger::assertion
