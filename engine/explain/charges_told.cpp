#include "engine/explain/charges_told.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

#include "engine/base/result.hpp"
#include "engine/explain/units_told.hpp"

namespace authledger::explain {
namespace {

bool takes_modality(const ServiceRule& rule, const std::string& modality) {
  return rule.modalities.empty() || has_code(rule.modalities, modality);
}

std::string ages_words(const ServiceRule& rule) {
  std::string text = rule.age_from && rule.age_to ? "from " + std::to_string(*rule.age_from) +
                                                        " to " + std::to_string(*rule.age_to)
                     : rule.age_from ? "from " + std::to_string(*rule.age_from) + " on"
                     : rule.age_to   ? "up to " + std::to_string(*rule.age_to)
                                     : "any";
  return "ages " + text + (rule.age_at_admission ? " at admission" : " on the day");
}

std::string rule_words(const ServiceRule& rule) {
  std::string text = "For " + codes_word(rule.codes);
  if (rule.for_ages) text += ", " + ages_words(rule) + ",";
  switch (rule.unit) {
    case Unit::visit:
      text += " each session is one unit";
      break;
    case Unit::day:
      text += " a day is one unit";
      break;
    case Unit::hour:
      text += " an hour is one unit";
      break;
    case Unit::quarter_hour:
      text += " a quarter-hour is one unit";
      break;
  }
  if (rule.minimum_minutes > 0)
    text += ", with at least " + counted(rule.minimum_minutes, "minute");
  if (rule.unit != Unit::visit) text += "; the minutes of one date are added";
  return text;
}

std::string by_clock(const Ground& ground, const SessionStanding& session) {
  return session.session + " at " + clock(session.start, ground.facility.zone) + ", " +
         counted(session.minutes, "minute");
}

void tell_sum(Telling& telling, const DayCharge& day) {
  std::vector<std::string> parts;
  for (const SessionStanding* it : day.sessions) parts.push_back(by_clock(telling.ground(), *it));
  if (parts.size() > 1)
    telling.step("The minutes of the date: " + listed(parts, 8, "session") + ", together " +
                 counted(day.minutes, "minute"));
}

void tell_rounding(Telling& telling, const ServiceRule& rule, int minutes) {
  const int size = rule.unit == Unit::hour ? 60 : 15;
  const int whole = minutes / size, rest = minutes % size;
  int result = whole;
  std::string how = "down";
  if (rule.rounding == Rounding::nearest) {
    how = "to the nearest, half goes up";
    if (2 * rest >= size) ++result;
  } else if (rule.rounding == Rounding::up) {
    how = "up";
    if (rest > 0) ++result;
  }
  std::string text =
      std::to_string(minutes) + " / " + std::to_string(size) + " = " + std::to_string(whole);
  if (rest > 0)
    text +=
        " and " + counted(rest, "minute") + " over, rounded " + how + ": " + std::to_string(result);
  telling.step(text + (rest > 0 ? "" : ", nothing to round"));
}

void tell_tiers(Telling& telling, const DayCharge& day) {
  if (day.rule->tiers.empty()) return;
  std::size_t services = 0;
  for (const SessionStanding* it : day.sessions) services += it->components.size();
  std::vector<std::string> tiers;
  for (const ServiceTier& tier : day.rule->tiers)
    tiers.push_back(tier.key + " from " + counted(tier.services, "service") + " on");
  const SessionStanding& owner = *day.sessions.front();
  std::string text = "Tiers: " + joined(tiers, "and") + "; this day lists " +
                     counted(static_cast<std::int64_t>(services), "service");
  if (!owner.tier.empty())
    text += ", which reaches " + owner.tier;
  else if (owner.has(SessionFlag::short_session))
    text += ", fewer than the least asks for, so 0 units";
  telling.step(text);
}

int charged_between(const Ground& ground, const DayCharge& day, Date from) {
  int charged = 0;
  for (const SessionStanding& it : ground.standing.sessions) {
    if (it.date > day.date || &it == day.sessions.front()) break;
    if (it.date < from || it.charged == 0) continue;
    const Policy& policy = ground.terms.policy_on(it.date);
    const ServiceRule* rule = ground.terms.service_rule(policy, it.service, it.date);
    if (rule && rule->name.identity() == day.rule->name.identity()) charged += it.charged;
  }
  return charged;
}

int used_elsewhere(const Ground& ground, const DayCharge& day) {
  int used = 0;
  for (const auto& prior : ground.episode.prior_uses)
    if (prior.fact.year == civil(day.date).year && has_code(day.rule->codes, prior.fact.service))
      used += prior.fact.units;
  return used;
}

// What a cap cuts off the charge.
int cut_off(const Ground& ground, const DayCharge& day, UncoveredReason reason) {
  int units = 0;
  for (const UncoveredUnits& it : ground.standing.uncovered)
    if (it.date == day.date && it.reason == reason && it.service == day.sessions.front()->service)
      units += it.units;
  return units;
}

// How much of a line sessions before this charge have drawn.
int drawn_before(const Ground& ground, const DayCharge& day, const std::string& id, int line) {
  int drawn = 0;
  for (const SessionStanding& it : ground.standing.sessions) {
    if (&it == day.sessions.front()) break;
    for (const Allocation& paid : it.allocations)
      if (paid.authorization == id && paid.line == line) drawn += paid.units;
  }
  return drawn;
}

std::string named_by(const Ground& ground, const DayCharge& day) {
  for (const SessionStanding* it : day.sessions) {
    const auto& said = std::get<SessionRecorded>(ground.events.at(it->seq)->fact);
    if (said.authorization) return *said.authorization;
  }
  return "";
}

}  // namespace

DayCharge charge_of(const Ground& ground, const SessionStanding& session) {
  DayCharge day;
  day.date = session.date;
  day.policy = &ground.terms.policy_on(session.date);
  day.rule = ground.terms.service_rule(*day.policy, session.service, session.date);
  if (!day.rule || day.rule->unit == Unit::visit) {
    if (!day.rule || takes_modality(*day.rule, session.modality)) day.sessions = {&session};
    day.minutes = session.minutes;
    return day;
  }
  if (!takes_modality(*day.rule, session.modality)) return day;
  const auto first = std::lower_bound(
      ground.standing.sessions.begin(), ground.standing.sessions.end(), session.date,
      [](const SessionStanding& it, Date date) { return it.date < date; });
  for (auto it = first; it != ground.standing.sessions.end() && it->date == session.date; ++it) {
    if (it->outcome != Outcome::attended || !takes_modality(*day.rule, it->modality)) continue;
    if (ground.terms.service_rule(*day.policy, it->service, it->date) != day.rule) continue;
    day.sessions.push_back(&*it);
    day.minutes += it->minutes;
  }
  return day;
}

std::string requirement_words(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return "The service needs an authorization";
    case Requirement::none:
      return "The service needs no authorization: it is covered as not-required";
    case Requirement::unknown:
      return "No source says whether the service needs an authorization";
    case Requirement::prohibited:
      return "The payer may not ask for an authorization here: it is covered as not-required";
    case Requirement::notification:
      return "The payer only wants to be told and approves nothing: it is covered as not-required";
  }
  fail("a requirement without words");
}

