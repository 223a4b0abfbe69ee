// ConText: which triggers color a mention.
#pragma once

#include <optional>

#include "engine/assertion/marks.hpp"

namespace authledger::assertion {

struct Colors {
  std::optional<Assertion> assertion;  // by the nearest trigger; none: there is none
  bool is_historical = false, is_hypothetical = false, is_other = false;
};
Colors colors_of(const Sentence& sentence, const TriggerTable& table);

}  // namespace authledger::assertion
