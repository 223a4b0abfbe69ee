// Builds the review packets of an episode from what the ledger holds now, and keeps them as
// versions: on request, and in the night after the episode was restated.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/packets.hpp"

namespace authledger::store {

// The reviews that a packet is for, and the duty to ask for the first authorization, whose packet
// has "" for one: of the authorization, whenever it is due; without one, those that are due or
// overdue.
std::vector<const Obligation*> reviews_to_build(const Standing& standing,
                                                const std::optional<std::string>& authorization);

// A packet for each of these. `now`: when they are built. Within the caller's transaction. Throws
// sql::Error; std::exception when one cannot be assembled.
std::vector<Kept> build_packets(sql::Connection& writer, const PolicyBook& book,
                                const std::string& episode, const Restated& restated,
                                const std::vector<const Obligation*>& reviews,
                                const std::string& by, Instant now);

}  // namespace authledger::store
