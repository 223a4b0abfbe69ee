#include "engine/consent/consent.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger::consent {
namespace {

bool has(const std::vector<Tag>& kinds, Tag tag) {
  return std::find(kinds.begin(), kinds.end(), tag) != kinds.end();
}

int ways_to_end(const Consent& consent) {
  return (consent.last_day ? 1 : 0) + (consent.expires_with.empty() ? 0 : 1) +
         (consent.never_expires ? 1 : 0);
}

}  // namespace

std::string_view word(Tag tag) {
  switch (tag) {
    case Tag::ordinary:
      return "ordinary";
    case Tag::part2:
      return "part2";
    case Tag::counseling_notes:
      return "counseling_notes";
    case Tag::psychotherapy_notes:
      return "psychotherapy_notes";
  }
  fail("a tag without a word");
}

Tag stricter(Tag one, Tag other) {
  return std::max(one, other);
}

std::string_view word(Purpose purpose) {
  switch (purpose) {
    case Purpose::treatment:
      return "treatment";
    case Purpose::payment:
      return "payment";
    case Purpose::operations:
      return "operations";
    case Purpose::audit:
      return "audit";
    case Purpose::legal_proceeding:
      return "legal_proceeding";
    case Purpose::patient_request:
      return "patient_request";
    case Purpose::emergency:
      return "emergency";
  }
  fail("a purpose without a word");
}

bool is_tpo(Purpose purpose) {
  return purpose == Purpose::treatment || purpose == Purpose::payment ||
         purpose == Purpose::operations;
}

std::string_view word(RecipientClass recipient) {
  switch (recipient) {
    case RecipientClass::health_plan:
      return "health_plan";
    case RecipientClass::treating_provider:
      return "treating_provider";
    case RecipientClass::intermediary:
      return "intermediary";
    case RecipientClass::not_covered:
      return "not_covered";
    case RecipientClass::patient:
      return "patient";
  }
  fail("a class of recipients without a word");
}

std::vector<std::string> deficiencies(const Consent& consent) {
  std::vector<std::string> found;
  const auto need = [&](bool holds, std::string_view what) {
    if (!holds) found.emplace_back(what);
  };
  const bool is_legal = std::find(consent.purposes.begin(), consent.purposes.end(),
                                  Purpose::legal_proceeding) != consent.purposes.end();
  need(!consent.member.empty(), "it names no patient (42 CFR 2.31(a))");
  need(!consent.from.empty(), "it does not say who may disclose (42 CFR 2.31(a))");
  need(!consent.kinds.empty() && !consent.what.empty(),
       "it does not say how much and what kind of information (42 CFR 2.31(a))");
  need(!consent.to.empty(), "it names no recipient (42 CFR 2.31(a))");
  need(consent.all_future_tpo || !consent.purposes.empty(), "it names no purpose (42 CFR 2.31(a))");
  need(consent.says_right_to_revoke, "it does not say that it may be revoked (42 CFR 2.31(a))");
  need(ways_to_end(consent) == 1, "it does not say in one way when it expires (42 CFR 2.31(a))");
  need(!consent.never_expires || consent.all_future_tpo,
       "it has no end, which only one for all future treatment, payment and operations may have "
       "(42 CFR 2.31(a))");
  need(!consent.signed_by.empty() && consent.signed_on,
       "it is not signed and dated (42 CFR 2.31(a))");
  need(!consent.all_future_tpo || (consent.says_redisclosure && consent.says_consequences),
       "it lacks the statements on redisclosure and on refusing to sign (42 CFR 2.31(a))");
  need(!has(consent.kinds, Tag::counseling_notes) || consent.kinds.size() == 1,
       "counseling notes need a consent of their own (42 CFR 2.31(b))");
  need(!is_legal || (consent.purposes.size() == 1 && !consent.all_future_tpo),
       "a legal proceeding needs a consent of its own (42 CFR 2.31(d))");
  need(!consent.known_false, "it is known to be false (42 CFR 2.31(c))");
  return found;
}

}  // namespace authledger::consent
