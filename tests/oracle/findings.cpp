#include "tests/oracle/findings.hpp"

#include <algorithm>
#include <tuple>

#include "tests/oracle/stacking.hpp"
#include "tests/oracle/terms.hpp"

namespace authledger::oracle {
namespace {

// Whether the charge had been made once this session was.
bool is_by(const Charge& charge, const Treatment& it) {
  return std::tuple(charge.date, charge.start, charge.session) <=
         std::tuple(it.date, it.session.start, it.session.session);
}

// The first date in each year on which a rule has no more than so many units left to charge.
void add_near_yearly_limits(const History& history, const Ledger& ledger,
                            std::vector<Finding>& found) {
  std::set<std::pair<const RuleName*, int>> warned;
  for (const Treatment& it : treatments(history)) {
    if (!it.rule->yearly_units_warning) continue;
    const int year = year_of(it.date);
    int units = 0;
    for (const auto& [what, reported] : history.prior_uses)
      if (contains(it.rule->codes, what.first) && what.second == year) units += reported;
    for (const Charge& charge : ledger.charges)
      if (charge.actual && charge.rule && is_by(charge, it) && year_of(charge.date) == year &&
          charge.rule->name.identity() == it.rule->name.identity())
        units += charge.units;
    if (*it.rule->max_units_per_year - units > *it.rule->yearly_units_warning) continue;
    if (!warned.insert({it.rule->name.identity(), year}).second) continue;
    found.push_back({"near_yearly_limit",
                     it.date,
                     {},
                     it.session.service,
                     "",
                     units,
                     it.rule->max_units_per_year,
                     year == year_of(history.today)});
  }
}

void add_large_groups(const History& history, std::vector<Finding>& found) {
  for (const Treatment& it : treatments(history))
    for (const GroupSizeRule& rule : it.document.policy->group_sizes)
      for (const std::string& kind : std::set(rule.kinds.begin(), rule.kinds.end())) {
        int largest = 0;
        for (const SessionComponent& component : it.session.components)
          if (component.kind == kind)
            largest = std::max(largest, component.participants.value_or(0));
        if (largest > rule.maximum)
          found.push_back(
              {"group_too_large", it.date, {}, it.session.service, kind, largest, rule.maximum});
      }
}

// What of `with` was there so few days before the session or on its day: days between, by its name.
std::map<std::string, int> beside(const Treatment& it, const ExclusionRule& rule,
                                  const History& history) {
  std::map<std::string, int> days;
  const auto take = [&](const std::string& name, int between) {
    if (!contains(rule.with, name) || between < 0 || between > rule.within_days) return;
    days[name] = days.contains(name) ? std::min(days[name], between) : between;
  };
  for (const SessionRecorded& other : history.attended())
    if (other.session != it.session.session)
      take(other.service, it.date - history.date_of(other.start));
  for (const auto& [care, to] : history.other_cares)
    if (care.second <= it.date) take(care.first, to && *to < it.date ? it.date - *to : 0);
  return days;
}

void add_exclusions(const History& history, std::vector<Finding>& found) {
  for (const Treatment& it : treatments(history))
    for (const ExclusionRule& rule : it.document.policy->exclusions) {
      if (!contains(rule.codes, it.session.service)) continue;
      const auto others = beside(it, rule, history);
      if (others.empty()) continue;
      found.push_back({"excluded_overlap",
                       it.date,
                       {},
                       it.session.service,
                       others.begin()->first,
                       others.begin()->second,
                       rule.within_days});
    }
}

void add_short_approvals(const History& history, std::vector<Finding>& found) {
  for (const auto& [id, authorization] : history.authorizations) {
    if (!is_approved(authorization)) continue;
    const auto least = approval_dates(history, *authorization.decision).valid_until_at_least;
    const Date end = *authorization.decision->end;
    if (least && end < *least)
      found.push_back({"ends_too_soon", end, *least, "", id, {}, {}, history.today <= *least});
  }
}

void add_waiting_laws(const History& history, std::vector<Finding>& found) {
  const CoverageSet* coverage = history.coverage_on(history.today);
  if (!coverage || coverage->funding) return;
  for (const Policy& law : history.scenario.book.documents) {
    if (law.layer != Layer::law || !law.funding) continue;
    CoverageSet said = *coverage;
    said.funding = law.funding;
    const auto& all = history.scenario.book.documents;
    const auto in_force = documents_in_force(all, said, history.today);
    if (std::find(in_force.begin(), in_force.end(), &law) != in_force.end())
      found.push_back(
          {"law_may_apply", history.today, {}, "", law.payer + "/" + law.version, {}, {}, true});
  }
}

}  // namespace

std::vector<Treatment> treatments(const History& history) {
  std::vector<Treatment> found;
  for (const SessionRecorded& session : history.attended()) {
    const Date date = history.date_of(session.start);
    const Document document = history.document_on(date);
    const ServiceRule* rule = history.service_rule(document.policy, session.service, date);
    if (rule && takes_modality(*rule, session.modality))
      found.push_back({session, date, document, rule});
  }
  return found;
}

std::vector<Finding> findings(const History& history, const Ledger& ledger) {
  std::vector<Finding> found;
  add_weekly_band(history, found);
  add_gaps(history, found);
  add_quotas(history, found);
  add_near_yearly_limits(history, ledger, found);
  add_large_groups(history, found);
  add_exclusions(history, found);
  add_short_approvals(history, found);
  add_waiting_laws(history, found);
  std::stable_sort(found.begin(), found.end(), [](const Finding& one, const Finding& other) {
    return std::tie(one.from, one.kind, one.subject, one.service, one.to) <
           std::tie(other.from, other.kind, other.subject, other.service, other.to);
  });
  return found;
}

}  // namespace authledger::oracle
