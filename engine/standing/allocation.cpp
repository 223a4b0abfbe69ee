#include "engine/standing/allocation.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

constexpr Date open_end = Date::from_days(std::numeric_limits<std::int32_t>::max());

struct Line {
  std::size_t account;
  int position;  // within its authorization
  const std::vector<std::string>* codes;
  Unit unit;
  std::optional<int> left;  // none: unlimited
  LineStanding* standing;

  bool has_units() const { return !left || *left > 0; }
};

// How much a rule has been charged in the windows that its caps count, kept for the windows of the
// latest date only: charges come in the order of their dates.
class CapCounter {
 public:
  CapCounter(const ServiceRule& rule, const Policy& policy)
      : rule_(&rule), week_starts_(policy.week_starts) {}

  bool counts(const ServiceRule* rule) const { return rule_ == rule; }

  // Charges what the caps leave of the units; hands what each cap cuts off to cut(reason, units).
  template <class Cut>
  int charge(Date date, int units, const Episode& episode, Cut cut) {
    open_windows(date, episode);
    units =
        limited(units, rule_->max_units_per_day, in_day_, UncoveredReason::over_daily_limit, cut);
    units = limited(units, rule_->max_units_per_week, in_week_, UncoveredReason::over_weekly_limit,
                    cut);
    units = limited(units, rule_->max_units_per_year, in_year_, UncoveredReason::over_yearly_limit,
                    cut);
    in_day_ += units;
    in_week_ += units;
    in_year_ += units;
    return units;
  }

 private:
  void open_windows(Date date, const Episode& episode) {
    if (day_ == date) return;
    day_ = date;
    in_day_ = 0;
    if (const Date week = week_start(date, week_starts_); week_ != week) {
      week_ = week;
      in_week_ = 0;
    }
    if (const int year = civil(date).year; year_ != year) {
      year_ = year;
      in_year_ = 0;
      for (const auto& prior : episode.prior_uses)
        if (prior.fact.year == year && has_code(rule_->codes, prior.fact.service))
          in_year_ += prior.fact.units;
    }
  }

  template <class Cut>
  static int limited(int units, const std::optional<int>& cap, std::int64_t charged,
                     UncoveredReason reason, Cut cut) {
    if (units == 0 || !cap || charged + units <= *cap) return units;
    const int kept = static_cast<int>(std::max<std::int64_t>(0, *cap - charged));
    cut(reason, units - kept);
    return kept;
  }

  const ServiceRule* rule_;
  Weekday week_starts_;
  std::optional<Date> day_, week_;
  std::optional<int> year_;
  std::int64_t in_day_ = 0, in_week_ = 0, in_year_ = 0;
};

bool has_cap(const ServiceRule& rule) {
  return rule.max_units_per_day || rule.max_units_per_week || rule.max_units_per_year;
}

class Allocator {
 public:
  Allocator(const Terms& terms, Standing& standing) : terms_(terms), standing_(standing) {
    open_authorizations();
    open_allowances();
    std::stable_sort(standing_.authorizations.begin(), standing_.authorizations.end(),
                     [](const auto& a, const auto& b) { return a.id < b.id; });
    std::stable_sort(accounts_.begin(), accounts_.end(),
                     [](const auto& a, const auto& b) { return a.id < b.id; });
    open_lines();
  }

  void pay(const Charge& charge) {
    int units = charge.units;
    if (charge.rule && has_cap(*charge.rule)) {
      units = counter_of(charge).charge(
          charge.date, units, terms_.episode,
          [&](UncoveredReason reason, int cut) { uncover(charge, reason, cut); });
    }
    if (!charge.forecast) owner(charge).charged += units;
    if (charge.rule && !needs_authorization(charge.rule->authorization)) {
      if (units > 0) cover(charge, units, {"not-required", std::nullopt, units});
      return;
    }
    payer_ = terms_.payer_on(charge.date);
    const auto pay_from = [&](bool named) {
      for (Line& line : lines_)
        if (units > 0 && is_named(line, charge) == named && is_usable(line, charge))
          draw(line, charge, units);
    };
    if (!charge.named_authorization.empty()) pay_from(true);
    pay_from(false);
    if (units > 0) uncover(charge, reason_for(charge), units);
  }

  std::vector<Account> close() {
    merge_uncovered();
    for (Line& line : lines_) {
      if (line.left) {
        line.standing->remaining = *line.standing->units - line.standing->used;
        line.standing->unused_at_end = *line.left;
      }
      const Account& account = accounts_[line.account];
      const bool is_alive = !account.end || *account.end >= terms_.today;
      if (!is_alive || !line.left) continue;
      auto& remaining = standing_.remaining[static_cast<std::size_t>(line.unit)];
      remaining = remaining.value_or(0) + *line.standing->remaining;
    }
    close_forecast();
    return std::move(accounts_);
  }

