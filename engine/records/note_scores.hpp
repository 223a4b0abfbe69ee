// Scores that a sentence mentions: "PHQ-9: 14", "GAD-7 score of 11 on 2026-03-02".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/instruments.hpp"
#include "engine/time/date.hpp"

namespace authledger {

struct MentionedScore {
  const Instrument* instrument = nullptr;
  std::string value;
  std::optional<Date> date;        // said beside the number
  std::size_t begin = 0, end = 0;  // bytes
  std::string doubt;               // why it is not taken; empty: it is taken
};

// In the order of the text; also those that were left alone because several numbers stand there.
std::vector<MentionedScore> mentioned_scores(std::string_view text);

}  // namespace authledger
