// A version of a review packet as the API tells of it.
#pragma once

#include "engine/base/json_writer.hpp"
#include "engine/store/packets.hpp"
#include "server/request.hpp"

namespace authledger::server {

// An object: everything but what the packet says.
void write_packet_version(JsonWriter& out, const store::PacketVersion& version);

// With the content: the answer to GET, whose entity tag guards approving and submitting.
std::string packet_text(sql::Connection& connection, const store::PacketVersion& version);

// The version that an address names. None: there is none of this number.
std::optional<store::PacketVersion> packet_at(sql::Connection& connection,
                                              const std::string& episode,
                                              const std::string& number);
Response no_packet(const std::string& episode);

}  // namespace authledger::server
