// What the comparisons of changes.hpp share.
#pragma once

#include "engine/packet/contents.hpp"

namespace authledger {

struct Comparison {
  const ClinicalRecord& record;
  const ReviewPacket& packet;
  Date since;  // the day of the decision: what is dated up to it was known before
  SinceApproval& result;

  bool is_before(const RecordDate& date) const { return date.first <= since; }
  std::string day() const { return to_text(since); }
};

void compare_lists(const Comparison& comparison);  // medications, diagnoses, goals

}  // namespace authledger
