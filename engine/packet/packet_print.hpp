// A review packet for paper: what packet_html() shows, as a document of pages with the member and
// the authorization on each.
#pragma once

#include <string>

#include "engine/packet/packet.hpp"
#include "engine/print/appendix.hpp"
#include "engine/print/document.hpp"

namespace authledger {

print::Document packet_document(const ReviewPacket& packet);

// See print::pdf_of() for what it throws.
// Behind the packet each appendix, after a sheet that names it.
std::string packet_pdf(const ReviewPacket& packet, const std::vector<print::Appendix>& appendices,
                       print::Paper paper);

}  // namespace authledger
