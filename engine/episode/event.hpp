// What can happen in an episode of care: the facts of the log, one struct each.
//
// The log is append-only. Saying a thing again with the same identity replaces it, so a correction
// is just a newer event. Fields and identities: ledger rules, section 2, and payers/RULES.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/base/attendance.hpp"
#include "engine/time/date.hpp"

namespace authledger {

struct EpisodeAdmitted {
  std::string episode;
  Date date;
  std::string level_of_care;
  std::optional<Date> birth_date;
  std::optional<Instant> at = {};
  bool operator==(const EpisodeAdmitted&) const = default;
};

struct EpisodeDischarged {
  std::optional<Date> date;  // none takes the discharge back
  std::optional<std::string> reason;
  std::optional<Instant> at = {};
  bool operator==(const EpisodeDischarged&) const = default;
};

struct CoverageSet {
  std::string payer;
  Date effective;
  std::optional<std::string> plan, line_of_business, state, member_id;
  std::optional<std::string> funding = {}, network = {};
  bool operator==(const CoverageSet&) const = default;
};

struct ScheduleSet {
  Date effective;
  std::uint8_t weekdays = 0;  // bit n is Weekday n
  TimeOfDay start;
  int minutes = 0;
  std::string service;
  std::string modality = "in_person";
  bool operator==(const ScheduleSet&) const = default;

  bool meets_on(Weekday day) const { return (weekdays >> static_cast<int>(day) & 1) != 0; }
};

struct AuthorizationRequested {
  std::string authorization;
  Instant at;
  bool expedited = false;
  bool operator==(const AuthorizationRequested&) const = default;
};

enum class Decision : std::uint8_t { approved, partial, denied, pended };
std::string_view word(Decision decision);

struct AuthorizedLine {
  std::vector<std::string> codes;  // empty: any code
  int units = 0;
  bool operator==(const AuthorizedLine&) const = default;
};

struct AuthorizationDecided {
  std::string authorization;
  std::optional<std::string> number;  // the payer's
  Decision decision = Decision::pended;
  Instant decided_at;
  std::optional<Date> start, end;  // none only when pended or denied
  std::vector<AuthorizedLine> lines;
  std::optional<Date> next_review;
  std::optional<std::string> reason = {};    // the payer's, as it gave it
  std::optional<std::string> reviewer = {};  // who decided at the payer
  // What the payer calls the conversation in which the facility learned of it.
  std::optional<std::string> reference = {};
  bool operator==(const AuthorizationDecided&) const = default;

  bool is_approved() const {
    return decision == Decision::approved || decision == Decision::partial;
  }
};

struct AuthorizationVoided {
  std::string authorization;
  bool operator==(const AuthorizationVoided&) const = default;
};

struct SessionComponent {  // a service that a session was made of
  std::string kind;        // "group", "individual", "family"
  std::optional<int> minutes, participants;
  bool operator==(const SessionComponent&) const = default;
};

struct SessionRecorded {
  std::string session;
  Instant start;
  std::optional<Instant> end;
  std::optional<int> given_minutes;  // net; when absent, end - start less the break
  int break_minutes = 0;
  std::string service;
  Outcome outcome = Outcome::attended;
  bool excused = false;
  std::string modality = "in_person";
  std::optional<std::string> authorization;       // id or number that the session names
  std::vector<SessionComponent> components = {};  // empty: not known
  bool operator==(const SessionRecorded&) const = default;

  int minutes() const;  // net, at least 0
};

struct SessionVoided {
  std::string session;
  bool operator==(const SessionVoided&) const = default;
};

struct PriorUseReported {
  std::string service;
  int year = 0;
  int units = 0;  // used at other providers
  bool operator==(const PriorUseReported&) const = default;
};

// What somebody who did what was due says of it.
struct CompletionNote {
  std::optional<std::string> reference;  // the payer's or the carrier's: "fax 4411", a call number
  std::optional<std::string> proof;      // in words: what was done, and who confirmed it
  std::optional<std::string> by;         // who did it
  bool operator==(const CompletionNote&) const = default;
};

struct ReviewSubmitted {
  std::string authorization;
  Instant at;
  CompletionNote note = {};
  bool operator==(const ReviewSubmitted&) const = default;
};

struct NoticeSent {
  std::string notice;  // the obligation's key
  Instant at;
  CompletionNote note = {};
  bool operator==(const NoticeSent&) const = default;
};

struct DutyCompleted {
  std::string duty;  // the obligation's key
  Instant at;
  CompletionNote note = {};
  bool operator==(const DutyCompleted&) const = default;
};

struct PayerAsked {
  std::string ask;
  Instant at;
  Instant due;
  std::string what;
  bool operator==(const PayerAsked&) const = default;
};

struct DischargePlanned {
  std::optional<Date> date;  // none takes the plan back
  bool operator==(const DischargePlanned&) const = default;
};

// Which measure a clock with several runs on from now on; see ClockRule.
struct MeasureChosen {
  enum class Measure : std::uint8_t { days, attended_minutes };
  std::string clock;
  Measure measure = Measure::days;
  Instant at;
  bool operator==(const MeasureChosen&) const = default;
};
std::string_view word(MeasureChosen::Measure measure);

struct OtherCareReported {  // of another level or place: "php", "residential"
  std::string care;
  Date from;
  std::optional<Date> to;  // none: still
  bool operator==(const OtherCareReported&) const = default;
};

// What a team says about an obligation, by its key. The last one about a key counts; one about a
// key that no obligation has waits for it. See payers/RULES.md, section 11.
struct ObligationAssigned {
  std::string obligation;
  std::optional<std::string> assignee;  // none gives it back
  std::optional<std::string> by;        // who says so
  bool operator==(const ObligationAssigned&) const = default;
};

struct ObligationWaived {
  std::string obligation;
  std::string reason;
  std::optional<std::string> by;
  bool operator==(const ObligationWaived&) const = default;
};

struct ObligationSnoozed {
  std::string obligation;
  std::optional<Instant> until;  // none ends it
  std::optional<std::string> by;
  bool operator==(const ObligationSnoozed&) const = default;
};

struct EventWithdrawn {
  std::int64_t withdraws = 0;  // a seq
  bool operator==(const EventWithdrawn&) const = default;
};

using Fact =
    std::variant<EpisodeAdmitted, EpisodeDischarged, CoverageSet, ScheduleSet,
                 AuthorizationRequested, AuthorizationDecided, AuthorizationVoided, SessionRecorded,
                 SessionVoided, PriorUseReported, ReviewSubmitted, NoticeSent, DutyCompleted,
                 PayerAsked, DischargePlanned, MeasureChosen, OtherCareReported, ObligationAssigned,
                 ObligationWaived, ObligationSnoozed, EventWithdrawn>;

std::string_view type_word(const Fact& fact);  // "session.recorded"

struct Event {
  std::int64_t seq = 0;  // its place in the log
  Instant recorded_at;   // when it was learned
  Fact fact;
};

}  // namespace authledger
