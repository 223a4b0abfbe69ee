// What a session cost and who pays it: minutes, unit, caps, and the lines in their order.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/explain/charges_told.hpp"
#include "engine/explain/units_told.hpp"

namespace authledger::explain {
namespace {

class SessionTelling {
 public:
  SessionTelling(const Ground& ground, const SessionStanding& session)
      : ground_(ground),
        session_(session),
        policy_(ground.terms.policy_on(session.date)),
        rule_(ground.terms.service_rule(policy_, session.service, session.date)),
        telling_(ground, session.session) {}

  Explanation tell() {
    telling_.event(session_.seq);
    tell_date();
    tell_minutes();
    if (session_.outcome != Outcome::attended)
      tell_missed();
    else
      tell_attended();
    return telling_.finish();
  }

 private:
  const Wording& words() const { return ground_.words; }
  std::string name() const { return "Session " + session_.session; }

  const SessionRecorded& fact() const {
    const auto found = ground_.events.find(session_.seq);
    ensure(found != ground_.events.end(), "a session that the log does not have");
    return std::get<SessionRecorded>(found->second->fact);
  }

  void tell_date() {
    telling_.step("It starts " + words().moment_here(session_.start) + ", so its service date is " +
                  words().day(session_.date));
  }

  void tell_minutes() {
    const SessionRecorded& said = fact();
    if (said.given_minutes) {
      telling_.step(counted(session_.minutes, "minute") + ", as recorded: net, breaks are out");
      return;
    }
    const std::int64_t whole =
        said.end ? (said.end->microseconds() - said.start.microseconds()) / 60'000'000 : 0;
    std::string text = "From start to end";
    if (said.end) text += ", " + clock(*said.end, ground_.facility.zone) + ",";
    text += " " + counted(whole, "minute");
    if (said.break_minutes > 0)
      text += ", less " + counted(said.break_minutes, "minute") +
              " of breaks: " + counted(session_.minutes, "minute");
    telling_.step(text);
  }

  void tell_missed() {
    telling_.figure(name() + " on " + words().day(session_.date) +
                    " was not attended: it costs "
                    "nothing");
    for (const Obligation& it : ground_.standing.obligations) {
      if (it.kind != ObligationKind::notice) continue;
      if (std::binary_search(it.because.events.begin(), it.because.events.end(), session_.seq))
        telling_.other("It counts for a notice: explain " + it.key);
    }
    if (session_.excused) telling_.step("It is excused; a rule says whether that counts");
  }

  void tell_attended() {
    const DayCharge day = charge_of(ground_, session_);
    tell_charge(telling_, day);
    tell_flags();
    if (day.sessions.empty()) {
      telling_.figure(name() + " on " + words().day(session_.date) +
                      " is charged nothing: its modality is not covered");
      return;
    }
    const SessionStanding& owner = *day.sessions.front();
    if (&owner != &session_) {
      telling_.figure(name() + " on " + words().day(session_.date) +
                      " is part of the charge of session " + owner.session);
      telling_.status("The date's charge is shown with its first session: explain " +
                      owner.session);
      return;
    }
    tell_caps(telling_, day);
    tell_payment(day);
    tell_filing();
    const Unit unit = rule_ ? rule_->unit : Unit::visit;
    telling_.figure(name() + " on " + words().day(session_.date) + ": " +
                    units(session_.charged, unit) + " charged, " +
                    std::to_string(session_.covered) + " covered");
  }

  void tell_filing() {
    if (!session_.file_by || !policy_.timely_filing) return;
    const TimelyFiling& filing = *policy_.timely_filing;
    telling_.rule(policy_, filing.name,
                  "A claim must be filed within " + spelled(filing.within) + " of the service");
    const Arithmetic arithmetic(policy_.time, ground_.facility.zone, words());
    const ReachedInstant due =
        arithmetic.due(ground_.terms.anchor(session_.date), "the service", filing.within, 1);
    telling_.step(due.said.front() + ": the last day to file it");
  }

  void tell_flags() {
    if (session_.has(SessionFlag::requirement_unknown))
      telling_.caution(
          "No source says whether this service needs an authorization. It is handled "
          "as if it did: unknown never reads as not required");
    if (session_.has(SessionFlag::tier_unknown))
      telling_.caution(
          "A session of the date lists no components, so the number of services and "
          "the tier are not known: it is charged as if there were no tiers");
    if (session_.has(SessionFlag::unit_mismatch))
      telling_.caution(
          "It is paid by a line that counts another kind of unit: ask the payer "
          "which unit was approved");
  }

  void tell_payment(const DayCharge& day) {
    if (rule_ && !needs_authorization(rule_->authorization)) {
      telling_.step(requirement_words(rule_->authorization));
      return;
    }
    if (session_.charged == 0) return;
    tell_paying_lines(telling_, day);
    for (const Allocation& paid : session_.allocations)
      telling_.step(
          counted(paid.units, "unit") + " paid by " + paid.authorization +
          (paid.line && *paid.line > 0 ? ", line " + std::to_string(*paid.line + 1) : ""));
    const int open = session_.charged - session_.covered;
    if (open > 0)
      telling_.status(counted(open, "unit") +
                      " that nothing pays: explain uncovered:" + to_text(session_.date));
  }

  const Ground& ground_;
  const SessionStanding& session_;
  const Policy& policy_;
  const ServiceRule* rule_;
  Telling telling_;
};

}  // namespace

Explanation tell_session(const Ground& ground, const SessionStanding& session) {
  return SessionTelling(ground, session).tell();
}

}  // namespace authledger::explain
