#include "engine/standing/findings.hpp"

#include <algorithm>
#include <tuple>

#include "engine/standing/findings_by_theme.hpp"

namespace authledger {
namespace findings {
namespace {

bool has_findings(const Policy& policy) {
  return !policy.quotas.empty() || !policy.group_sizes.empty() || !policy.exclusions.empty() ||
         std::any_of(policy.services.begin(), policy.services.end(), [](const ServiceRule& rule) {
           return rule.maximum_gap_days || rule.yearly_units_warning;
         });
}

void count_sessions(Ground& ground) {
  const Terms& terms = ground.terms;
  for (const SessionStanding& session : ground.standing.sessions) {
    if (session.outcome != Outcome::attended) continue;
    const Policy& policy = terms.policy_on(session.date);
    const ServiceRule* rule = terms.service_rule(policy, session.service, session.date);
    if (rule && has_code(rule->modalities, session.modality))
      ground.counted.push_back({&session, &policy, rule});
  }
}

Date first_date(const Terms& terms, const Standing& standing) {
  Date first = terms.today;
  if (!standing.sessions.empty()) first = std::min(first, standing.sessions.front().date);
  if (terms.episode.admission) first = std::min(first, terms.episode.admission->fact.date);
  return first;
}

}  // namespace

void add_short_approvals(const Terms& terms, const Standing& standing, Findings& found) {
  auto history = terms.episode.authorizations.begin();  // both are by id
  for (const AuthorizationStanding& shown : standing.authorizations) {
    if (!shown.valid_until_at_least || !shown.end || *shown.end >= *shown.valid_until_at_least)
      continue;
    while (history->id != shown.id) ++history;
    const Said<AuthorizationDecided>& decision = *history->decision;
    const Policy& policy = terms.policy_on(terms.facility.zone.day_of(decision.fact.decided_at));
    found.push_back(
        {.kind = FindingKind::ends_too_soon,
         .from = *shown.end,
         .to = shown.valid_until_at_least,
         .subject = shown.id,
         .open = terms.today <= *shown.valid_until_at_least,
         .because = terms.because(policy, policy.approvals ? &policy.approvals->name : nullptr,
                                  {decision.seq})});
  }
}

void add_laws_that_may_apply(const Terms& terms, Findings& found) {
  const Said<CoverageSet>* coverage = terms.episode.coverage_on(terms.today);
  if (!coverage) return;
  const PlanTerms plan = plan_terms(coverage->fact, terms.facility);
  for (const Policy& law : terms.book.documents)
    if (law.covers(terms.today) && waits_for_funding(law, plan))
      found.push_back({.kind = FindingKind::law_may_apply,
                       .from = terms.today,
                       .subject = law.payer + "/" + law.version,
                       .open = true,
                       .because = terms.because(law, nullptr, {coverage->seq})});
}

}  // namespace findings

void add_findings(const Terms& terms, const std::vector<WeekOfTreatment>& weeks,
                  Standing& standing) {
  std::vector<Finding> found;
  findings::add_weekly_bands(terms, weeks, found);
  findings::add_short_approvals(terms, standing, found);
  findings::add_laws_that_may_apply(terms, found);

  findings::Ground ground{
      terms,
      standing,
      terms.policies_between(findings::first_date(terms, standing), terms.today),
      {}};
  if (std::any_of(ground.policies.begin(), ground.policies.end(),
                  [](const auto& it) { return findings::has_findings(*it.policy); })) {
    findings::count_sessions(ground);
    findings::add_gaps(ground, found);
    findings::add_near_yearly_limits(ground, found);
    findings::add_quotas(ground, found);
    findings::add_group_sizes(ground, found);
    findings::add_exclusions(ground, found);
  }

  const auto order = [](const Finding& it) {
    return std::tuple(it.from, it.kind, std::string_view(it.subject), std::string_view(it.service));
  };
  std::stable_sort(found.begin(), found.end(),
                   [&](const auto& a, const auto& b) { return order(a) < order(b); });
  standing.findings = std::move(found);
}

}  // namespace authledger
