// The text of letter.html.tpl, as it was when the program was built.
#pragma once

namespace authledger::notices {

extern const char* const letter_template;

}  // namespace authledger::notices
