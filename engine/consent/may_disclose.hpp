// Whether records may be disclosed: one pure function over the consents on file, decided by a table
// that is data (decisions.json, built in: tag x state of consent x purpose x recipient).
//
//     Decisions said = may_disclose({{"ccd.xml", Tag::part2, date}}, consents, asked);
//     said.records[0].is_allowed, .reason, .citation, .remedy
//     said.notices             // what must go with what is allowed
//
// What the table does not know, it refuses.
#pragma once

#include <string>
#include <vector>

#include "engine/consent/consent.hpp"

namespace authledger::consent {

// Of the consent that speaks for a record, the most favorable one of those on file.
enum class State : std::uint8_t {
  none,
  mismatch,  // there is one, for another recipient, purpose, kind or discloser
  deficient,
  expired,
  revoked,
  active_tpo,      // for all future treatment, payment and operations
  active_specific  // for this purpose
};
inline constexpr std::array states{State::none,           State::mismatch, State::deficient,
                                   State::expired,        State::revoked,  State::active_tpo,
                                   State::active_specific};
std::string_view word(State state);

struct Record {
  std::string id;
  Tag tag = Tag::part2;
  std::optional<Date> date;  // none: a consent limited by dates does not cover it
};

struct Asked {
  std::string member, discloser;  // the discloser: id of the facility
  Recipient recipient;            // by name
  Purpose purpose = Purpose::payment;
  Instant at;
  Date today;  // `at` on the facility's calendar
};

struct Decision {
  std::string record;
  Tag tag = Tag::part2;
  State state = State::none;
  bool is_allowed = false;
  std::string reason, citation;
  std::string consent;  // id of the one that speaks for it; empty: none
  std::string remedy;   // of what is refused: which consent would let it out; empty: none would
};

struct Decisions {
  std::vector<Decision> records;     // in the order asked
  std::vector<std::string> notices;  // texts that must go with what is allowed
};

Decisions may_disclose(const std::vector<Record>& records, const std::vector<Consent>& consents,
                       const Asked& asked);

// A clear explanation of a consent's scope, in a sentence (42 CFR 2.32).
std::string scope_of(const Consent& consent);

}  // namespace authledger::consent
