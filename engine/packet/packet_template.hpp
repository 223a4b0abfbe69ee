// The text of packet.html.tpl, as it was when the program was built.
#pragma once

namespace authledger {

extern const char* const packet_template;

}  // namespace authledger
