#include "engine/explain/findings_told.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger::explain {
namespace {

std::string number(const std::optional<int>& value) {
  return value ? std::to_string(*value) : "an unknown number";
}

std::string period(const Ground& ground, const Finding& finding) {
  if (!finding.to) return "on " + ground.words.day(finding.from);
  return ground.words.days(finding.from, *finding.to);
}

std::string of_service(const Finding& finding) {
  return finding.service.empty() ? "" : " of " + finding.service;
}

// What is at odds, as a sentence.
std::string figure_of(const Ground& ground, const Finding& finding) {
  const Wording& words = ground.words;
  switch (finding.kind) {
    case FindingKind::component_quota:
      return number(finding.actual) + " of the " + number(finding.limit) + " " + finding.subject +
             " services asked for" + of_service(finding) + ", " + period(ground, finding);
    case FindingKind::ends_too_soon:
      return finding.subject + " ends on " + words.day(finding.from) +
             ", sooner than an approval may" +
             (finding.to ? ": it should reach " + words.day(*finding.to) : "");
    case FindingKind::excluded_overlap:
      return "The session" + of_service(finding) + " on " + words.day(finding.from) +
             " may not stand beside " + finding.subject + ": " +
             (finding.actual == 0 ? std::string("on the same day")
                                  : number(finding.actual) + " days after it") +
             (finding.limit == 0 ? std::string(", and the same day is excluded")
                                 : ", within the " + number(finding.limit) + " days excluded");
    case FindingKind::gap_between_days:
      return number(finding.actual) + " days without an offered session" + of_service(finding) +
             " after " + words.day(finding.from) +
             (finding.to ? " until " + words.day(*finding.to) : ", up to yesterday") +
             "; at most " + number(finding.limit) + " may lie between";
    case FindingKind::group_too_large:
      return "A " + finding.subject + " on " + words.day(finding.from) + " had " +
             number(finding.actual) + " participants; at most " + number(finding.limit) +
             " are allowed";
    case FindingKind::law_may_apply:
      return "The law " + finding.subject +
             " may apply: it binds insured plans, and the coverage does not say its funding";
    case FindingKind::near_yearly_limit:
      return number(finding.actual) + " of " + number(finding.limit) + " units" +
             of_service(finding) + " of the year were used on " + words.day(finding.from) +
             ": few are left";
    case FindingKind::over_weekly_minutes:
      return number(finding.actual) + " minutes" + of_service(finding) + " in the week " +
             period(ground, finding) + "; at most " + number(finding.limit) + " are allowed";
    case FindingKind::too_few_days:
      return number(finding.actual) + " attended days" + of_service(finding) + " in the week " +
             period(ground, finding) + "; at least " + number(finding.limit) + " are asked for";
  }
  fail("a finding kind without a sentence");
}

std::string meaning(FindingKind kind) {
  switch (kind) {
    case FindingKind::component_quota:
      return "The payer asks for so many services of a kind in each whole week or month with an "
             "attended session; a period with a session that lists no components is left out";
    case FindingKind::ends_too_soon:
      return "The payer's own rule says how long an approval lasts at least";
    case FindingKind::excluded_overlap:
      return "The payer excludes services or care beside it";
    case FindingKind::gap_between_days:
      return "The payer wants no longer gap between days on which sessions are offered; attended, "
             "missed and cancelled by the member count as offered";
    case FindingKind::group_too_large:
      return "The payer limits the size of a group";
    case FindingKind::law_may_apply:
      return "State insurance law binds insured plans, not self-funded ones";
    case FindingKind::near_yearly_limit:
      return "The payer's limit of units a year comes near, prior use at other providers included";
    case FindingKind::over_weekly_minutes:
      return "The payer sets a highest number of minutes a week";
    case FindingKind::too_few_days:
      return "The payer sets a lowest number of attended days a week";
  }
  fail("a finding kind without a meaning");
}

// The finding's because has the document and the citation, and no rule of its own to look up.
void tell_because(Telling& telling, const Because& because, const std::string& sentence) {
  std::string text = sentence;
  if (!because.rule.empty()) text += ": rule " + quoted(because.rule);
  if (because.policy) text += " of " + document_word(*because.policy);
  telling.add(StepKind::rule, text);
  telling.source(because.source);
  telling.events(because.events);
}

Explanation tell_finding(const Ground& ground, const Finding& finding) {
  Telling telling(ground, std::string(word(finding.kind)));
  tell_because(telling, finding.because, meaning(finding.kind));
  if (finding.kind == FindingKind::law_may_apply) {
    telling.status(
        "Find out whether the plan is insured or self-funded and say it with the "
        "coverage");
  } else {
    telling.status(finding.open ? "It can still be mended"
                                : "It is past and changes no units; have an answer for it");
  }
  telling.figure(figure_of(ground, finding));
  return telling.finish();
}

std::string topic_words(Topic topic) {
  switch (topic) {
    case Topic::authorization:
      return "whether an authorization is needed";
    case Topic::unit:
      return "what one unit is";
    case Topic::amount:
      return "how much may be asked for at once";
    case Topic::reviews:
      return "when a review is due";
    case Topic::missed_sessions:
      return "which missed sessions must be told";
    case Topic::decision:
      return "how long the payer may take to decide";
    case Topic::retro_authorization:
      return "whether cover may be asked for afterwards";
    case Topic::timely_filing:
      return "by when a claim must be filed";
    case Topic::modality:
      return "which modalities are covered";
    case Topic::discharge:
      return "what a discharge asks for";
  }
  fail("a topic without words");
}

}  // namespace