void tell_charge(Telling& telling, const DayCharge& day) {
  if (!day.rule) {
    if (telling.ground().terms.is_plain(*day.policy)) {
      telling.no_policy(day.date);
    } else {
      telling.add(StepKind::rule, document_word(*day.policy) +
                                      " lists no rule for this service and age: one unit a "
                                      "session, and only a line that names the service pays it");
    }
    return;
  }
  const ServiceRule& rule = *day.rule;
  telling.rule(*day.policy, rule.name, rule_words(rule));
  if (rule.for_ages) {
    const EpisodeAdmitted& admitted = telling.ground().episode.admission->fact;
    const Date on = rule.age_at_admission ? admitted.date : day.date;
    telling.step("The member, born " + calendar_day(*admitted.birth_date) + ", is " +
                 std::to_string(age_on(*admitted.birth_date, on)) + " on " +
                 telling.words().day(on));
  }
  if (day.sessions.empty()) {
    telling.step("The payer takes it only as " + joined(rule.modalities, "or") +
                 ": no charge, and its minutes count nowhere");
    return;
  }
  tell_sum(telling, day);
  if (day.minutes < rule.minimum_minutes) {
    telling.step(counted(day.minutes, "minute") + " of " + std::to_string(rule.minimum_minutes) +
                 ": short by " + counted(rule.minimum_minutes - day.minutes, "minute") +
                 ", so 0 units");
    return;
  }
  if (rule.minimum_minutes > 0)
    telling.step(counted(day.minutes, "minute") + " reach the " +
                 std::to_string(rule.minimum_minutes) + " asked for");
  if (rule.unit == Unit::hour || rule.unit == Unit::quarter_hour)
    tell_rounding(telling, rule, day.minutes);
  tell_tiers(telling, day);
}

