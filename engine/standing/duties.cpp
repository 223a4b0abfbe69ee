// Duties: everything else with a date, ours and the payer's. Source: ledger rules, section 8.
#include <algorithm>

#include "engine/base/result.hpp"
#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

struct Start {  // one anchor of a duty, as it occurred
  Anchor anchor;
  std::string suffix;  // of the key
  std::optional<std::string> authorization;
  std::vector<Seq> events;
};

class Duties {
 public:
  Duties(const Terms& terms, Standing& standing) : terms_(terms), standing_(standing) {}

  void add_all() {
    add_episode_anchors();
    add_authorization_anchors();
    add_uncovered_anchors();
    add_by_session();
    add_initial_authorization();
    add_payer_decisions();
    add_payer_requests();
  }

 private:
  void add_episode_anchors() {
    if (const auto& admitted = terms_.episode.admission)
      add(DutyRule::After::admission,
          {terms_.anchor(admitted->fact.date), "", {}, {admitted->seq}});
    for (const auto& session : terms_.episode.sessions) {
      if (session.fact.outcome != Outcome::attended) continue;
      const Date date = first_attended_date();
      add(DutyRule::After::first_session, {terms_.anchor(date), "", {}, {session.seq}});
      break;
    }
    if (const auto discharged = terms_.discharge_date())
      add(DutyRule::After::discharge,
          {terms_.anchor(*discharged), "", {}, {terms_.episode.discharge->seq}});
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
        add(DutyRule::After::denial,
            {terms_.anchor(decided.decided_at), ":" + history.id, history.id, events});
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
      if (!rule.every) {
        push(policy, rule, start, key, due(start.anchor, rule.span, policy.time));
        continue;
      }
      Recurrence recurrence(start.anchor, rule.span, policy.time);
      for (int k = 1;; ++k) {
        const Instant due_at = recurrence.next();
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
    Obligation duty;
    duty.key = std::move(key);
    duty.rule = rule.name.key;
    duty.authorization = start.authorization;
    duty.due_at = due_at;
    std::vector<Seq> events = start.events;
    const auto discharged = terms_.discharge_date();
    if (const auto* done = earliest_completion(duty.key)) {
      duty.status = on_time(done->fact.at, due_at);
      events.push_back(done->seq);
    } else if (ends_with_discharge(rule.after) && discharged &&
               *discharged <= policy.time.zone.day_of(due_at)) {
      duty.status = ObligationStatus::not_needed;
      events.push_back(terms_.episode.discharge->seq);
    } else {
      duty.status = pending(due_at);
    }
    duty.because = terms_.because(policy, &rule.name, std::move(events));
    standing_.obligations.push_back(std::move(duty));
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
    Obligation duty;
    duty.key = "duty:initial-authorization";
    duty.rule = "initial-authorization";
    duty.due_at = due(terms_.anchor(admitted), policy.prior_authorization->request, policy.time);
    std::vector<Seq> events{terms_.episode.admission->seq};
    std::optional<Instant> met;
    Seq met_by = 0;
    const auto meet = [&](Instant at, Seq seq) {
      if (met && *met <= at) return;
      met = at;
      met_by = seq;
    };
    for (const AuthorizationHistory& history : terms_.episode.authorizations) {
      if (history.request) meet(history.request->fact.at, history.request->seq);
      if (history.decision) meet(history.decision->fact.decided_at, history.decision->seq);
    }
    if (const auto* done = earliest_completion(duty.key)) meet(done->fact.at, done->seq);
    duty.status = met ? on_time(*met, *duty.due_at) : pending(*duty.due_at);
    if (met) events.push_back(met_by);
    duty.because = terms_.because(policy, &policy.prior_authorization->name, std::move(events));
    standing_.obligations.push_back(std::move(duty));
  }

  static bool awaits_decision(const AuthorizationHistory& history) {
    if (!history.request) return false;
    return !history.decision || history.decision->fact.decision == Decision::pended ||
           history.decision->fact.decided_at < history.request->fact.at;
  }

  void add_payer_decisions() {
    for (const AuthorizationHistory& history : terms_.episode.authorizations) {
      if (!awaits_decision(history)) continue;
      const AuthorizationRequested& request = history.request->fact;
      const Anchor anchor = terms_.anchor(request.at);
      const Policy& policy = terms_.policy_on(anchor.date);
      if (!policy.prior_authorization) continue;
      const auto& span = request.expedited ? policy.prior_authorization->expedited
                                           : policy.prior_authorization->standard;
      if (!span) continue;
      Obligation decision;
      decision.key = "decision:" + history.id;
      decision.kind = ObligationKind::decision;
      decision.rule = "decision";
      decision.authorization = history.id;
      decision.due_at = due(anchor, *span, policy.time);
      decision.status = pending(*decision.due_at);
      std::vector<Seq> events{history.request->seq};
      if (history.decision) events.push_back(history.decision->seq);
      decision.because =
          terms_.because(policy, &policy.prior_authorization->name, std::move(events));
      standing_.obligations.push_back(std::move(decision));
    }
  }

  void add_payer_requests() {
    for (const auto& asked : terms_.episode.asks) {
      Obligation request;
      request.key = "request:" + asked.fact.ask;
      request.kind = ObligationKind::request;
      request.rule = "stated";
      request.opens_at = asked.fact.at;
      request.due_at = asked.fact.due;
      request.because.rule = "stated";
      request.because.events = {asked.seq};
      if (const auto* done = earliest_completion(request.key)) {
        request.status = on_time(done->fact.at, asked.fact.due);
        request.because.events.push_back(done->seq);
        std::sort(request.because.events.begin(), request.because.events.end());
      } else {
        request.status = pending(asked.fact.due);
      }
      standing_.obligations.push_back(std::move(request));
    }
  }

  const Said<DutyCompleted>* earliest_completion(const std::string& key) const {
    const Said<DutyCompleted>* earliest = nullptr;
    for (const auto& done : terms_.episode.duties)
      if (done.fact.duty == key && (!earliest || done.fact.at < earliest->fact.at))
        earliest = &done;
    return earliest;
  }

  static ObligationStatus on_time(Instant at, Instant due_at) {
    return at <= due_at ? ObligationStatus::met : ObligationStatus::met_late;
  }
  ObligationStatus pending(Instant due_at) const {
    return terms_.as_of > due_at ? ObligationStatus::overdue : ObligationStatus::open;
  }

  const Terms& terms_;
  Standing& standing_;
};

}  // namespace

void add_duties(const Terms& terms, Standing& standing) {
  Duties(terms, standing).add_all();
}

}  // namespace authledger
