#include "engine/episode/episode.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace authledger {
namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

class Folding {
 public:
  Folding(std::size_t log_size, Instant as_of) : as_of_(as_of) {
    sessions_.reserve(log_size);
    sessions_by_id_.reserve(log_size);
  }

  void apply(const Event& event) {
    const Seq seq = event.seq;
    std::visit(
        Overloaded{
            [&](const EpisodeAdmitted& fact) {
              episode_.admission = {fact, seq};
            },
            [&](const EpisodeDischarged& fact) {
              if (fact.date)
                episode_.discharge = {fact, seq};
              else
                episode_.discharge.reset();
            },
            [&](const CoverageSet& fact) {
              replace(episode_.coverages, fact, seq,
                      [&](const auto& it) { return it.effective == fact.effective; });
            },
            [&](const ScheduleSet& fact) {
              replace(episode_.schedules, fact, seq,
                      [&](const auto& it) { return it.effective == fact.effective; });
            },
            [&](const AuthorizationRequested& fact) { requested(fact, seq); },
            [&](const AuthorizationDecided& fact) { decided(fact, seq); },
            [&](const AuthorizationVoided& fact) {
              std::erase_if(episode_.authorizations,
                            [&](const auto& it) { return it.id == fact.authorization; });
            },
            [&](const SessionRecorded& fact) {
              session(fact.session) = {fact, seq, false};
            },
            [&](const SessionVoided& fact) { session(fact.session).voided = true; },
            [&](const PriorUseReported& fact) {
              replace(episode_.prior_uses, fact, seq, [&](const auto& it) {
                return it.service == fact.service && it.year == fact.year;
              });
            },
            [&](const ReviewSubmitted& fact) { count(episode_.reviews, fact, seq); },
            [&](const NoticeSent& fact) { count(episode_.notices, fact, seq); },
            [&](const DutyCompleted& fact) { count(episode_.duties, fact, seq); },
            [&](const PayerAsked& fact) {
              replace(episode_.asks, fact, seq, [&](const auto& it) { return it.ask == fact.ask; });
            },
            [&](const DischargePlanned& fact) {
              if (fact.date)
                episode_.planned_discharge = {fact, seq};
              else
                episode_.planned_discharge.reset();
            },
            [&](const MeasureChosen& fact) { count(episode_.measures, fact, seq); },
            [&](const OtherCareReported& fact) {
              replace(episode_.other_care, fact, seq,
                      [&](const auto& it) { return it.care == fact.care && it.from == fact.from; });
            },
            [&](const ObligationAssigned& fact) {
              episode_.assignments.push_back({fact, seq});
            },
            [&](const ObligationWaived& fact) {
              episode_.waivers.push_back({fact, seq});
            },
            [&](const ObligationSnoozed& fact) {
              episode_.snoozes.push_back({fact, seq});
            },
            [](const EventWithdrawn&) {},
        },
        event.fact);
  }

  Episode finish() {
    for (SessionSlot& slot : sessions_) {
      const bool not_yet = slot.fact.outcome == Outcome::attended && slot.fact.start > as_of_;
      if (!slot.voided && !not_yet) episode_.sessions.push_back({std::move(slot.fact), slot.seq});
    }
    sort_by(episode_.coverages, [](const CoverageSet& it) { return it.effective; });
    sort_by(episode_.schedules, [](const ScheduleSet& it) { return it.effective; });
    sort_by(episode_.sessions, [](const SessionRecorded& it) {
      return std::tuple(it.start, std::string_view(it.session));
    });
    sort_by(episode_.prior_uses, [](const PriorUseReported& it) {
      return std::tuple(std::string_view(it.service), it.year);
    });
    sort_by(episode_.asks, [](const PayerAsked& it) { return std::string_view(it.ask); });
    std::stable_sort(
        episode_.measures.begin(), episode_.measures.end(),
        [](const auto& one, const auto& other) { return one.fact.at < other.fact.at; });
    sort_by(episode_.other_care, [](const OtherCareReported& it) {
      return std::tuple(it.from, std::string_view(it.care));
    });
    keep_last(episode_.assignments);
    keep_last(episode_.waivers);
    keep_last(episode_.snoozes);
    std::sort(episode_.authorizations.begin(), episode_.authorizations.end(),
              [](const auto& a, const auto& b) { return a.id < b.id; });
    return std::move(episode_);
  }

 private:
  struct SessionSlot {
    SessionRecorded fact;
    Seq seq = 0;
    bool voided = true;  // until it is recorded
  };

