#include "tests/oracle/history.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "tests/oracle/stacking.hpp"

namespace authledger::oracle {
namespace {

// The events that are known by as_of, in the order in which they became known, less the withdrawn.
std::vector<Event> events_that_count(const json::Scenario& scenario) {
  std::vector<Event> known;
  std::set<std::int64_t> withdrawn;
  for (const Event& event : scenario.log) {
    if (event.recorded_at > scenario.as_of) continue;
    if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event.fact))
      withdrawn.insert(withdrawal->withdraws);
    else
      known.push_back(event);
  }
  std::erase_if(known, [&](const Event& event) { return withdrawn.contains(event.seq); });
  std::sort(known.begin(), known.end(), [](const Event& one, const Event& other) {
    return std::tuple(one.recorded_at, one.seq) < std::tuple(other.recorded_at, other.seq);
  });
  return known;
}

}  // namespace

History::History(const json::Scenario& scenario_)
    : scenario(scenario_), as_of(scenario_.as_of), today(date_of(scenario_.as_of)) {
  for (const Event& event : events_that_count(scenario)) take(event.fact);
  std::erase_if(sessions, [&](const auto& entry) {
    return entry.second.outcome == Outcome::attended && entry.second.start > as_of;
  });
  std::stable_sort(measures.begin(), measures.end(),
                   [](const auto& one, const auto& other) { return one.at < other.at; });
}

void History::take(const Fact& fact) {
  if (const auto* it = std::get_if<EpisodeAdmitted>(&fact)) admission = *it;
  if (const auto* it = std::get_if<EpisodeDischarged>(&fact)) {
    discharge = it->date;
    discharged_at = it->at;
  }
  if (const auto* it = std::get_if<DischargePlanned>(&fact)) planned_discharge = it->date;
  if (const auto* it = std::get_if<OtherCareReported>(&fact))
    other_cares[{it->care, it->from}] = it->to;
  if (const auto* it = std::get_if<CoverageSet>(&fact)) coverages[it->effective] = *it;
  if (const auto* it = std::get_if<ScheduleSet>(&fact)) schedules[it->effective] = *it;
  if (const auto* it = std::get_if<AuthorizationRequested>(&fact))
    authorizations[it->authorization].request = *it;
  if (const auto* it = std::get_if<AuthorizationDecided>(&fact))
    authorizations[it->authorization].decision = *it;
  if (const auto* it = std::get_if<AuthorizationVoided>(&fact))
    authorizations.erase(it->authorization);
  if (const auto* it = std::get_if<SessionRecorded>(&fact)) sessions[it->session] = *it;
  if (const auto* it = std::get_if<SessionVoided>(&fact)) sessions.erase(it->session);
  if (const auto* it = std::get_if<PriorUseReported>(&fact))
    prior_uses[{it->service, it->year}] = it->units;
  if (const auto* it = std::get_if<PayerAsked>(&fact)) asks[it->ask] = *it;
  if (const auto* it = std::get_if<ObligationAssigned>(&fact)) assignments[it->obligation] = *it;
  if (const auto* it = std::get_if<ObligationWaived>(&fact)) waivers[it->obligation] = *it;
  if (const auto* it = std::get_if<ObligationSnoozed>(&fact)) snoozes[it->obligation] = *it;

  const auto happened = [&](Instant at) { return at <= as_of; };
  if (const auto* it = std::get_if<ReviewSubmitted>(&fact); it && happened(it->at))
    reviews[it->authorization].push_back(it->at);
  if (const auto* it = std::get_if<NoticeSent>(&fact); it && happened(it->at))
    notices[it->notice].push_back(it->at);
  if (const auto* it = std::get_if<DutyCompleted>(&fact); it && happened(it->at))
    duties[it->duty].push_back(it->at);
  if (const auto* it = std::get_if<MeasureChosen>(&fact); it && happened(it->at))
    measures.push_back(*it);
}

Date History::date_of(Instant instant) const {
  return date_in(scenario.facility.zone.name(), instant);
}

Instant History::start_of(Date date) const {
  return start_of_day(scenario.facility.zone.name(), date);
}

