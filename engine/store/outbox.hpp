// What is to be told to other systems: written by the restating that found it, in its transaction,
// so that a message is there if and only if the derived rows are.
//
//     announce(writer, episode, facility, standing, reminders);  // restate() does
//     outbox_after(reader, 17, 100);
//
// Of every notice and every review by its key: "notice.owed" once it is to be done (a review: once
// it is open), "notice.completed" when what was announced has been done, "notice.withdrawn" when it
// is moot, waived, not open yet or gone. Restating again says nothing again; what comes back is
// announced anew. "reminder.owed" when a line of an authorization reaches a threshold, once for
// each; "reminder.withdrawn" when that is moot. A message names no member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/standing/reminders.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct OutboxMessage {
  std::int64_t position = 0;  // ascending in the order of commitment
  std::string id;             // "msg_" and 32 hexadecimal digits; the same whenever it is sent
  std::string kind;           // "notice.owed"
  std::string episode;
  std::string facility;
  std::string obligation;  // key; of a reminder its own
  std::optional<std::string> authorization;
  Instant created_at;
  std::optional<std::int64_t> withdraws;  // position of the message that does not hold any more
};

// Within the caller's transaction.
void announce(sql::Connection& writer, const std::string& episode, const std::string& facility,
              const Standing& standing, const std::vector<Reminder>& reminders);

// What was announced, is pending, has nobody and does not sleep, when so many percent of its time
// (from when it opens until it is due) are over.
struct Unclaimed {
  std::string episode, facility, obligation, kind;
  std::optional<std::string> authorization;
};
std::vector<Unclaimed> unclaimed(sql::Connection& connection, int percent, Instant now,
                                 std::size_t limit);
// A message "notice.unclaimed" or "review.unclaimed" for each; not again while it stays owed.
void escalate(sql::Connection& writer, int percent, Instant now, std::size_t limit);

// A message "glass.broken" of the facility, with this id in place of an obligation and no episode.
void announce_broken_glass(sql::Connection& writer, const std::string& id,
                           const std::string& facility, Instant now);

// A message "letter.released" about the obligation; it goes to one endpoint (letters.hpp).
OutboxMessage announce_letter(sql::Connection& writer, const std::string& episode,
                              const std::string& facility, const std::string& obligation,
                              Instant now);
constexpr std::string_view letter_kind = "letter.released";

// A message "digest.ready" with this date in place of an obligation and no episode or facility; it
// goes to one endpoint (digests.hpp).
OutboxMessage announce_digest(sql::Connection& writer, const std::string& date, Instant now);
constexpr std::string_view digest_kind = "digest.ready";

// Behind the position, in its order.
std::vector<OutboxMessage> outbox_after(sql::Connection& connection, std::int64_t position,
                                        std::size_t limit);
std::optional<OutboxMessage> find_message(sql::Connection& connection, const std::string& id);
std::optional<OutboxMessage> message_at(sql::Connection& connection, std::int64_t position);

std::int64_t last_message(sql::Connection& connection);  // 0: the outbox is empty

}  // namespace authledger::store
