// What the log says as of an instant, and what stands in the policies about a date: the oracle's
// reading of ledger rules section 2 and of payers/RULES.md section 1.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/json/scenario_codec.hpp"
#include "tests/oracle/payer_clock.hpp"

namespace authledger::oracle {

struct RequestAndDecision {
  std::optional<AuthorizationRequested> request;
  std::optional<AuthorizationDecided> decision;
};

// A policy and the clock that goes with it; the plain policy has no document.
struct Document {
  const Policy* policy = nullptr;
  PayerClock clock;
};

using Happenings = std::map<std::string, std::vector<Instant>>;  // when, by what it was done for

class History {
 public:
  explicit History(const json::Scenario& scenario);

  const json::Scenario& scenario;
  Instant as_of;
  Date today;

  std::optional<EpisodeAdmitted> admission;
  std::optional<Date> discharge, planned_discharge;
  std::optional<Instant> discharged_at;
  std::map<Date, CoverageSet> coverages;
  std::map<Date, ScheduleSet> schedules;
  std::map<std::string, RequestAndDecision> authorizations;
  std::map<std::string, SessionRecorded> sessions;  // un-voided and not ignored
  std::map<std::pair<std::string, int>, int> prior_uses;
  Happenings reviews, notices, duties;
  std::map<std::string, PayerAsked> asks;
  // What was said last about each key of an obligation.
  std::map<std::string, ObligationAssigned> assignments;
  std::map<std::string, ObligationWaived> waivers;
  std::map<std::string, ObligationSnoozed> snoozes;
  std::vector<MeasureChosen> measures;                                      // by at
  std::map<std::pair<std::string, Date>, std::optional<Date>> other_cares;  // to, by (care, from)

  Date date_of(Instant instant) const;
  Instant start_of(Date date) const;
  Instant admitted_at() const;  // 00:00 of its date when no instant is known
  std::optional<std::string> payer_on(std::optional<Date> date) const;
  const CoverageSet* coverage_on(Date date) const;
  Document document_on(std::optional<Date> date) const;
  const ServiceRule* service_rule(const Policy* policy, const std::string& service,
                                  Date date) const;
  const ScheduleSet* schedule_on(Date date) const;
  bool is_scheduled(Date date) const;
  bool has_record(Date date, const std::string& service) const;

  std::vector<SessionRecorded> sessions_by_start() const;
  std::vector<SessionRecorded> attended() const;  // by (start, session)

 private:
  void take(const Fact& fact);
  // One policy of several documents, the lowest first; the same for the same documents.
  const Policy* stacked(const std::vector<const Policy*>& documents) const;

  mutable std::map<std::vector<const Policy*>, std::unique_ptr<Policy>> stacks_;
};

int minutes_of(const SessionRecorded& session);
bool is_approved(const RequestAndDecision& authorization);
bool contains(const std::vector<std::string>& list, const std::string& item);

}  // namespace authledger::oracle
