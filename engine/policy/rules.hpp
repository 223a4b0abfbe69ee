// The shapes of rules that a payer's document is made of, as plain data. A closed vocabulary, not a
// language: a new shape of rule is a change of this file.
//
// Meaning of every field: ledger rules, sections 3 to 9, and payers/RULES.md for those beyond them.
// The JSON form and its manual: schemas/policy.schema.json.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/base/attendance.hpp"
#include "engine/time/deadline.hpp"

namespace authledger {

// Where a rule comes from. `grade` is A (payer, state or federal text), B (their document at a
// third party), C (a third party's description), invented (made up for examples), or empty when
// nobody graded it.
struct Citation {
  std::string key;
  std::string title;
  std::string address;
  std::string retrieved;  // date or year of the reading, as text
  std::string grade;
  std::string says;  // the fact in our own words
};

struct Policy;

// Every rule names itself within its document and may point to its citation by index into the
// sources of that document (-1: none).
struct RuleName {
  std::string key;
  int source = -1;
  const Policy* document = nullptr;  // set when documents are stacked; null: the one it is in
  const RuleName* origin = nullptr;  // likewise: the name there; null: this one

  // The same for a rule of a document and for its repetitions in stacks of documents.
  const RuleName* identity() const { return origin ? origin : this; }
};

enum class Unit : std::uint8_t { visit, day, hour, quarter_hour };
enum class Rounding : std::uint8_t { down, nearest, up };
// Whether a service needs an authorization. All but required and unknown are paid without one.
enum class Requirement : std::uint8_t { required, none, unknown, prohibited, notification };
constexpr bool needs_authorization(Requirement requirement) {
  return requirement == Requirement::required || requirement == Requirement::unknown;
}

std::string_view word(Unit unit);
std::string_view word(Rounding rounding);
std::string_view word(Requirement requirement);

struct ServiceTier {  // a level of payment, by how many services a day has
  std::string key;
  int services = 1;
};

struct ServiceRule {
  RuleName name;
  std::vector<std::string> codes;
  bool for_ages = false;                // a rule for ages never fits a member without birth date
  std::optional<int> age_from, age_to;  // whole years, inclusive
  bool age_at_admission = false;        // else on the service date
  Requirement authorization = Requirement::required;
  Unit unit = Unit::visit;
  int minimum_minutes = 0;
  Rounding rounding = Rounding::down;
  std::vector<std::string> modalities;  // empty: any
  std::optional<int> max_units_per_day, max_units_per_week, max_units_per_year;
  std::optional<int> minimum_minutes_per_week;
  std::vector<ServiceTier> tiers;  // ascending; only with Unit::day
  std::optional<int> maximum_minutes_per_week, minimum_days_per_week, maximum_gap_days;
  std::optional<int> yearly_units_warning;  // with max_units_per_year: units left
};

struct AllowanceRule {
  RuleName name;
  std::vector<std::string> codes;
  std::optional<int> units;  // none: unlimited
  std::optional<int> days;   // none: open-ended
  std::optional<int> hours;  // instead of days: from the start of the first attended session
};

struct ReviewRule {
  enum class Shape : std::uint8_t {
    before_end,
    before_exhaustion,
    before_last_covered_day,
    after_start,
    units_left,
    units_used
  };
  RuleName name;
  Shape shape = Shape::before_end;
  Span span;                        // days or business days, of the shapes before and after
  int units = 0;                    // of units_left and units_used
  std::optional<Span> opens;        // days or business days; none: the policy's reviews_open
  std::optional<Span> not_earlier;  // days or business days before the due date
};

struct MissedSessionRule {
  enum class Pattern : std::uint8_t { consecutive, within_days, total };
  enum class Action : std::uint8_t { notify, outreach, plan_update, discharge_review };
  RuleName name;
  std::vector<Outcome> outcomes;
  bool excused_counts = false;
  int count = 1;
  Pattern pattern = Pattern::consecutive;
  int within_days = 0;  // of Pattern::within_days
  bool each = false;    // repeat: each; else once
  Span notify;
  std::string whom;
  Action action = Action::notify;
};
std::string_view word(MissedSessionRule::Action action);

struct DutyRule {
  enum class After : std::uint8_t {
    admission,
    first_session,
    discharge,
    authorization_start,
    denial,
    uncovered,
    by_session  // not an anchor: due on the day of the n-th attended session
  };
  RuleName name;
  After after = After::admission;
  Span span;           // within, or every
  bool every = false;  // recurring
  int by_session = 0;
  bool first_day_counts = false;   // the anchor's date is day one
  bool or_effective_date = false;  // after denial: no earlier than the decision's start
};
std::string_view word(DutyRule::After after);

// When the payer answers what it received at that time of day.
struct ReceiptBand {
  TimeOfDay from;
  std::optional<TimeOfDay> to;  // itself excluded; none: the end of the day
  int business_days = 0;
  TimeOfDay by;
};

struct UrgentExtension {  // an expedited request to go on, made in time
  int hours_before_end = 0;
  Span decide;
};

enum class IfLate : std::uint8_t { unknown, deemed_granted, deemed_denied };
std::string_view word(IfLate if_late);  // of unknown: empty

struct PriorAuthorization {
  RuleName name;              // of required, request and not_earlier
  bool says_required = true;  // false: a document on top that rules only the payer's time
  bool required = false;
  Span request = Span::days(0);
  std::optional<Span> not_earlier;          // days or business days before admission
  std::optional<Span> standard, expedited;  // the payer's own time to decide
  std::optional<Span> concurrent;           // of a request to go on; none: standard
  std::optional<UrgentExtension> urgent_extension;
  std::vector<ReceiptBand> by_receipt;  // goes before standard and concurrent
  IfLate if_late = IfLate::unknown;