std::vector<Explanation> tell_all_findings(const Ground& ground) {
  std::vector<Explanation> told;
  for (const Finding& finding : ground.standing.findings)
    told.push_back(tell_finding(ground, finding));
  return told;
}

std::vector<Explanation> tell_findings(const Ground& ground, std::string_view kind) {
  std::vector<Explanation> told;
  for (const Finding& finding : ground.standing.findings)
    if (word(finding.kind) == kind) told.push_back(tell_finding(ground, finding));
  return told;
}

std::vector<Explanation> tell_weeks(const Ground& ground) {
  std::vector<Explanation> told;
  for (const UnderIntensityWeek& week : ground.standing.under_intensity_weeks) {
    Telling telling(ground, "under_intensity_weeks");
    tell_because(telling, week.because,
                 "The payer asks for " + counted(week.minimum, "attended minute") + " a week");
    telling.step(counted(week.minutes, "attended minute") + " of " + std::to_string(week.minimum) +
                 ": " + counted(week.minimum - week.minutes, "minute") + " too few");
    telling.figure("The week " + ground.words.days(week.week_of, week.week_of + 6) + " of " +
                   week.service + " is below the intensity that the payer asks for");
    told.push_back(telling.finish());
  }
  return told;
}

std::vector<Explanation> tell_unrecorded(const Ground& ground) {
  if (ground.standing.unrecorded.empty()) return {};
  Telling telling(ground, "unrecorded");
  std::vector<std::string> days;
  for (const Date date : ground.standing.unrecorded) days.push_back(ground.words.day(date));
  telling.step("Scheduled, before today, and without a record of the schedule's service: " +
               listed(days, 12, "day"));
  telling.status("Record what happened on them: until then they use no units and count as no miss");
  telling.figure(counted(static_cast<std::int64_t>(days.size()), "scheduled day") +
                 " without a record");
  return {telling.finish()};
}

std::vector<Explanation> tell_unknowns(const Ground& ground) {
  if (ground.standing.unknowns.empty()) return {};
  Telling telling(ground, "unknowns");
  for (const UnknownStanding& unknown : ground.standing.unknowns) {
    std::string text = "No source says " + topic_words(unknown.about);
    if (unknown.because.policy) text += " (" + document_word(*unknown.because.policy) + ")";
    if (!unknown.note.empty()) text += ": " + shortened(unknown.note, longest_detail);
    telling.caution(text);
  }
  telling.status("Ask the payer; a contract document of the facility's own settles what it tells");
  telling.figure(counted(static_cast<std::int64_t>(ground.standing.unknowns.size()), "question") +
                 " that no source on file answers: unknown never reads as not required");
  return {telling.finish()};
}

std::vector<Explanation> tell_attendance(const Ground& ground) {
  const Attendance& attendance = ground.standing.attendance;
  if (!attendance.low || !attendance.high || attendance.offered == 0) return {};
  Telling telling(ground, "attendance");
  telling.step("Offered counts sessions that were attended, missed or cancelled by the member: " +
               std::to_string(attendance.attended) + " of " + std::to_string(attendance.offered) +
               " were attended");
  telling.step(
      "With so few or many sessions the member's true rate lies, four times in five, "
      "between " +
      std::to_string(*attendance.low) + " and " + std::to_string(*attendance.high) +
      " % (the 80 % Wilson interval); the likely ranges charge the schedule at both");
  telling.figure("Attended " + std::to_string(attendance.attended) + " of " +
                 counted(attendance.offered, "offered session") + ": a likely rate of " +
                 std::to_string(*attendance.low) + " to " + std::to_string(*attendance.high) +
                 " %");
  return {telling.finish()};
}

std::vector<Explanation> tell_next_request(const Ground& ground) {
  const NextRequest& next = ground.standing.next_request;
  if (!next.from) return {};
  Telling telling(ground, "next_request");
  const Unit unit = next.unit.value_or(Unit::visit);
  telling.step("Cover ends before " + ground.words.day(*next.from) +
               ", the first scheduled day without it (explain covered_through)");
  if (const auto& planned = ground.episode.planned_discharge) {
    telling.event(planned->seq);
    if (next.needed)
      telling.step("From there to the planned discharge the schedule takes " +
                   units(*next.needed, unit) + " that no line pays");
  } else {
    telling.step("No discharge is planned, so nobody can say how many units are needed");
  }
  if (next.amount)
    tell_because(telling, next.because, "The payer takes requests in certain amounts");
  telling.figure("The next request is from " + full_day(*next.from) + " on: " +
                 (next.needed ? units(*next.needed, unit) + " needed" : "units not known") +
                 (next.amount ? ", to be asked for as " + std::to_string(*next.amount) : ""));
  return {telling.finish()};
}

}  // namespace authledger::explain
