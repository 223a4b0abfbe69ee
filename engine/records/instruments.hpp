// The questionnaires whose scores payers ask for, with their LOINC codes, ranges and answers.
//
//     const Instrument* phq9 = instrument_of_total("44261-6");
//     phq9->name, phq9->highest          // "PHQ-9", 27
//
// Codes and ranges: loinc.org panels 44249-1, 55757-9, 69737-5, 72110-0, 72109-2, 82666-9, 93373-9.
// The texts of the questions are not kept here; the documents bring them.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace authledger {

struct Instrument {
  std::string_view name;
  std::string_view panel;  // LOINC of the whole questionnaire
  std::string_view total;  // LOINC of the score; empty: there is no sum
  int lowest = 0;
  int highest = 0;
  std::span<const std::string_view> items;  // LOINC of the questions that are summed
  std::string_view safety_item;             // an answer above 0 is a safety flag whatever the total
};

std::span<const Instrument> instruments();
const Instrument* instrument_of_total(std::string_view loinc);
const Instrument* instrument_of_panel(std::string_view loinc);
const Instrument* instrument_of_item(std::string_view loinc);
const Instrument* instrument_named(std::string_view name);

// What an answer (a LOINC answer code, "LA6570-1") to that question counts; none when unknown.
std::optional<int> answer_value(const Instrument& instrument, std::string_view item,
                                std::string_view answer);

// The instrument that a text names at its start ("PHQ-9 total score", "phq9", "AUDIT-C").
struct NamedInstrument {
  const Instrument* instrument = nullptr;
  std::size_t length = 0;  // bytes of the name
};
std::optional<NamedInstrument> instrument_at_start(std::string_view text);
// Anywhere in a short label, at the start of a word.
const Instrument* instrument_in_label(std::string_view label);

}  // namespace authledger
