// The Standing of an episode at an instant: everything that people act on, each figure with its
// because.
//
//     Standing now = standing(fold(log, as_of), book, facility, as_of);
//     now.remaining            // {day: 9}
//     now.obligations          // reviews, notices, duties, the payer's decisions and requests, by
//     due date
//
// One pure function: same episode, policies, facility and instant, same standing. Nothing of it is
// state. What every figure means: ledger rules, sections 3 to 11.
//
// A Standing points into the policy book that it was computed with; the book must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/episode.hpp"
#include "engine/episode/facility.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger {

// Why a figure is what it is: the payer's rule, its source, and the events it rests on.
struct Because {
  const Policy* policy = nullptr;    // null: no policy on file for the date
  std::string rule;                  // the rule's key; empty: no rule speaks
  const Citation* source = nullptr;  // null: the rule cites nothing
  std::vector<Seq> events;           // ascending, no event twice
};

// A range instead of a figure, from the member's own attendance: payers/RULES.md, section 10.
struct LikelyRange {
  Date exhausts_from;
  std::optional<Date> exhausts_to;  // none: it may not run out
  bool exhausts = false;            // false: in neither run; the dates mean nothing
  int unused_from = 0, unused_to = 0;
};

struct LineStanding {
  std::vector<std::string> codes;
  Unit unit = Unit::visit;
  std::optional<int> units;  // none: unlimited
  int used = 0;              // by actual sessions
  int forecast_used = 0;     // by the schedule ahead
  std::optional<int> remaining;
  std::optional<Date> exhausts_on;
  std::optional<int> unused_at_end;
  std::optional<LikelyRange> likely;  // none: unlimited, not approved, or nothing offered yet
  Because because;
};

enum class AuthorizationState : std::uint8_t {
  approved,
  partial,
  denied,
  pended,
  requested,
  allowance
};
std::string_view word(AuthorizationState state);

struct AuthorizationStanding {
  std::string id;
  std::optional<std::string> number;
  AuthorizationState state = AuthorizationState::requested;
  std::optional<Date> start, end;
  std::optional<Date> last_covered_day;
  std::optional<Date> valid_until_at_least, not_revocable_until;
  std::optional<Instant> urgent_extension_by;
  std::vector<LineStanding> lines;
};

// A bit each, in the order in which they are printed.
enum class SessionFlag : std::uint8_t {
  modality_not_covered,
  no_policy,
  requirement_unknown,
  short_session,  // printed "short"
  tier_unknown,
  unit_mismatch,
  unlisted_service
};
constexpr int session_flag_count = 7;
std::string_view word(SessionFlag flag);

struct Allocation {
  std::string authorization;  // or "not-required"
  std::optional<int> line;    // from 0; none for not-required
  int units = 0;
};

struct SessionStanding {
  std::string session;
  Seq seq = 0;  // of the event that says it
  Instant start;
  Date date;
  int minutes = 0;
  std::string service;
  std::string modality;
  Outcome outcome = Outcome::attended;
  bool excused = false;
  int charged = 0;  // after caps
  int covered = 0;
  std::uint8_t flags = 0;  // bit n is SessionFlag n
  std::vector<Allocation> allocations;
  std::vector<SessionComponent> components;
  std::string tier;             // the key of the highest that its date reached; empty: none
  std::optional<Date> file_by;  // of a charged session, the last day to claim it

  bool has(SessionFlag flag) const { return (flags >> static_cast<int>(flag) & 1) != 0; }
};

// Ordered by word, since that is how uncovered units are listed.
enum class UncoveredReason : std::uint8_t {
  no_authorization,
  outside_dates,
  over_daily_limit,
  over_weekly_limit,
  over_yearly_limit,
  units_exhausted
};
std::string_view word(UncoveredReason reason);
constexpr bool is_cap(UncoveredReason reason) {
  return reason >= UncoveredReason::over_daily_limit &&
         reason <= UncoveredReason::over_yearly_limit;
}

enum class RetroStatus : std::uint8_t { unknown, open, closed, none, emergency_only, capped };
std::string_view word(RetroStatus status);

// Whether cover may still be asked for what was attended without it.
struct RetroStanding {
  RetroStatus status = RetroStatus::unknown;  // capped: beyond a cap, nothing to ask
  std::optional<Instant> until;               // of open and closed
};

struct UncoveredUnits {  // actual sessions only, one entry for each date, service and reason
  Date date;
  std::string service;
  int units = 0;
  UncoveredReason reason = UncoveredReason::no_authorization;
  Because because;
  RetroStanding retro = {};
};

struct UnderIntensityWeek {
  Date week_of;
  std::string service;
  int minutes = 0;
  int minimum = 0;
  Because because;
};

