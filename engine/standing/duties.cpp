// Duties: everything else that we owe by a date. Source: ledger rules, section 8, and
// payers/RULES.md, sections 3 and 5.
#include <algorithm>
#include <limits>

#include "engine/base/result.hpp"
#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct Start {  // one anchor of a duty, as it occurred
  Anchor anchor;
  std::string suffix;  // of the key
  std::optional<std::string> authorization;
  std::vector<Seq> events;
  std::optional<Date> effective = {};  // of a denial: the decision's start
};

// A date of the log that may come with its instant.
Anchor anchor_of(const Terms& terms, Date date, const std::optional<Instant>& at) {
  return at ? Anchor{date, *at} : terms.anchor(date);
}

class Duties {
 public:
  Duties(const Terms& terms, const Completions& completions, Standing& standing)
      : terms_(terms), completions_(completions), standing_(standing) {}

  void add_all() {
    add_episode_anchors();
    add_authorization_anchors();
    add_uncovered_anchors();
    add_by_session();
    add_initial_authorization();
  }

 private:
  void add_episode_anchors() {
    if (const auto& admitted = terms_.episode.admission)
      add(DutyRule::After::admission, {admission_anchor(), "", {}, {admitted->seq}});
    for (const auto& session : terms_.episode.sessions) {
      if (session.fact.outcome != Outcome::attended) continue;
      const Date date = first_attended_date();
      add(DutyRule::After::first_session, {terms_.anchor(date), "", {}, {session.seq}});
      break;
    }
    if (const auto discharged = terms_.discharge_date())
      add(DutyRule::After::discharge,
          {anchor_of(terms_, *discharged, terms_.episode.discharge->fact.at),
           "",
           {},
           {terms_.episode.discharge->seq}});
  }

  Anchor admission_anchor() const {
    const EpisodeAdmitted& admitted = terms_.episode.admission->fact;
    return anchor_of(terms_, admitted.date, admitted.at);
  }

  Date first_attended_date() const {
    for (const SessionStanding& session : standing_.sessions)
      if (session.outcome == Outcome::attended) return session.date;
    fail("asked for the first attended date of an episode without one");
  }

  void add_authorization_anchors() {
    for (const AuthorizationHistory& history : terms_.episode.authorizations) {
      if (!history.decision) continue;
      const AuthorizationDecided& decided = history.decision->fact;
      const std::vector<Seq> events{history.decision->seq};
      if (decided.is_approved())
        add(DutyRule::After::authorization_start,
            {terms_.anchor(*decided.start), ":" + history.id, history.id, events});
      if (decided.decision == Decision::denied || decided.decision == Decision::partial)
        add(DutyRule::After::denial, {terms_.anchor(decided.decided_at), ":" + history.id,
                                      history.id, events, decided.start});
    }
  }

  void add_uncovered_anchors() {
    const auto& all = standing_.uncovered;
    for (std::size_t i = 0; i < all.size();) {  // entries of one date stand together
      const Date date = all[i].date;
      std::vector<Seq> events;
      bool is_uncovered = false;
      for (; i < all.size() && all[i].date == date; ++i) {
        if (is_cap(all[i].reason)) continue;
        is_uncovered = true;
        events.insert(events.end(), all[i].because.events.begin(), all[i].because.events.end());
      }
      if (is_uncovered)
        add(DutyRule::After::uncovered,
            {terms_.anchor(date), ":" + to_text(date), {}, std::move(events)});
    }
  }

  void add(DutyRule::After after, const Start& start) {
    const Policy& policy = terms_.policy_on(start.anchor.date);
    for (const DutyRule& rule : policy.duties) {
      if (rule.after != after) continue;
      const std::string key = "duty:" + rule.name.key + start.suffix;
      Anchor counted = start.anchor;
      if (rule.first_day_counts) counted.date = counted.date - 1;
      Instant earliest = Instant::from_microseconds(std::numeric_limits<std::int64_t>::min());
      if (rule.or_effective_date && start.effective)
        earliest = policy.time.zone.at(*start.effective, policy.time.cutoff);
      Recurrence recurrence(counted, rule.span, policy.time);
      if (!rule.every) {
        push(policy, rule, start, key, std::max(earliest, recurrence.next()));
        continue;
      }
      for (int k = 1;; ++k) {
        const Instant due_at = std::max(earliest, recurrence.next());
        push(policy, rule, start, key + "#" + std::to_string(k), due_at);
        const Date due_date = policy.time.zone.day_of(due_at);
        const auto discharged = terms_.discharge_date();
        if (due_date > terms_.today || (discharged && due_date > *discharged)) break;
      }
    }
  }

