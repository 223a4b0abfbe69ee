// What a PDF needs after its pages are drawn.
#pragma once

#include <string>

namespace authledger::print {

// Says in the file that its text is tagged, that it is English, and that its title is to be shown.
// Throws std::runtime_error of a file that cannot be read.
std::string finished(std::string pdf);

}  // namespace authledger::print