  // Who says each of the payer's times: in a stack they may come from different documents.
  struct Names {
    RuleName standard, expedited, concurrent, urgent_extension, by_receipt;
  };
  Names named;
};

struct ApprovalTerms {
  RuleName name;
  std::optional<Span> valid_at_least, not_revocable_for;  // from decided_at
};

struct RequestAmounts {  // what may be asked for
  RuleName name;
  std::vector<std::string> codes;
  std::vector<int> amounts;    // ascending; empty: any
  std::optional<int> at_most;  // instead of amounts
};

struct RetroAuthorization {
  enum class Allowed : std::uint8_t { within, none, emergency_only };
  RuleName name;
  Allowed allowed = Allowed::none;
  Span within;  // of Allowed::within, after the service date
};

struct TimelyFiling {
  RuleName name;
  Span within;  // days or months after the service date
};

// For so many days after a change of payer, the approvals of the payer before still pay.
struct Transition {
  RuleName name;
  int days = 0;
};

// A review that runs on its own clock of days, of treatment, or of whichever was chosen.
struct ClockRule {
  RuleName name;
  std::optional<int> days, attended_minutes;  // at least one
  bool locked = false;                        // one measure counts, as chosen
  std::optional<int> days_before_planned_discharge;
};

enum class EvidenceFor : std::uint8_t { initial, review };
enum class EvidenceKind : std::uint8_t { notes, scores, symptoms, impairment };
std::string_view word(EvidenceFor purpose);
std::string_view word(EvidenceKind kind);

struct EvidenceRule {
  RuleName name;
  EvidenceFor purpose = EvidenceFor::review;
  EvidenceKind document = EvidenceKind::notes;
  int newest_within_days = 0;
};

enum class RequestMode : std::uint8_t { initial, continued_stay, discharge, retro };
std::string_view word(RequestMode mode);  // "continued_stay"

// The parts of a packet that a payer's form may ask for or not. Who it is about, the
// authorization, its units and what is asked for are no such parts: they always stand.
enum class ReviewItem : std::uint8_t {
  diagnoses,
  medications,
  allergies,
  risk,
  mental_status,
  substance_use,
  results,
  scores,
  goals,
  plan,
  changes,  // since the last approval
  attendance,
  absences,  // with what was done about them
  criteria,
  family,
  coordination,
  barriers,
  step_down,
  aftercare,
  notes,
  attachments
};
constexpr int review_item_count = 21;
std::string_view word(ReviewItem item);

struct ReviewForm {  // what a payer's form asks a packet to hold
  RuleName name;
  std::vector<RequestMode> modes;
  std::vector<std::string> codes;
  std::vector<ReviewItem> required, optional;
  // Only of a form of which every field is known can it be said that it does not ask something.
  bool seen_whole = false;

  bool is_for(RequestMode mode) const;
  bool asks(ReviewItem item) const;
};

struct QuotaRule {  // how many components of a kind each week or month must have
  RuleName name;
  std::vector<std::string> codes;
  std::string kind;
  int count = 1;
  bool per_month = false;  // else per week
};

struct GroupSizeRule {
  RuleName name;
  std::vector<std::string> kinds;
  int maximum = 0;
};

struct ExclusionRule {  // what must not stand beside the service
  RuleName name;
  std::vector<std::string> codes;
  std::vector<std::string> with;  // services or kinds of other care
  int within_days = 0;            // 0: the same day
};

// What a document settles or leaves open.
enum class Topic : std::uint8_t {
  authorization,
  unit,
  amount,
  reviews,
  missed_sessions,
  decision,
  retro_authorization,
  timely_filing,
  modality,
  discharge
};
constexpr int topic_count = 10;
std::string_view word(Topic topic);

struct UnknownTopic {
  Topic about = Topic::authorization;
  std::string note = {};             // empty: none
  const Policy* document = nullptr;  // set when documents are stacked; null: the one it is in
};

struct NotRequired {  // a source says that nothing is asked
  Topic about = Topic::authorization;
  RuleName name;  // its key is the topic's word
};

}  // namespace authledger