  static bool ends_with_discharge(DutyRule::After after) {
    return after != DutyRule::After::discharge && after != DutyRule::After::denial &&
           after != DutyRule::After::uncovered;
  }

  void push(const Policy& policy, const DutyRule& rule, const Start& start, std::string key,
            Instant due_at) {
    standing_.obligations.push_back(closed(terms_, policy, completions_,
                                           {.key = std::move(key),
                                            .rule = &rule.name,
                                            .authorization = start.authorization,
                                            .due_at = due_at,
                                            .ends_with_discharge = ends_with_discharge(rule.after),
                                            .events = start.events}));
  }

  void add_by_session() {
    if (!terms_.episode.admission) return;
    const Policy& policy = terms_.policy_on(terms_.episode.admission->fact.date);
    for (const DutyRule& rule : policy.duties) {
      if (rule.after != DutyRule::After::by_session) continue;
      Start start{{}, "", {}, {terms_.episode.admission->seq}};
      const auto date = date_of_attended_session(rule.by_session, start.events);
      if (date)
        push(policy, rule, start, "duty:" + rule.name.key,
             policy.time.zone.at(*date, policy.time.cutoff));
    }
  }

  // Attended sessions first, then the forecast continues the count.
  std::optional<Date> date_of_attended_session(int n, std::vector<Seq>& events) const {
    int count = 0;
    for (const auto& session : terms_.episode.sessions) {
      if (session.fact.outcome != Outcome::attended) continue;
      events.push_back(session.seq);
      if (++count == n) return terms_.facility.zone.day_of(session.fact.start);
    }
    const auto ahead = static_cast<std::size_t>(n - count - 1);
    if (ahead < standing_.forecast.size()) return standing_.forecast[ahead].date;
    return std::nullopt;
  }

  void add_initial_authorization() {
    if (!terms_.episode.admission) return;
    const Date admitted = terms_.episode.admission->fact.date;
    const Policy& policy = terms_.policy_on(admitted);
    if (!policy.prior_authorization || !policy.prior_authorization->required) return;
    const PriorAuthorization& rule = *policy.prior_authorization;
    Obligation duty;
    duty.key = "duty:initial-authorization";
    duty.rule = "initial-authorization";
    duty.due_at = due(admission_anchor(), rule.request, policy.time);
    if (rule.not_earlier)
      duty.opens_at =
          policy.time.zone.start_of(shift(admitted, *rule.not_earlier, policy.time, -1));
    std::vector<Seq> events{terms_.episode.admission->seq};
    if (const auto met = first_answer(duty)) {
      duty.status = done_status(met->at, *duty.due_at);
      const auto* done = completions_.earliest(duty.key);
      if (done && done->seq == met->seq) note_completion(duty, *done);
      events.push_back(met->seq);
    } else if (duty.opens_at && terms_.as_of < *duty.opens_at) {
      duty.status = ObligationStatus::upcoming;
    } else {
      duty.status = pending_status(terms_, *duty.due_at);
    }
    duty.because = terms_.because(policy, &rule.name, std::move(events));
    duty.evidence = evidence_wanted(terms_, policy, EvidenceFor::initial, duty);
    duty.forms = forms_asked(terms_, policy);
    standing_.obligations.push_back(std::move(duty));
  }

  struct Answered {
    Instant at;
    Seq seq;
  };

  // What first met the duty of asking: a request that was not too early to be taken, a decision
  // (whoever asked for it), or that somebody said it was done.
  std::optional<Answered> first_answer(const Obligation& duty) const {
    std::optional<Answered> first;
    const auto meet = [&](Instant at, Seq seq) {
      if (!first || at < first->at) first = Answered{at, seq};
    };
    for (const AuthorizationHistory& history : terms_.episode.authorizations) {
      if (history.request && !(duty.opens_at && history.request->fact.at < *duty.opens_at))
        meet(history.request->fact.at, history.request->seq);
      if (history.decision) meet(history.decision->fact.decided_at, history.decision->seq);
    }
    if (const auto* done = completions_.earliest(duty.key)) meet(done->fact.at, done->seq);
    return first;
  }

  const Terms& terms_;
  const Completions& completions_;
  Standing& standing_;
};

}  // namespace

void add_duties(const Terms& terms, const Completions& completions, Standing& standing) {
  Duties(terms, completions, standing).add_all();
}

}  // namespace authledger
