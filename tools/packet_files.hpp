// The review packet of one obligation, as files below the output directory of a nightly run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/packet_release.hpp"
#include "tools/night.hpp"

namespace authledger::tools {

struct PacketFiles {
  PacketOutcome outcome;
  std::string json, html;
  std::string pdf, script;  // empty: not rendered yet
  bool is_written = false;  // an earlier run, or one that was killed, has written just this
};

// packets/EPISODE@AUTHORIZATION.json, .html, .pdf and .script.pdf. The packet stays in `released`.
PacketFiles packet_files(const store::PacketSources& sources, store::ReleasedPacket& released);

// Renders what is not rendered yet.
void print_packet(PacketFiles& files, const store::ReleasedPacket& released);

// Whether all its files are there with these bytes.
bool is_written(const PacketFiles& packet, const std::string& directory);
// Throws std::runtime_error when a file cannot be written.
void write_packet(const PacketFiles& packet, const std::string& directory);

// A file name for any two ids, EPISODE@AUTHORIZATION: what is not a letter, digit, hyphen,
// underscore or dot is written as ~NN, and long ones are cut and told apart by a checksum.
std::string packet_name(const std::string& episode, const std::string& authorization);
// Whether a file in packets/ is one of the episode's; of an episode whose id is so long that its
// names are cut, also of others that begin like it.
bool is_packet_of(const std::string& episode, const std::string& file_name);

}  // namespace authledger::tools
