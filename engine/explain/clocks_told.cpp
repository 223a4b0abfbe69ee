// Why a review that runs on a clock is due when it is: each measure's date, and which one counts.
#include <algorithm>
#include <charconv>

#include "engine/base/result.hpp"
#include "engine/explain/obligations_told.hpp"

namespace authledger::explain {
namespace {

struct MeasuredBy {
  std::string what;
  std::optional<Instant> at;
};

int occurrence_of(const Obligation& duty) {
  int k = 1;
  const auto hash = duty.key.rfind('#');
  if (hash != std::string::npos)
    std::from_chars(duty.key.data() + hash + 1, duty.key.data() + duty.key.size(), k);
  return k;
}

class ClockTelling {
 public:
  ClockTelling(const Ground& ground, const Obligation& duty)
      : ground_(ground),
        duty_(duty),
        policy_(ground.terms.policy_on(ground.episode.admission->fact.date)),
        arithmetic_(policy_.time, ground.facility.zone, ground.words),
        telling_(ground, duty.key) {
    for (const ClockRule& rule : policy_.clocks)
      if (rule.name.key == *duty.rule) rule_ = &rule;
    ensure(rule_, "a duty that no rule of the policy makes");
    k_ = occurrence_of(duty);
  }

  Explanation tell() {
    telling_.rule(policy_, rule_->name, wish());
    find_anchor();
    measure();
    const MeasuredBy* earliest = nullptr;
    for (const MeasuredBy& it : measured_)
      if (it.at && (!earliest || *it.at < *earliest->at)) earliest = &it;
    const auto* done = earliest_completion(ground_, duty_.key);
    if (!earliest) {
      telling_.figure("The review " + *duty_.rule + " (occurrence " + std::to_string(k_) +
                      ") has no due date: nothing that it measures is reached");
      if (done) telling_.event(done->seq);
      return telling_.finish();
    }
    if (measured_.size() > 1)
      telling_.step("The earliest counts: " + earliest->what + ", " +
                    words().both_clocks(*earliest->at, policy_.time.zone));
    if (done)
      tell_met(telling_, "completed", done->fact.at, done->seq, *earliest->at);
    else if (duty_.status == ObligationStatus::not_needed)
      telling_.status("Not needed: the discharge on " +
                      words().day(*ground_.terms.discharge_date()) +
                      " comes no later than the due date");
    else
      tell_pending(telling_, duty_, *earliest->at);
    conclude(telling_, duty_,
             "The review " + *duty_.rule + " (occurrence " + std::to_string(k_) + ")",
             *earliest->at, policy_.time.zone);
    return telling_.finish();
  }

 private:
  const Wording& words() const { return ground_.words; }

  std::string wish() const {
    std::vector<std::string> measures;
    if (rule_->days) measures.push_back(counted(*rule_->days, "day"));
    if (rule_->attended_minutes)
      measures.push_back(counted(*rule_->attended_minutes, "attended minute"));
    std::string text = "The review runs on a clock of " + joined(measures, "or");
    if (measures.size() > 1)
      text += rule_->locked ? ", whichever was chosen for it" : ", whichever comes first";
    if (rule_->days_before_planned_discharge)
      text += ", and " + counted(*rule_->days_before_planned_discharge, "day") +
              " before a planned discharge";
    return text + "; each further one counts from the day the one before was completed";
  }

  void find_anchor() {
    anchor_ = ground_.episode.admission->fact.date;
    what_ = "the admission";
    if (k_ == 1) return telling_.event(ground_.episode.admission->seq);
    const std::string before = "duty:" + *duty_.rule + "#" + std::to_string(k_ - 1);
    const auto* done = earliest_completion(ground_, before);
    ensure(done, "an occurrence of a clock after one that is not done");
    telling_.event(done->seq);
    anchor_ = ground_.facility.zone.day_of(done->fact.at);
    what_ = "the day occurrence " + std::to_string(k_ - 1) + " was completed";
  }

  void measure() {
    const auto choice = chosen();
    using Measure = MeasuredBy;
    const bool by_days = rule_->days && choice != MeasureChosen::Measure::attended_minutes;
    const bool by_minutes = rule_->attended_minutes && choice != MeasureChosen::Measure::days;
    if (by_days) {
      const ReachedDate day = arithmetic_.shifted(anchor_, what_, Span::days(*rule_->days), 1);
      telling_.step(capital(day.said));
      measured_.push_back(at_cutoff("the days", day.date));
    }
    if (by_minutes) {
      if (const auto date = day_of_minutes(*rule_->attended_minutes))
        measured_.push_back(at_cutoff("the attended minutes", *date));
      else
        measured_.push_back(Measure{"the attended minutes", std::nullopt});
    }
    before_discharge();
  }

