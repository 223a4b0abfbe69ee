// How old what is sent may be. Source: payers/RULES.md, section 8.
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

}  // namespace authledger
