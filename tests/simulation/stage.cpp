#include "tests/simulation/stage.hpp"

#include <algorithm>
#include <utility>

namespace authledger::simulation {

bool Stage::meets(unsigned trouble, int percent) {
  return chaos_.chance(percent) && !is_calm_ && has(trouble);
}

DiskFaults Stage::draw_faults() {
  DiskFaults faults;
  if (meets(power_loss, 5)) faults.power_at = chaos_.between(1, 30);
  if (meets(failing_disk, 2)) faults.at_sync = 1;
  if (meets(failing_disk, 1)) faults.at_write = chaos_.between(1, 12);
  if (meets(failing_disk, 1)) faults.at_read = chaos_.between(1, 12);
  if (meets(full_disk, 3)) {
    faults.full_at_write = chaos_.between(1, 12);
    faults.full_for = chaos_.between(1, 4);
  }
  return faults;
}

Micros Stage::jump_clock() {
  const Micros by = chaos_.chance(50)   ? chaos_.between(-90, 90) * second
                    : chaos_.chance(80) ? chaos_.between(-30, 30) * hour
                                        : chaos_.between(-400, 400) * day;
  clock_is_off_ += by;
  return by;
}

Micros Stage::travel(Dice& network) {
  if (meets(late_messages, 5)) return network.between(1, 90) * second;
  return network.between(1, 80) * millisecond / 2;
}

bool Stage::go_on() {
  if (agenda_.empty()) return false;
  const auto next = agenda_.begin();
  now_ = std::max(now_, next->first);
  const auto act = std::move(next->second);
  agenda_.erase(next);
  act();
  return true;
}

void Stage::tell(const std::string& what) {
  story_.push_back(std::to_string(now_ / 1'000) + " ms: " + what);
  if (story_.size() > 60) story_.pop_front();
  for (const char it : what)
    result_.trace = (result_.trace ^ static_cast<unsigned char>(it)) * 1'099'511'628'211ULL;
}

Result Stage::finish(const std::string& violation, const Disk& disk) {
  result_.violation = violation;
  result_.simulated = now_;
  result_.story.assign(story_.begin(), story_.end());
  result_.counts["disk operations"] = disk.operations();
  return std::move(result_);
}

}  // namespace authledger::simulation
