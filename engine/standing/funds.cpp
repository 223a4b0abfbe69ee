#include "engine/standing/funds.hpp"

namespace authledger {

Payers payers_of(const Terms& terms, const Charge& charge) {
  return {terms.payer_on(charge.date), terms.outgoing_payer_on(charge.date)};
}

bool Funds::is_named(const PayingLine& line, const Charge& charge) const {
  if (charge.named_authorization.empty()) return false;
  const Account& account = account_of(line);
  if (account.id == charge.named_authorization) return true;
  return account.authorization &&
         account.authorization->decision->fact.number == charge.named_authorization;
}

CapCounter& Funds::counter_of(const Charge& charge) {
  for (CapCounter& counter : counters_)
    if (counter.counts(*charge.rule)) return counter;
  return counters_.emplace_back(*charge.rule, *charge.policy);
}

}  // namespace authledger
