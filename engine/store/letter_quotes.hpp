// What a letter to a payer may quote: the passages on risk, mental status and plan, and the latest
// notes, that the episode's latest review packet holds, word for word.
#pragma once

#include <string>

#include "engine/notices/payer_letter.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// Only if everything that the packet discloses may go to the payer now, as when it is submitted;
// else why not: also when there is no packet to this payer.
notices::PacketQuotes quotes_for_letter(sql::Connection& connection, const std::string& episode,
                                        const std::string& payer, Instant now);

}  // namespace authledger::store
