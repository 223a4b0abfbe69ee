#include "engine/standing/allocation.hpp"

#include <algorithm>
#include <tuple>

#include "engine/standing/funds.hpp"
#include "engine/standing/likely_range.hpp"

namespace authledger {
namespace {

// Pays every charge and writes down what paid it: in the standing, and in the accounts. The
// functions from capped() to unpaid() are what Funds::pay() tells.
class Allocator {
 public:
  Allocator(const Terms& terms, Standing& standing)
      : terms_(terms),
        standing_(standing),
        accounts_(open_accounts(terms, standing)),
        funds_(terms, accounts_) {}

  std::vector<Account> pay_all(const std::vector<Charge>& charges) {
    auto next = charges.begin();
    for (; next != charges.end() && !next->forecast; ++next) funds_.pay(*next, *this);
    std::optional<Funds> before_forecast;
    if (wants_likely_ranges(standing_, funds_)) before_forecast = funds_;
    const std::span<const Charge> ahead(next, charges.end());
    for (const Charge& charge : ahead) funds_.pay(charge, *this);
    close();
    if (before_forecast) add_likely_ranges(*before_forecast, ahead, standing_.attendance);
    return std::move(accounts_.all);
  }

  void capped(const Charge& charge, UncoveredReason reason, int units) {
    if (!charge.forecast) uncover(charge, reason, units, sessions_of(charge));
  }

  void charged(const Charge& charge, int units) {
    if (!charge.forecast) owner(charge).charged += units;
  }

  void not_required(const Charge& charge, int units) {
    cover(charge, {"not-required", std::nullopt, units});
  }

  void drawn(const Charge& charge, const PayingLine& line, int units) {
    LineStanding& shown = *line.standing;
    if (line.left == 0) shown.exhausts_on = charge.date;
    Account& account = accounts_.all[line.account];
    (charge.forecast ? shown.forecast_used : shown.used) += units;
    cover(charge, {account.id, line.position, units});
    if (!charge.forecast) {
      if (charge.unit() != line.unit) mark_mismatch(charge);
      for (const int index : charge.sessions) {
        const Seq seq = seq_of(index);
        account.sessions_drawn.push_back(seq);
        shown.because.events.push_back(seq);
      }
    }
    record_draw(line.account, charge.date, units);
  }

  void unpaid(const Charge& charge, const Payers& payers, int units) {
    if (charge.forecast) {
      forecast_of(charge).uncovered += units;
      return;
    }
    const UncoveredReason reason = reason_for(charge, payers);
    std::vector<Seq> events = sessions_of(charge);
    if (reason != UncoveredReason::no_authorization) add_decisions(charge, payers, events);
    uncover(charge, reason, units, std::move(events));
  }

 private:
  // Of the authorizations with such a line; those whose time has the charge come first.
  void add_decisions(const Charge& charge, const Payers& payers, std::vector<Seq>& events) const {
    std::size_t named = 0;
    for (const bool spans : {true, false}) {
      for (const PayingLine& line : funds_.lines()) {
        if (named == most_named) return;
        const Account& account = funds_.account_of(line);
        if (!account.authorization || !payers.take_part(account) ||
            account.spans(charge) != spans || !line.pays_for(charge))
          continue;
        events.push_back(account.authorization->decision->seq);
        ++named;
      }
    }
  }

  void close() {
    merge_uncovered();
    for (const PayingLine& line : funds_.lines()) {
      LineStanding& shown = *line.standing;
      sort_once(shown.because.events);
      if (!line.left) continue;
      shown.remaining = *shown.units - shown.used;
      shown.unused_at_end = *line.left;
      const Account& account = funds_.account_of(line);
      if (account.end && *account.end < terms_.today) continue;
      auto& remaining = standing_.remaining[static_cast<std::size_t>(line.unit)];
      remaining = remaining.value_or(0) + *shown.remaining;
    }
    close_forecast();
  }

  SessionStanding& owner(const Charge& charge) {
    return standing_.sessions[static_cast<std::size_t>(charge.sessions.front())];
  }

