// One line of a CSV file (RFC 4180) that a spreadsheet opens without running anything.
//
//     csv_line({"E1", "a, b", "=1+1"})        // E1,"a, b",'=1+1 and CRLF
#pragma once

#include <string>
#include <vector>

namespace authledger {

// Quotes what needs it; a cell that a spreadsheet would take for a formula gets an apostrophe
// before it.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace authledger
