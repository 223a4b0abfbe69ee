#include "engine/standing/accounts.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

constexpr Date open_end = Date::from_days(std::numeric_limits<std::int32_t>::max());

// The unit kind is that of the first service rule with the line's first code on `start`, whatever
// its ages.
LineStanding new_line(const Terms& terms, const std::vector<std::string>& codes,
                      std::optional<int> units, std::optional<Date> start,
                      std::vector<Seq> events) {
  LineStanding line;
  line.codes = codes;
  line.units = units;
  if (!start) {
    line.because.events = std::move(events);
    return line;
  }
  const Policy& policy = terms.policy_on(*start);
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
  line.because = terms.because(policy, name, std::move(events));
  return line;
}

void open_authorizations(const Terms& terms, Standing& standing, std::vector<Account>& accounts) {
  for (const AuthorizationHistory& history : terms.episode.authorizations) {
    AuthorizationStanding& shown = standing.authorizations.emplace_back();
    shown.id = history.id;
    if (!history.decision) continue;
    const AuthorizationDecided& decided = history.decision->fact;
    shown.number = decided.number;
    shown.start = decided.start;
    shown.end = decided.end;
    shown.state = static_cast<AuthorizationState>(decided.decision);
    for (const AuthorizedLine& line : decided.lines)
      shown.lines.push_back(
          new_line(terms, line.codes, line.units, decided.start, {history.decision->seq}));
    if (!history.is_approved()) {
      for (LineStanding& line : shown.lines) line.remaining = line.unused_at_end = 0;
      continue;
    }
    accounts.push_back({.id = history.id,
                        .authorization = &history,
                        .start = *decided.start,
                        .end = decided.end,
                        .until = {},
                        .payer = terms.payer_on(*decided.start),
                        .draws = {},
                        .sessions_drawn = {}});
  }
}

struct ClockStart {  // of allowances in hours
  Instant at;
  std::optional<Seq> seq;  // of the session that was attended; none: it is a forecast
};

// The first attended session, else the first of the forecast; none: there is neither.
std::optional<ClockStart> first_session(const Terms& terms, const Standing& standing) {
  for (const auto& said : terms.episode.sessions)
    if (said.fact.outcome == Outcome::attended) return ClockStart{said.fact.start, said.seq};
  if (standing.forecast.empty()) return std::nullopt;
  return ClockStart{standing.forecast.front().start, std::nullopt};
}

void open_allowances(const Terms& terms, Standing& standing, std::vector<Account>& accounts) {
  if (!terms.episode.admission) return;
  const Date admitted = terms.episode.admission->fact.date;
  const Policy& policy = terms.policy_on(admitted);
  if (policy.allowances.empty()) return;
  const auto first = first_session(terms, standing);
  for (const AllowanceRule& rule : policy.allowances) {
    AuthorizationStanding& shown = standing.authorizations.emplace_back();
    shown.id = "allowance:" + rule.name.key;
    shown.state = AuthorizationState::allowance;
    shown.start = admitted;
    std::vector<Seq> events{terms.episode.admission->seq};
    std::optional<Instant> until;
    if (rule.days) shown.end = admitted + (*rule.days - 1);
    if (rule.hours && first) {
      until = first->at.plus_hours(*rule.hours);
      shown.end =
          terms.facility.zone.day_of(Instant::from_microseconds(until->microseconds() - 1'000'000));
      if (first->seq) events.push_back(*first->seq);
    }
    shown.lines.push_back(new_line(terms, rule.codes, rule.units, admitted, {}));
    shown.lines.back().because = terms.because(policy, &rule.name, std::move(events));
    accounts.push_back({.id = shown.id,
                        .authorization = nullptr,
                        .start = admitted,
                        .end = shown.end,
                        .until = until,
                        .payer = terms.payer_on(admitted),
                        .draws = {},
                        .sessions_drawn = {}});
  }
}

void open_lines(Standing& standing, Accounts& accounts) {
  std::size_t next = 0;  // accounts and the authorizations that have one stand in the same order
  for (AuthorizationStanding& shown : standing.authorizations) {
    if (next == accounts.all.size() || accounts.all[next].id != shown.id) continue;
    for (std::size_t i = 0; i < shown.lines.size(); ++i) {
      LineStanding& line = shown.lines[i];
      accounts.lines.push_back({.account = next,
                                .position = static_cast<int>(i),
                                .codes = &line.codes,
                                .unit = line.unit,
                                .left = line.units,
                                .standing = &line});
    }
    ++next;
  }
  const auto rank = [&](const PayingLine& line) {
    const Account& account = accounts.all[line.account];
    return std::tuple(account.authorization != nullptr, account.end.value_or(open_end),
                      account.start, std::string_view(account.id), line.position);
  };
  std::sort(accounts.lines.begin(), accounts.lines.end(),
            [&](const PayingLine& a, const PayingLine& b) { return rank(a) < rank(b); });
}

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

bool PayingLine::pays_for(const Charge& charge) const {
  if (codes->empty()) return charge.rule != nullptr;
  return std::any_of(charge.services.begin(), charge.services.end(),
                     [&](std::string_view service) { return has_code(*codes, service); });
}

Accounts open_accounts(const Terms& terms, Standing& standing) {
  Accounts accounts;
  open_authorizations(terms, standing, accounts.all);
  open_allowances(terms, standing, accounts.all);
  std::stable_sort(standing.authorizations.begin(), standing.authorizations.end(),
                   [](const auto& a, const auto& b) { return a.id < b.id; });
  std::stable_sort(accounts.all.begin(), accounts.all.end(),
                   [](const auto& a, const auto& b) { return a.id < b.id; });
  open_lines(standing, accounts);
  return accounts;
}

}  // namespace authledger