void tell_caps(Telling& telling, const DayCharge& day) {
  if (!day.rule || day.sessions.empty() || day.minutes < day.rule->minimum_minutes) return;
  const Ground& ground = telling.ground();
  const ServiceRule& rule = *day.rule;
  const auto tell = [&](const std::optional<int>& cap, UncoveredReason reason, Date from,
                        const std::string& window, int other, const std::string& other_words) {
    if (!cap) return;
    const int before = charged_between(ground, day, from) + other;
    const int after = before + day.sessions.front()->charged;
    std::string text = "Cap of " + counted(*cap, "unit") + " " + window + ": " +
                       std::to_string(before) + " charged before it" + other_words + ", " +
                       std::to_string(after) + " with it";
    const int cut = cut_off(ground, day, reason);
    if (cut > 0)
      text += "; the cap cuts off " + counted(cut, "unit") + ", which is not charged";
    else
      text += after >= *cap ? ", which fills the cap" : ", below the cap";
    telling.step(text);
  };
  const Date week = week_start(day.date, day.policy->week_starts);
  tell(rule.max_units_per_day, UncoveredReason::over_daily_limit, day.date, "a day", 0, "");
  tell(rule.max_units_per_week, UncoveredReason::over_weekly_limit, week,
       "a week (" + telling.words().days(week, week + 6) + ")", 0, "");
  if (!rule.max_units_per_year) return;
  const int elsewhere = used_elsewhere(ground, day);
  const int year = civil(day.date).year;
  tell(rule.max_units_per_year, UncoveredReason::over_yearly_limit, *make_date(year, 1, 1),
       "in " + std::to_string(year), elsewhere,
       elsewhere > 0 ? " (" + std::to_string(elsewhere) + " of them at other providers)" : "");
}

namespace {

struct TriedLine {
  const AuthorizationStanding* authorization;
  std::size_t line;
  std::string why_here;  // "the session names it"
};

// The lines that could pay the charge, in the order in which they are tried.
std::vector<TriedLine> lines_in_order(const Ground& ground, const DayCharge& day) {
  const int payer = ground.terms.payer_on(day.date);
  const auto before = ground.terms.outgoing_payer_on(day.date);
  const std::string named = named_by(ground, day);
  const auto takes = [&](const std::vector<std::string>& codes) {
    if (codes.empty()) return day.rule != nullptr;
    return std::any_of(day.sessions.begin(), day.sessions.end(),
                       [&](const SessionStanding* it) { return has_code(codes, it->service); });
  };
  using Rank = std::tuple<bool, bool, bool, Date, Date, std::string_view, std::size_t>;
  std::vector<std::pair<Rank, TriedLine>> ranked;
  for (const AuthorizationStanding& shown : ground.standing.authorizations) {
    const Account* account = ground.account(shown.id);
    if (!account || !spans(*account, day.date, day.sessions.front()->start)) continue;
    const bool own = account->payer == payer;
    if (!own && before != account->payer) continue;
    const bool is_named = !named.empty() && (shown.id == named || shown.number == named);
    const bool allowance = !account->authorization;
    for (std::size_t i = 0; i < shown.lines.size(); ++i) {
      if (!takes(shown.lines[i].codes)) continue;
      const Date end = account->end.value_or(Date::from_days(std::numeric_limits<int>::max()));
      std::string why = is_named    ? "the session names it"
                        : !own      ? "of the payer before, still good after the change"
                        : allowance ? "allowances go first"
                                    : "ends " + ground.words.day(end);
      ranked.push_back({Rank{!own, !is_named, !allowance, end, account->start, shown.id, i},
                        TriedLine{&shown, i, std::move(why)}});
    }
  }
  std::sort(ranked.begin(), ranked.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<TriedLine> lines;
  for (auto& [rank, line] : ranked) lines.push_back(std::move(line));
  return lines;
}

}  // namespace

void tell_paying_lines(Telling& telling, const DayCharge& day) {
  const Ground& ground = telling.ground();
  const auto lines = lines_in_order(ground, day);
  if (lines.empty()) return;
  std::vector<std::string> items;
  for (const TriedLine& line : lines) {
    const AuthorizationStanding& shown = *line.authorization;
    const auto& units = shown.lines[line.line].units;
    std::string text = line_word(shown, line.line) + " (" + line.why_here + ") with ";
    text += units ? std::to_string(
                        *units - drawn_before(ground, day, shown.id, static_cast<int>(line.line))) +
                        " of " + counted(*units, "unit") + " left"
                  : std::string("no limit");
    items.push_back(text);
  }
  telling.step((items.size() == 1 ? "The line that may pay it: "
                                  : "The lines that may pay it, in the order they are tried: ") +
               listed(items, 8, "line"));
}

}  // namespace authledger::explain
