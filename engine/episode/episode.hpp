// An Episode is what the log says as of an instant: the live facts, each with the seq of the event
// that said it. It knows no payer and counts nothing.
//
//     Episode episode = fold(log, as_of);
//
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/episode/event.hpp"

namespace authledger {

using Seq = std::int64_t;

template <class Fact>
struct Said {
  Fact fact;
  Seq seq = 0;
};

struct AuthorizationHistory {  // the latest request and the latest decision under one id; at least
                               // one is there
  std::string id;
  std::optional<Said<AuthorizationRequested>> request;
  std::optional<Said<AuthorizationDecided>> decision;
  // Those before, in the order of the log. What repeats the time of the one after it corrects it,
  // and only the correction stands.
  std::vector<Said<AuthorizationRequested>> earlier_requests = {};
  std::vector<Said<AuthorizationDecided>> earlier_decisions = {};

  bool is_approved() const { return decision && decision->fact.is_approved(); }
};

struct Episode {
  std::optional<Said<EpisodeAdmitted>> admission;
  std::optional<Said<EpisodeDischarged>> discharge;  // only one with a date
  std::vector<Said<CoverageSet>> coverages;          // by effective
  std::vector<Said<ScheduleSet>> schedules;          // by effective
  std::vector<AuthorizationHistory> authorizations;  // by id
  std::vector<Said<SessionRecorded>>
      sessions;  // by (start, session); no attended one starts after as_of
  std::vector<Said<PriorUseReported>> prior_uses;  // by (service, year)
  std::vector<Said<ReviewSubmitted>> reviews;  // those that have happened, in the order of the log
  std::vector<Said<NoticeSent>> notices;       // likewise
  std::vector<Said<DutyCompleted>> duties;     // likewise
  std::vector<Said<PayerAsked>> asks;          // by ask
  std::optional<Said<DischargePlanned>> planned_discharge;  // only one with a date
  std::vector<Said<MeasureChosen>> measures;          // by (at, order of the log); none after as_of
  std::vector<Said<OtherCareReported>> other_care;    // by (from, care)
  std::vector<Said<ObligationAssigned>> assignments;  // by obligation, one each
  std::vector<Said<ObligationWaived>> waivers;        // likewise
  std::vector<Said<ObligationSnoozed>> snoozes;       // likewise

  const Said<CoverageSet>* coverage_on(Date date) const;  // null: none yet
  const Said<ScheduleSet>* schedule_on(Date date) const;  // null: none yet
};

// Uses the events with recorded_at <= as_of, ordered by (recorded_at, seq), less the withdrawn
// ones. Total: any log folds. The log may stand in any order.
Episode fold(const std::vector<Event>& log, Instant as_of);

}  // namespace authledger
