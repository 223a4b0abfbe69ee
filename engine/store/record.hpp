// record: the one writer of events.
//
//     sql::Transaction transaction(*writer);
//     std::vector<Recorded> verdicts = record(*writer, book, events, now);
//     transaction.commit();                       // only now may anybody be told
//
// Appends what may join its log, then restates every episode that changed, all within the caller's
// transaction. A service under load appends only: the episodes then wait to be restated, and the
// tables say which (waiting_episode_ids), from the same transaction on.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/episode/event.hpp"
#include "engine/episode/posted_event.hpp"
#include "engine/policy/policy_book.hpp"
#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

enum class Verdict : std::uint8_t {
  created,  // appended
  exists,   // the same id with the same content is in the log already
  refused   // see the problems; nothing was written
};
std::string_view word(Verdict verdict);

struct Recorded {
  Verdict verdict = Verdict::refused;
  std::int64_t seq = 0;  // of created and exists
  Instant recorded_at;
  Problems problems;
};

// In the order of `events`. `now` is the store's clock; an event recorded live is never older than
// the one before it in its log, whatever the clock does.
std::vector<Recorded> append(sql::Connection& writer, std::span<const PostedEvent> events,
                             Instant now);
std::vector<Recorded> record(sql::Connection& writer, const PolicyBook& book,
                             std::span<const PostedEvent> events, Instant now);

// The same from somebody who sees some facilities only: an episode of another is refused as if
// there were none, a facility or member whom nobody showed them as if the register had none, and no
// refusal names what they do not see.
std::vector<Recorded> append_within(sql::Connection& writer, const Compartment& visible,
                                    std::span<const PostedEvent> events, Instant now);
std::vector<Recorded> record_within(sql::Connection& writer, const PolicyBook& book,
                                    const Compartment& visible, std::span<const PostedEvent> events,
                                    Instant now);

// What append_within would say of the events, each as if those before it had been appended.
struct Rehearsal {
  std::vector<Recorded> verdicts;                      // in the order of the events
  std::map<std::string, std::vector<Event>> appended;  // by episode, in the order of seq
};

// Writes nothing: any connection will do. Within a transaction, so that it is one view.
Rehearsal rehearse_within(sql::Connection& reader, const Compartment& visible,
                          std::span<const PostedEvent> events, Instant now);

}  // namespace authledger::store
