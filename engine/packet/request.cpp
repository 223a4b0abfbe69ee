#include "engine/packet/request.hpp"

#include <algorithm>
#include <map>

#include "engine/base/result.hpp"
#include "engine/packet/contents.hpp"
#include "engine/packet/packet_words.hpp"

namespace authledger {
namespace {

constexpr std::size_t most_held = 60;

std::string payer_on(const Episode& episode, Date date) {
  const Said<CoverageSet>* coverage = episode.coverage_on(date);
  return coverage ? coverage->fact.payer : "";
}

class Ask {
 public:
  Ask(const PacketRequest& request, ReviewPacket& packet)
      : request_(request), packet_(packet), ask_(packet.ask) {}

  void run() {
    take_figures();
    collect_held();
    decide_mode();
    set_frequency();
    explain_units();
    if (!ask_.to) explain_reach();
  }

 private:
  void take_figures() {
    const NextRequest& next = request_.standing.next_request;
    ask_.from = next.from;
    ask_.unit = next.unit;
    ask_.sessions = next.sessions;
    ask_.needed = next.needed;
    ask_.units = next.amount ? next.amount : next.needed;
    ask_.because = next.because;
    if (next.amounts) {
      ask_.allowed = next.amounts->amounts;
      ask_.at_most = next.amounts->at_most;
    }
    if (const auto& plan = request_.episode.planned_discharge) ask_.to = plan->fact.date;
  }

  void collect_held() {
    for (const UncoveredUnits& it : packet_.uncovered) {
      const RetroStatus retro = it.retro.status;
      const bool may_be_asked = retro == RetroStatus::open || retro == RetroStatus::unknown ||
                                retro == RetroStatus::emergency_only;
      if (may_be_asked && ask_.held.size() < most_held) ask_.held.push_back(it);
    }
  }

  void say(RequestMode mode, std::string why, std::vector<Seq> events) {
    ask_.mode = mode;
    ask_.why = std::move(why);
    ask_.mode_because = request_.review.because;
    std::ranges::sort(events);
    const auto repeated = std::ranges::unique(events);
    events.erase(repeated.begin(), repeated.end());
    ask_.mode_because.events = std::move(events);
  }

  std::string held_text() const {
    int units = 0;
    for (const UncoveredUnits& it : ask_.held) units += it.units;
    return std::to_string(units) + " unit(s) from " + to_text(ask_.held.front().date) + " to " +
           to_text(ask_.held.back().date) + " were held without cover";
  }

  std::vector<Seq> events_of_held() const {
    std::vector<Seq> events;
    for (const UncoveredUnits& it : ask_.held)
      events.insert(events.end(), it.because.events.begin(), it.because.events.end());
    return events;
  }

  void decide_mode() {
    const Episode& episode = request_.episode;
    const std::string& payer = packet_.header.payer;
    const Said<AuthorizationDecided>* approval = latest_approval(episode, payer);
    if (!approval) {
      std::vector<Seq> events;
      if (episode.admission) events.push_back(episode.admission->seq);
      if (const auto* coverage = episode.coverage_on(request_.standing.today))
        events.push_back(coverage->seq);
      return say(RequestMode::initial,
                 "Initial: " + (payer.empty() ? "the payer" : payer) +
                     " has approved no authorization of this episode yet.",
                 std::move(events));
    }
    if (episode.discharge) return decide_after_discharge(*episode.discharge);
    if (ask_.to && (ask_.needed == 0 || !ask_.from))
      return say(RequestMode::discharge,
                 "Discharge: it is planned for " + to_text(*ask_.to) +
                     ", and every session scheduled up to then is covered.",
                 {episode.planned_discharge->seq, approval->seq});
    if (!ask_.from && !ask_.held.empty())
      return say(RequestMode::retro,
                 "Retro: no scheduled day ahead is without cover, but " + held_text() + ".",
                 events_of_held());
    say(RequestMode::continued_stay,
        "Continued stay: " + payer + " approved authorization " + approval->fact.authorization +
            " on " + to_text(request_.facility.zone.day_of(approval->fact.decided_at)) +
            ", and no discharge is recorded" +
            (ask_.from ? "; the first scheduled day that nothing covers is " + to_text(*ask_.from)
                       : std::string()) +
            ".",
        {approval->seq});
  }

  void decide_after_discharge(const Said<EpisodeDischarged>& discharge) {
    const std::string on = to_text(*discharge.fact.date);
    if (ask_.held.empty())
      return say(RequestMode::discharge,
                 "Discharge: the member was discharged on " + on +
                     ", and nothing was held without cover for which it may still be asked.",
                 {discharge.seq});
    std::vector<Seq> events = events_of_held();
    events.push_back(discharge.seq);
    say(RequestMode::retro,
        "Retro: the member was discharged on " + on + ", and " + held_text() + ".",
        std::move(events));
  }

  const ForecastSession* first_session() const {
    for (const ForecastSession& it : request_.standing.forecast)
      if (ask_.from && it.date == *ask_.from) return &it;
    return nullptr;
  }

  void set_frequency() {
    const Date on = ask_.from.value_or(request_.standing.today);
    const Said<ScheduleSet>* schedule = request_.episode.schedule_on(on);
    if (!schedule || request_.episode.discharge) return;
    Frequency frequency;
    for (int day = 0; day < 7; ++day)
      if (schedule->fact.meets_on(static_cast<Weekday>(day)))
        frequency.weekdays.push_back(static_cast<Weekday>(day));
    frequency.minutes_each = schedule->fact.minutes;
    frequency.service = schedule->fact.service;
    frequency.modality = schedule->fact.modality;
    frequency.since = schedule->fact.effective;
    frequency.event = schedule->seq;
    if (const auto units = charged_alike()) frequency.units_each = units;
    ask_.frequency = std::move(frequency);
  }

