#include "engine/standing/completions.hpp"

namespace authledger {

Completions::Completions(const Episode& episode) {
  earliest_.reserve(episode.duties.size());
  for (const auto& done : episode.duties) {
    const auto [place, is_new] = earliest_.try_emplace(done.fact.duty, &done);
    if (!is_new && done.fact.at < place->second->fact.at) place->second = &done;
  }
}

const Said<DutyCompleted>* Completions::earliest(std::string_view duty) const {
  const auto found = earliest_.find(duty);
  return found == earliest_.end() ? nullptr : found->second;
}

ObligationStatus done_status(Instant at, Instant due_at) {
  return at <= due_at ? ObligationStatus::met : ObligationStatus::met_late;
}

ObligationStatus pending_status(const Terms& terms, Instant due_at) {
  return terms.as_of > due_at ? ObligationStatus::overdue : ObligationStatus::open;
}

Obligation closed(const Terms& terms, const Policy& policy, const Completions& completions,
                  OwedDuty owed) {
  Obligation duty;
  duty.key = std::move(owed.key);
  duty.rule = owed.rule->key;
  duty.authorization = std::move(owed.authorization);
  duty.due_at = owed.due_at;
  const auto discharged = terms.discharge_date();
  if (const auto* done = completions.earliest(duty.key)) {
    duty.status = done_status(done->fact.at, owed.due_at);
    note_completion(duty, *done);
    owed.events.push_back(done->seq);
  } else if (owed.ends_with_discharge && discharged &&
             *discharged <= policy.time.zone.day_of(owed.due_at)) {
    duty.status = ObligationStatus::not_needed;
    owed.events.push_back(terms.episode.discharge->seq);
  } else {
    duty.status = pending_status(terms, owed.due_at);
  }
  duty.because = terms.because(policy, owed.rule, std::move(owed.events));
  return duty;
}

}  // namespace authledger
