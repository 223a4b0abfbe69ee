// Text into HTML without becoming markup.
#pragma once

#include <string>
#include <string_view>

namespace authledger::server {

// Safe between tags and in a quoted attribute: & < > " ' are written as references; control
// characters, which HTML does not allow, as U+FFFD.
std::string escaped(std::string_view text);

}  // namespace authledger::server
