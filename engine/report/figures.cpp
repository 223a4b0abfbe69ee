#include "engine/report/figures.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace authledger::report {
namespace {

Date month_of(Date date) {
  return date - (civil(date).day - 1);
}

std::string payer_on(const Episode& episode, Date date) {
  const auto* coverage = episode.coverage_on(date);
  return coverage ? coverage->fact.payer : std::string();
}

bool is_payable(AuthorizationState state) {
  return state == AuthorizationState::approved || state == AuthorizationState::partial;
}

std::int64_t sessions_until(const Standing& standing, const std::optional<Date>& last) {
  if (!last) return 0;
  return std::count_if(standing.forecast.begin(), standing.forecast.end(),
                       [&](const ForecastSession& it) { return it.date <= *last; });
}

std::optional<Date> next_review_of(const Standing& standing, const std::string& authorization,
                                   const Zone& zone) {
  std::optional<Date> next;
  for (const Obligation& it : standing.obligations) {
    const bool is_one = it.kind == ObligationKind::review && it.authorization == authorization &&
                        is_pending(it.status) && it.due_at;
    if (!is_one) continue;
    const Date due = zone.day_of(*it.due_at);
    if (!next || due < *next) next = due;
  }
  return next;
}

void add_lines(const Episode& episode, const Standing& standing, const Zone& zone,
               Figures& figures) {
  for (const AuthorizationStanding& it : standing.authorizations) {
    if (!is_payable(it.state)) continue;
    for (const LineStanding& line : it.lines)
      figures.lines.push_back({.payer = payer_on(episode, it.start.value_or(standing.today)),
                               .authorization = it.id,
                               .number = it.number,
                               .start = it.start,
                               .end = it.end,
                               .last_covered_day = it.last_covered_day,
                               .unit = std::string(word(line.unit)),
                               .units = line.units,
                               .used = line.used,
                               .remaining = line.remaining,
                               .sessions_ahead = sessions_until(standing, it.last_covered_day),
                               .codes = line.codes,
                               .scheduled = line.forecast_used,
                               .next_review = next_review_of(standing, it.id, zone)});
  }
}

std::int64_t units_of(const AuthorizationDecided& decision) {
  std::int64_t units = 0;
  if (decision.is_approved())
    for (const AuthorizedLine& line : decision.lines) units += line.units;
  return units;
}

void add_decisions(const Episode& episode, const Zone& zone, Figures& figures) {
  const auto add = [&](const AuthorizationDecided& decision) {
    const Date date = zone.day_of(decision.decided_at);
    figures.decisions.push_back(
        {payer_on(episode, date), std::string(word(decision.decision)), date});
  };
  for (const AuthorizationHistory& it : episode.authorizations) {
    for (const auto& earlier : it.earlier_decisions) add(earlier.fact);
    if (it.decision) add(it.decision->fact);
    if (!it.request) continue;
    const AuthorizationRequested& asked = it.request->fact;
    RequestFigures request;
    request.date = zone.day_of(asked.at);
    request.payer = payer_on(episode, request.date);
    request.is_expedited = asked.expedited;
    // A decision before the request answered an earlier one.
    if (it.decision && it.decision->fact.decided_at >= asked.at) {
      const AuthorizationDecided& decided = it.decision->fact;
      request.decision = word(decided.decision);
      request.approved = units_of(decided);
      if (decided.decision != Decision::pended)
        request.days = zone.day_of(decided.decided_at) - request.date;
    }
    figures.requests.push_back(std::move(request));
  }
}

void add_due(const Episode& episode, const Standing& standing, const Zone& zone, Figures& figures) {
  for (const Obligation& it : standing.obligations) {
    if (!it.due_at) continue;
    if (it.kind != ObligationKind::review && it.kind != ObligationKind::notice) continue;
    const Date date = zone.day_of(*it.due_at);
    figures.due.push_back({payer_on(episode, date), std::string(word(it.kind)), *it.due_at, date,
                           std::string(word(it.status))});
  }
}

void add_sessions(const Episode& episode, const Standing& standing, Figures& figures) {
  std::map<std::pair<std::string, Date>, SessionFigures> months;
  for (const SessionStanding& it : standing.sessions) {
    const std::string payer = payer_on(episode, it.date);
    SessionFigures& month = months[{payer, month_of(it.date)}];
    if (it.outcome == Outcome::attended)
      ++month.attended;
    else if (it.outcome == Outcome::cancelled_by_facility)
      ++month.cancelled_by_facility;
    else
      ++(it.excused ? month.excused : month.missed);
    if (it.charged <= it.covered) continue;
    ++month.uncovered_sessions;
    month.uncovered_units += it.charged - it.covered;
  }
  for (auto& [key, month] : months) {
    month.payer = key.first;
    month.month = key.second;
    figures.sessions.push_back(std::move(month));
  }
}

// The first that has not passed; of those that have, the last.
template <class Moment>
void take_next(std::optional<Moment>& next, const Moment& moment, const Moment& now) {
  const bool is_ahead = moment >= now;
  const bool has_ahead = next && *next >= now;
  if (!next || (is_ahead && (!has_ahead || moment < *next)) ||
      (!is_ahead && !has_ahead && moment > *next))
    next = moment;
}

}  // namespace

Figures figures_of(const Episode& episode, const Standing& standing, const Zone& zone) {
  Figures figures;
  figures.today = standing.today;
  add_lines(episode, standing, zone, figures);
  add_decisions(episode, zone, figures);
  add_due(episode, standing, zone, figures);
  add_sessions(episode, standing, figures);
  return figures;
}

std::vector<UncoveredFigures> uncovered_of(const Standing& standing) {
  std::map<UncoveredReason, UncoveredFigures> reasons;
  for (const UncoveredUnits& it : standing.uncovered) {
    const auto [at, is_new] = reasons.try_emplace(it.reason);
    UncoveredFigures& figures = at->second;
    if (is_new) {
      figures.reason = it.reason;
      figures.first = it.date;
      figures.because = it.because;
      figures.retro = it.retro.status;
    }
    figures.last = it.date;
    figures.units += it.units;
    if (it.retro.status == RetroStatus::open) figures.retro = RetroStatus::open;
    if (it.retro.until) take_next(figures.retro_until, *it.retro.until, standing.as_of);
    for (const SessionStanding& session : standing.sessions) {
      if (session.date != it.date || session.service != it.service) continue;
      if (session.charged <= session.covered) continue;
      ++figures.sessions;
      if (session.file_by) take_next(figures.file_by, *session.file_by, standing.today);
    }
  }
  std::vector<UncoveredFigures> all;
  for (auto& [reason, figures] : reasons) all.push_back(std::move(figures));
  return all;
}

}  // namespace authledger::report
