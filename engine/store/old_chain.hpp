// The chain of events as files up to version 8 have it: one digest over the digest before and the
// row. For bringing such a file up to date, and for an anchor that was written before that.
#pragma once

#include <cstdint>
#include <string>

#include "engine/store/sql.hpp"

namespace authledger::store {

// For rows of a ledger from before there were digests: those of the old chain, and of the register.
void write_old_digests(sql::Connection& writer);

// Throws sql::Error when the old chain is not whole: what was bent is not linked anew.
void link_again(sql::Connection& writer);

// The old digest at a position, computed from the rows; empty: a row up to there is missing, or was
// purged since, which nobody does before the anchor has moved.
std::string old_chain_digest(sql::Connection& connection, std::int64_t position);

}  // namespace authledger::store
