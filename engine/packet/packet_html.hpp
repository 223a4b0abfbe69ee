// A review packet as one HTML page that needs nothing beside it: no script, no other file. Prints
// on Letter and A4. Statements carry numbers that lead to the list of their sources at the end.
//
// The page is the template packet.html.tpl, which is built into the program.
#pragma once

#include <string>

#include "engine/packet/packet.hpp"

namespace authledger {

std::string packet_html(const ReviewPacket& packet);

}  // namespace authledger
