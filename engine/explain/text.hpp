// An explanation as lines of text of at most 100 columns.
#pragma once

#include <string>

#include "engine/explain/explain.hpp"

namespace authledger::explain {

std::string to_text(const Explanation& told);

}  // namespace authledger::explain