  MeasuredBy at_cutoff(const std::string& what, Date date) {
    const ReachedInstant reached = arithmetic_.cutoff_on(date);
    telling_.steps(reached.said);
    return {what, reached.at};
  }

  // The latest choice up to the end of the anchor's date; for the first occurrence the first choice
  // ever, if there is none earlier.
  std::optional<MeasureChosen::Measure> chosen() {
    if (!rule_->locked) return std::nullopt;
    const Said<MeasureChosen>* choice = nullptr;
    const Instant end = ground_.facility.zone.start_of(anchor_ + 1);
    for (const auto& it : ground_.episode.measures) {
      if (it.fact.clock != rule_->name.key) continue;
      if (!has(it.fact.measure))
        telling_.other("The clock has no such measure, so it is no choice: " +
                       ground_.said(it.seq));
      else if (it.fact.at < end || (k_ == 1 && !choice))
        choice = &it;
      else
        telling_.other("Waits for the next occurrence: " + ground_.said(it.seq));
    }
    if (!choice) {
      telling_.step("Nobody chose a measure, so the earliest counts");
      return std::nullopt;
    }
    telling_.event(choice->seq);
    return choice->fact.measure;
  }

  bool has(MeasureChosen::Measure measure) const {
    return measure == MeasureChosen::Measure::days ? rule_->days.has_value()
                                                   : rule_->attended_minutes.has_value();
  }

  Date first_counted() const { return k_ == 1 ? anchor_ : anchor_ + 1; }

  std::optional<Date> day_of_minutes(int wanted) {
    std::int64_t minutes = 0, sessions = 0;
    const Date first = first_counted();
    const auto reached = [&](Date date, int more) {
      if (date < first) return false;
      minutes += more;
      ++sessions;
      return minutes >= wanted;
    };
    const std::string from = "From " + words().day(first) + " on ";
    for (const SessionStanding& session : ground_.standing.sessions)
      if (session.outcome == Outcome::attended && reached(session.date, session.minutes)) {
        telling_.step(from + counted(sessions, "attended session") + " make " +
                      counted(minutes, "minute") + " on " + words().day(session.date) +
                      ", which reaches " + std::to_string(wanted));
        return session.date;
      }
    const std::int64_t attended = minutes;
    for (const ForecastSession& session : ground_.standing.forecast)
      if (reached(session.date, session.minutes)) {
        telling_.step(from + counted(attended, "minute") +
                      " were attended; by the schedule they reach " + std::to_string(wanted) +
                      " on " + words().day(session.date));
        return session.date;
      }
    telling_.step(from + counted(attended, "minute") +
                  " were attended, and the schedule never "
                  "gets to " +
                  std::to_string(wanted));
    return std::nullopt;
  }

  void before_discharge() {
    if (!rule_->days_before_planned_discharge || !ground_.episode.planned_discharge) return;
    const auto& planned = *ground_.episode.planned_discharge;
    telling_.event(planned.seq);
    const ReachedDate day =
        arithmetic_.shifted(*planned.fact.date, "the planned discharge",
                            Span::days(*rule_->days_before_planned_discharge), -1);
    if (day.date < first_counted()) {
      telling_.other(capital(day.said) + (k_ == 1 ? ", before " : ", not after ") + what_ +
                     ", so it does not count");
      return;
    }
    const Instant at = policy_.time.zone.at(day.date, policy_.time.cutoff);
    if (const Obligation* earlier = earlier_due(at)) {
      telling_.other(capital(day.said) + ", when " + earlier->key +
                     " was due already, so it asks for no second review");
      return;
    }
    telling_.step(capital(day.said));
    measured_.push_back(at_cutoff("the planned discharge", day.date));
  }

  // The occurrence before this one that was due just then; null: none.
  const Obligation* earlier_due(Instant at) const {
    const std::string prefix = "duty:" + *duty_.rule + "#";
    for (const Obligation& it : ground_.standing.obligations)
      if (it.due_at == at && it.key.starts_with(prefix) && occurrence_of(it) < k_) return &it;
    return nullptr;
  }

  const Ground& ground_;
  const Obligation& duty_;
  const Policy& policy_;
  Arithmetic arithmetic_;
  Telling telling_;
  const ClockRule* rule_ = nullptr;
  int k_ = 1;
  Date anchor_;
  std::string what_;
  std::vector<MeasuredBy> measured_;
};

}  // namespace

Explanation tell_clock(const Ground& ground, const Obligation& duty) {
  return ClockTelling(ground, duty).tell();
}

}  // namespace authledger::explain
