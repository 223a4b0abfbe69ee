#include <array>

#include "tests/simulation/simulation.hpp"

namespace authledger::simulation {
namespace {

constexpr std::array trouble_words{"power_loss",       "kills",         "failing_disk",
                                   "full_disk",        "clock_jumps",   "lost_messages",
                                   "doubled_messages", "late_messages", "other_policies",
                                   "restarts"};

}  // namespace

std::string words_of(unsigned troubles) {
  std::string words;
  for (std::size_t i = 0; i < trouble_words.size(); ++i)
    if (troubles >> i & 1U) words += (words.empty() ? "" : ",") + std::string(trouble_words[i]);
  return words;
}

unsigned troubles_of(const std::string& words) {
  unsigned troubles = 0;
  for (std::size_t i = 0; i < trouble_words.size(); ++i)
    if (("," + words + ",").find("," + std::string(trouble_words[i]) + ",") != std::string::npos)
      troubles |= 1U << i;
  return troubles;
}

}  // namespace authledger::simulation