  // What each session asked for is charged, if it is the same for all.
  std::optional<int> charged_alike() const {
    const ForecastSession* first = first_session();
    if (!first) return std::nullopt;
    const int units = first->covered + first->uncovered;
    for (const ForecastSession& it : request_.standing.forecast)
      if (it.date >= *ask_.from && (!ask_.to || it.date <= *ask_.to) &&
          it.service == first->service && it.covered + it.uncovered != units)
        return std::nullopt;
    return units;
  }

  std::string counted(int units) const {
    return std::to_string(units) + " " + plain(word(*ask_.unit)) + (units == 1 ? "" : "s");
  }

  // "9 sessions of 1 and 1 session of 2"; empty: the sessions do not add up to what is needed,
  // because some are charged by another rule.
  std::string sum_of_sessions() const {
    const ForecastSession* first = first_session();
    if (!first) return "";
    std::map<int, int> by_units;
    int sum = 0;
    for (const ForecastSession& it : request_.standing.forecast) {
      if (it.date < *ask_.from || it.date > *ask_.to || it.service != first->service ||
          it.uncovered == 0)
        continue;
      ++by_units[it.uncovered];
      sum += it.uncovered;
    }
    if (sum != ask_.needed) return "";
    std::string text;
    for (const auto& [units, sessions] : by_units)
      text += (text.empty() ? "" : " + ") + std::to_string(sessions) + " session" +
              (sessions == 1 ? "" : "s") + " × " + std::to_string(units);
    return text;
  }

  void line(std::string text) { ask_.arithmetic.push_back(std::move(text)); }

  void explain_units() {
    if (ask_.frequency) {
      const Frequency& it = *ask_.frequency;
      line("By the schedule from " + to_text(it.since) + ": " + std::to_string(it.days_a_week()) +
           " days a week × " + std::to_string(it.minutes_each) +
           " minutes = " + std::to_string(it.minutes_a_week()) + " minutes a week" +
           (it.units_each && ask_.unit
                ? ", charged " + std::to_string(it.days_a_week()) + " × " +
                      counted(*it.units_each) + " = " + counted(it.days_a_week() * *it.units_each)
                : std::string()) +
           ".");
    }
    if (!ask_.from || !ask_.needed) return;
    const std::string sum = sum_of_sessions();
    line("From " + to_text(*ask_.from) + " to the planned discharge on " + to_text(*ask_.to) +
         (sum.empty() ? std::string(", by the forecast: ") : ": " + sum + " = ") +
         counted(*ask_.needed) + " that nothing covers.");
    explain_amount();
  }

  void explain_amount() {
    const NextRequest& next = request_.standing.next_request;
    if (!next.amounts) {
      line(
          "No rule on file says which amounts the payer grants: what is asked for is what was "
          "counted.");
      return;
    }
    const std::string rule = " (rule " + next.amounts_because.rule + ")";
    if (*ask_.needed == 0) return;
    if (ask_.allowed.empty()) {
      line("The payer grants at most " + std::to_string(*ask_.at_most) + " in one request" + rule +
           ": asked for " + counted(*ask_.units) + rest_text());
      return;
    }
    std::string all;
    for (const int amount : ask_.allowed) all += (all.empty() ? "" : ", ") + std::to_string(amount);
    line("The payer grants " + all + rule + ": the " +
         (*ask_.units >= *ask_.needed
              ? "least that is not less than " + std::to_string(*ask_.needed) + " is "
              : std::string("greatest is ")) +
         std::to_string(*ask_.units) + rest_text());
  }

  std::string rest_text() const {
    const int rest = *ask_.needed - *ask_.units;
    return rest > 0 ? "; " + std::to_string(rest) + " are left for a later request." : ".";
  }

  void explain_reach() {
    const ForecastSession* first = first_session();
    if (!first) return;
    std::vector<int> amounts = ask_.allowed;
    if (amounts.empty() && ask_.at_most) amounts = {*ask_.at_most};
    for (const int amount : amounts) {
      Reach reach{amount, std::nullopt};
      int units = 0;
      for (const ForecastSession& it : request_.standing.forecast) {
        if (it.date < *ask_.from || it.service != first->service) continue;
        units += it.uncovered;
        if (units > amount) break;
        if (it.uncovered > 0) reach.through = it.date;
      }
      if (units < amount) reach.through = std::nullopt;
      ask_.reaches.push_back(reach);
    }
    line(amounts.empty()
             ? "No discharge is planned, and no rule on file says which amounts the payer grants: "
               "how many units to ask for is open."
             : "No discharge is planned: how many units to ask for is open. The amounts that the "
               "payer grants (rule " +
                   request_.standing.next_request.amounts_because.rule +
                   ") would last as long as shown.");
  }

  const PacketRequest& request_;
  ReviewPacket& packet_;
  PacketAsk& ask_;
};

}  // namespace

const Said<AuthorizationDecided>* latest_approval(const Episode& episode,
                                                  const std::string& payer) {
  const Said<AuthorizationDecided>* latest = nullptr;
  for (const AuthorizationHistory& it : episode.authorizations) {
    if (!it.is_approved() || !it.decision->fact.start) continue;
    if (payer_on(episode, *it.decision->fact.start) != payer) continue;
    if (!latest || it.decision->fact.decided_at > latest->fact.decided_at) latest = &*it.decision;
  }
  return latest;
}

void add_ask(const PacketRequest& request, ReviewPacket& packet) {
  Ask(request, packet).run();
}

}  // namespace authledger
