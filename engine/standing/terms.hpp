// Which payer and which policy speak on a date, for one episode; and the rest of what every part of
// a standing needs.
//
// A date without a policy has the plain policy: the facility's zone, all defaults, no rules.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/episode/episode.hpp"
#include "engine/episode/facility.hpp"
#include "engine/policy/policy_book.hpp"
#include "engine/standing/standing.hpp"

namespace authledger {

class Terms {
 public:
  Terms(const Episode& episode, const PolicyBook& book, const Facility& facility, Instant as_of);

  const Episode& episode;
  const PolicyBook& book;
  const Facility& facility;
  const Instant as_of;
  const Date today;  // at the facility

  const Policy& policy_on(Date date) const { return *segment_on(date).policy; }
  bool is_plain(const Policy& policy) const { return &policy == &plain_; }
  int payer_on(Date date) const {
    return segment_on(date).payer;
  }  // equal numbers, equal payers; -1: none
  // The payer before the latest change of payer, as long as the policy of the date lets what it
  // approved go on; none: it does not, or nobody was the payer before.
  std::optional<int> outgoing_payer_on(Date date) const;

  struct InForce {
    const Policy* policy;
    Date since;
  };
  // Each policy that is in force on a date from `first` to `last`, once, with the earliest of these
  // dates, and by it. Dates without a policy have none.
  std::vector<InForce> policies_between(Date first, Date last) const;

  // The first rule whose codes contain the service and whose ages fit the member on that date;
  // null: none.
  const ServiceRule* service_rule(const Policy& policy, std::string_view service,
                                  Date age_on_date) const;

  bool is_scheduled(Date date, const Said<ScheduleSet>*& schedule) const;
  bool is_scheduled(Date date) const {
    const Said<ScheduleSet>* ignored = nullptr;
    return is_scheduled(date, ignored);
  }
  std::optional<Date> discharge_date() const;

  Anchor anchor(Date date) const { return {date, facility.zone.start_of(date)}; }
  Anchor anchor(Instant instant) const { return {facility.zone.day_of(instant), instant}; }

  Because because(const Policy& policy, const RuleName* rule, std::vector<Seq> events) const;

 private:
  struct Segment {
    Date from;
    int payer;
    const Policy* policy;
    int payer_before = -1;  // the latest other one up to `from`; -1: none
    Date changed = {};      // since when it is the payer no more
  };
  const Segment& segment_on(Date date) const;

  Policy plain_;
  std::vector<Segment> segments_;  // ascending; the first reaches back without end
};

// What a coverage says about itself, to be compared with applies_to.
PlanTerms plan_terms(const CoverageSet& coverage, const Facility& facility);

// So many events of one kind a because names at most: in a long log each of many figures could
// otherwise rest on all of them.
constexpr std::size_t most_named = 100;

void sort_once(std::vector<Seq>& events);  // ascending, no event twice

// Whether the codes name one of the services; no codes name every service.
bool has_code(const std::vector<std::string>& codes, std::string_view service);

Date week_start(Date date, Weekday first_day);

}  // namespace authledger
