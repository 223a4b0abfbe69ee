#include "engine/standing/unknowns.hpp"

#include <algorithm>
#include <tuple>

namespace authledger {
namespace {

// In a stack, a rule whose codes all have a rule above it speaks no more.
bool is_hidden(const Policy& policy, const ServiceRule& rule) {
  if (policy.stack.empty()) return false;
  return std::all_of(rule.codes.begin(), rule.codes.end(), [&](const std::string& code) {
    for (const ServiceRule* above = policy.services.data(); above != &rule; ++above)
      if (!above->for_ages && !above->codes.empty() && has_code(above->codes, code)) return true;
    return false;
  });
}

class Unknowns {
 public:
  Unknowns(const Terms& terms, Standing& standing) : terms_(terms), standing_(standing) {}

  void add_those_of(const Terms::InForce& in_force) {
    const Policy& policy = *in_force.policy;
    for (const UnknownTopic& topic : policy.unknown)
      add(in_force, topic.document ? *topic.document : policy.lowest(), topic.about, topic.note,
          nullptr);
    for (const ServiceRule& rule : policy.services)
      if (rule.authorization == Requirement::unknown && !is_hidden(policy, rule))
        add(in_force, policy.document_of(rule.name), Topic::authorization, "", &rule.name);
  }

 private:
  void add(const Terms::InForce& in_force, const Policy& document, Topic about,
           const std::string& note, const RuleName* rule) {
    for (UnknownStanding& known : standing_.unknowns)
      if (known.because.policy == &document && known.about == about) {
        if (known.note.empty()) known.note = note;
        return;
      }
    std::vector<Seq> events;
    if (const auto* coverage = terms_.episode.coverage_on(in_force.since))
      events.push_back(coverage->seq);
    Because because = terms_.because(*in_force.policy, rule, std::move(events));
    because.policy = &document;
    standing_.unknowns.push_back({about, note, std::move(because)});
  }

  const Terms& terms_;
  Standing& standing_;
};

}  // namespace

void add_unknowns(const Terms& terms, Standing& standing) {
  if (!terms.episode.admission) return;
  Unknowns unknowns(terms, standing);
  for (const auto& in_force :
       terms.policies_between(terms.episode.admission->fact.date, terms.today))
    unknowns.add_those_of(in_force);
  // Documents lie in the order of the book, one behind the other.
  std::sort(standing.unknowns.begin(), standing.unknowns.end(), [](const auto& a, const auto& b) {
    return std::tuple(a.because.policy, a.about) < std::tuple(b.because.policy, b.about);
  });
}

}  // namespace authledger
