// The clock of a letter: which of the standing's duties it is, and what is left of it.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/notices/letter_parts.hpp"
#include "engine/standing/terms.hpp"

namespace authledger::notices {
namespace {

bool is_called(const std::string& key, std::string_view name) {
  return key == name || (key.starts_with(name) && key[name.size()] == '-');
}

bool is_of(LetterKind kind, const DutyRule& rule) {
  const std::string& key = rule.name.key;
  switch (kind) {
    case LetterKind::discharge:
      return rule.after == DutyRule::After::discharge &&
             (is_called(key, "discharge-notice") || is_called(key, "discharge-report"));
    case LetterKind::appeal:
    case LetterKind::peer_to_peer:
      return rule.after == DutyRule::After::denial && is_called(key, word(kind));
  }
  fail("a letter of no kind");
}

// The rule that a duty comes from; null: it is none, or another's.
const DutyRule* rule_of(const Obligation& owed, const AuthorizationHistory* about) {
  if (owed.kind != ObligationKind::duty || !owed.because.policy) return nullptr;
  if (owed.authorization != (about ? std::optional(about->id) : std::nullopt)) return nullptr;
  for (const DutyRule& rule : owed.because.policy->duties)
    if (rule.name.key == owed.because.rule) return &rule;
  return nullptr;
}

std::string counted(int n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

std::string left_in_words(Instant as_of, Instant due_at, int days) {
  const auto hours = [](Instant from, Instant to) {
    return static_cast<int>((to.microseconds() - from.microseconds()) / 3'600'000'000);
  };
  if (as_of > due_at) {
    if (days < 0) return "the time was over " + counted(-days, "day") + " ago";
    return "the time was over " + counted(hours(due_at, as_of), "hour") + " ago";
  }
  if (days > 1) return counted(days, "day") + " left";
  const int left = hours(as_of, due_at);
  return (days == 0 ? "today, " : "tomorrow, ") +
         (left == 0 ? std::string("less than an hour") : counted(left, "hour")) + " left";
}

std::string time_left(const LetterSources& sources, const Obligation& owed, const Zone& zone,
                      int days) {
  if (owed.completion) return "done " + zone.wall_clock(owed.completion->at) + " " + zone.name();
  if (owed.waiver) return "waived: " + owed.waiver->reason;
  return left_in_words(sources.standing.as_of, *owed.due_at, days);
}

LetterClock clock_of(const LetterSources& sources, const Obligation& owed, const Zone& zone) {
  LetterClock clock;
  clock.key = owed.key;
  clock.status = owed.status;
  clock.due_at = *owed.due_at;
  clock.due_text = zone.wall_clock(*owed.due_at) + " " + zone.name();
  clock.days_left = zone.day_of(*owed.due_at) - zone.day_of(sources.standing.as_of);
  clock.time_left = time_left(sources, owed, zone, clock.days_left);
  clock.because = owed.because;
  return clock;
}

const Zone& zone_on(const LetterSources& sources, Date date) {
  const Policy* policy = policy_on(sources, date);
  return policy ? policy->time.zone : sources.facility.zone;
}

std::string grade_words(const std::string& grade) {
  if (grade == "A") return "A: text of the payer, a state or the federal government";
  if (grade == "B") return "B: the payer's own document, at a third party";
  if (grade == "C") return "C: as a third party describes it";
  if (grade == "invented") return "invented: made up as an example";
  return grade;
}

const char* no_clock(LetterKind kind) {
  switch (kind) {
    case LetterKind::discharge:
      return "no source on file says by when this payer wants to hear of a discharge";
    case LetterKind::appeal:
      return "no source on file says how long an appeal may be made; look at the payer's letter "
             "about its decision";
    case LetterKind::peer_to_peer:
      return "no source on file says how long a peer-to-peer conversation may be asked for; look "
             "at the payer's letter about its decision";
  }
  fail("a letter of no kind");
}

std::optional<std::string> source_words(const Because& because) {
  if (!because.source) return std::nullopt;
  return unless_empty(because.source->title + ", " + because.source->address);
}

void add_rule(const Because& because, std::vector<DraftLine>& lines) {
  const std::string rule =
      because.rule + ", of " + because.policy->payer + "/" + because.policy->version;
  lines.push_back({"Rule", rule, ""});
  const Citation* source = because.source;
  if (!source) return;
  lines.push_back(
      {"It says", unless_empty(source->says), "what the source says; nobody wrote it down"});
  lines.push_back({"Grade of the source", unless_empty(grade_words(source->grade)),
                   "how good the source is; nobody graded it"});
}

}  // namespace

const Policy* policy_on(const LetterSources& sources, Date date) {
  const auto* coverage = sources.episode.coverage_on(date);
  if (!coverage) return nullptr;
  return sources.book.in_force(plan_terms(coverage->fact, sources.facility), date);
}

std::string payer_on(const LetterSources& sources, Date date) {
  const auto* coverage = sources.episode.coverage_on(date);
  return coverage ? coverage->fact.payer : std::string();
}

Date date_of(const LetterSources& sources, const AuthorizationHistory* about) {
  if (about) return sources.facility.zone.day_of(about->decision->fact.decided_at);
  return *sources.episode.discharge->fact.date;
}

std::optional<LetterClock> clock_of(const LetterSources& sources, LetterKind kind,
                                    const AuthorizationHistory* about) {
  for (const Obligation& owed : sources.standing.obligations) {
    const DutyRule* rule = rule_of(owed, about);
    if (rule && owed.due_at && is_of(kind, *rule))
      return clock_of(sources, owed, zone_on(sources, date_of(sources, about)));
  }
  return std::nullopt;
}

std::string no_clock_words(const LetterSources& sources, LetterKind kind,
                           const AuthorizationHistory* about) {
  if (!policy_on(sources, date_of(sources, about)))
    return "no source says by when; no policy of this payer is on file";
  return no_clock(kind);
}

LetterSection clock_section(const PayerLetter& letter) {
  LetterSection section{.title = "The time for it"};
  const auto& clock = letter.clock;
  section.lines.push_back(
      {"Due by", clock ? std::optional(clock->due_text) : std::nullopt, letter.no_clock});
  if (clock)
    section.lines.push_back({"By your rule", source_words(clock->because),
                             "a source of the rule; the policy cites none"});
  return section;
}

LetterSection clock_notes(const LetterSources& sources, const PayerLetter& letter,
                          const AuthorizationHistory* about) {
  LetterSection section{.title = "The clock", .for_sender = true};
  const auto& clock = letter.clock;
  const Zone& here = sources.facility.zone;
  section.lines.push_back({"As of " + here.wall_clock(letter.as_of) + " " + here.name(),
                           clock ? std::optional(clock->time_left) : std::nullopt,
                           "what is left; " + letter.no_clock});
  if (clock) add_rule(clock->because, section.lines);
  if (!about) return section;
  // What else the denial set going, so that nobody lets one clock run out over another.
  for (const Obligation& owed : sources.standing.obligations) {
    const DutyRule* rule = rule_of(owed, about);
    if (!rule || !owed.due_at || rule->after != DutyRule::After::denial) continue;
    if (clock && owed.key == clock->key) continue;
    const auto other = clock_of(sources, owed, zone_on(sources, date_of(sources, about)));
    section.lines.push_back(
        {"Also: " + rule->name.key, other.due_text + " (" + other.time_left + ")", ""});
  }
  return section;
}

}  // namespace authledger::notices
