#include "engine/explain/timeline.hpp"

#include <algorithm>
#include <concepts>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/result.hpp"
#include "engine/explain/ground.hpp"

namespace authledger::explain {
namespace {

struct When {
  std::optional<Instant> at;
  std::optional<Date> date;
};

// When the thing itself happened, or begins to count. Neither: when it was said.
struct HappenedAt {
  When operator()(const EpisodeAdmitted& it) const { return {it.at, it.date}; }
  When operator()(const EpisodeDischarged& it) const { return {it.at, it.date}; }
  When operator()(const DischargePlanned&) const { return {}; }
  When operator()(const SessionRecorded& it) const { return {it.start, {}}; }
  When operator()(const AuthorizationDecided& it) const { return {it.decided_at, {}}; }
  template <class Fact>
  When operator()(const Fact& it) const {
    if constexpr (requires { it.effective; })
      return {{}, it.effective};
    else if constexpr (requires { it.from; })
      return {{}, it.from};
    else if constexpr (requires {
                         { it.at } -> std::convertible_to<Instant>;
                       })
      return {it.at, {}};
    else
      return {};
  }
};

// Of facts that take the place of an earlier one with the same identity; empty: they do not.
struct Identity {
  std::string operator()(const EpisodeAdmitted&) const { return "admission"; }
  std::string operator()(const CoverageSet& it) const {
    return "coverage " + to_text(it.effective);
  }
  std::string operator()(const ScheduleSet& it) const {
    return "schedule " + to_text(it.effective);
  }
  std::string operator()(const SessionRecorded& it) const { return "session " + it.session; }
  std::string operator()(const SessionVoided& it) const { return "session " + it.session; }
  std::string operator()(const PriorUseReported& it) const {
    return "use " + std::to_string(it.year) + " " + it.service;
  }
  std::string operator()(const PayerAsked& it) const { return "ask " + it.ask; }
  std::string operator()(const OtherCareReported& it) const {
    return "care " + to_text(it.from) + " " + it.care;
  }
  template <class Fact>
  std::string operator()(const Fact&) const {
    return {};
  }
};

// What explains it; empty: nothing of its own.
struct KeyOf {
  std::string operator()(const SessionRecorded& it) const { return it.session; }
  template <class Fact>
  std::string operator()(const Fact& it) const {
    if constexpr (requires { it.authorization; })
      return it.authorization;
    else
      return {};
  }
};

std::vector<Seq> ascending(std::vector<Seq> events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  return events;
}

class Story {
 public:
  explicit Story(const Ground& ground) : ground_(ground), now_(ground.standing) {
    for (const SessionStanding& it : now_.sessions) sessions_[it.seq] = &it;
  }

  std::vector<TimelineEntry> tell() {
    tell_log();
    tell_obligations();
    tell_authorizations();
    tell_cover();
    tell_planned_discharge();
    const auto order = [](const TimelineEntry& it) {
      return std::tuple(!it.date, it.date, it.at, it.stage, it.events);
    };
    std::stable_sort(entries_.begin(), entries_.end(),
                     [&](const auto& one, const auto& other) { return order(one) < order(other); });
    return std::move(entries_);
  }

 private:
  const Wording& words() const { return ground_.words; }
  Date day_of(Instant at) const { return ground_.facility.zone.day_of(at); }

