// Findings about care that must not stand beside other care.
#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>

#include "engine/standing/findings_by_theme.hpp"

namespace authledger::findings {
namespace {

constexpr Date open_end = Date::from_days(std::numeric_limits<std::int32_t>::max());

struct Other {  // what stands beside a session
  std::string_view name;
  Date last;  // on or before the session's date
  Seq seq = 0;
};

// Everything that can stand beside a session, found by name and date.
class OtherCare {
 public:
  explicit OtherCare(const Ground& ground) {
    for (const SessionStanding& session : ground.standing.sessions)
      if (session.outcome == Outcome::attended) sessions_[session.service].push_back(&session);
    for (const auto& said : ground.terms.episode.other_care) {  // by (from, care)
      std::vector<Running>& runs = care_[said.fact.care];
      Running run{said.fact.from, said.fact.to.value_or(open_end), said.seq};
      if (!runs.empty() && runs.back().to >= run.to) {
        run.to = runs.back().to;
        run.seq = runs.back().seq;
      }
      runs.push_back(run);
    }
  }

  // The latest of that name on or before the session's date, the session itself aside.
  std::optional<Other> beside(const SessionStanding& session, const std::string& name) const {
    std::optional<Other> latest = attended(session, name);
    const std::optional<Other> care = running(session.date, name);
    return care && (!latest || care->last > latest->last) ? care : latest;
  }

 private:
  struct Running {
    Date from;
    Date to;  // the latest of all that began no later, and the event that said it
    Seq seq;
  };

  std::optional<Other> attended(const SessionStanding& session, const std::string& name) const {
    const auto found = sessions_.find(name);
    if (found == sessions_.end()) return std::nullopt;
    const auto& all = found->second;
    auto after = std::upper_bound(
        all.begin(), all.end(), session.date,
        [](Date date, const SessionStanding* other) { return date < other->date; });
    if (after != all.begin() && *(after - 1) == &session) --after;
    if (after == all.begin()) return std::nullopt;
    const SessionStanding& other = **(after - 1);
    return Other{name, other.date, other.seq};
  }

  std::optional<Other> running(Date date, const std::string& name) const {
    const auto found = care_.find(name);
    if (found == care_.end()) return std::nullopt;
    const auto& runs = found->second;
    const auto after =
        std::upper_bound(runs.begin(), runs.end(), date,
                         [](Date day, const Running& run) { return day < run.from; });
    if (after == runs.begin()) return std::nullopt;
    const Running& run = *(after - 1);
    return Other{name, std::min(run.to, date), run.seq};
  }

  std::unordered_map<std::string_view, std::vector<const SessionStanding*>> sessions_;
  std::unordered_map<std::string_view, std::vector<Running>> care_;
};

}  // namespace

void add_exclusions(const Ground& ground, Findings& found) {
  if (std::none_of(ground.policies.begin(), ground.policies.end(),
                   [](const Terms::InForce& it) { return !it.policy->exclusions.empty(); }))
    return;
  const OtherCare others(ground);
  for (const Counted& counted : ground.counted) {
    const SessionStanding& session = *counted.session;
    for (const ExclusionRule& rule : counted.policy->exclusions) {
      if (!has_code(rule.codes, session.service)) continue;
      std::optional<Other> first;
      for (const std::string& name : rule.with) {
        const std::optional<Other> other = others.beside(session, name);
        if (other && session.date - other->last <= rule.within_days &&
            (!first || other->name < first->name))
          first = other;
      }
      if (!first) continue;
      found.push_back({.kind = FindingKind::excluded_overlap,
                       .from = session.date,
                       .service = session.service,
                       .subject = std::string(first->name),
                       .actual = session.date - first->last,
                       .limit = rule.within_days,
                       .because = ground.terms.because(*counted.policy, &rule.name,
                                                       {session.seq, first->seq})});
    }
  }
}

}  // namespace authledger::findings