  ForecastSession& forecast_of(const Charge& charge) {
    return standing_.forecast[static_cast<std::size_t>(charge.forecast_session)];
  }

  Seq seq_of(int session_index) const {
    return standing_.sessions[static_cast<std::size_t>(session_index)].seq;
  }

  std::vector<Seq> sessions_of(const Charge& charge) const {
    std::vector<Seq> events;
    for (const int index : charge.sessions) events.push_back(seq_of(index));
    return events;
  }

  void record_draw(std::size_t account, Date date, int drawn) {
    std::vector<Draw>& draws = accounts_.all[account].draws;
    Draw after{date, drawn + (draws.empty() ? 0 : draws.back().units_used), 0};
    for (const PayingLine& line : funds_.lines()) {
      if (line.account != account) continue;
      if (!line.left)
        after.units_left.reset();
      else if (after.units_left)
        *after.units_left += *line.left;
    }
    draws.push_back(after);
  }

  void mark_mismatch(const Charge& charge) {
    SessionStanding& session = owner(charge);
    session.flags = static_cast<std::uint8_t>(session.flags |
                                              1u << static_cast<int>(SessionFlag::unit_mismatch));
  }

  void cover(const Charge& charge, Allocation allocation) {
    if (charge.forecast) {
      forecast_of(charge).covered += allocation.units;
      return;
    }
    SessionStanding& session = owner(charge);
    session.covered += allocation.units;
    session.allocations.push_back(std::move(allocation));
  }

  UncoveredReason reason_for(const Charge& charge, const Payers& payers) const {
    UncoveredReason reason = UncoveredReason::no_authorization;
    for (const PayingLine& line : funds_.lines()) {
      const Account& account = funds_.account_of(line);
      if (!payers.take_part(account) || !line.pays_for(charge)) continue;
      if (account.spans(charge)) return UncoveredReason::units_exhausted;
      reason = UncoveredReason::outside_dates;
    }
    return reason;
  }

  void uncover(const Charge& charge, UncoveredReason reason, int units, std::vector<Seq> events) {
    standing_.uncovered.push_back(
        {.date = charge.date,
         .service = owner(charge).service,
         .units = units,
         .reason = reason,
         .because = terms_.because(*charge.policy, charge.rule ? &charge.rule->name : nullptr,
                                   std::move(events))});
  }

  void merge_uncovered() {
    auto& all = standing_.uncovered;
    const auto key = [](const UncoveredUnits& it) {
      return std::tuple(it.date, std::string_view(it.service), it.reason);
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return key(a) < key(b); });
    std::vector<UncoveredUnits> merged;
    merged.reserve(all.size());
    for (UncoveredUnits& next : all) {
      if (merged.empty() || key(merged.back()) != key(next)) {
        merged.push_back(std::move(next));
        continue;
      }
      UncoveredUnits& same = merged.back();
      same.units += next.units;
      same.because.events.insert(same.because.events.end(), next.because.events.begin(),
                                 next.because.events.end());
    }
    for (UncoveredUnits& entry : merged) sort_once(entry.because.events);
    all = std::move(merged);
  }

  void close_forecast() {
    for (const ForecastSession& session : standing_.forecast) {
      if (session.uncovered > 0) {
        standing_.first_uncovered_day = session.date;
        break;
      }
      if (session.covered > 0) standing_.covered_through = session.date;
    }
    std::size_t next = 0;
    for (AuthorizationStanding& shown : standing_.authorizations) {
      const auto& accounts = accounts_.all;
      if (next == accounts.size() || accounts[next].id != shown.id) continue;
      if (accounts[next].authorization) shown.last_covered_day = accounts[next].last_covered_day();
      ++next;
    }
  }

  const Terms& terms_;
  Standing& standing_;
  Accounts accounts_;
  Funds funds_;
};

}  // namespace

std::vector<Account> allocate(const Terms& terms, std::vector<Charge> charges, Standing& standing) {
  put_in_order(charges);
  return Allocator(terms, standing).pay_all(charges);
}

}  // namespace authledger
