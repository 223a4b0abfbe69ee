// A patient's written consent to disclose records, with the elements of 42 CFR 2.31, and the words
// in which a disclosure is asked about. Pure data: no store, no clock.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/time/date.hpp"

namespace authledger::consent {

// What kind of record it is, from the least to the most protected. What is derived from several
// records has the strictest tag of theirs.
enum class Tag : std::uint8_t {
  ordinary,
  part2,  // of a program under 42 CFR Part 2, or restricted by DS4P (confidentiality R, V)
  counseling_notes,    // of substance use disorder counseling: a consent of their own, 2.31(b)
  psychotherapy_notes  // 45 CFR 164.501
};
inline constexpr std::array tags{Tag::ordinary, Tag::part2, Tag::counseling_notes,
                                 Tag::psychotherapy_notes};
std::string_view word(Tag tag);
Tag stricter(Tag one, Tag other);

enum class Purpose : std::uint8_t {
  treatment,
  payment,
  operations,
  audit,
  legal_proceeding,
  patient_request,
  emergency
};
inline constexpr std::array purposes{
    Purpose::treatment,        Purpose::payment,         Purpose::operations, Purpose::audit,
    Purpose::legal_proceeding, Purpose::patient_request, Purpose::emergency};
std::string_view word(Purpose purpose);
bool is_tpo(Purpose purpose);  // treatment, payment or health care operations

enum class RecipientClass : std::uint8_t {
  health_plan,  // and third-party payers
  treating_provider,
  intermediary,
  not_covered,  // by HIPAA: a court, an employer, a relative
  patient
};
inline constexpr std::array recipient_classes{
    RecipientClass::health_plan, RecipientClass::treating_provider, RecipientClass::intermediary,
    RecipientClass::not_covered, RecipientClass::patient};
std::string_view word(RecipientClass recipient);

// To whom: a class as a whole, or one of it by name.
struct Recipient {
  RecipientClass kind = RecipientClass::not_covered;
  std::string name;  // of a payer: its id in the ledger; empty: everybody of the class
};

// A signed form as it is on file: what it does not say is empty, and makes it deficient.
struct Consent {
  std::string id;
  std::string member;
  std::vector<std::string> from;  // ids of facilities
  std::vector<Recipient> to;
  std::vector<Tag> kinds;  // what kinds of records
  std::string what;        // how much and what kind of information, in the form's words
  std::optional<Date> records_from, records_to;  // only records dated within, both inclusive
  std::vector<Purpose> purposes;
  bool all_future_tpo = false;  // one consent for all future treatment, payment and operations
  bool says_right_to_revoke = false;
  bool says_redisclosure = false;  // of all_future_tpo: that it may be passed on under HIPAA
  bool says_consequences = false;  // of all_future_tpo: of refusing to sign
  std::string signed_by;
  std::optional<Date> signed_on;
  std::optional<Date> last_day;           // expires after it
  std::string expires_with;               // an event, in words
  std::optional<Date> event_happened_on;  // no longer in force on that day
  bool never_expires = false;             // "none": only of all_future_tpo
  std::optional<Instant> revoked_at;
  bool known_false = false;  // known to be materially false
};

// What is missing or wrong on the form's face, each with its paragraph of 42 CFR 2.31; such a
// consent must not be used.
std::vector<std::string> deficiencies(const Consent& consent);

}  // namespace authledger::consent
