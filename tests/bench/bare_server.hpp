// What the service is measured against: a server of Beast's that does nothing but what no durable
// server can do without. The shape is the service's: one thread for the sockets, one that writes,
// whatever has queued up is one commit, and an answer leaves after it.
#pragma once

#include <cstdint>
#include <string>

namespace authledger::bench {

enum class BareRows {
  bytes,  // the body of a POST, as it came, appended to a table without an index
  keyed,  // the same with the client's id of the event as the key, so that nothing is there twice
  event,  // the body as an event of the service's table, with its keys cut out of the text
  event_and_entry  // that, and an entry as in the service's audit trail
};

// Serves on any free port of 127.0.0.1 and prints "listening on http://127.0.0.1:PORT"; never
// returns. POST: the body is committed to `file`, which begins with the events of so many episodes.
// GET: `answer`.
void serve_bare(const std::string& file, BareRows rows, std::size_t episodes, std::string answer);

}  // namespace authledger::bench
