#include "engine/standing/terms.hpp"

#include <algorithm>
#include <limits>

namespace authledger {

PlanTerms plan_terms(const CoverageSet& coverage, const Facility& facility) {
  return {coverage.payer, coverage.plan,    coverage.line_of_business,
          coverage.state, coverage.funding, coverage.network,
          facility.id};
}

Terms::Terms(const Episode& episode_, const PolicyBook& book_, const Facility& facility_,
             Instant as_of_)
    : episode(episode_),
      book(book_),
      facility(facility_),
      as_of(as_of_),
      today(facility_.zone.day_of(as_of_)),
      plain_(plain_policy(facility_.zone)) {
  segments_.push_back({Date::from_days(std::numeric_limits<std::int32_t>::min()), -1, &plain_});
  const auto& coverages = episode.coverages;
  std::vector<Date> changes;
  for (std::size_t i = 0; i < coverages.size(); ++i) {
    const PlanTerms plan = plan_terms(coverages[i].fact, facility);
    const auto same_payer = std::find_if(coverages.begin(), coverages.end(), [&](const auto& it) {
      return it.fact.payer == plan.payer;
    });
    const int payer = static_cast<int>(same_payer - coverages.begin());

    const Date from = coverages[i].fact.effective;
    const auto is_within = [&](Date date) {
      return date > from && (i + 1 == coverages.size() || date < coverages[i + 1].fact.effective);
    };
    changes.assign(1, from);
    for (const Policy& policy : book.documents) {
      if (!applies_to(policy, plan)) continue;
      if (is_within(policy.from)) changes.push_back(policy.from);
      if (policy.to && is_within(*policy.to + 1)) changes.push_back(*policy.to + 1);
    }
    std::sort(changes.begin(), changes.end());
    const Segment last = segments_.back();
    const bool is_change = last.payer != payer;
    const int payer_before = is_change ? last.payer : last.payer_before;
    const Date changed = is_change ? from : last.changed;
    for (const Date change : changes) {
      const Policy* in_force = book.in_force(plan, change);
      segments_.push_back({change, payer, in_force ? in_force : &plain_, payer_before, changed});
    }
  }
}

const Terms::Segment& Terms::segment_on(Date date) const {
  const auto after = std::upper_bound(segments_.begin() + 1, segments_.end(), date,
                                      [](Date day, const Segment& it) { return day < it.from; });
  return *(after - 1);
}

std::vector<Terms::InForce> Terms::policies_between(Date first, Date last) const {
  std::vector<InForce> found;
  for (const Segment* it = &segment_on(first); it != segments_.data() + segments_.size(); ++it) {
    if (first > last || it->from > last) break;
    const bool is_known =
        is_plain(*it->policy) || std::any_of(found.begin(), found.end(), [&](const InForce& known) {
          return known.policy == it->policy;
        });
    if (!is_known) found.push_back({it->policy, std::max(it->from, first)});
  }
  return found;
}

std::optional<int> Terms::outgoing_payer_on(Date date) const {
  const Segment& segment = segment_on(date);
  const auto& transition = segment.policy->transition;
  if (!transition || segment.payer_before < 0) return std::nullopt;
  if (date > shift_days(segment.changed, transition->days)) return std::nullopt;
  return segment.payer_before;
}

const ServiceRule* Terms::service_rule(const Policy& policy, std::string_view service,
                                       Date age_on_date) const {
  for (const ServiceRule& rule : policy.services) {
    if (rule.codes.empty() || !has_code(rule.codes, service)) continue;
    if (!rule.for_ages) return &rule;
    if (!episode.admission || !episode.admission->fact.birth_date) continue;
    const Date on = rule.age_at_admission ? episode.admission->fact.date : age_on_date;
    const int age = age_on(*episode.admission->fact.birth_date, on);
    if ((!rule.age_from || age >= *rule.age_from) && (!rule.age_to || age <= *rule.age_to))
      return &rule;
  }
  return nullptr;
}

bool Terms::is_scheduled(Date date, const Said<ScheduleSet>*& schedule) const {
  if (!episode.admission || date < episode.admission->fact.date) return false;
  if (const auto discharged = discharge_date(); discharged && date > *discharged) return false;
  schedule = episode.schedule_on(date);
  return schedule && schedule->fact.meets_on(date.weekday()) && !facility.is_closed(date);
}

std::optional<Date> Terms::discharge_date() const {
  return episode.discharge ? episode.discharge->fact.date : std::nullopt;
}

Because Terms::because(const Policy& policy, const RuleName* rule, std::vector<Seq> events) const {
  sort_once(events);
  return {.policy = is_plain(policy) ? nullptr
                    : rule           ? &policy.document_of(*rule)
                                     : &policy.lowest(),
          .rule = rule ? rule->key : std::string(),
          .source = rule ? policy.source_of(*rule) : nullptr,
          .events = std::move(events)};
}

void sort_once(std::vector<Seq>& events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
}

bool has_code(const std::vector<std::string>& codes, std::string_view service) {
  if (codes.empty()) return true;
  return std::find(codes.begin(), codes.end(), service) != codes.end();
}

Date week_start(Date date, Weekday first_day) {
  return date - (static_cast<int>(date.weekday()) - static_cast<int>(first_day) + 7) % 7;
}

}  // namespace authledger
