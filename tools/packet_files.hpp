// The review packet of one obligation, as files below the output directory of a nightly run.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/packet/packet.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "tools/night.hpp"

namespace authledger::tools {

// A packet that has been released, with the entry that the audit trail has of it if it discloses
// records of a program under 42 CFR Part 2, or was refused for want of consent.
struct ReleasedPacket {
  PacketOutcome outcome;
  std::string json, html;
  std::optional<store::AuditEntry> entry;
};

// What is known now of the member's consents, as the packet needs it.
using TermsNow = std::function<DisclosureTerms()>;

// Reads the documents and assembles the packet packets/EPISODE@AUTHORIZATION.json and .html. The
// terms are asked for when it is built and again when it is released; if something in it may not
// leave any more, it is built again without. A document that cannot be read is part of the packet.
ReleasedPacket release_packet(const std::string& episode, const store::Restated& restated,
                              const std::optional<Member>& member, const Obligation& review,
                              const std::vector<store::Document>& documents,
                              const TermsNow& terms_now);

// Throws std::runtime_error when a file cannot be written.
void write_packet(const ReleasedPacket& packet, const std::string& directory);

// Of what the ledger holds when it is called. `as_of`: the disclosure is at the later of it and
// now, since a packet of a past night leaves the house today.
DisclosureTerms disclosure_terms(sql::Connection& connection, const std::optional<Member>& member,
                                 const std::vector<store::Document>& documents, Instant as_of,
                                 bool is_accounted);

// A file name for any two ids, EPISODE@AUTHORIZATION: what is not a letter, digit, hyphen,
// underscore or dot is written as ~NN, and long ones are cut and told apart by a checksum.
std::string packet_name(const std::string& episode, const std::string& authorization);
// Whether a file in packets/ is one of the episode's; of an episode whose id is so long that its
// names are cut, also of others that begin like it.
bool is_packet_of(const std::string& episode, const std::string& file_name);

}  // namespace authledger::tools
