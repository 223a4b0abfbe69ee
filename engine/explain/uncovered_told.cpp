// Why attended units have no cover, and why the schedule runs out of cover when it does.
#include <algorithm>
#include <set>

#include "engine/base/result.hpp"
#include "engine/explain/charges_told.hpp"
#include "engine/explain/units_told.hpp"
#include "engine/standing/funds.hpp"

namespace authledger::explain {
namespace {

constexpr std::size_t most_lines_named = 6;
constexpr std::size_t most_accounts_told = 12;

// What has no cover: a session of the past or of the schedule.
struct Wanting {
  Date date;
  Instant start;
  std::string service;
  bool has_rule = false;
};

bool has_line_for(const AuthorizationStanding& shown, const Wanting& wanting) {
  return std::any_of(shown.lines.begin(), shown.lines.end(), [&](const LineStanding& line) {
    return line.codes.empty() ? wanting.has_rule : has_code(line.codes, wanting.service);
  });
}

std::string gap_words(const Account& account, Date date) {
  if (date < account.start) return counted(account.start - date, "day") + " before its start";
  if (date == *account.end) return "past its last hour";
  return counted(date - *account.end, "day") + " after its end";
}

// Sentences about every authorization that could matter, by the reason.
std::vector<std::string> why_not(const Ground& ground, const Wanting& wanting) {
  const Date date = wanting.date;
  const Payers payers{ground.terms.payer_on(date), ground.terms.outgoing_payer_on(date)};
  std::vector<std::string> told, others;  // those that come close first
  for (const AuthorizationStanding& shown : ground.standing.authorizations) {
    const Account* account = ground.account(shown.id);
    if (!account) {
      others.push_back(shown.id + " is " + std::string(word(shown.state)) + " and gives no units");
      continue;
    }
    if (!payers.take_part(*account)) {
      others.push_back(shown.id + " was given by " + ground.payer_on(account->start) + ", and " +
                       ground.payer_on(date) + " covers this date");
      continue;
    }
    if (!has_line_for(shown, wanting)) {
      others.push_back(shown.id + " has no line for " + wanting.service);
      continue;
    }
    if (!spans(*account, date, wanting.start)) {
      told.push_back(shown.id +
                     (account->end ? " runs " + ground.words.days(account->start, *account->end)
                                   : " runs from " + ground.words.day(account->start)) +
                     ": " + ground.words.day(date) + " is " + gap_words(*account, date));
      continue;
    }
    const auto exhausted = account->exhausted_on();
    told.push_back(shown.id + " spans the date, but its units are used up" +
                   (exhausted ? ": the last one went on " + ground.words.day(*exhausted) : ""));
  }
  told.insert(told.end(), others.begin(), others.end());
  if (told.empty()) told.push_back("No authorization is on file");
  if (told.size() > most_lines_named) {
    const auto more = static_cast<std::int64_t>(told.size() - most_lines_named);
    told.resize(most_lines_named);
    told.push_back("And " + counted(more, "more authorization") + " that cannot pay it either");
  }
  return told;
}

std::string reason_words(UncoveredReason reason) {
  switch (reason) {
    case UncoveredReason::no_authorization:
      return "no approved authorization or allowance of the payer has a line for it";
    case UncoveredReason::outside_dates:
      return "there is an authorization for it, but none that spans the date";
    case UncoveredReason::units_exhausted:
      return "an authorization spans the date, but no units were left";
    case UncoveredReason::over_daily_limit:
      return "it is over the payer's limit of units a day";
    case UncoveredReason::over_weekly_limit:
      return "it is over the payer's limit of units a week";
    case UncoveredReason::over_yearly_limit:
      return "it is over the payer's limit of units a year";
  }
  fail("an uncovered reason without words");
}

void tell_retro(Telling& telling, const UncoveredUnits& entry) {
  const Ground& ground = telling.ground();
  const Policy& policy = ground.terms.policy_on(entry.date);
  switch (entry.retro.status) {
    case RetroStatus::open:
    case RetroStatus::closed: {
      const RetroAuthorization& rule = *policy.retro_authorization;
      telling.rule(
          policy, rule.name,
          "Cover may be asked for afterwards within " + spelled(rule.within) + " of the service");
      const Arithmetic arithmetic(policy.time, ground.facility.zone, ground.words);
      telling.steps(
          arithmetic.due(ground.terms.anchor(entry.date), "the service", rule.within, 1).said);
      telling.status(entry.retro.status == RetroStatus::open
                         ? "It may still be asked for, " +
                               elapsed(ground.terms.as_of, *entry.retro.until) + " are left"
                         : "The time to ask for it is over");
      return;
    }
    case RetroStatus::none:
      telling.rule(policy, policy.retro_authorization->name, "The payer gives no cover afterwards");
      return;
    case RetroStatus::emergency_only:
      telling.rule(policy, policy.retro_authorization->name,
                   "The payer gives cover afterwards only in an emergency");
      return;
    case RetroStatus::unknown:
      telling.caution(
          "No source on file says whether cover may be asked for afterwards: ask the "
          "payer");
      return;
    case RetroStatus::capped:
      return;
  }
}

// The first session of the entry: the one that owns the charge.
const SessionStanding* owner_of(const Ground& ground, const UncoveredUnits& entry) {
  for (const Seq seq : entry.because.events) {
    const SessionStanding* session = ground.session_of(seq);
    if (session && session->date == entry.date && session->service == entry.service) return session;
  }
  return nullptr;
}

Explanation tell_entry(const Ground& ground, const UncoveredUnits& entry) {
  Telling telling(ground, "uncovered:" + to_text(entry.date));
  const SessionStanding* session = owner_of(ground, entry);
  Unit unit = Unit::visit;
  for (const Seq seq : entry.because.events)
    if (const SessionStanding* it = ground.session_of(seq); it && it->date == entry.date)
      telling.event(seq);
  if (session) {
    const DayCharge day = charge_of(ground, *session);
    if (day.rule) unit = day.rule->unit;
    tell_charge(telling, day);
    if (is_cap(entry.reason)) tell_caps(telling, day);
  }
  if (!is_cap(entry.reason)) {
    const bool has_rule =
        session && ground.terms.service_rule(ground.terms.policy_on(entry.date), entry.service,
                                             entry.date) != nullptr;
    telling.steps(why_not(
        ground, {entry.date, session ? session->start : Instant(), entry.service, has_rule}));
    tell_retro(telling, entry);
  }
  for (const Obligation& it : ground.standing.obligations)
    if (it.kind == ObligationKind::duty && it.key.ends_with(":" + to_text(entry.date)))
      telling.other("A duty follows from it: explain " + it.key);
  telling.figure(units(entry.units, unit) + " of " + entry.service + " on " + full_day(entry.date) +
                 " without cover: " + reason_words(entry.reason));
  return telling.finish();
}

void tell_schedule(Telling& telling) {
  const Ground& ground = telling.ground();
  const Date until = ground.standing.first_uncovered_day.value_or(
      ground.standing.covered_through.value_or(ground.terms.today));
  std::set<Seq> schedules;
  for (const ForecastSession& it : ground.standing.forecast)
    if (const auto* schedule = ground.episode.schedule_on(it.date)) schedules.insert(schedule->seq);
  telling.events({schedules.begin(), schedules.end()});
  if (!ground.facility.closed.empty()) {
    std::vector<std::string> closed;
    for (const Date date : ground.facility.closed)
      if (date >= ground.terms.today && date <= until) closed.push_back(ground.words.day(date));
    if (!closed.empty()) telling.step("The facility is closed on " + listed(closed, 6, "day"));
  }
}

void tell_first_uncovered(Telling& telling, Date date) {
  const Ground& ground = telling.ground();
  const auto session =
      std::find_if(ground.standing.forecast.begin(), ground.standing.forecast.end(),
                   [&](const ForecastSession& it) { return it.date == date; });
  if (session == ground.standing.forecast.end()) return;
  const bool has_rule =
      ground.terms.service_rule(ground.terms.policy_on(date), session->service, date) != nullptr;
  std::string text =
      "The first scheduled session without full cover is on " + ground.words.day(date);
  if (session->covered > 0)
    text += ": " + std::to_string(session->covered) + " of its " +
            counted(session->covered + session->uncovered, "unit") + " are covered";
  telling.step(text);
  telling.steps(why_not(ground, {date, session->start, session->service, has_rule}));
}

}  // namespace

std::vector<Explanation> tell_uncovered(const Ground& ground, Date date) {
  std::vector<Explanation> told;
  for (const UncoveredUnits& entry : ground.standing.uncovered)
    if (entry.date == date) told.push_back(tell_entry(ground, entry));
  return told;
}

Explanation tell_coverage(const Ground& ground) {
  Telling telling(ground, "covered_through");
  const Standing& now = ground.standing;
  telling.add(StepKind::rule,
              "The schedule is taken as attended from today on for 365 days and charged like "
              "sessions that were; caps aside, the first one that nothing pays ends the cover");
  tell_schedule(telling);
  std::size_t running = 0;
  for (const Account& account : ground.accounts) {
    if (account.end && *account.end < now.today) continue;
    if (++running > most_accounts_told) continue;
    telling.steps(story_of_units(ground, account));
    if (account.end) telling.step(account.id + " ends on " + ground.words.day(*account.end));
  }
  if (running > most_accounts_told)
    telling.step("And " + std::to_string(running - most_accounts_told) +
                 " more authorizations that run; explain each by its id");
  if (now.first_uncovered_day) tell_first_uncovered(telling, *now.first_uncovered_day);
  std::string text;
  if (now.covered_through)
    text = "Covered through " + full_day(*now.covered_through);
  else if (now.forecast.empty())
    text = ground.terms.discharge_date() && *ground.terms.discharge_date() < now.today
               ? "Nothing is scheduled any more: discharged on " +
                     full_day(*ground.terms.discharge_date())
               : "Nothing is scheduled from today on, so there is nothing to cover";
  else if (now.first_uncovered_day)
    text = "No scheduled day from today on is covered";
  else
    text = "The sessions ahead cost no units, so nothing needs cover";
  if (now.first_uncovered_day)
    text += "; the first scheduled day without cover is " + full_day(*now.first_uncovered_day);
  else if (now.covered_through)
    text += "; no scheduled day in the next 365 days is without cover";
  telling.figure(text);
  return telling.finish();
}

}  // namespace authledger::explain
