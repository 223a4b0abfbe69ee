// What was done of what was due: the completions of duties by their keys, and the status that they
// make of a due date. Source: ledger rules, section 8.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/standing/standing.hpp"
#include "engine/standing/terms.hpp"

namespace authledger {

// Found by key, because a long log can complete as many duties as it has events.
class Completions {
 public:
  explicit Completions(const Episode& episode);  // which must outlive this

  const Said<DutyCompleted>* earliest(std::string_view duty) const;  // null: not done

 private:
  std::unordered_map<std::string_view, const Said<DutyCompleted>*> earliest_;
};

// Notes on the obligation what met it.
template <class Fact>
void note_completion(Obligation& obligation, const Said<Fact>& done) {
  obligation.completion = Completion{done.fact.at, done.fact.note, done.seq};
}

ObligationStatus done_status(Instant at, Instant due_at);             // met or met_late
ObligationStatus pending_status(const Terms& terms, Instant due_at);  // open or overdue

struct OwedDuty {  // before anybody asked whether it was done
  std::string key;
  const RuleName* rule = nullptr;
  std::optional<std::string> authorization = {};
  Instant due_at;
  bool ends_with_discharge = false;  // not needed when discharged on or before the due date
  std::vector<Seq> events = {};
};

Obligation closed(const Terms& terms, const Policy& policy, const Completions& completions,
                  OwedDuty owed);

}  // namespace authledger