  template <class Fact, class SameIdentity>
  static void replace(std::vector<Said<Fact>>& facts, const Fact& fact, Seq seq,
                      SameIdentity same) {
    const auto found =
        std::find_if(facts.begin(), facts.end(), [&](const auto& said) { return same(said.fact); });
    if (found == facts.end())
      facts.push_back({fact, seq});
    else
      *found = {fact, seq};
  }

  template <class Fact>
  void count(std::vector<Said<Fact>>& facts, const Fact& fact, Seq seq) const {
    if (fact.at <= as_of_) facts.push_back({fact, seq});
  }

  // Most logs are written in the order of what they tell; to see that costs less than to sort.
  template <class Fact, class Key>
  static void sort_by(std::vector<Said<Fact>>& facts, Key key) {
    const auto order = [&](const auto& a, const auto& b) { return key(a.fact) < key(b.fact); };
    if (!std::is_sorted(facts.begin(), facts.end(), order))
      std::sort(facts.begin(), facts.end(), order);
  }

  // Of what was said about each obligation, the last; by obligation. At the end and at once,
  // because a long log can say as much as it has events.
  template <class Fact>
  static void keep_last(std::vector<Said<Fact>>& facts) {
    std::stable_sort(facts.begin(), facts.end(), [](const auto& one, const auto& other) {
      return one.fact.obligation < other.fact.obligation;
    });
    const auto first = std::unique(facts.rbegin(), facts.rend(), [](const auto& a, const auto& b) {
      return a.fact.obligation == b.fact.obligation;
    });
    facts.erase(facts.begin(), first.base());
  }

  AuthorizationHistory& history(const std::string& id) {
    for (AuthorizationHistory& it : episode_.authorizations)
      if (it.id == id) return it;
    return episode_.authorizations.emplace_back(AuthorizationHistory{id, {}, {}});
  }

  void requested(const AuthorizationRequested& fact, Seq seq) {
    AuthorizationHistory& of = history(fact.authorization);
    if (of.request && of.request->fact.at != fact.at)
      of.earlier_requests.push_back(std::move(*of.request));
    of.request = {fact, seq};
  }

  void decided(const AuthorizationDecided& fact, Seq seq) {
    AuthorizationHistory& of = history(fact.authorization);
    if (of.decision && of.decision->fact.decided_at != fact.decided_at)
      of.earlier_decisions.push_back(std::move(*of.decision));
    of.decision = {fact, seq};
  }

  SessionSlot& session(const std::string& id) {
    const auto [place, is_new] = sessions_by_id_.try_emplace(id, sessions_.size());
    if (is_new) sessions_.emplace_back();
    return sessions_[place->second];
  }

  Instant as_of_;
  Episode episode_;
  std::vector<SessionSlot> sessions_;
  std::unordered_map<std::string_view, std::size_t> sessions_by_id_;
};

template <class Fact>
const Said<Fact>* latest_on(const std::vector<Said<Fact>>& facts, Date date) {
  const Said<Fact>* latest = nullptr;
  for (const Said<Fact>& said : facts) {
    if (said.fact.effective > date) break;
    latest = &said;
  }
  return latest;
}

}  // namespace

Episode fold(const std::vector<Event>& log, Instant as_of) {
  std::vector<const Event*> known;
  std::vector<Seq> withdrawn;
  known.reserve(log.size());
  for (const Event& event : log) {
    if (event.recorded_at > as_of) continue;
    known.push_back(&event);
    if (const auto* withdrawal = std::get_if<EventWithdrawn>(&event.fact))
      withdrawn.push_back(withdrawal->withdraws);
  }
  const auto order = [](const Event* a, const Event* b) {
    return std::tuple(a->recorded_at, a->seq) < std::tuple(b->recorded_at, b->seq);
  };
  if (!std::is_sorted(known.begin(), known.end(), order))
    std::sort(known.begin(), known.end(), order);
  std::sort(withdrawn.begin(), withdrawn.end());

  Folding folding(log.size(), as_of);
  for (const Event* event : known)
    if (!std::binary_search(withdrawn.begin(), withdrawn.end(), event->seq)) folding.apply(*event);
  return folding.finish();
}

const Said<CoverageSet>* Episode::coverage_on(Date date) const {
  return latest_on(coverages, date);
}
const Said<ScheduleSet>* Episode::schedule_on(Date date) const {
  return latest_on(schedules, date);
}

}  // namespace authledger
