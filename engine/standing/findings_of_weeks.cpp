// Findings about how much care there is in a time: minutes and days of a week, days without an
// offer, units of a year.
#include <algorithm>
#include <limits>
#include <map>

#include "engine/standing/findings_by_theme.hpp"

namespace authledger::findings {
namespace {

// The facility stood ready: whether the member came or not.
bool is_offered(Outcome outcome) {
  return outcome != Outcome::cancelled_by_facility;
}

class GapsUnderRule {
 public:
  GapsUnderRule(const Ground& ground, const Policy& policy, const ServiceRule& rule,
                Findings& found)
      : ground_(ground), terms_(ground.terms), policy_(policy), rule_(rule), found_(found) {}

  void judge_all() {
    for (const SessionStanding& session : ground_.standing.sessions) {
      if (session.date > terms_.today) break;
      if (is_offered(session.outcome) && has_code(rule_.codes, session.service)) meet(session);
    }
    close();
  }

 private:
  void meet(const SessionStanding& session) {
    if (latest_ != session.date) {
      if (from_) judge(session.date - 1, &session);
      latest_ = session.date;
      from_ = nullptr;
    }
    if (!from_ && &terms_.policy_on(session.date) == &policy_ &&
        terms_.service_rule(policy_, session.service, session.date) == &rule_)
      from_ = &session;
  }

  void close() {
    const auto discharged = terms_.discharge_date();
    if (from_ && (!discharged || *discharged > terms_.today)) judge(terms_.today - 1, nullptr);
  }

  void judge(Date last_without, const SessionStanding* next) {
    const int days = last_without - from_->date;
    if (days <= *rule_.maximum_gap_days) return;
    std::vector<Seq> events{from_->seq};
    if (next) events.push_back(next->seq);
    found_.push_back({.kind = FindingKind::gap_between_days,
                      .from = from_->date,
                      .to = next ? std::optional(next->date) : std::nullopt,
                      .service = from_->service,
                      .actual = days,
                      .limit = rule_.maximum_gap_days,
                      .open = !next,
                      .because = terms_.because(policy_, &rule_.name, std::move(events))});
  }

  const Ground& ground_;
  const Terms& terms_;
  const Policy& policy_;
  const ServiceRule& rule_;
  Findings& found_;
  std::optional<Date> latest_;             // offered so far
  const SessionStanding* from_ = nullptr;  // of that date, under the rule; null: none
};

struct YearlyUse {
  std::int64_t units = 0;
  bool is_told = false;
  std::vector<Seq> events;
};

YearlyUse used_before(const Episode& episode, const ServiceRule& rule, int year) {
  YearlyUse use;
  for (const auto& prior : episode.prior_uses) {
    if (prior.fact.year != year || !has_code(rule.codes, prior.fact.service)) continue;
    use.units += prior.fact.units;
    use.events.push_back(prior.seq);
  }
  return use;
}

}  // namespace

void add_weekly_bands(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                      Findings& found) {
  for (const WeekOfTreatment& week : weeks) {
    const auto find = [&](FindingKind kind, int actual, std::optional<int> limit) {
      found.push_back({.kind = kind,
                       .from = week.first,
                       .to = week.first + 6,
                       .service = week.service,
                       .actual = actual,
                       .limit = limit,
                       .because = terms.because(*week.policy, &week.rule->name, week.events)});
    };
    const ServiceRule& rule = *week.rule;
    if (rule.maximum_minutes_per_week && week.minutes > *rule.maximum_minutes_per_week)
      find(FindingKind::over_weekly_minutes, week.minutes, rule.maximum_minutes_per_week);
    if (rule.minimum_days_per_week && week.days < *rule.minimum_days_per_week)
      find(FindingKind::too_few_days, week.days, rule.minimum_days_per_week);
  }
}

void add_gaps(const Ground& ground, Findings& found) {
  for (const Terms::InForce& in_force : ground.policies)
    for (const ServiceRule& rule : in_force.policy->services)
      if (rule.maximum_gap_days && !rule.codes.empty())
        GapsUnderRule(ground, *in_force.policy, rule, found).judge_all();
}

void add_near_yearly_limits(const Ground& ground, Findings& found) {
  std::map<std::pair<const RuleName*, int>, YearlyUse> uses;
  for (const Counted& counted : ground.counted) {
    const ServiceRule& rule = *counted.rule;
    if (!rule.yearly_units_warning || !rule.max_units_per_year) continue;
    const SessionStanding& session = *counted.session;
    const int year = civil(session.date).year;
    const auto [place, is_new] = uses.try_emplace({rule.name.identity(), year});
    YearlyUse& use = place->second;
    if (is_new) use = used_before(ground.terms.episode, rule, year);
    use.units += session.charged;
    if (use.is_told) continue;
    use.events.push_back(session.seq);
    if (*rule.max_units_per_year - use.units > *rule.yearly_units_warning) continue;
    use.is_told = true;
    constexpr std::int64_t most = std::numeric_limits<int>::max();
    found.push_back(
        {.kind = FindingKind::near_yearly_limit,
         .from = session.date,
         .service = session.service,
         .actual = static_cast<int>(std::min(use.units, most)),
         .limit = rule.max_units_per_year,
         .open = year == civil(ground.terms.today).year,
         .because = ground.terms.because(*counted.policy, &rule.name, std::move(use.events))});
  }
}

}  // namespace authledger::findings
