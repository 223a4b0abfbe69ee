#include "engine/standing/reminders.hpp"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace authledger {
namespace {

bool is_counted(const AuthorizationStanding& it) {
  return (it.state == AuthorizationState::approved || it.state == AuthorizationState::partial) &&
         it.start && it.end;
}

// A line without codes is for any.
bool share_a_code(const LineStanding& one, const LineStanding& other) {
  if (one.codes.empty() || other.codes.empty()) return true;
  return std::any_of(one.codes.begin(), one.codes.end(), [&](const std::string& code) {
    return std::find(other.codes.begin(), other.codes.end(), code) != other.codes.end();
  });
}

auto order_of(const AuthorizationStanding& it) {
  return std::tuple(*it.end, *it.start, std::string_view(it.id));
}

// The units that were granted count, not those that are left: a successor that runs low must not
// bring the reminder of its predecessor back.
template <class Replaces>
bool is_replaced(const Standing& standing, const AuthorizationStanding& old,
                 const LineStanding& line, Replaces replaces) {
  return std::any_of(standing.authorizations.begin(), standing.authorizations.end(),
                     [&](const AuthorizationStanding& other) {
                       if (!is_counted(other) || order_of(other) <= order_of(old)) return false;
                       return std::any_of(other.lines.begin(), other.lines.end(),
                                          [&](const LineStanding& its) {
                                            return share_a_code(line, its) && replaces(other, its);
                                          });
                     });
}

bool has_few_units(const Standing& standing, const AuthorizationStanding& authorization,
                   const LineStanding& line, std::optional<int> few) {
  if (!few || !line.remaining || *line.remaining > *few) return false;
  return !is_replaced(standing, authorization, line, [&](const auto&, const LineStanding& its) {
    return !its.units || *its.units > *few;
  });
}

bool has_few_days(const Standing& standing, const AuthorizationStanding& authorization,
                  const LineStanding& line, std::optional<int> few) {
  if (!few || *authorization.end - standing.today > *few) return false;
  return !is_replaced(standing, authorization, line, [&](const auto& other, const LineStanding&) {
    return *other.end > *authorization.end;
  });
}

std::string key_of(const std::string& authorization, std::size_t line,
                   const ReminderThreshold& threshold) {
  std::string key = "reminder:" + authorization + ":" + std::to_string(line);
  if (threshold.units_left) key += ":units-" + std::to_string(*threshold.units_left);
  if (threshold.days_left) key += ":days-" + std::to_string(*threshold.days_left);
  return key;
}

std::string likely_told(const LikelyRange& likely) {
  if (!likely.exhausts) return ", at this attendance it is not likely to run out before";
  std::string text = ", likely to run out from " + to_text(likely.exhausts_from);
  return text + (likely.exhausts_to ? " to " + to_text(*likely.exhausts_to) : " on, or not at all");
}

}  // namespace

const ReminderRule* rule_for(const std::vector<ReminderRule>& rules,
                             const std::optional<std::string>& payer, const std::string& facility) {
  const ReminderRule* nearest = nullptr;
  const auto nearness = [](const ReminderRule& it) {
    return (it.payer ? 2 : 0) + (it.facility ? 1 : 0);
  };
  for (const ReminderRule& it : rules)
    if ((!it.payer || it.payer == payer) && (!it.facility || it.facility == facility) &&
        (!nearest || nearness(it) > nearness(*nearest)))
      nearest = &it;
  return nearest;
}

std::vector<Reminder> reminders_of(const Standing& standing, const Episode& episode,
                                   const std::string& facility,
                                   const std::vector<ReminderRule>& rules) {
  std::vector<Reminder> reminders;
  if (episode.discharge && *episode.discharge->fact.date <= standing.today) return reminders;
  const auto* coverage = episode.coverage_on(standing.today);
  const ReminderRule* rule =
      rule_for(rules, coverage ? std::optional(coverage->fact.payer) : std::nullopt, facility);
  if (!rule) return reminders;
  for (const AuthorizationStanding& it : standing.authorizations) {
    if (!is_counted(it) || *it.start > standing.today) continue;
    for (std::size_t line = 0; line < it.lines.size(); ++line)
      for (const ReminderThreshold& threshold : rule->thresholds)
        if (has_few_units(standing, it, it.lines[line], threshold.units_left) ||
            has_few_days(standing, it, it.lines[line], threshold.days_left))
          reminders.push_back({key_of(it.id, line, threshold), it.id, static_cast<int>(line),
                               standing.today <= *it.end});
  }
  return reminders;
}

std::optional<std::size_t> reminded_line(std::string_view key, const std::string& authorization) {
  const std::string prefix = "reminder:" + authorization + ":";
  if (!key.starts_with(prefix)) return std::nullopt;
  key.remove_prefix(prefix.size());
  std::size_t line = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), line);
  return error == std::errc() ? std::optional(line) : std::nullopt;
}

std::string line_told(const AuthorizationStanding& authorization, const LineStanding& line) {
  std::string text = "authorization " + authorization.id;
  if (authorization.number) text += " (number " + *authorization.number + ")";
  for (std::size_t i = 0; i < line.codes.size(); ++i) text += (i == 0 ? ", " : " ") + line.codes[i];
  text += ": ";
  if (line.units && line.remaining)
    text += std::to_string(*line.remaining) + " of " + std::to_string(*line.units) +
            " left (unit: " + std::string(word(line.unit)) + ")";
  else
    text += "units without a limit";
  if (authorization.end) text += ", ends " + to_text(*authorization.end);
  if (line.exhausts_on) text += ", by the schedule it runs out on " + to_text(*line.exhausts_on);
  return text + (line.likely ? likely_told(*line.likely) : "");
}

}  // namespace authledger
