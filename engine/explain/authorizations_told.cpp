// How an authorization or allowance was drawn on, and what is left of all of them.
#include <algorithm>

#include "engine/explain/units_told.hpp"

namespace authledger::explain {
namespace {

constexpr std::size_t most_days_named = 8;
constexpr std::size_t most_terms_written = 20;

bool pays(const AuthorizationStanding& shown) {
  return shown.state == AuthorizationState::approved ||
         shown.state == AuthorizationState::partial || shown.state == AuthorizationState::allowance;
}

std::optional<int> total_units(const AuthorizationStanding& shown) {
  int total = 0;
  for (const LineStanding& line : shown.lines) {
    if (!line.units) return std::nullopt;
    total += *line.units;
  }
  return total;
}

// "the 8th on Wednesday 18 March", "the 9th to 11th on …" for a draw of several units.
std::string draw_words(const Ground& ground, const Draw& draw, std::int64_t before) {
  std::string text = "the " + ordinal(before + 1);
  if (draw.units_used > before + 1) text += " to " + ordinal(draw.units_used);
  return text + " on " + ground.words.day(draw.date);
}

std::string drawn_words(const Ground& ground, const Account& account, std::int64_t after,
                        std::int64_t until) {
  std::vector<std::string> draws;
  std::int64_t before = 0;
  for (const Draw& draw : account.draws) {
    if (draw.units_used > after && draw.units_used <= until)
      draws.push_back(draw_words(ground, draw, before));
    before = draw.units_used;
  }
  if (draws.size() > most_days_named)
    return draws[0] + ", " + draws[1] + ", " + draws[2] + ", … and " + draws.back();
  return joined(draws, "and");
}

std::string span_words(const Ground& ground, const AuthorizationStanding& shown) {
  if (!shown.start) return "without dates";
  if (!shown.end) return "from " + ground.words.day(*shown.start) + " on, without end";
  return ground.words.days(*shown.start, *shown.end);
}

bool is_alive(const Ground& ground, const AuthorizationStanding& shown) {
  return !shown.end || *shown.end >= ground.terms.today;
}

void tell_likely(Telling& telling, const LineStanding& line) {
  if (!line.likely) return;
  const Attendance& attendance = telling.ground().standing.attendance;
  const LikelyRange& likely = *line.likely;
  std::string text = "By the member's own attendance so far (" +
                     std::to_string(attendance.attended) + " of " +
                     counted(attendance.offered, "offered session");
  if (attendance.low && attendance.high)
    text += ", so likely " + std::to_string(*attendance.low) + " to " +
            std::to_string(*attendance.high) + " %";
  text += "), ";
  if (!likely.exhausts)
    text += "the units will likely not run out";
  else if (likely.exhausts_to)
    text += "the last unit likely goes between " +
            telling.words().days(likely.exhausts_from, *likely.exhausts_to);
  else
    text +=
        "the last unit may go from " + telling.words().day(likely.exhausts_from) + " on, or never";
  text += ", and " + std::to_string(likely.unused_from) + " to " +
          counted(likely.unused_to, "unit") + " will likely lapse";
  telling.step(text);
}

void tell_unit(Telling& telling, const AuthorizationStanding& shown, const LineStanding& line) {
  const std::string of = " of " + codes_word(line.codes);
  if (!line.because.policy || line.because.rule.empty()) {
    telling.step("One unit" + of + " is a " + std::string(word(line.unit)) +
                 (line.codes.empty() ? ", since the line names no service"
                                     : ", since no service rule on file for its start has it"));
    return;
  }
  telling.step("One unit" + of + " is " + (line.unit == Unit::hour ? "an " : "a ") +
               (line.unit == Unit::quarter_hour ? "quarter-hour" : std::string(word(line.unit))) +
               ", by rule " + quoted(line.because.rule) + " of " +
               document_word(*line.because.policy) + " on " + telling.words().day(*shown.start));
}

void tell_line(Telling& telling, const AuthorizationStanding& shown, std::size_t index) {
  const LineStanding& line = shown.lines[index];
  tell_unit(telling, shown, line);
  if (!line.units) {
    telling.step(line_word(shown, index) +
                 " has no limit of units; used so far: " + units(line.used, line.unit));
    return;
  }
  telling.step(
      line_word(shown, index) + ": " + std::to_string(*line.units) + " - " +
      std::to_string(line.used) +
      " used by attended sessions = " + units(line.remaining.value_or(0), line.unit) +
      " remaining; the schedule ahead uses " + std::to_string(line.forecast_used) + " more" +
      (line.exhausts_on ? ", the last one on " + telling.words().day(*line.exhausts_on) : "") +
      ", and " + std::to_string(line.unused_at_end.value_or(0)) + " would lapse unused");
  tell_likely(telling, line);
}

void tell_terms(Telling& telling, const AuthorizationStanding& shown) {
  const Wording& words = telling.words();
  if (shown.last_covered_day) {
    std::string text = "Its last covered day is " + words.day(*shown.last_covered_day) + ": ";
    text += *shown.last_covered_day < *shown.end ? "its last unit goes then, before its end"
                                                 : "its end, as its units last until then";
    telling.step(text);
  }
  if (shown.valid_until_at_least)
    telling.step("By the payer's own rule an approval lasts until " +
                 words.day(*shown.valid_until_at_least) + " at least, counted from the decision");
  if (shown.not_revocable_until)
    telling.step("The payer may not take it back until " + words.day(*shown.not_revocable_until));
  if (shown.urgent_extension_by)
    telling.step("An expedited request to go on gets the short decision when it is made by " +
                 words.moment_here(*shown.urgent_extension_by));
}

std::string allowance_words(const AllowanceRule& rule) {
  std::string text = "Before it asks for an authorization the payer gives ";
  text += rule.units ? counted(*rule.units, "unit") : std::string("units without limit");
  if (rule.days) text += " for " + counted(*rule.days, "day") + " from the admission on";
  if (rule.hours)
    text += " for the sessions that start within " + counted(*rule.hours, "hour") +
            " of the start of the first attended one";
  return text;
}

void tell_request(Telling& telling, const std::string& id) {
  const AuthorizationHistory* history = telling.ground().authorization(id);
  if (!history) return;
  if (history->request) telling.event(history->request->seq);
  if (history->decision) telling.event(history->decision->seq);
}

}  // namespace

std::string line_word(const AuthorizationStanding& shown, std::size_t line) {
  return shown.id + " (" + codes_word(shown.lines[line].codes) + ")";
}

bool spans(const Account& account, Date date, Instant start) {
  Charge charge;
  charge.date = date;
  charge.start = start;
  return account.spans(charge);
}

std::vector<std::string> story_of_units(const Ground& ground, const Account& account) {
  const AuthorizationStanding* shown = ground.authorization_standing(account.id);
  if (!shown) return {};
  const auto total = total_units(*shown);
  const std::int64_t used = ground.used_units(shown->id);
  std::vector<std::string> story;
  std::string text = shown->id + " has " +
                     (total ? counted(*total, "unit") : std::string("units without limit")) +
                     "; attended sessions used " + std::to_string(used);
  if (used > 0) text += ": " + drawn_words(ground, account, 0, used);
  story.push_back(text);
  const std::int64_t all = account.draws.empty() ? 0 : account.draws.back().units_used;
  if (all > used)
    story.push_back("The schedule ahead takes " + drawn_words(ground, account, used, all));
  if (total && all < *total)
    story.push_back("That leaves " + counted(*total - all, "unit") + " at its end" +
                    (account.end ? ", " + ground.words.day(*account.end) : "") +
                    ", so the units do not run out before");
  else if (const auto exhausted = account.exhausted_on())
    story.push_back("So the last unit goes on " + ground.words.day(*exhausted));
  return story;
}

Explanation tell_authorization(const Ground& ground, const AuthorizationStanding& shown) {
  Telling telling(ground, shown.id);
  tell_request(telling, shown.id);
  if (!pays(shown)) {
    telling.figure(shown.id + " is " + std::string(word(shown.state)) + " and gives no units");
    telling.step(
        "Only a decision that approves makes units: a request, a pend or a denial never "
        "does");
    for (const Obligation& it : ground.standing.obligations)
      if (it.authorization == shown.id) telling.other("What follows from it: explain " + it.key);
    return telling.finish();
  }
  if (const Account* account = ground.account(shown.id)) {
    if (!account->authorization && ground.episode.admission) {
      const Policy& policy = ground.terms.policy_on(account->start);
      for (const AllowanceRule& rule : policy.allowances)
        if ("allowance:" + rule.name.key == shown.id)
          telling.rule(policy, rule.name, allowance_words(rule));
      telling.event(ground.episode.admission->seq);
    }
    telling.steps(story_of_units(ground, *account));
  }
  for (std::size_t line = 0; line < shown.lines.size(); ++line) tell_line(telling, shown, line);
  tell_terms(telling, shown);
  if (!is_alive(ground, shown))
    telling.status("It ended on " + ground.words.day(*shown.end) +
                   ": what was left has lapsed and is not in the remaining units");
  std::vector<std::string> left;
  for (const LineStanding& line : shown.lines)
    left.push_back(line.units ? units(line.remaining.value_or(0), line.unit) + " of " +
                                    std::to_string(*line.units) + " remaining"
                              : "no limit");
  telling.figure(shown.id + ", " + std::string(word(shown.state)) + ", " +
                 span_words(ground, shown) + ": " +
                 (left.empty() ? "no lines" : joined(left, "and")));
  return telling.finish();
}

Explanation tell_remaining(const Ground& ground) {
  Telling telling(ground, "remaining");
  telling.add(StepKind::rule,
              "Remaining is units less what attended sessions used, over the lines of approved "
              "authorizations and allowances that end today or later; the schedule ahead "
              "changes nothing in it");
  std::array<std::vector<std::string>, 4> terms;
  for (const AuthorizationStanding& shown : ground.standing.authorizations) {
    if (!pays(shown)) {
      telling.other(shown.id + " is " + std::string(word(shown.state)) + " and gives no units");
      continue;
    }
    for (std::size_t index = 0; index < shown.lines.size(); ++index) {
      const LineStanding& line = shown.lines[index];
      const std::string name = line_word(shown, index);
      if (!line.units) {
        telling.other(name + " has no limit and is not counted");
        continue;
      }
      const std::string sum = name + ", " + span_words(ground, shown) + ": " +
                              std::to_string(*line.units) + " - " + std::to_string(line.used) +
                              " used = " + units(line.remaining.value_or(0), line.unit);
      if (!is_alive(ground, shown)) {
        telling.other(sum + ", but it ended on " + ground.words.day(*shown.end) +
                      ": they have lapsed");
        continue;
      }
      telling.step(sum);
      terms[static_cast<std::size_t>(line.unit)].push_back(
          std::to_string(line.remaining.value_or(0)));
    }
  }
  std::vector<std::string> totals;
  for (std::size_t unit = 0; unit < terms.size(); ++unit) {
    const auto& left = ground.standing.remaining[unit];
    if (!left) continue;
    totals.push_back(units(*left, static_cast<Unit>(unit)));
    if (terms[unit].size() > 1) {
      std::string sum;
      if (terms[unit].size() <= most_terms_written)
        for (const std::string& term : terms[unit]) sum += (sum.empty() ? "" : " + ") + term;
      else
        sum = "The sum of " + std::to_string(terms[unit].size()) + " lines";
      telling.step(sum + " = " + totals.back());
    }
  }
  telling.figure(totals.empty() ? "No authorization or allowance with a limit is running: there is "
                                  "nothing to count down"
                                : "Remaining today, " + ground.words.day(ground.terms.today) +
                                      ": " + joined(totals, "and"));
  return telling.finish();
}

}  // namespace authledger::explain
