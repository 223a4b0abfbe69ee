#include "engine/standing/charges.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "engine/base/result.hpp"

namespace authledger {
namespace {

void raise(SessionStanding& session, SessionFlag flag) {
  session.flags = static_cast<std::uint8_t>(session.flags | 1u << static_cast<int>(flag));
}

bool takes_modality(const ServiceRule& rule, std::string_view modality) {
  return rule.modalities.empty() || has_code(rule.modalities, modality);
}

int units_of_time(const ServiceRule& rule, int minutes) {
  const int size = rule.unit == Unit::hour ? 60 : 15;
  switch (rule.rounding) {
    case Rounding::down:
      return minutes / size;
    case Rounding::nearest:
      return (2 * minutes + size) / (2 * size);
    case Rounding::up:
      return (minutes + size - 1) / size;
  }
  fail("a rounding without a rule");
}

int units_of(const ServiceRule& rule, int minutes) {
  if (minutes < rule.minimum_minutes) return 0;
  return rule.unit == Unit::visit || rule.unit == Unit::day ? 1 : units_of_time(rule, minutes);
}

bool sums_minutes(const ServiceRule& rule) {
  return rule.unit != Unit::visit;
}

// Sessions by (date, start, id): the log's order is by start, which a clock change at midnight can
// turn around.
std::vector<const Said<SessionRecorded>*> in_listed_order(const Terms& terms,
                                                          std::vector<Date>& dates) {
  std::vector<const Said<SessionRecorded>*> order;
  order.reserve(terms.episode.sessions.size());
  dates.reserve(terms.episode.sessions.size());
  for (const auto& said : terms.episode.sessions) {
    order.push_back(&said);
    dates.push_back(terms.facility.zone.day_of(said.fact.start));
  }
  if (!std::is_sorted(dates.begin(), dates.end())) {
    const auto date_of = [&](const auto* said) {
      return terms.facility.zone.day_of(said->fact.start);
    };
    std::stable_sort(order.begin(), order.end(),
                     [&](auto* a, auto* b) { return date_of(a) < date_of(b); });
    std::sort(dates.begin(), dates.end());
  }
  return order;
}

// The charge of the date that this session's minutes join; null: none yet.
Charge* charge_to_join(std::vector<Charge>& charges, Date date, const ServiceRule* rule) {
  for (auto it = charges.rbegin(); it != charges.rend() && it->date == date; ++it)
    if (it->rule == rule) return &*it;
  return nullptr;
}

// The highest tier that so many services reach; null: not even the least.
const ServiceTier* tier_reached(const ServiceRule& rule, int services) {
  const ServiceTier* reached = nullptr;
  for (const ServiceTier& tier : rule.tiers)
    if (services >= tier.services) reached = &tier;
  return reached;
}

void price(Charge& charge, Standing& standing) {
  if (!charge.rule) {
    charge.units = 1;
    return;
  }
  const auto raise_all = [&](SessionFlag flag) {
    for (const int index : charge.sessions)
      raise(standing.sessions[static_cast<std::size_t>(index)], flag);
  };
  const ServiceRule& rule = *charge.rule;
  charge.units = units_of(rule, charge.minutes);
  bool is_short = charge.minutes < rule.minimum_minutes;
  if (!rule.tiers.empty() && !charge.lists_components) {
    raise_all(SessionFlag::tier_unknown);
  } else if (!rule.tiers.empty()) {
    const ServiceTier* tier = tier_reached(rule, charge.components);
    if (!tier) {
      is_short = true;
      charge.units = 0;
    }
    if (charge.units > 0)
      standing.sessions[static_cast<std::size_t>(charge.sessions.front())].tier = tier->key;
  }
  if (is_short) raise_all(SessionFlag::short_session);
}

void list_session(const Said<SessionRecorded>& said, Date date, Standing& standing) {
  const SessionRecorded& fact = said.fact;
  SessionStanding& session = standing.sessions.emplace_back();
  session.session = fact.session;
  session.seq = said.seq;
  session.start = fact.start;
  session.date = date;
  session.minutes = fact.minutes();
  session.service = fact.service;
  session.modality = fact.modality;
  session.outcome = fact.outcome;
  session.excused = fact.excused;
  session.components = fact.components;
}

void join(Charge& charge, int index, const SessionRecorded& fact, int minutes) {
  charge.sessions.push_back(index);
  if (std::find(charge.services.begin(), charge.services.end(), fact.service) ==
      charge.services.end())
    charge.services.push_back(fact.service);
  if (charge.named_authorization.empty() && fact.authorization)
    charge.named_authorization = *fact.authorization;
  charge.minutes += minutes;
  charge.components += static_cast<int>(fact.components.size());
  charge.lists_components = charge.lists_components && !fact.components.empty();
}

}  // namespace

void add_actual_charges(const Terms& terms, Standing& standing, std::vector<Charge>& charges) {
  std::vector<Date> dates;
  const auto order = in_listed_order(terms, dates);
  standing.sessions.reserve(order.size());

  for (std::size_t i = 0; i < order.size(); ++i) {
    const SessionRecorded& fact = order[i]->fact;
    list_session(*order[i], dates[i], standing);
    SessionStanding& session = standing.sessions.back();
    if (fact.outcome != Outcome::attended) continue;

    const Policy& policy = terms.policy_on(session.date);
    const ServiceRule* rule = terms.service_rule(policy, fact.service, session.date);
    if (!rule)
      raise(session,
            terms.is_plain(policy) ? SessionFlag::no_policy : SessionFlag::unlisted_service);
    if (rule && rule->authorization == Requirement::unknown)
      raise(session, SessionFlag::requirement_unknown);
    if (rule && !takes_modality(*rule, fact.modality)) {
      raise(session, SessionFlag::modality_not_covered);
      continue;
    }

    Charge* charge =
        rule && sums_minutes(*rule) ? charge_to_join(charges, session.date, rule) : nullptr;
    if (!charge) {
      charge = &charges.emplace_back();
      charge->date = session.date;
      charge->start = session.start;
      charge->policy = &policy;
      charge->rule = rule;
    }
    join(*charge, static_cast<int>(i), fact, session.minutes);
  }

  for (Charge& charge : charges) price(charge, standing);
  std::erase_if(charges, [](const Charge& charge) { return charge.units == 0; });
}

void add_forecast_charges(const Terms& terms, Standing& standing, std::vector<Charge>& charges) {
  if (!terms.episode.admission) return;

  auto next = standing.sessions.begin();  // sessions and dates ascend together
  const auto is_recorded = [&](Date date, const std::string& service) {
    while (next != standing.sessions.end() && next->date < date) ++next;
    for (auto it = next; it != standing.sessions.end() && it->date == date; ++it)
      if (it->service == service) return true;
    return false;
  };

  const Date last = terms.today + forecast_days;
  for (Date date = terms.episode.admission->fact.date; date <= last; date = date + 1) {
    const Said<ScheduleSet>* schedule = nullptr;
    if (!terms.is_scheduled(date, schedule)) continue;
    const ScheduleSet& meeting = schedule->fact;
    if (is_recorded(date, meeting.service)) continue;
    if (date < terms.today) {
      standing.unrecorded.push_back(date);
      continue;
    }
    standing.forecast.push_back({.date = date,
                                 .service = meeting.service,
                                 .minutes = meeting.minutes,
                                 .start = terms.facility.zone.at(date, meeting.start)});
    const Policy& policy = terms.policy_on(date);
    const ServiceRule* rule = terms.service_rule(policy, meeting.service, date);
    if (rule && !takes_modality(*rule, meeting.modality)) continue;
    const int units = rule ? units_of(*rule, meeting.minutes) : 1;
    if (units == 0) continue;
    charges.push_back({.date = date,
                       .start = standing.forecast.back().start,
                       .forecast = true,
                       .forecast_session = static_cast<int>(standing.forecast.size()) - 1,
                       .sessions = {},
                       .services = {meeting.service},
                       .named_authorization = {},
                       .policy = &policy,
                       .rule = rule,
                       .minutes = meeting.minutes,
                       .units = units});
  }
}

void put_in_order(std::vector<Charge>& charges) {
  const auto by_date = [](const Charge& a, const Charge& b) { return a.date < b.date; };
  if (!std::is_sorted(charges.begin(), charges.end(), by_date))
    std::stable_sort(charges.begin(), charges.end(), by_date);
}

}  // namespace authledger
