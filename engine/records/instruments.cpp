#include "engine/records/instruments.hpp"

#include <algorithm>
#include <array>

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

using Codes = std::string_view;

constexpr std::array<Codes, 9> phq9_items{"44250-9", "44255-8", "44259-0", "44254-1", "44251-7",
                                          "44258-2", "44252-5", "44253-3", "44260-8"};
constexpr std::array<Codes, 2> phq2_items{"44250-9", "44255-8"};
constexpr std::array<Codes, 7> gad7_items{"69725-0", "68509-9", "69733-4", "69734-2",
                                          "69735-9", "69689-8", "69736-7"};
constexpr std::array<Codes, 3> audit_c_items{"68518-4", "68519-8", "68520-6"};
constexpr std::array<Codes, 7> cssrs_items{"93246-7", "93247-5", "93248-3", "93249-1",
                                           "93250-9", "93267-3", "93269-9"};

constexpr std::array<Instrument, 8> all{{
    {"PHQ-9", "44249-1", "44261-6", 0, 27, phq9_items, "44260-8"},
    {"PHQ-2", "55757-9", "55758-7", 0, 6, phq2_items, ""},
    {"PHQ-9 for teens", "89204-2", "89204-2", 0, 27, {}, ""},
    {"GAD-7", "69737-5", "70274-6", 0, 21, gad7_items, ""},
    {"AUDIT-C", "72109-2", "75626-2", 0, 12, audit_c_items, ""},
    {"AUDIT", "72110-0", "75624-7", 0, 40, {}, ""},
    {"DAST-10", "82666-9", "82667-7", 0, 10, {}, ""},
    {"C-SSRS", "93373-9", "", 0, 0, cssrs_items, ""},
}};

struct AnswerValue {
  Codes item;  // empty: of every question of the instrument
  Codes answer;
  int value;
};
constexpr std::array<AnswerValue, 4> frequency_answers{
    {{"", "LA6568-5", 0}, {"", "LA6569-3", 1}, {"", "LA6570-1", 2}, {"", "LA6571-9", 3}}};
constexpr std::array<AnswerValue, 15> audit_c_answers{{{"68518-4", "LA6270-8", 0},
                                                       {"68518-4", "LA18926-8", 1},
                                                       {"68518-4", "LA18927-6", 2},
                                                       {"68518-4", "LA18928-4", 3},
                                                       {"68518-4", "LA18929-2", 4},
                                                       {"68519-8", "LA15694-5", 0},
                                                       {"68519-8", "LA15695-2", 1},
                                                       {"68519-8", "LA18930-0", 2},
                                                       {"68519-8", "LA18931-8", 3},
                                                       {"68519-8", "LA18932-6", 4},
                                                       {"68520-6", "LA6270-8", 0},
                                                       {"68520-6", "LA18933-4", 1},
                                                       {"68520-6", "LA18876-5", 2},
                                                       {"68520-6", "LA18891-4", 3},
                                                       {"68520-6", "LA18934-2", 4}}};
constexpr std::array<AnswerValue, 2> yes_no_answers{{{"", "LA32-8", 0}, {"", "LA33-6", 1}}};

std::span<const AnswerValue> answers_of(const Instrument& instrument) {
  if (instrument.name.starts_with("PHQ") || instrument.name == "GAD-7") return frequency_answers;
  if (instrument.name == "AUDIT-C") return audit_c_answers;
  if (instrument.name == "C-SSRS") return yes_no_answers;
  return {};
}

// How the names are written; longer ones first, since "AUDIT-C" starts with "AUDIT".
struct Spelling {
  Codes letters;  // of the name without marks, in small letters
  Codes name;
};
constexpr std::array<Spelling, 11> spellings{{{"phq9a", "PHQ-9 for teens"},
                                              {"phqa", "PHQ-9 for teens"},
                                              {"phq9", "PHQ-9"},
                                              {"phq2", "PHQ-2"},
                                              {"gad7", "GAD-7"},
                                              {"auditc", "AUDIT-C"},
                                              {"audit10", "AUDIT"},
                                              {"audit", "AUDIT"},
                                              {"dast10", "DAST-10"},
                                              {"dast", "DAST-10"},
                                              {"cssrs", "C-SSRS"}}};

// Bytes of `text` that spell the letters, with single blanks or hyphens between them; 0: none.
std::size_t spelled_length(std::string_view text, std::string_view letters) {
  std::size_t at = 0, matched = 0;
  while (matched < letters.size()) {
    if (matched > 0 && at < text.size() && (text[at] == '-' || text[at] == ' ')) ++at;
    if (at >= text.size() || lower(text.substr(at, 1))[0] != letters[matched]) return 0;
    ++at;
    ++matched;
  }
  return at < text.size() && is_letter_or_digit(text[at]) ? 0 : at;
}

template <class Holds>
const Instrument* find(Holds holds) {
  const auto found = std::find_if(all.begin(), all.end(), holds);
  return found == all.end() ? nullptr : &*found;
}

}  // namespace

std::span<const Instrument> instruments() {
  return all;
}
const Instrument* instrument_of_total(std::string_view loinc) {
  return loinc.empty() ? nullptr : find([&](const Instrument& i) { return i.total == loinc; });
}
const Instrument* instrument_of_panel(std::string_view loinc) {
  return find([&](const Instrument& i) { return i.panel == loinc; });
}
const Instrument* instrument_of_item(std::string_view loinc) {
  return find([&](const Instrument& i) {
    return std::find(i.items.begin(), i.items.end(), loinc) != i.items.end();
  });
}
const Instrument* instrument_named(std::string_view name) {
  return find([&](const Instrument& i) { return i.name == name; });
}

std::optional<int> answer_value(const Instrument& instrument, std::string_view item,
                                std::string_view answer) {
  for (const AnswerValue& known : answers_of(instrument))
    if (known.answer == answer && (known.item.empty() || known.item == item)) return known.value;
  return std::nullopt;
}

std::optional<NamedInstrument> instrument_at_start(std::string_view text) {
  for (const Spelling& spelling : spellings)
    if (const std::size_t length = spelled_length(text, spelling.letters)) {
      // "audit" in small letters is an ordinary word.
      if (spelling.letters == "audit" && !text.starts_with("AUDIT")) continue;
      return NamedInstrument{instrument_named(spelling.name), length};
    }
  return std::nullopt;
}

const Instrument* instrument_in_label(std::string_view label) {
  for (std::size_t at = 0; at < label.size(); ++at) {
    if (at > 0 && is_letter_or_digit(label[at - 1])) continue;
    if (const auto named = instrument_at_start(label.substr(at))) return named->instrument;
  }
  return nullptr;
}

}  // namespace authledger