enum class ObligationKind : std::uint8_t { review, notice, duty, decision, request };
enum class ObligationStatus : std::uint8_t {
  upcoming,
  open,
  overdue,
  met,
  met_late,
  extended,
  not_needed,
  moot,
  waived
};
std::string_view word(ObligationKind kind);
std::string_view word(ObligationStatus status);
constexpr bool is_pending(ObligationStatus status) {  // somebody still has to act
  return status <= ObligationStatus::overdue;
}

struct EvidenceWanted {
  std::string rule;
  EvidenceKind document = EvidenceKind::notes;
  Date from;  // what is older does not count
};

struct FormAsked {  // a form that the payer wants for such a request; of the policy book
  const ReviewForm* form = nullptr;
  Because because;
};

struct Waiver {
  std::string reason;
  std::optional<std::string> by;
  Seq seq = 0;
};

struct Completion {  // what somebody did; a decision or a request of theirs is none
  Instant at;
  CompletionNote note;
  Seq seq = 0;
};

struct Obligation {
  std::string key;
  ObligationKind kind = ObligationKind::duty;
  std::optional<std::string> rule;
  std::optional<std::string> authorization;
  std::optional<Instant> opens_at;
  std::optional<Instant> due_at;
  ObligationStatus status = ObligationStatus::open;
  Because because;
  std::vector<EvidenceWanted> evidence = {};             // of reviews and the first request
  std::vector<FormAsked> forms = {};                     // likewise
  std::optional<MissedSessionRule::Action> action = {};  // of notices
  std::string whom = {};                                 // of notices
  IfLate if_late = IfLate::unknown;                      // of decisions
  // What the team says of it: payers/RULES.md, section 11.
  std::optional<std::string> assignee = {};
  std::optional<Instant> snoozed_until = {};  // while it is asleep
  std::optional<Waiver> waiver = {};          // of waived ones
  std::optional<Completion> completion = {};  // of met ones, when it is what met them
};

enum class FindingKind : std::uint8_t {
  component_quota,
  ends_too_soon,
  excluded_overlap,
  gap_between_days,
  group_too_large,
  law_may_apply,
  near_yearly_limit,
  over_weekly_minutes,
  too_few_days
};
std::string_view word(FindingKind kind);

struct Finding {  // at odds with a rule, without a deadline; payers/RULES.md, section 9
  FindingKind kind = FindingKind::component_quota;
  Date from;
  std::optional<Date> to = {};
  std::string service = {};  // empty: none
  std::string subject = {};  // empty: none
  std::optional<int> actual = {}, limit = {};
  bool open = false;  // it can still be mended
  Because because = {};
};

struct UnknownStanding {  // what no source settles, of a policy that spoke since the admission
  Topic about = Topic::authorization;
  std::string note;
  Because because;
};

struct NextRequest {  // what to ask for, to go on without a gap
  std::optional<Date> from;
  std::optional<Unit> unit;
  std::optional<int> needed, amount;
  Because because;
  // What section 11 does not ask, but whoever sends the request shows.
  std::optional<int> sessions = {};         // that `needed` is made of
  const RequestAmounts* amounts = nullptr;  // null: nothing says what may be asked for
  Because amounts_because = {};             // of `amounts`
};

// What a payer says about the minutes a week of the scheduled service.
struct WeeklyBand {
  std::optional<int> minimum, maximum;
  Because because;
};

struct BandWeek {  // a whole week that a rule is about, whether it was kept or not
  Date week_of;
  int minutes = 0;  // attended under the rule
  WeeklyBand band;
};

struct Attendance {  // of what was offered so far; rates in whole percents
  int offered = 0, attended = 0;
  std::optional<int> low, high;
};

struct ForecastSession {
  Date date;
  std::string service;
  int covered = 0;
  int uncovered = 0;  // for another reason than a cap
  int minutes = 0;
  Instant start;
};

struct Standing {
  Instant as_of;
  Date today;  // at the facility
  std::optional<std::string> episode;
  std::array<std::optional<std::int64_t>, 4> remaining;  // by Unit; none: no such line
  std::optional<Date> covered_through;
  std::optional<Date> first_uncovered_day;
  std::vector<AuthorizationStanding> authorizations;  // by id
  std::vector<SessionStanding> sessions;              // by (date, start, id)
  std::vector<UncoveredUnits> uncovered;              // by (date, service, reason)
  std::vector<Date> unrecorded;
  std::vector<UnderIntensityWeek> under_intensity_weeks;
  std::vector<Obligation> obligations;    // by (due_at, key), no due date last
  std::vector<ForecastSession> forecast;  // by date; more than section 11 asks
  std::vector<Finding> findings;          // by (from, kind, subject, service)
  std::vector<UnknownStanding> unknowns;  // by (document in the book, topic)
  NextRequest next_request;
  Attendance attendance;
  std::optional<WeeklyBand> weekly_band;  // none: no rule is about the service of today's schedule
  std::vector<BandWeek> band_weeks;       // by week_of
};

Standing standing(const Episode& episode, const PolicyBook& book, const Facility& facility,
                  Instant as_of);

}  // namespace authledger
