// What letters to a payer are made of; for the sources of this room alone.
#pragma once

#include "engine/notices/payer_letter.hpp"
#include "engine/notices/words.hpp"

namespace authledger::notices {

// The policy that speaks on the date, by the coverage then. Null: none on file.
const Policy* policy_on(const LetterSources& sources, Date date);
std::string payer_on(const LetterSources& sources, Date date);  // empty: no coverage is recorded
// The date that a letter is about: of the decision, or of the discharge; at the facility.
Date date_of(const LetterSources& sources, const AuthorizationHistory* about);

std::optional<LetterClock> clock_of(const LetterSources& sources, LetterKind kind,
                                    const AuthorizationHistory* about);
// That nobody told us by when.
std::string no_clock_words(const LetterSources& sources, LetterKind kind,
                           const AuthorizationHistory* about);
// Of a letter whose clock is set, or no_clock.
LetterSection clock_section(const PayerLetter& letter);
// What is left of it, by which rule, how good its source is, and what other clocks run: for the
// author alone.
LetterSection clock_notes(const LetterSources& sources, const PayerLetter& letter,
                          const AuthorizationHistory* about);

LetterSection decision_section(const LetterSources& sources, const AuthorizationHistory& about);
LetterSection discharge_section(const LetterSources& sources);
LetterSection attendance_section(const LetterSources& sources);
LetterSection units_section(const LetterSources& sources);

}  // namespace authledger::notices
