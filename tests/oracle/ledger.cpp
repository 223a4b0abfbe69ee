#include "tests/oracle/ledger.hpp"

#include <algorithm>
#include <tuple>

namespace authledger::oracle {
namespace {

bool is_summed(Unit unit) {
  return unit != Unit::visit;
}

// What so many minutes under a rule cost; the minimum is judged elsewhere.
int units_of(const ServiceRule& rule, int minutes) {
  if (rule.unit == Unit::visit || rule.unit == Unit::day) return 1;
  const int length = rule.unit == Unit::hour ? 60 : 15;
  const int whole = minutes / length;
  const int rest = minutes % length;
  if (rule.rounding == Rounding::up) return rest > 0 ? whole + 1 : whole;
  if (rule.rounding == Rounding::nearest) return 2 * rest >= length ? whole + 1 : whole;
  return whole;
}

// Whether a rate in percents leaves the k-th forecast session, from 1, attended.
bool is_likely(int k, int rate) {
  return k * rate / 100 > (k - 1) * rate / 100;
}

bool spans(const Line& line, const Charge& charge) {
  return *line.start <= charge.date && (!line.end || charge.date <= *line.end) &&
         (!line.before || charge.start < *line.before);
}

}  // namespace

bool takes_modality(const ServiceRule& rule, const std::string& modality) {
  return rule.modalities.empty() || contains(rule.modalities, modality);
}

bool is_cap(const std::string& reason) {
  return reason.starts_with("over_");
}

Ledger::Ledger(const History& history) : Ledger(history, 100) {}

Ledger::Ledger(const History& history, int forecast_rate) : history_(history) {
  add_actual_charges();
  add_forecast_charges(forecast_rate);
  std::sort(charges.begin(), charges.end(), [](const Charge& one, const Charge& other) {
    return std::tuple(one.date, !one.actual, one.start, one.session) <
           std::tuple(other.date, !other.actual, other.start, other.session);
  });
  add_allowances();
  add_authorized_lines();
  for (std::size_t charge = 0; charge < charges.size(); ++charge) {
    apply_caps(charge);
    allocate(charge);
  }
}

Unit Ledger::unit_of(const std::vector<std::string>& codes, std::optional<Date> start) const {
  const Document document = history_.document_on(start);
  if (codes.empty() || !document.policy) return Unit::visit;
  for (const ServiceRule& rule : document.policy->services)
    if (contains(rule.codes, codes.front())) return rule.unit;
  return Unit::visit;
}

// Of the first attended session; until one is attended, of the first forecast session.
std::optional<Instant> Ledger::first_session_start() const {
  if (const auto attended = history_.attended(); !attended.empty()) return attended.front().start;
  return first_forecast_;
}

void Ledger::add_allowances() {
  if (!history_.admission) return;
  const Date start = history_.admission->date;
  const Policy* policy = history_.document_on(start).policy;
  if (!policy) return;
  for (const AllowanceRule& rule : policy->allowances) {
    Line line{"allowance:" + rule.name.key,
              std::nullopt,
              0,
              rule.codes,
              rule.units,
              unit_of(rule.codes, start),
              true,
              true,
              start,
              {},
              {}};
    if (rule.days) line.end = start + (*rule.days - 1);
    if (const auto first = first_session_start(); first && rule.hours) {
      line.before = first->plus_hours(*rule.hours);
      line.end =
          history_.date_of(Instant::from_microseconds(line.before->microseconds() - 1'000'000));
    }
    lines.push_back(line);
  }
}

void Ledger::add_authorized_lines() {
  for (const auto& [id, authorization] : history_.authorizations) {
    if (!authorization.decision) continue;
    const AuthorizationDecided& decided = *authorization.decision;
    int position = 0;
    for (const AuthorizedLine& line : decided.lines)
      lines.push_back({id,
                       decided.number,
                       position++,
                       line.codes,
                       line.units,
                       unit_of(line.codes, decided.start),
                       false,
                       is_approved(authorization),
                       decided.start,
                       decided.end,
                       {}});
  }
}

// The date's sessions whose minutes go into one sum with this one's, itself among them.
std::vector<SessionRecorded> Ledger::summed_with(const SessionRecorded& session) const {
  const Date date = history_.date_of(session.start);
  const Policy* policy = history_.document_on(date).policy;
  const ServiceRule* rule = history_.service_rule(policy, session.service, date);
  std::vector<SessionRecorded> summed;
  for (const SessionRecorded& other : history_.attended())
    if (history_.date_of(other.start) == date && takes_modality(*rule, other.modality) &&
        history_.service_rule(policy, other.service, date) == rule)
      summed.push_back(other);
  return summed;
}

void Ledger::add_actual_charges() {
  for (const SessionRecorded& session : history_.attended()) {
    const Date date = history_.date_of(session.start);
    const Document document = history_.document_on(date);
    const ServiceRule* rule = history_.service_rule(document.policy, session.service, date);
    Charge charge{
        date, true, session.start, session.session, session.service, {}, {}, document, rule, 1, ""};
    std::vector<SessionRecorded> summed{session};
    std::set<std::string>& session_flags = flags[session.session];
    if (rule) {
      if (rule->authorization == Requirement::unknown) session_flags.insert("requirement_unknown");
      if (!takes_modality(*rule, session.modality)) {
        session_flags.insert("modality_not_covered");
        continue;
      }
      if (is_summed(rule->unit)) summed = summed_with(session);
      int minutes = 0;
      for (const SessionRecorded& each : summed) minutes += minutes_of(each);
      charge.units = units_of(*rule, minutes);
      if (minutes < rule->minimum_minutes) {
        charge.units = 0;
        session_flags.insert("short");
      }
      if (!rule->tiers.empty()) apply_tiers(summed, charge, session_flags);
      if (summed.front().session != session.session) continue;  // the first one bears the charge
    } else {
      session_flags.insert(document.policy ? "unlisted_service" : "no_policy");
    }
    for (const SessionRecorded& each : summed) {
      charge.services.insert(each.service);
      if (!charge.names) charge.names = each.authorization;
    }
    charges.push_back(charge);
  }
}

void Ledger::apply_tiers(const std::vector<SessionRecorded>& summed, Charge& charge,
                         std::set<std::string>& session_flags) const {
  int services = 0;
  for (const SessionRecorded& each : summed) {
    if (each.components.empty()) {
      session_flags.insert("tier_unknown");
      return;
    }
    services += static_cast<int>(each.components.size());
  }
  if (services < charge.rule->tiers.front().services) {
    charge.units = 0;
    session_flags.insert("short");
  }
  for (const ServiceTier& tier : charge.rule->tiers)
    if (charge.units > 0 && tier.services <= services) charge.tier = tier.key;
}

void Ledger::add_forecast_charges(int rate) {
  int k = 0;
  for (Date date = history_.today; date <= history_.today + 365; date = date + 1) {
    if (!history_.is_scheduled(date)) continue;
    const ScheduleSet& schedule = *history_.schedule_on(date);
    if (history_.has_record(date, schedule.service)) continue;
    const Instant start =
        instant_in(history_.scenario.facility.zone.name(), date, schedule.start.minutes);
    if (!first_forecast_) first_forecast_ = start;
    if (!is_likely(++k, rate)) continue;
    const Document document = history_.document_on(date);
    const ServiceRule* rule = history_.service_rule(document.policy, schedule.service, date);
    Charge charge{date,     false, start, "", schedule.service, {schedule.service}, {},
                  document, rule,  1,     ""};
    if (rule) {
      charge.units = units_of(*rule, schedule.minutes);
      if (schedule.minutes < rule->minimum_minutes) charge.units = 0;
      if (!takes_modality(*rule, schedule.modality)) charge.units = 0;
    }
    charges.push_back(charge);
  }
}

// Units charged under the same rule by the charges before this one, on the dates from..to.
int Ledger::charged_before(std::size_t charge, Date from, Date to) const {
  int units = 0;
  for (std::size_t other = 0; other < charge; ++other) {
    const Charge& it = charges[other];
    if (it.rule && it.rule->name.identity() == charges[charge].rule->name.identity() &&
        from <= it.date && it.date <= to)
      units += it.units;
  }
  return units;
}

int Ledger::prior_use(const Charge& charge) const {
  int units = 0;
  for (const auto& [what, reported] : history_.prior_uses)
    if (contains(charge.rule->codes, what.first) && what.second == year_of(charge.date))
      units += reported;
  return units;
}

void Ledger::apply_caps(std::size_t charge) {
  Charge& it = charges[charge];
  if (!it.rule) return;
  const auto cap = [&](const std::optional<int>& most, int before, const char* reason) {
    if (!most) return;
    const int allowed = std::min(it.units, std::max(0, *most - before));
    if (allowed < it.units) shortfalls.push_back({charge, it.units - allowed, reason});
    it.units = allowed;
  };
  const Date week = first_day_of_week(it.date, it.document.clock);
  const Date new_year = *make_date(year_of(it.date), 1, 1);
  const Date year_end = *make_date(year_of(it.date), 12, 31);
  cap(it.rule->max_units_per_day, charged_before(charge, it.date, it.date), "over_daily_limit");
  cap(it.rule->max_units_per_week, charged_before(charge, week, week + 6), "over_weekly_limit");
  cap(it.rule->max_units_per_year, prior_use(it) + charged_before(charge, new_year, year_end),
      "over_yearly_limit");
}

bool Ledger::has_code(const Line& line, const Charge& charge) const {
  if (line.codes.empty()) return charge.rule != nullptr;
  return std::any_of(line.codes.begin(), line.codes.end(),
                     [&](const std::string& code) { return charge.services.contains(code); });
}

bool Ledger::is_of_payer(const Line& line, const Charge& charge) const {
  return history_.payer_on(line.start) == history_.payer_on(charge.date);
}

// Whether the payer of the line is the one that the payer of the charge replaced so few days ago.
bool Ledger::is_in_transition(const Line& line, const Charge& charge) const {
  const Policy* policy = charge.document.policy;
  if (!policy || !policy->transition) return false;
  std::optional<std::string> before, now;
  std::optional<Date> changed;
  for (const auto& [effective, coverage] : history_.coverages) {
    if (effective > charge.date) break;
    if (now && *now != coverage.payer) {
      before = now;
      changed = effective;
    }
    now = coverage.payer;
  }
  return changed && charge.date <= *changed + policy->transition->days &&
         history_.payer_on(line.start) == before;
}

// Lines of that payer's approved authorizations and allowances with such a code, whatever date.
std::vector<std::size_t> Ledger::lines_with_code(const Charge& charge) const {
  std::vector<std::size_t> found;
  for (std::size_t line = 0; line < lines.size(); ++line)
    if (lines[line].is_approved && has_code(lines[line], charge) &&
        (is_of_payer(lines[line], charge) || is_in_transition(lines[line], charge)))
      found.push_back(line);
  return found;
}

std::optional<int> Ledger::left(std::size_t line) const {
  if (!lines[line].units) return std::nullopt;
  return *lines[line].units - drawn(line, charges.size());
}

void Ledger::sort_by_preference(std::vector<std::size_t>& candidates, const Charge& charge) const {
  const Date open_ended = Date::from_days(1'000'000);
  const auto preference = [&](const Line& line) {
    const bool is_named =
        charge.names && (charge.names == line.authorization || charge.names == line.number);
    return std::tuple(!is_of_payer(line, charge), !is_named, !line.is_allowance,
                      line.end.value_or(open_ended), *line.start, line.authorization,
                      line.position);
  };
  std::stable_sort(candidates.begin(), candidates.end(), [&](std::size_t one, std::size_t other) {
    return preference(lines[one]) < preference(lines[other]);
  });
}

void Ledger::allocate(std::size_t charge) {
  const Charge& it = charges[charge];
  if (it.units == 0) return;
  if (it.rule && it.rule->authorization != Requirement::required &&
      it.rule->authorization != Requirement::unknown) {
    draws.push_back({charge, std::nullopt, it.units});
    return;
  }
  std::vector<std::size_t> candidates = lines_with_code(it);
  if (candidates.empty()) {
    shortfalls.push_back({charge, it.units, "no_authorization"});
    return;
  }
  std::erase_if(candidates, [&](std::size_t line) { return !spans(lines[line], it); });
  if (candidates.empty()) {
    shortfalls.push_back({charge, it.units, "outside_dates"});
    return;
  }
  sort_by_preference(candidates, it);
  int unpaid = it.units;
  for (const std::size_t line : candidates) {
    const int paid = std::min(unpaid, left(line).value_or(unpaid));
    if (paid <= 0) continue;
    draws.push_back({charge, line, paid});
    unpaid -= paid;
    if (it.actual && lines[line].unit != (it.rule ? it.rule->unit : Unit::visit))
      flags[it.session].insert("unit_mismatch");
  }
  if (unpaid > 0) shortfalls.push_back({charge, unpaid, "units_exhausted"});
}

int Ledger::drawn(std::size_t line, std::size_t charge) const {
  int units = 0;
  for (const Draw& draw : draws)
    if (draw.line == line && draw.charge <= charge) units += draw.units;
  return units;
}

int Ledger::drawn(std::size_t line, bool actual) const {
  int units = 0;
  for (const Draw& draw : draws)
    if (draw.line == line && charges[draw.charge].actual == actual) units += draw.units;
  return units;
}

bool Ledger::is_on(std::size_t charge, const std::string& authorization) const {
  return std::any_of(draws.begin(), draws.end(), [&](const Draw& draw) {
    return draw.charge == charge && draw.line && lines[*draw.line].authorization == authorization;
  });
}

int Ledger::used_after(std::size_t charge, const std::string& authorization) const {
  int units = 0;
  for (std::size_t line = 0; line < lines.size(); ++line)
    if (lines[line].authorization == authorization) units += drawn(line, charge);
  return units;
}

int Ledger::left_after(std::size_t charge, const std::string& authorization) const {
  int units = 0;
  for (const Line& line : lines)
    if (line.authorization == authorization) units += line.units.value_or(0);
  return units - used_after(charge, authorization);
}

std::optional<Date> Ledger::exhaustion(const std::string& authorization) const {
  for (std::size_t charge = 0; charge < charges.size(); ++charge)
    if (is_on(charge, authorization) && left_after(charge, authorization) == 0)
      return charges[charge].date;
  return std::nullopt;
}

std::optional<Date> Ledger::exhausts_on(std::size_t line) const {
  if (!lines[line].units || *lines[line].units == 0) return std::nullopt;
  for (std::size_t charge = 0; charge < charges.size(); ++charge)
    if (drawn(line, charge) == *lines[line].units) return charges[charge].date;
  return std::nullopt;
}

}  // namespace authledger::oracle