  void tell_log() {
    std::vector<const Event*> log;
    std::set<Seq> withdrawn;
    for (const auto& [seq, event] : ground_.events) {
      if (event->recorded_at > now_.as_of) continue;
      log.push_back(event);
      if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event->fact))
        withdrawn.insert(withdrawal->withdraws);
    }
    std::stable_sort(log.begin(), log.end(), [](const Event* one, const Event* other) {
      return one->recorded_at < other->recorded_at;
    });
    std::map<std::string, const Event*> live;  // by identity
    std::vector<const Event*> told;
    for (const Event* event : log) {
      if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event->fact))
        tell_withdrawal(*event, *withdrawal);
      else if (!withdrawn.contains(event->seq) && !replaces(*event, live))
        told.push_back(event);
    }
    for (const Event* event : told) tell_event(*event);
    for (const auto& [identity, event] : live) tell_event(*event);
  }

  // Keeps those that have an identity until the last word on them is known.
  bool replaces(const Event& event, std::map<std::string, const Event*>& live) {
    const std::string identity = std::visit(Identity{}, event.fact);
    if (identity.empty()) return false;
    const Event*& place = live[identity];
    if (place) tell_correction(event, *place);
    place = &event;
    return true;
  }

  void tell_withdrawal(const Event& event, const EventWithdrawn& withdrawal) {
    const auto target = ground_.events.find(withdrawal.withdraws);
    const bool is_known = target != ground_.events.end();
    entries_.push_back(
        {.date = day_of(event.recorded_at),
         .at = event.recorded_at,
         .kind = "withdrawal",
         .text = is_known ? "withdrawn: " + ground_.clause(*target->second) : ground_.clause(event),
         .key = {},
         .events =
             is_known ? ascending({withdrawal.withdraws, event.seq}) : std::vector{event.seq}});
  }

  void tell_correction(const Event& event, const Event& before) {
    const std::string was = ground_.clause(before), is = ground_.clause(event);
    entries_.push_back({.date = day_of(event.recorded_at),
                        .at = event.recorded_at,
                        .kind = "correction",
                        .text = was == is ? "said again: " + is : is + "; before: " + was,
                        .key = std::visit(KeyOf{}, event.fact),
                        .events = ascending({before.seq, event.seq})});
  }

  void tell_event(const Event& event) {
    const When when = std::visit(HappenedAt{}, event.fact);
    TimelineEntry entry{.date = when.date,
                        .at = when.at,
                        .kind = std::string(type_word(event.fact)),
                        .text = ground_.clause(event),
                        .key = std::visit(KeyOf{}, event.fact),
                        .events = {event.seq}};
    if (!entry.date && !entry.at) entry.at = event.recorded_at;
    if (!entry.date) entry.date = day_of(*entry.at);
    const bool is_ahead = entry.at ? *entry.at > now_.as_of : *entry.date > now_.today;
    if (is_ahead) entry.stage = TimelineStage::expected;
    if (const auto session = sessions_.find(event.seq); session != sessions_.end())
      tell_charge(entry, *session->second);
    entries_.push_back(std::move(entry));
  }

  void tell_charge(TimelineEntry& entry, const SessionStanding& session) const {
    if (session.outcome != Outcome::attended) return;
    if (session.charged == 0) {
      entry.text += "; nothing charged";
      return;
    }
    entry.text += "; " + counted(session.charged, "unit") + " charged";
    for (const Allocation& paid : session.allocations) {
      entry.text += ", " + std::to_string(paid.units) + " paid by " + paid.authorization;
      add_decision(entry.events, paid.authorization);
    }
    if (session.covered < session.charged)
      entry.text += ", " + std::to_string(session.charged - session.covered) + " paid by nobody";
    entry.events = ascending(std::move(entry.events));
  }

  void add_decision(std::vector<Seq>& events, const std::string& authorization) const {
    const AuthorizationHistory* history = ground_.authorization(authorization);
    if (history && history->decision) events.push_back(history->decision->seq);
  }

  void tell_obligations() {
    for (const Obligation& it : now_.obligations) {
      if (!is_pending(it.status)) continue;
      std::string text(word(it.kind));
      if (it.authorization) text += " of " + *it.authorization;
      if (it.rule) text += " (" + *it.rule + ")";
      text += it.due_at ? " due " + words().moment_here(*it.due_at) : ", no due date is known";
      text += ", " + std::string(word(it.status));
      entries_.push_back({.date = it.due_at ? std::optional(day_of(*it.due_at)) : std::nullopt,
                          .at = it.due_at,
                          .stage = TimelineStage::due,
                          .kind = "obligation",
                          .text = std::move(text),
                          .key = it.key,
                          .events = it.because.events});
    }
  }

  void expect(Date date, std::string kind, std::string text, std::string key,
              std::vector<Seq> events) {
    entries_.push_back({.date = date,
                        .at = {},
                        .stage = TimelineStage::expected,
                        .kind = std::move(kind),
                        .text = std::move(text),
                        .key = std::move(key),
                        .events = ascending(std::move(events))});
  }

  void tell_authorizations() {
    for (const AuthorizationStanding& it : now_.authorizations) {
      if (!it.last_covered_day || *it.last_covered_day < now_.today) continue;
      const bool runs_out = std::any_of(it.lines.begin(), it.lines.end(), [&](const auto& line) {
        return line.exhausts_on == it.last_covered_day;
      });
      std::vector<Seq> events;
      add_decision(events, it.id);
      expect(*it.last_covered_day, "authorization_ends",
             "last day that " + it.id + " covers, because " +
                 (runs_out ? "its units run out" : "it ends"),
             it.id, std::move(events));
    }
  }

  // What a forecast rests on: who pays, when the sessions are, and what is approved.
  std::vector<Seq> ground_of_forecast(Date date) const {
    std::vector<Seq> events;
    if (const auto* coverage = ground_.episode.coverage_on(date)) events.push_back(coverage->seq);
    if (const auto* schedule = ground_.episode.schedule_on(date)) events.push_back(schedule->seq);
    for (const AuthorizationHistory& it : ground_.episode.authorizations)
      if (it.is_approved()) events.push_back(it.decision->seq);
    return events;
  }

  void tell_cover() {
    if (now_.covered_through)
      expect(*now_.covered_through, "covered_through",
             now_.first_uncovered_day ? "last scheduled day that is covered before a gap"
                                      : "last scheduled day within sight, covered",
             "covered_through", ground_of_forecast(*now_.covered_through));
    if (now_.first_uncovered_day)
      expect(*now_.first_uncovered_day, "first_uncovered_day",
             "first scheduled day that nothing pays", "first_uncovered_day",
             ground_of_forecast(*now_.first_uncovered_day));
  }

  void tell_planned_discharge() {
    const auto& plan = ground_.episode.planned_discharge;
    if (!plan || ground_.episode.discharge || *plan->fact.date < now_.today) return;
    expect(*plan->fact.date, "discharge", "planned discharge", "", {plan->seq});
  }

  const Ground& ground_;
  const Standing& now_;
  std::map<Seq, const SessionStanding*> sessions_;
  std::vector<TimelineEntry> entries_;
};

}  // namespace

std::string_view word(TimelineStage stage) {
  switch (stage) {
    case TimelineStage::done:
      return "done";
    case TimelineStage::due:
      return "due";
    case TimelineStage::expected:
      return "expected";
  }
  fail("a stage without a word");
}

std::vector<TimelineEntry> timeline(const Ground& ground) {
  return Story(ground).tell();
}

}  // namespace authledger::explain
