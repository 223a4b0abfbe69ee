// The review packet of one obligation, as files below the output directory of a nightly run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/packet_release.hpp"
#include "tools/night.hpp"

namespace authledger::tools {

// A packet that has been released, with the entry that the audit trail has of it if it discloses
// records of a program under 42 CFR Part 2, or was refused for want of consent.
struct ReleasedPacket {
  PacketOutcome outcome;
  std::string json, html;
  std::optional<store::AuditEntry> entry;
};

// As the files packets/EPISODE@AUTHORIZATION.json and .html.
ReleasedPacket release_packet(const store::PacketSources& sources,
                              const store::TermsNow& terms_now);

// Throws std::runtime_error when a file cannot be written.
void write_packet(const ReleasedPacket& packet, const std::string& directory);

// A file name for any two ids, EPISODE@AUTHORIZATION: what is not a letter, digit, hyphen,
// underscore or dot is written as ~NN, and long ones are cut and told apart by a checksum.
std::string packet_name(const std::string& episode, const std::string& authorization);
// Whether a file in packets/ is one of the episode's; of an episode whose id is so long that its
// names are cut, also of others that begin like it.
bool is_packet_of(const std::string& episode, const std::string& file_name);

}  // namespace authledger::tools
