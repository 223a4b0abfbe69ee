// How old what is sent may be, and on which form. Source: payers/RULES.md, sections 8 and 12.
#include <algorithm>

#include "engine/standing/obligations.hpp"

namespace authledger {

std::vector<EvidenceWanted> evidence_wanted(const Terms& terms, const Policy& policy,
                                            EvidenceFor purpose, const Obligation& obligation) {
  const Zone& payer_zone = policy.time.zone;
  Date sent_on = terms.today;
  if (obligation.status != ObligationStatus::overdue) {
    if (obligation.opens_at) sent_on = std::max(sent_on, payer_zone.day_of(*obligation.opens_at));
    if (obligation.due_at) sent_on = std::min(sent_on, payer_zone.day_of(*obligation.due_at));
  }
  std::vector<EvidenceWanted> wanted;
  for (const EvidenceRule& rule : policy.evidence)
    if (rule.purpose == purpose)
      wanted.push_back({rule.name.key, rule.document, sent_on - rule.newest_within_days});
  return wanted;
}

std::vector<FormAsked> forms_asked(const Terms& terms, const Policy& policy) {
  std::vector<FormAsked> asked;
  for (const ReviewForm& form : policy.review_forms)
    asked.push_back({&form, terms.because(policy, &form.name, {})});
  return asked;
}

}  // namespace authledger
