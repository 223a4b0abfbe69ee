// Who has an obligation, which were waived, which sleep: payers/RULES.md, section 11.
#include "tests/oracle/obligations.hpp"

namespace authledger::oracle {

void act_on(std::vector<Obligation>& obligations, const History& history) {
  for (Obligation& it : obligations) {
    if (const auto said = history.assignments.find(it.key); said != history.assignments.end())
      it.assignee = said->second.assignee;
    const bool waits = it.status == "upcoming" || it.status == "open";
    const bool pending = waits || it.status == "overdue";
    const auto waiver = history.waivers.find(it.key);
    if (pending && it.kind != "decision" && waiver != history.waivers.end()) {
      it.status = "waived";
      it.waived_because = waiver->second.reason;
      continue;
    }
    const auto snooze = history.snoozes.find(it.key);
    if (waits && snooze != history.snoozes.end() && snooze->second.until &&
        history.as_of < *snooze->second.until)
      it.snoozed_until = snooze->second.until;
  }
}

}  // namespace authledger::oracle