Instant History::admitted_at() const {
  return admission->at.value_or(start_of(admission->date));
}

std::optional<std::string> History::payer_on(std::optional<Date> date) const {
  std::optional<std::string> payer;
  for (const auto& [effective, coverage] : coverages)
    if (date && effective <= *date) payer = coverage.payer;
  return payer;
}

const CoverageSet* History::coverage_on(Date date) const {
  const CoverageSet* coverage = nullptr;
  for (const auto& [effective, set] : coverages)
    if (effective <= date) coverage = &set;
  return coverage;
}

Document History::document_on(std::optional<Date> date) const {
  Document chosen{nullptr, {scenario.facility.zone.name(), 17 * 60, true, {}, Weekday::sun}};
  const CoverageSet* coverage = date ? coverage_on(*date) : nullptr;
  if (!coverage) return chosen;
  const auto documents = documents_in_force(scenario.book.documents, *coverage, *date);
  if (documents.empty()) return chosen;
  chosen.policy = stacked(documents);
  const Policy& lowest = *documents.front();
  chosen.clock = {lowest.time.zone.name(), lowest.time.cutoff.minutes,
                  lowest.time.calendar.holidays == HolidaySet::us_federal,
                  lowest.time.calendar.extra_holidays, lowest.week_starts};
  return chosen;
}

const Policy* History::stacked(const std::vector<const Policy*>& documents) const {
  if (documents.size() == 1) return documents.front();
  auto& made = stacks_[documents];
  if (!made) made = std::make_unique<Policy>(one_policy_of(documents));
  return made.get();
}

const ServiceRule* History::service_rule(const Policy* policy, const std::string& service,
                                         Date date) const {
  if (!policy) return nullptr;
  for (const ServiceRule& rule : policy->services) {
    if (!contains(rule.codes, service)) continue;
    if (!rule.for_ages) return &rule;
    if (!admission || !admission->birth_date) continue;
    const int age =
        whole_years(*admission->birth_date, rule.age_at_admission ? admission->date : date);
    if ((!rule.age_from || *rule.age_from <= age) && (!rule.age_to || age <= *rule.age_to))
      return &rule;
  }
  return nullptr;
}

const ScheduleSet* History::schedule_on(Date date) const {
  const ScheduleSet* latest = nullptr;
  for (const auto& [effective, schedule] : schedules)
    if (effective <= date) latest = &schedule;
  return latest;
}

bool History::is_scheduled(Date date) const {
  if (!admission || date < admission->date) return false;
  if (discharge && date > *discharge) return false;
  const auto& closed = scenario.facility.closed;
  if (std::find(closed.begin(), closed.end(), date) != closed.end()) return false;
  const ScheduleSet* schedule = schedule_on(date);
  return schedule && schedule->meets_on(date.weekday());
}

bool History::has_record(Date date, const std::string& service) const {
  return std::any_of(sessions.begin(), sessions.end(), [&](const auto& entry) {
    return entry.second.service == service && date_of(entry.second.start) == date;
  });
}

std::vector<SessionRecorded> History::sessions_by_start() const {
  std::vector<SessionRecorded> all;
  for (const auto& [id, session] : sessions) all.push_back(session);
  std::stable_sort(all.begin(), all.end(), [](const auto& one, const auto& other) {
    return one.start < other.start;  // equal starts stay ordered by session id
  });
  return all;
}

std::vector<SessionRecorded> History::attended() const {
  std::vector<SessionRecorded> all = sessions_by_start();
  std::erase_if(all, [](const auto& session) { return session.outcome != Outcome::attended; });
  return all;
}

int minutes_of(const SessionRecorded& session) {
  if (session.given_minutes) return *session.given_minutes;
  const std::int64_t microseconds = session.end->microseconds() - session.start.microseconds();
  const std::int64_t minutes = microseconds / 60'000'000;  // a negative one ends up at 0 anyway
  return static_cast<int>(std::max<std::int64_t>(0, minutes - session.break_minutes));
}

bool is_approved(const RequestAndDecision& authorization) {
  return authorization.decision && (authorization.decision->decision == Decision::approved ||
                                    authorization.decision->decision == Decision::partial);
}

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace authledger::oracle
