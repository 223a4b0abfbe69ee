// Reviews that run on a clock of days, of minutes attended, or of whichever was chosen; each that
// is done starts the next. Source: payers/RULES.md, section 7.
#include <algorithm>

#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct DueDate {
  Date date;
  std::vector<Seq> events;  // that it rests on, besides the anchor
};

// Takes the earlier of two due dates; the one there on a tie.
void take_earlier(std::optional<DueDate>& due, std::optional<DueDate> other) {
  if (other && (!due || other->date < due->date)) due = std::move(other);
}

// The minutes of attended sessions, and behind them those that the schedule promises, summed up.
class MinutesAttended {
 public:
  explicit MinutesAttended(const Standing& standing) {
    for (const SessionStanding& session : standing.sessions)
      if (session.outcome == Outcome::attended) add(session.date, session.minutes, session.seq);
    attended_ = sums_.size();
    for (const ForecastSession& session : standing.forecast) add(session.date, session.minutes, 0);
  }

  // The date of the session with which those from `first` on reach so many minutes; none: never.
  std::optional<DueDate> reach(Date first, int minutes) const {
    const auto begin = std::lower_bound(sums_.begin(), sums_.end(), first,
                                        [](const Sum& sum, Date date) { return sum.date < date; });
    const std::int64_t before = begin == sums_.begin() ? 0 : std::prev(begin)->so_far;
    const auto reached =
        std::lower_bound(begin, sums_.end(), before + minutes,
                         [](const Sum& sum, std::int64_t goal) { return sum.so_far < goal; });
    if (reached == sums_.end()) return std::nullopt;
    DueDate due{reached->date, {}};
    const auto last =
        std::min(std::next(reached), sums_.begin() + static_cast<std::ptrdiff_t>(attended_));
    if (begin < last)
      for (auto it = last - std::min<std::ptrdiff_t>(last - begin, most_named); it != last; ++it)
        due.events.push_back(it->seq);
    return due;
  }

 private:
  struct Sum {
    Date date;
    std::int64_t so_far;  // this session included
    Seq seq;
  };

  void add(Date date, int minutes, Seq seq) {
    sums_.push_back({date, minutes + (sums_.empty() ? 0 : sums_.back().so_far), seq});
  }

  std::vector<Sum> sums_;  // by date
  std::size_t attended_ = 0;
};

class Clock {
 public:
  Clock(const Terms& terms, const Policy& policy, const ClockRule& rule,
        const MinutesAttended& minutes)
      : terms_(terms), policy_(policy), rule_(rule), minutes_(minutes) {
    for (const auto& chosen : terms.episode.measures)
      if (rule.locked && chosen.fact.clock == rule.name.key && measures_by(chosen.fact.measure))
        choices_.push_back(&chosen);
  }

  void add_occurrences(const Completions& completions, Standing& standing) {
    Date anchor = terms_.episode.admission->fact.date;
    Seq anchored_by = terms_.episode.admission->seq;
    for (int k = 1;; ++k) {
      const std::string key = "duty:" + rule_.name.key + "#" + std::to_string(k);
      if (auto due = due_date(anchor, k == 1)) {
        due->events.push_back(anchored_by);
        standing.obligations.push_back(
            closed(terms_, policy_, completions,
                   {.key = key,
                    .rule = &rule_.name,
                    .due_at = policy_.time.zone.at(due->date, policy_.time.cutoff),
                    .ends_with_discharge = true,
                    .events = std::move(due->events)}));
      }
      const auto* done = completions.earliest(key);
      if (!done) break;
      anchor = terms_.facility.zone.day_of(done->fact.at);
      anchored_by = done->seq;
    }
  }

 private:
  std::optional<DueDate> due_date(Date anchor, bool is_first) {
    const Date first = is_first ? anchor : anchor + 1;
    std::optional<DueDate> due;
    const Said<MeasureChosen>* choice = choice_for(anchor, is_first);
    if (rule_.days && (!choice || choice->fact.measure == MeasureChosen::Measure::days))
      due = DueDate{anchor + *rule_.days, {}};
    if (rule_.attended_minutes &&
        (!choice || choice->fact.measure == MeasureChosen::Measure::attended_minutes))
      take_earlier(due, minutes_.reach(first, *rule_.attended_minutes));
    if (due && choice) due->events.push_back(choice->seq);

    const auto& planned = terms_.episode.planned_discharge;
    if (!rule_.days_before_planned_discharge || !planned || is_discharge_reviewed_) return due;
    const Date before_discharge = *planned->fact.date - *rule_.days_before_planned_discharge;
    if (before_discharge < first) return due;
    take_earlier(due, DueDate{before_discharge, {planned->seq}});
    // The review that it makes due is the one before the discharge; doing it asks for no second.
    is_discharge_reviewed_ = due->date == before_discharge;
    return due;
  }

  // The choice that an occurrence runs on; null: none, or the clock is not locked.
  const Said<MeasureChosen>* choice_for(Date anchor, bool is_first) const {
    const Instant end_of_anchor = terms_.facility.zone.start_of(anchor + 1);
    const auto later =
        std::partition_point(choices_.begin(), choices_.end(),
                             [&](const auto* choice) { return choice->fact.at < end_of_anchor; });
    if (later != choices_.begin()) return *std::prev(later);
    return is_first && !choices_.empty() ? choices_.front() : nullptr;
  }

  bool measures_by(MeasureChosen::Measure measure) const {
    return measure == MeasureChosen::Measure::days ? rule_.days.has_value()
                                                   : rule_.attended_minutes.has_value();
  }

  const Terms& terms_;
  const Policy& policy_;
  const ClockRule& rule_;
  const MinutesAttended& minutes_;
  std::vector<const Said<MeasureChosen>*> choices_;  // by (at, order of the log)
  bool is_discharge_reviewed_ = false;
};

}  // namespace

void add_clocks(const Terms& terms, const Completions& completions, Standing& standing) {
  if (!terms.episode.admission) return;
  const Policy& policy = terms.policy_on(terms.episode.admission->fact.date);
  if (policy.clocks.empty()) return;
  const MinutesAttended minutes(standing);
  for (const ClockRule& rule : policy.clocks)
    Clock(terms, policy, rule, minutes).add_occurrences(completions, standing);
}

}  // namespace authledger
