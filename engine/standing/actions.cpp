// What the team says about its obligations: whose each is, which are waived, which sleep for a
// while. Source: payers/RULES.md, section 11.
#include <algorithm>

#include "engine/standing/obligations.hpp"

namespace authledger {
namespace {

// What was said about the key; null: nothing.
template <class Fact>
const Said<Fact>* about(const std::vector<Said<Fact>>& facts, const std::string& key) {
  const auto found = std::lower_bound(
      facts.begin(), facts.end(), key,
      [](const auto& said, const auto& wanted) { return said.fact.obligation < wanted; });
  return found != facts.end() && found->fact.obligation == key ? &*found : nullptr;
}

// What the payer owes is not ours to let go.
void waive(Obligation& obligation, const Said<ObligationWaived>& said) {
  if (!is_pending(obligation.status) || obligation.kind == ObligationKind::decision) return;
  obligation.status = ObligationStatus::waived;
  obligation.waiver = Waiver{said.fact.reason, said.fact.by, said.seq};
  auto& events = obligation.because.events;
  events.insert(std::lower_bound(events.begin(), events.end(), said.seq), said.seq);
}

// What is overdue wakes up, whatever was said.
void snooze(Obligation& obligation, const ObligationSnoozed& said, Instant as_of) {
  const bool sleeps =
      is_pending(obligation.status) && obligation.status != ObligationStatus::overdue;
  if (sleeps && said.until && *said.until > as_of) obligation.snoozed_until = said.until;
}

}  // namespace

void apply_actions(const Terms& terms, Standing& standing) {
  const Episode& episode = terms.episode;
  if (episode.assignments.empty() && episode.waivers.empty() && episode.snoozes.empty()) return;
  for (Obligation& obligation : standing.obligations) {
    if (const auto* assigned = about(episode.assignments, obligation.key))
      obligation.assignee = assigned->fact.assignee;
    if (const auto* waived = about(episode.waivers, obligation.key)) waive(obligation, *waived);
    if (const auto* snoozed = about(episode.snoozes, obligation.key))
      snooze(obligation, snoozed->fact, terms.as_of);
  }
}

}  // namespace authledger
