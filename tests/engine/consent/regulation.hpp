// A second computation of what may be disclosed, written from the paragraphs and not from the
// table: it shares the types of engine/consent and nothing else.
#pragma once

#include <algorithm>

#include "engine/consent/may_disclose.hpp"

namespace authledger::test {

using namespace consent;

// Whether a patient's consent with all elements of 2.31 suffices, for whom it covers and is in
// force.
struct Regulation {
  Tag tag;
  Purpose purpose;
  RecipientClass recipient;

  bool is_hipaa_tpo() const {
    const bool is_purpose = purpose == Purpose::treatment || purpose == Purpose::payment ||
                            purpose == Purpose::operations;
    const bool is_recipient =
        recipient == RecipientClass::health_plan || recipient == RecipientClass::treating_provider;
    return is_purpose && is_recipient;
  }

  bool without_consent() const { return tag == Tag::ordinary && is_hipaa_tpo(); }

  // 2.33 with 2.31(a): one consent for all future treatment, payment and operations, to a class of
  // treating providers and health plans; never for counseling notes, 2.31(b).
  bool with_tpo_consent() const {
    return (tag == Tag::ordinary || tag == Tag::part2) && is_hipaa_tpo();
  }

  // 2.31(a), (b), (d). What an intermediary needs, and notes in a proceeding, are unknown.
  bool with_specific_consent() const {
    if (without_consent()) return true;
    if (tag == Tag::psychotherapy_notes) return false;
    if (recipient == RecipientClass::intermediary) return false;
    return tag != Tag::counseling_notes || purpose != Purpose::legal_proceeding;
  }

  bool allows(State state) const {
    switch (state) {
      case State::active_specific:
        return with_specific_consent();
      case State::active_tpo:
        return with_tpo_consent();
      default:
        return without_consent();
    }
  }
};

// Whether one consent on file can carry this disclosure, asked element by element.
inline bool carries(const Consent& it, const Record& record, const Asked& asked) {
  if (it.member.empty() || it.member != asked.member) return false;
  if (!it.says_right_to_revoke || it.known_false || it.what.empty()) return false;
  if (it.signed_by.empty() || !it.signed_on || asked.today < *it.signed_on) return false;
  if (it.revoked_at && !(asked.at < *it.revoked_at)) return false;

  const bool is_of_notes = std::count(it.kinds.begin(), it.kinds.end(), Tag::counseling_notes) != 0;
  if (is_of_notes && it.kinds.size() > 1) return false;
  if (std::count(it.kinds.begin(), it.kinds.end(), record.tag) == 0) return false;
  if (std::count(it.from.begin(), it.from.end(), asked.discloser) == 0) return false;
  if (it.records_from && (!record.date || *record.date < *it.records_from)) return false;
  if (it.records_to && (!record.date || *it.records_to < *record.date)) return false;

  bool is_named = false;
  for (const Recipient& to : it.to)
    if (to.kind == asked.recipient.kind)
      is_named = is_named || to.name.empty() || to.name == asked.recipient.name;
  if (!is_named) return false;

  const bool is_legal =
      std::count(it.purposes.begin(), it.purposes.end(), Purpose::legal_proceeding) != 0;
  if (is_legal && (it.all_future_tpo || it.purposes.size() > 1)) return false;

  const int ends =
      int(it.last_day.has_value()) + int(!it.expires_with.empty()) + int(it.never_expires);
  if (ends != 1 || (it.never_expires && !it.all_future_tpo)) return false;
  if (it.last_day && *it.last_day < asked.today) return false;
  if (it.event_happened_on && !(asked.today < *it.event_happened_on)) return false;

  if (it.all_future_tpo && !(it.says_redisclosure && it.says_consequences)) return false;
  const Regulation rule{record.tag, asked.purpose, asked.recipient.kind};
  const bool is_tpo_purpose = asked.purpose == Purpose::treatment ||
                              asked.purpose == Purpose::payment ||
                              asked.purpose == Purpose::operations;
  if (it.all_future_tpo && is_tpo_purpose) return rule.with_tpo_consent();
  return std::count(it.purposes.begin(), it.purposes.end(), asked.purpose) != 0 &&
         rule.with_specific_consent();
}

inline bool regulation_allows(const Record& record, const std::vector<Consent>& consents,
                              const Asked& asked) {
  const Regulation rule{record.tag, asked.purpose, asked.recipient.kind};
  return rule.without_consent() ||
         std::any_of(consents.begin(), consents.end(),
                     [&](const Consent& it) { return carries(it, record, asked); });
}

}  // namespace authledger::test