 private:
  void open_authorizations() {
    for (const AuthorizationHistory& history : terms_.episode.authorizations) {
      AuthorizationStanding& shown = standing_.authorizations.emplace_back();
      shown.id = history.id;
      if (!history.decision) continue;
      const AuthorizationDecided& decided = history.decision->fact;
      shown.number = decided.number;
      shown.start = decided.start;
      shown.end = decided.end;
      shown.state = static_cast<AuthorizationState>(decided.decision);
      for (const AuthorizedLine& line : decided.lines)
        shown.lines.push_back(
            new_line(line.codes, line.units, decided.start, {history.decision->seq}));
      if (!history.is_approved()) {
        for (LineStanding& line : shown.lines) line.remaining = line.unused_at_end = 0;
        continue;
      }
      accounts_.push_back({.id = history.id,
                           .authorization = &history,
                           .start = *decided.start,
                           .end = decided.end,
                           .payer = terms_.payer_on(*decided.start),
                           .draws = {},
                           .sessions_drawn = {}});
    }
  }

  void open_allowances() {
    if (!terms_.episode.admission) return;
    const Date admitted = terms_.episode.admission->fact.date;
    const Policy& policy = terms_.policy_on(admitted);
    for (const AllowanceRule& rule : policy.allowances) {
      AuthorizationStanding& shown = standing_.authorizations.emplace_back();
      shown.id = "allowance:" + rule.name.key;
      shown.state = AuthorizationState::allowance;
      shown.start = admitted;
      if (rule.days) shown.end = admitted + (*rule.days - 1);
      shown.lines.push_back(
          new_line(rule.codes, rule.units, admitted, {terms_.episode.admission->seq}));
      shown.lines.back().because =
          terms_.because(policy, &rule.name, {terms_.episode.admission->seq});
      accounts_.push_back({.id = shown.id,
                           .authorization = nullptr,
                           .start = admitted,
                           .end = shown.end,
                           .payer = terms_.payer_on(admitted),
                           .draws = {},
                           .sessions_drawn = {}});
    }
  }

  // The unit kind is that of the first service rule with the line's first code on `start`, whatever
  // its ages.
  LineStanding new_line(const std::vector<std::string>& codes, std::optional<int> units,
                        std::optional<Date> start, std::vector<Seq> events) const {
    LineStanding line;
    line.codes = codes;
    line.units = units;
    if (!start) {
      line.because.events = std::move(events);
      return line;
    }
    const Policy& policy = terms_.policy_on(*start);
    const RuleName* name = nullptr;
    if (!codes.empty()) {
      for (const ServiceRule& rule : policy.services) {
        if (std::find(rule.codes.begin(), rule.codes.end(), codes.front()) == rule.codes.end())
          continue;
        line.unit = rule.unit;
        name = &rule.name;
        break;
      }
    }
    line.because = terms_.because(policy, name, std::move(events));
    return line;
  }

  void open_lines() {
    std::size_t next = 0;  // accounts and the authorizations that have one stand in the same order
    for (AuthorizationStanding& shown : standing_.authorizations) {
      if (next == accounts_.size() || accounts_[next].id != shown.id) continue;
      for (std::size_t i = 0; i < shown.lines.size(); ++i) {
        LineStanding& line = shown.lines[i];
        lines_.push_back({.account = next,
                          .position = static_cast<int>(i),
                          .codes = &line.codes,
                          .unit = line.unit,
                          .left = line.units,
                          .standing = &line});
      }
      ++next;
    }
    std::sort(lines_.begin(), lines_.end(),
              [&](const Line& a, const Line& b) { return rank(a) < rank(b); });
  }

  std::tuple<bool, Date, Date, std::string_view, int> rank(const Line& line) const {
    const Account& account = accounts_[line.account];
    return {account.authorization != nullptr, account.end.value_or(open_end), account.start,
            account.id, line.position};
  }

  CapCounter& counter_of(const Charge& charge) {
    for (CapCounter& counter : counters_)
      if (counter.counts(charge.rule)) return counter;
    return counters_.emplace_back(*charge.rule, *charge.policy);
  }

  SessionStanding& owner(const Charge& charge) {
    return standing_.sessions[static_cast<std::size_t>(charge.sessions.front())];
  }

  bool is_named(const Line& line, const Charge& charge) const {
    if (charge.named_authorization.empty()) return false;
    const Account& account = accounts_[line.account];
    if (account.id == charge.named_authorization) return true;
    return account.authorization &&
           account.authorization->decision->fact.number == charge.named_authorization;
  }

  static bool pays_for(const Line& line, const Charge& charge) {
    if (line.codes->empty()) return charge.rule != nullptr;
    return std::any_of(charge.services.begin(), charge.services.end(),
                       [&](std::string_view service) { return has_code(*line.codes, service); });
  }

  bool spans(const Line& line, Date date) const {
    const Account& account = accounts_[line.account];
    return account.start <= date && (!account.end || date <= *account.end);
  }

  bool is_usable(const Line& line, const Charge& charge) const {
    return line.has_units() && accounts_[line.account].payer == payer_ &&
           spans(line, charge.date) && pays_for(line, charge);
  }

