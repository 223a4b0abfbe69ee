// What is known decides, not when or how often it was said: the order of recording, the order of
// the file and repetition change nothing, and the standing of a past moment rests on what was known
// then.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "tests/oracle/oracle.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};

// Events of one thread must keep their order: a later one replaces, voids or revives an earlier
// one. Reviews, notices, duties and withdrawals each count alone; they have no thread.
std::string thread_of(const Fact& fact) {
  return std::visit(
      Overloaded{
          [](const EpisodeAdmitted&) -> std::string { return "admission"; },
          [](const EpisodeDischarged&) -> std::string { return "discharge"; },
          [](const CoverageSet& it) { return "coverage " + to_text(it.effective); },
          [](const ScheduleSet& it) { return "schedule " + to_text(it.effective); },
          [](const AuthorizationRequested& it) { return "authorization " + it.authorization; },
          [](const AuthorizationDecided& it) { return "authorization " + it.authorization; },
          [](const AuthorizationVoided& it) { return "authorization " + it.authorization; },
          [](const SessionRecorded& it) { return "session " + it.session; },
          [](const SessionVoided& it) { return "session " + it.session; },
          [](const PriorUseReported& it) {
            return "prior use " + it.service + " " + std::to_string(it.year);
          },
          [](const PayerAsked& it) { return "ask " + it.ask; },
          [](const DischargePlanned&) -> std::string { return "planned discharge"; },
          [](const MeasureChosen& it) { return "measure " + it.clock; },  // if at the same instant
          [](const OtherCareReported& it) { return "care " + it.care + " " + to_text(it.from); },
          [](const ObligationAssigned& it) { return "assigned " + it.obligation; },
          [](const ObligationWaived& it) { return "waived " + it.obligation; },
          [](const ObligationSnoozed& it) { return "snoozed " + it.obligation; },
          [](const auto&) -> std::string { return ""; },
      },
      fact);
}

bool by_recording(const Event& one, const Event& other) {
  return std::tuple(one.recorded_at, one.seq) < std::tuple(other.recorded_at, other.seq);
}

std::vector<Event> known_by(const std::vector<Event>& log, Instant as_of) {
  std::vector<Event> known;
  std::copy_if(log.begin(), log.end(), std::back_inserter(known),
               [&](const Event& event) { return event.recorded_at <= as_of; });
  std::sort(known.begin(), known.end(), by_recording);
  return known;
}

Complaints difference(const json::Scenario& one, const json::Scenario& other) {
  return oracle::differences(section_11_of(other), section_11_of(one));
}

// The same events in another order of recording, each thread in its own; the moments of recording
// stay, and so does what each withdrawal withdraws.
std::vector<Event> recorded_otherwise(const std::vector<Event>& log, Instant as_of, Dice& dice) {
  const std::vector<Event> known = known_by(log, as_of);
  std::vector<Event> order = known;
  dice.shuffle(order);
  std::map<std::string, std::vector<Event>> threads;
  for (const Event& event : known) threads[thread_of(event.fact)].push_back(event);
  std::map<std::string, std::size_t> next;
  for (Event& event : order) {
    const std::string thread = thread_of(event.fact);
    if (!thread.empty()) event = threads[thread][next[thread]++];
  }
  std::map<Seq, Seq> new_seq;
  for (std::size_t place = 0; place < known.size(); ++place)
    new_seq[order[place].seq] = known[place].seq;
  std::vector<Event> result;
  for (std::size_t place = 0; place < known.size(); ++place) {
    Event event{known[place].seq, known[place].recorded_at, order[place].fact};
    if (auto* withdrawal = std::get_if<EventWithdrawn>(&event.fact))
      if (const auto renamed = new_seq.find(withdrawal->withdraws); renamed != new_seq.end())
        withdrawal->withdraws = renamed->second;
    result.push_back(event);
  }
  for (const Event& event : log)
    if (event.recorded_at > as_of) result.push_back(event);
  return result;
}

TEST(Recording, OrderDoesNotMatterOnceAllIsKnown) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Dice dice(scenario.log.size());
    json::Scenario otherwise = scenario;
    otherwise.log = recorded_otherwise(scenario.log, scenario.as_of, dice);
    return difference(scenario, otherwise);
  });
}

TEST(Recording, PlaceInTheFileDoesNotMatterEvenForTheReasons) {
  each_seed(1'000, [](const json::Scenario& scenario) -> Complaints {
    Dice dice(scenario.log.size());
    json::Scenario otherwise = scenario;
    dice.shuffle(otherwise.log);
    return oracle::differences(printed(standing_of(otherwise)), printed(standing_of(scenario)));
  });
}

// The events that may be said again without a change: the one that speaks last for its identity,
// and whatever has none. (A replaced event said again would replace; a withdrawn one would count
// after all; a request that a void took away would come back.)
std::vector<Event> repeatable(const std::vector<Event>& known) {
  std::set<Seq> withdrawn;
  for (const Event& event : known)
    if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event.fact))
      withdrawn.insert(withdrawal->withdraws);
  std::map<std::string, std::vector<Event>> speaking;
  std::vector<Event> all;
  for (const Event& event : known) {
    if (std::holds_alternative<EventWithdrawn>(event.fact)) {
      all.push_back(event);
      continue;
    }
    if (withdrawn.contains(event.seq)) continue;
    const std::string thread = thread_of(event.fact);
    if (thread.empty()) {
      all.push_back(event);
      continue;
    }
    // A request and a decision stand beside each other; everything else stands alone.
    const bool beside = std::holds_alternative<AuthorizationRequested>(event.fact) ||
                        std::holds_alternative<AuthorizationDecided>(event.fact);
    std::vector<Event>& last = speaking[thread];
    std::erase_if(last, [&](const Event& earlier) {
      return !beside || earlier.fact.index() == event.fact.index() ||
             std::holds_alternative<AuthorizationVoided>(earlier.fact);
    });
    last.push_back(event);
  }
  for (const auto& [thread, last] : speaking) all.insert(all.end(), last.begin(), last.end());
  return all;
}

TEST(Recording, WhatStillHoldsCanBeSaidAgain) {
  each_seed(1'000, [](const json::Scenario& scenario) {
    Dice dice(scenario.log.size());
    json::Scenario repeated = scenario;
    Seq seq = 1'000'000;
    for (Event event : repeatable(known_by(scenario.log, scenario.as_of))) {
      if (!dice.chance(60)) continue;
      event.seq = seq++;
      event.recorded_at = scenario.as_of;
      repeated.log.push_back(event);
    }
    return difference(scenario, repeated);
  });
}

TEST(Recording, ThePastKnewOnlyWhatHadBeenRecorded) {
  each_seed(400, [](const json::Scenario& scenario) {
    Complaints all;
    Dice dice(scenario.log.size());
    for (int times = scenario.log.empty() ? 0 : 4; times > 0; --times) {
      json::Scenario past = scenario;
      past.as_of = dice.one_of(scenario.log).recorded_at;
      if (dice.chance(30)) past.as_of = Instant::from_microseconds(past.as_of.microseconds() - 1);
      json::Scenario then = past;
      then.log = known_by(scenario.log, past.as_of);
      for (const std::string& line :
           oracle::differences(printed(standing_of(past)), printed(standing_of(then))))
        all.push_back("as of " + to_exact_text(past.as_of) + " " + line);
    }
    return all;
  });
}

}  // namespace
}  // namespace authledger::test
