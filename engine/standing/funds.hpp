// What lines and caps still leave, and how a charge is paid from it: caps first, then the lines in
// their order. Source: ledger rules, section 4, and payers/RULES.md, section 4.
//
// A copy is a scratch: paying from it leaves the first one, and the standing, as they are.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

#include "engine/standing/accounts.hpp"
#include "engine/standing/cap_counter.hpp"

namespace authledger {

// The payers whose lines may pay on a date, the first one's before the other's.
struct Payers {
  int own = -1;                 // see Terms::payer_on
  std::optional<int> outgoing;  // the payer before, while its approvals go on

  bool take_part(const Account& account) const {
    return account.payer == own || account.payer == outgoing;
  }
};
Payers payers_of(const Terms& terms, const Charge& charge);

class Funds {
 public:
  // Both must outlive the funds; the lines are copied.
  Funds(const Terms& terms, const Accounts& accounts)
      : terms_(&terms), accounts_(&accounts.all), lines_(accounts.lines) {}

  const std::vector<PayingLine>& lines() const { return lines_; }
  const Account& account_of(const PayingLine& line) const { return (*accounts_)[line.account]; }

  // Charges are paid in their order. Tells `book`, in this order: capped(charge, reason, units) for
  // what each cap cuts off, charged(charge, units), then not_required(charge, units), or
  // drawn(charge, line, units) for each line that pays and unpaid(charge, payers, units) for what
  // none pays.
  template <class Book>
  void pay(const Charge& charge, Book& book) {
    int units = charge.units;
    if (charge.rule && has_cap(*charge.rule)) {
      units = counter_of(charge).charge(
          charge.date, units, terms_->episode,
          [&](UncoveredReason reason, int cut) { book.capped(charge, reason, cut); });
    }
    book.charged(charge, units);
    if (charge.rule && !needs_authorization(charge.rule->authorization)) {
      if (units > 0) book.not_required(charge, units);
      return;
    }
    const Payers payers = payers_of(*terms_, charge);
    pay_from(payers.own, charge, units, book);
    if (payers.outgoing) pay_from(*payers.outgoing, charge, units, book);
    if (units > 0) book.unpaid(charge, payers, units);
  }

 private:
  template <class Book>
  void pay_from(int payer, const Charge& charge, int& units, Book& book) {
    const auto draw_from = [&](bool named) {
      for (PayingLine& line : lines_) {
        if (units == 0) return;
        if (account_of(line).payer != payer || is_named(line, charge) != named) continue;
        if (!line.has_units() || !account_of(line).spans(charge) || !line.pays_for(charge))
          continue;
        const int drawn = line.left ? std::min(units, *line.left) : units;
        units -= drawn;
        if (line.left) *line.left -= drawn;
        book.drawn(charge, line, drawn);
      }
    };
    if (!charge.named_authorization.empty()) draw_from(true);
    draw_from(false);
  }

  bool is_named(const PayingLine& line, const Charge& charge) const;
  CapCounter& counter_of(const Charge& charge);

  const Terms* terms_;
  const std::vector<Account>* accounts_;
  std::vector<PayingLine> lines_;
  std::vector<CapCounter> counters_;
};

}  // namespace authledger
