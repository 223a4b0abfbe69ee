// A review packet as it may leave the house now: assembled from the ledger, the member's documents
// and what is known of the consents, and asked about once more before it is handed out.
//
//     ReleasedPacket released = release_packet({episode, restated, member, review, documents},
//                                              terms_now, "authledger nightly");
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/packet/packet.hpp"
#include "engine/print/appendix.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"

namespace authledger::store {

struct PacketSources {
  const std::string& episode;
  const Restated& restated;
  const std::optional<Member>& member;
  const Obligation& review;  // of the standing
  const std::vector<Document>& documents;
  const std::vector<CriteriaSet>& criteria;  // of the policy book
};

// Points into the policy book of the standing.
struct ReleasedPacket {
  ReviewPacket packet;
  std::string json, html;
  std::vector<print::Appendix> appendices;  // documents that came as PDF
  // Of the audit trail, if it discloses records of a program under 42 CFR Part 2, or was refused
  // for want of consent.
  std::optional<AuditEntry> entry;
};

// What is known now of the member's consents, as the packet needs it.
using TermsNow = std::function<DisclosureTerms()>;

// The terms are asked for when it is built and again when it is released; if something in it may
// not leave any more, it is built again without. A document that cannot be read is part of the
// packet. `by`: who releases it, as the entry says.
ReleasedPacket release_packet(const PacketSources& sources, const TermsNow& terms_now,
                              const std::string& by);

// The two halves of it. The first asks nobody and reads no ledger, so that it may run on any
// thread; it is everything that takes time. `terms`: as they were when the work was handed out.
ReleasedPacket assembled_packet(const PacketSources& sources, const DisclosureTerms& terms);
// The second asks whether it may leave as it is, and assembles it again where not. True: it did.
bool release_assembled(ReleasedPacket& packet, const PacketSources& sources,
                       const TermsNow& terms_now, const std::string& by);

// Of what the ledger holds when it is called. `as_of`: the disclosure is at the later of it and
// now, since a packet of a past night leaves the house today.
DisclosureTerms disclosure_terms(sql::Connection& connection, const std::optional<Member>& member,
                                 const std::vector<Document>& documents, Instant as_of);

// None: of ordinary records only, sent for payment, of which no account is due.
std::optional<AuditEntry> disclosure_entry(const std::string& episode,
                                           const PacketDisclosure& disclosure,
                                           const std::string& by);

}  // namespace authledger::store
