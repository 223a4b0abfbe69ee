// The steps of assemble(), each of which fills its part of the packet.
#pragma once

#include "engine/packet/packet.hpp"

namespace authledger {

// Which documents may be used, merged into one record; the others are listed with the reason.
ClinicalRecord admit_documents(const PacketRequest& request, ReviewPacket& packet);

// What may be disclosed, and how what stands in the packet is protected (disclosure.cpp).
class Gate {
 public:
  Gate(const PacketRequest& request, ReviewPacket& packet);  // asks about the ledger's figures

  // The reason why the document stays out; none: it is let in.
  std::optional<RefusedDocument> refusal_of(const DocumentInfo& document);

 private:
  const PacketRequest& request_;
  PacketDisclosure& disclosure_;
};
consent::Tag tag_of(const DisclosureTerms& terms, const DocumentInfo& document);
// Gives everything in the packet the strictest tag of the documents that it names as its sources.
void hand_on_tags(ReviewPacket& packet);

void add_header(const PacketRequest& request, ReviewPacket& packet);
void add_utilization(const PacketRequest& request, ReviewPacket& packet);
void add_attendance(const PacketRequest& request, ReviewPacket& packet);
void add_statements(const ClinicalRecord& record, ReviewPacket& packet);
void add_scores(const ClinicalRecord& record, ReviewPacket& packet);
// Reads the scores that are filled in.
void add_criteria(const PacketRequest& request, const ClinicalRecord& record, ReviewPacket& packet);
void add_quotes(const ClinicalRecord& record, ReviewPacket& packet);

// What is missing, and the verdict; reads what the other steps have filled in.
void judge(const PacketRequest& request, ReviewPacket& packet);

// Newest first; undated last.
bool is_newer(const std::optional<RecordDate>& one, const std::optional<RecordDate>& other);
bool is_usable(const RecordItem& item);  // not entered in error, superseded or cancelled

}  // namespace authledger
