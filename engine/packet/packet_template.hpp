// The texts of packet.html.tpl and sheet.html.tpl, as they were when the program was built.
#pragma once

namespace authledger {

extern const char* const packet_template;
extern const char* const sheet_template;

}  // namespace authledger
