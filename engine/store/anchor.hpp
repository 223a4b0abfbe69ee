// The anchor of a chain: a small file beside the database that names the last link which was
// acknowledged; one for the events, one for the audit trail (audit.hpp). A database that holds less
// than its anchor says has lost something, although it is whole in itself: its log was cut, or it
// is an older copy.
//
//     Anchor anchor(anchor_file(directory));
//     if (const auto link = anchor.read()) check_anchor(*link, connection);    // BehindAnchor
//     anchor.move_to(chain_head(connection));         // after each commit, before it is answered
//
// It is written after the commit, so it is never ahead of what is on disk. It is synced now
// and then, not at every commit: a process that dies leaves it exact; a machine that loses its
// power leaves it a few commits behind, which is no fault, and every loss from before them is
// noticed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/store/chain.hpp"

namespace authledger::store {

// The links after `last` up to `anchored` were acknowledged and are not in the ledger; or, when
// they are equal, what is there is not what was acknowledged. `what`: "events", "audit entries".
class BehindAnchor : public sql::Error {
 public:
  BehindAnchor(std::string_view what, std::int64_t last, std::int64_t anchored);
};

class Anchor {
 public:
  explicit Anchor(std::string file);  // creates nothing yet
  ~Anchor();
  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;

  // What it says; none: there is no anchor yet, or nothing in it can be read.
  std::optional<ChainLink> read() const;

  // Throws sql::Error when it cannot be written or synced: nothing may be acknowledged then.
  void move_to(const ChainLink& head);
  void sync();

 private:
  void open();

  std::string path_;
  int file_ = -1;
  std::uint64_t writes_ = 0;  // which slot comes next: a torn write spoils one, the other stands
  std::int64_t position_ = -1;
  int unsynced_ = 0;  // moves
};

// A chain as an anchor asks for it.
struct AnchoredChain {
  std::string_view what;  // "events"
  ChainLink (*head)(sql::Connection&);
  std::optional<std::string> (*digest)(sql::Connection&, std::int64_t position);
};

// Throws BehindAnchor when the ledger does not hold what was acknowledged. Beside a service the
// anchor must be read before the connection begins to read.
void check_anchor(const ChainLink& anchored, const AnchoredChain& chain,
                  sql::Connection& connection);
void check_anchor(const ChainLink& anchored, sql::Connection& connection);  // of the events

std::string anchor_file(const std::string& directory);  // of the events

}  // namespace authledger::store
