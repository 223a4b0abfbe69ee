// A review by telephone on one page: what reviewers ask, in the order in which they ask it, with
// what the packet holds of it, and room for what they answer. The order is that of two public
// outlines of telephonic reviews (Evernorth: outpatient and higher levels of care).
//
// Long answers are cut, and say so; the packet beside it holds them whole.
#pragma once

#include "engine/packet/packet.hpp"
#include "engine/print/document.hpp"

namespace authledger {

print::Document phone_script(const ReviewPacket& packet);

}  // namespace authledger
