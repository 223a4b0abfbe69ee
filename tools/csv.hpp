// One line of a CSV file (RFC 4180) that a spreadsheet opens without running anything.
#pragma once

#include <string>
#include <vector>

namespace authledger::tools {

// Quotes what needs it; a cell that a spreadsheet would take for a formula gets an apostrophe
// before it.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace authledger::tools
