// The text of notice.html.tpl, as it was when the program was built.
#pragma once

namespace authledger::notices {

extern const char* const notice_template;

}  // namespace authledger::notices
