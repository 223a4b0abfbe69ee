// The chain over the events of a ledger, in the order of commitment:
//
//     content digest = SHA-256(salt, row)
//     digest         = SHA-256(digest before, position, content digest)
//
// A row that was changed, taken out, put in or moved breaks the chain at a position that can be
// named. What is purged (purge.hpp) leaves its position and both digests in `purged_event`, and the
// chain stays whole; without the salt, which is drawn and goes with the row, nobody can try out
// what the row may have been. Entries of the register and documents have a digest of their row
// alone: they have no order among each other.
//
// The chain says nothing about what was cut off at its end, or about a ledger that was exchanged
// for an older copy of itself: that is what the anchor is for (anchor.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"

namespace authledger::store {

struct ChainLink {
  std::int64_t position = 0;  // 0: before the first event
  std::string digest;         // SHA-256; of no event: 32 zero bytes
};

// A row of the table `event`, as it is stored.
struct ChainedEvent {
  std::int64_t position = 0;
  std::string episode;
  std::int64_t seq = 0;
  std::string id;
  std::int64_t recorded_at = 0;  // microseconds
  std::optional<std::string> facility, member;
  std::string fact;
  std::string salt;
};

constexpr std::size_t salt_size = 16;

std::string content_digest(const ChainedEvent& event);
std::string link_digest(const std::string& digest_before, std::int64_t position,
                        const std::string& content_digest);

// Of any other row: of what identifies it and what it holds.
std::string row_digest(std::initializer_list<std::string_view> fields);

ChainLink chain_head(sql::Connection& connection);

// The digest at a position, of an event or of the stub of one that was purged; none: neither is
// there.
std::optional<std::string> chain_digest(sql::Connection& connection, std::int64_t position);

// Computes the chain and every digest anew and calls `tell` with a sentence for each that differs;
// of the chain for the first alone, because all behind it differ too.
void check_chain(sql::Connection& connection, const std::function<void(std::string)>& tell);

// Draws salts and computes the digests of all events, none of which may be purged yet.
void link_events(sql::Connection& writer);

// Of entries of the register and documents that have none.
void write_row_digests(sql::Connection& writer);

}  // namespace authledger::store
