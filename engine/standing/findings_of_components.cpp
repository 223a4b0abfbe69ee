// Findings about what sessions are made of: how many components of a kind a period has, how large
// groups are.
#include <algorithm>

#include "engine/standing/findings_by_theme.hpp"

namespace authledger::findings {
namespace {

struct Period {
  Date first, last;
  const Policy* policy;  // on its first day
  bool is_month = false;
  bool is_open = false;  // it is today's
};

class QuotasOfPeriods {
 public:
  QuotasOfPeriods(const Ground& ground, Findings& found)
      : ground_(ground), terms_(ground.terms), found_(found) {}

  void judge_all() {
    for (Date first = terms_.episode.admission->fact.date; first <= terms_.today;
         first = first + 1) {
      const Policy& policy = terms_.policy_on(first);
      if (policy.quotas.empty()) continue;
      if (first.weekday() == policy.week_starts)
        judge_when_due({.first = first, .last = first + 6, .policy = &policy});
      if (civil(first).day == 1)
        judge_when_due({.first = first,
                        .last = plus_months(first, 1) - 1,
                        .policy = &policy,
                        .is_month = true});
    }
  }

 private:
  void judge_when_due(Period period) {
    const auto discharged = terms_.discharge_date();
    if (discharged && *discharged < period.last) return;
    if (period.last >= terms_.today) {
      if (!has_come_to_last_scheduled_date(period)) return;
      period.is_open = true;
    }
    for (const QuotaRule& quota : period.policy->quotas)
      if (quota.per_month == period.is_month) judge(period, quota);
  }

  bool has_come_to_last_scheduled_date(const Period& period) const {
    for (Date date = period.last; date >= period.first; date = date - 1)
      if (terms_.is_scheduled(date)) return date <= terms_.today;
    return false;
  }

  void judge(const Period& period, const QuotaRule& quota) {
    const auto from = std::lower_bound(
        ground_.counted.begin(), ground_.counted.end(), period.first,
        [](const Counted& counted, Date date) { return counted.session->date < date; });
    const SessionStanding* any = nullptr;
    int count = 0;
    std::vector<Seq> events;
    for (auto it = from; it != ground_.counted.end() && it->session->date <= period.last; ++it) {
      const SessionStanding& session = *it->session;
      if (!has_code(quota.codes, session.service)) continue;
      if (session.components.empty()) return;  // what it was made of is not known
      if (!any) any = &session;
      for (const SessionComponent& component : session.components)
        count += component.kind == quota.kind ? 1 : 0;
      events.push_back(session.seq);
    }
    if (!any || count >= quota.count) return;
    found_.push_back({.kind = FindingKind::component_quota,
                      .from = period.first,
                      .to = period.last,
                      .service = any->service,
                      .subject = quota.kind,
                      .actual = count,
                      .limit = quota.count,
                      .open = period.is_open,
                      .because = terms_.because(*period.policy, &quota.name, std::move(events))});
  }

  const Ground& ground_;
  const Terms& terms_;
  Findings& found_;
};

// The participants of the session's largest component of the kind; 0: none says.
int largest_group(const SessionStanding& session, const std::string& kind) {
  int largest = 0;
  for (const SessionComponent& component : session.components)
    if (component.kind == kind) largest = std::max(largest, component.participants.value_or(0));
  return largest;
}

}  // namespace

void add_quotas(const Ground& ground, Findings& found) {
  const bool is_asked =
      std::any_of(ground.policies.begin(), ground.policies.end(),
                  [](const Terms::InForce& it) { return !it.policy->quotas.empty(); });
  if (is_asked && ground.terms.episode.admission) QuotasOfPeriods(ground, found).judge_all();
}

void add_group_sizes(const Ground& ground, Findings& found) {
  for (const Counted& counted : ground.counted) {
    const SessionStanding& session = *counted.session;
    if (session.components.empty()) continue;
    for (const GroupSizeRule& rule : counted.policy->group_sizes) {
      for (const std::string& kind : rule.kinds) {
        const int participants = largest_group(session, kind);
        if (participants <= rule.maximum) continue;
        found.push_back(
            {.kind = FindingKind::group_too_large,
             .from = session.date,
             .service = session.service,
             .subject = kind,
             .actual = participants,
             .limit = rule.maximum,
             .because = ground.terms.because(*counted.policy, &rule.name, {session.seq})});
      }
    }
  }
}

}  // namespace authledger::findings
