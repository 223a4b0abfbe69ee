// The review packet of one obligation, as files below the output directory of a nightly run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "tools/night.hpp"

namespace authledger::tools {

// Reads the documents, assembles the packet and writes packets/EPISODE@AUTHORIZATION.json and
// .html. Throws std::runtime_error when a file cannot be written; a document that cannot be read is
// part of the packet.
PacketOutcome write_packet(const std::string& episode, const store::Restated& restated,
                           const std::optional<Member>& member, const Obligation& review,
                           const std::vector<store::Document>& documents,
                           const std::string& directory);

// A file name for any two ids, EPISODE@AUTHORIZATION: what is not a letter, digit, hyphen,
// underscore or dot is written as ~NN, and long ones are cut and told apart by a checksum.
std::string packet_name(const std::string& episode, const std::string& authorization);
// Whether a file in packets/ is one of the episode's; of an episode whose id is so long that its
// names are cut, also of others that begin like it.
bool is_packet_of(const std::string& episode, const std::string& file_name);

}  // namespace authledger::tools
