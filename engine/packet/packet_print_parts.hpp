// The parts of a printed packet, and small words they share.
#pragma once

#include "engine/packet/packet_words.hpp"
#include "engine/packet/sheets.hpp"
#include "engine/print/document.hpp"

namespace authledger {

// "Roe, Jane · born 1990-01-02 · id X100": what every page names.
std::string head_of(const PacketHeader& header);
print::Frame frame_of(Verdict verdict);

print::Run strong(std::string text);
print::Run soft(std::string text);
print::Paragraph nothing(const char* text);
// " [3] [7]"; empty of no source.
print::Run marks_of(const std::vector<Source>& sources, SourceNumbers& numbers);

void print_sheets(print::Document& to, const std::vector<Sheet>& sheets, SourceNumbers& numbers);
void print_units(print::Document& to, const ReviewPacket& packet);
void print_attendance(print::Document& to, const ReviewPacket& packet);
void print_scores(print::Document& to, const ReviewPacket& packet, SourceNumbers& numbers);
void print_criteria(print::Document& to, const ReviewPacket& packet, SourceNumbers& numbers);
void print_statements(print::Document& to, const ReviewPacket& packet, SourceNumbers& numbers);
void print_documents(print::Document& to, const ReviewPacket& packet, SourceNumbers& numbers);

// Units left over time of the authorization's first line with units; none: there is no such line.
std::optional<print::Chart> burn_down_of(const ReviewPacket& packet,
                                         const AuthorizationStanding& authorization);

}  // namespace authledger
