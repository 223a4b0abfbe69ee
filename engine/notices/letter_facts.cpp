// What letters tell of an episode: the decision, the discharge, attendance and units.
#include <algorithm>
#include <map>

#include "engine/notices/letter_parts.hpp"

namespace authledger::notices {
namespace {

constexpr std::size_t most_dates = 20;  // listed in one line

std::string counted(int n, std::string_view what) {
  return std::to_string(n) + " " + std::string(what) + (n == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string listed(const std::vector<std::string>& dates) {
  if (dates.size() <= most_dates) return joined(dates);
  return joined({dates.end() - most_dates, dates.end()}) + " and " +
         std::to_string(dates.size() - most_dates) + " earlier";
}

std::string units_words(int n, Unit unit) {
  return counted(n, spaced(word(unit)));
}

std::string codes_words(const std::vector<std::string>& codes) {
  return codes.empty() ? "any service" : joined(codes);
}

std::string span(const std::optional<Date>& from, const std::optional<Date>& to) {
  if (!from) return "";
  return ", " + to_text(*from) + " to " + (to ? to_text(*to) : "no end");
}

std::string name_of(const AuthorizationStanding& it) {
  return it.number ? *it.number + " (" + it.id + ")" : it.id;
}

std::string approved_in(const LetterSources& sources, const std::string& id) {
  std::vector<std::string> parts;
  for (const AuthorizationStanding& it : sources.standing.authorizations)
    if (it.id == id)
      for (const LineStanding& line : it.lines)
        if (line.units)
          parts.push_back(units_words(*line.units, line.unit) + " of " + codes_words(line.codes));
  return joined(parts);
}

void add_units_of(const AuthorizationStanding& it, LetterSection& section) {
  for (const LineStanding& line : it.lines) {
    std::string text = name_of(it) + ", " + codes_words(line.codes) + span(it.start, it.end) + ": ";
    if (line.units)
      text += units_words(*line.units, line.unit) + " approved, " + std::to_string(line.used) +
              " used, " + std::to_string(line.remaining.value_or(0)) + " remaining";
    else
      text += "no limit, " + units_words(line.used, line.unit) + " used";
    section.lines.push_back({"Authorization", std::move(text), ""});
  }
}

// In words why: "3 units not covered, units exhausted: 2026-03-02, ...".
void add_uncovered(const LetterSources& sources, LetterSection& section) {
  struct Sum {
    int units = 0;
    std::vector<std::string> dates;
  };
  std::map<std::string, Sum> sums;
  for (const UncoveredUnits& it : sources.standing.uncovered) {
    Sum& sum = sums[spaced(word(it.reason))];
    sum.units += it.units;
    if (sum.dates.empty() || sum.dates.back() != to_text(it.date))
      sum.dates.push_back(to_text(it.date));
  }
  if (sums.empty()) section.lines.push_back({"Not covered", "none", ""});
  for (const auto& [reason, sum] : sums)
    section.lines.push_back(
        {"Not covered", counted(sum.units, "unit") + ", " + reason + ": " + listed(sum.dates), ""});
}

std::string decision_words(const AuthorizationDecided& decided) {
  return decided.decision == Decision::partial ? "approved in part"
                                               : spaced(word(decided.decision));
}

}  // namespace

LetterSection decision_section(const LetterSources& sources, const AuthorizationHistory& about) {
  const AuthorizationDecided& decided = about.decision->fact;
  const Policy* policy = policy_on(sources, date_of(sources, &about));
  const Zone& zone = policy ? policy->time.zone : sources.facility.zone;
  const auto at = [&](Instant it) { return zone.wall_clock(it) + " " + zone.name(); };
  LetterSection section{.title = "The decision"};
  auto& lines = section.lines;
  lines.push_back({"Requested",
                   about.request
                       ? std::optional(at(about.request->fact.at) +
                                       (about.request->fact.expedited ? ", expedited" : ""))
                       : std::nullopt,
                   "when it was requested, which nobody recorded"});
  lines.push_back({"Decided", decision_words(decided) + ", " + at(decided.decided_at), ""});
  lines.push_back({"Decided by", decided.reviewer, "the payer's reviewer, whom nobody recorded"});
  if (decided.reference) lines.push_back({"The payer's reference", decided.reference, ""});
  lines.push_back({"The payer's reason", decided.reason,
                   "the payer's reason, which nobody recorded; copy it from the payer's letter"});
  if (decided.decision == Decision::partial)
    lines.push_back(
        {"Approved", approved_in(sources, about.id) + span(decided.start, decided.end), ""});
  else if (decided.start)
    lines.push_back({"For the dates", span(decided.start, decided.end).substr(2), ""});
  return section;
}

LetterSection discharge_section(const LetterSources& sources) {
  LetterSection section{.title = "The discharge"};
  auto& lines = section.lines;
  const EpisodeDischarged& discharged = sources.episode.discharge->fact;
  const auto& admission = sources.episode.admission;
  lines.push_back({"Admitted",
                   admission ? std::optional(to_text(admission->fact.date)) : std::nullopt,
                   "the date of admission, which nobody recorded"});
  lines.push_back({"Discharged",
                   discharged.at ? sources.facility.zone.wall_clock(*discharged.at) + " " +
                                       sources.facility.zone.name()
                                 : to_text(*discharged.date),
                   ""});
  lines.push_back({"From",
                   admission ? unless_empty(spaced(admission->fact.level_of_care)) : std::nullopt,
                   "the level of care"});
  lines.push_back({"Reason", discharged.reason, "the reason, which nobody recorded"});
  const char* clinician = ", which the clinician fills in";
  for (const auto& [label, missing] : std::initializer_list<std::pair<const char*, const char*>>{
           {"To", "the level of care, or the place, that the member goes to"},
           {"Condition at discharge", "the condition"},
           {"Diagnoses", "the diagnoses"},
           {"Medicines", "the medicines"},
           {"Aftercare", "with whom"},
           {"First appointment", "when it is, within 7 days, or why there is none"}})
    lines.push_back({label, std::nullopt, std::string(missing) + clinician});
  return section;
}

LetterSection attendance_section(const LetterSources& sources) {
  int attended = 0, excused = 0, missed = 0, closed = 0;
  std::optional<Date> first, last;
  std::map<std::string, int> kinds;
  std::vector<std::string> dates;
  for (const SessionStanding& it : sources.standing.sessions) {
    if (it.outcome == Outcome::attended) {
      ++attended;
      if (!first) first = it.date;
      last = it.date;
    } else if (it.outcome == Outcome::cancelled_by_facility) {
      ++closed;
    } else {
      ++missed;
      ++kinds[spaced(word(it.outcome))];
      excused += it.excused ? 1 : 0;
      dates.push_back(to_text(it.date) + (it.excused ? " (excused)" : ""));
    }
  }
  LetterSection section{.title = "Attendance"};
  auto& lines = section.lines;
  lines.push_back({"Attended",
                   counted(attended, "session") +
                       (first ? ", " + to_text(*first) + " to " + to_text(*last) : ""),
                   ""});
  std::vector<std::string> parts;
  for (const auto& [kind, count] : kinds) parts.push_back(std::to_string(count) + " " + kind);
  if (excused > 0) parts.push_back(std::to_string(excused) + " of them excused");
  lines.push_back(
      {"Missed", counted(missed, "session") + (parts.empty() ? "" : ": " + joined(parts)), ""});
  if (!dates.empty()) lines.push_back({"Missed on", listed(dates), ""});
  if (closed > 0) lines.push_back({"Cancelled by the facility", counted(closed, "session"), ""});
  if (const auto& open = sources.standing.unrecorded; !open.empty()) {
    std::vector<std::string> days;
    for (const Date it : open) days.push_back(to_text(it));
    lines.push_back({"Scheduled days", std::nullopt,
                     "what happened on " + listed(days) + ", of which nothing is recorded"});
  }
  return section;
}

LetterSection units_section(const LetterSources& sources) {
  LetterSection section{.title = "Units"};
  std::optional<Date> last_covered;
  for (const AuthorizationStanding& it : sources.standing.authorizations) {
    if (it.state != AuthorizationState::approved && it.state != AuthorizationState::partial &&
        it.state != AuthorizationState::allowance)
      continue;
    add_units_of(it, section);
    if (it.last_covered_day && (!last_covered || *last_covered < *it.last_covered_day))
      last_covered = it.last_covered_day;
  }
  if (section.lines.empty())
    section.lines.push_back({"Authorizations", "no units are approved", ""});
  add_uncovered(sources, section);
  if (last_covered) section.lines.push_back({"Last covered day", to_text(*last_covered), ""});
  if (const auto& day = sources.standing.first_uncovered_day)
    section.lines.push_back({"First scheduled day without coverage", to_text(*day), ""});
  return section;
}

}  // namespace authledger::notices