  void draw(Line& line, const Charge& charge, int& units) {
    const int drawn = line.left ? std::min(units, *line.left) : units;
    units -= drawn;
    if (line.left) {
      *line.left -= drawn;
      if (*line.left == 0) line.standing->exhausts_on = charge.date;
    }
    Account& account = accounts_[line.account];
    (charge.forecast ? line.standing->forecast_used : line.standing->used) += drawn;
    cover(charge, drawn, {account.id, line.position, drawn});
    if (!charge.forecast) {
      if (charge.unit() != line.unit) mark_mismatch(charge);
      for (const int index : charge.sessions) {
        const Seq seq = seq_of(index);
        account.sessions_drawn.push_back(seq);
        line.standing->because.events.push_back(seq);
      }
    }
    record_draw(line.account, charge.date, drawn);
  }

  void record_draw(std::size_t account, Date date, int drawn) {
    std::vector<Draw>& draws = accounts_[account].draws;
    Draw after{date, drawn + (draws.empty() ? 0 : draws.back().units_used), 0};
    for (const Line& line : lines_) {
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

  void cover(const Charge& charge, int units, Allocation allocation) {
    if (charge.forecast) {
      forecast_of(charge).covered += units;
      return;
    }
    SessionStanding& session = owner(charge);
    session.covered += units;
    session.allocations.push_back(std::move(allocation));
  }

  ForecastSession& forecast_of(const Charge& charge) {
    while (standing_.forecast[next_forecast_].date < charge.date) ++next_forecast_;
    return standing_.forecast[next_forecast_];
  }

  UncoveredReason reason_for(const Charge& charge) const {
    UncoveredReason reason = UncoveredReason::no_authorization;
    for (const Line& line : lines_) {
      if (accounts_[line.account].payer != payer_ || !pays_for(line, charge)) continue;
      if (spans(line, charge.date)) return UncoveredReason::units_exhausted;
      reason = UncoveredReason::outside_dates;
    }
    return reason;
  }

  void uncover(const Charge& charge, UncoveredReason reason, int units) {
    if (charge.forecast) {
      if (!is_cap(reason)) forecast_of(charge).uncovered += units;
      return;
    }
    std::vector<Seq> events;
    for (const int index : charge.sessions) events.push_back(seq_of(index));
    if (reason == UncoveredReason::outside_dates || reason == UncoveredReason::units_exhausted) {
      for (const Line& line : lines_) {
        const Account& account = accounts_[line.account];
        if (account.payer == payer_ && account.authorization && pays_for(line, charge))
          events.push_back(account.authorization->decision->seq);
      }
    }
    standing_.uncovered.push_back(
        {.date = charge.date,
         .service = owner(charge).service,
         .units = units,
         .reason = reason,
         .because = terms_.because(*charge.policy, charge.rule ? &charge.rule->name : nullptr,
                                   std::move(events))});
  }

  Seq seq_of(int session_index) const {
    return standing_.sessions[static_cast<std::size_t>(session_index)].seq;
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
      std::sort(same.because.events.begin(), same.because.events.end());
      same.because.events.erase(std::unique(same.because.events.begin(), same.because.events.end()),
                                same.because.events.end());
    }
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
    for (Line& line : lines_) {
      auto& events = line.standing->because.events;
      std::sort(events.begin(), events.end());
      events.erase(std::unique(events.begin(), events.end()), events.end());
    }
    std::size_t next = 0;
    for (AuthorizationStanding& shown : standing_.authorizations) {
      if (next == accounts_.size() || accounts_[next].id != shown.id) continue;
      if (accounts_[next].authorization)
        shown.last_covered_day = accounts_[next].last_covered_day();
      ++next;
    }
  }

  const Terms& terms_;
  Standing& standing_;
  std::vector<Account> accounts_;  // by id
  std::vector<Line> lines_;        // in the order in which they are tried
  std::vector<CapCounter> counters_;
  std::size_t next_forecast_ = 0;
  int payer_ = -1;  // on the date of the charge in hand
};

}  // namespace

std::optional<Date> Account::exhausted_on() const {
  for (const Draw& draw : draws)
    if (draw.units_left == 0) return draw.date;
  return std::nullopt;
}

Date Account::last_covered_day() const {
  ensure(end.has_value(), "only an account with an end has a last covered day");
  return std::min(*end, exhausted_on().value_or(*end));
}

std::vector<Account> allocate(const Terms& terms, std::vector<Charge> charges, Standing& standing) {
  const auto by_date = [](const Charge& a, const Charge& b) { return a.date < b.date; };
  if (!std::is_sorted(charges.begin(), charges.end(), by_date))
    std::stable_sort(charges.begin(), charges.end(), by_date);
  Allocator allocator(terms, standing);
  for (const Charge& charge : charges) allocator.pay(charge);
  return allocator.close();
}

}  // namespace authledger
