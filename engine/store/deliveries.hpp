// What is to be delivered where, and how far it is. An endpoint gets the messages of the outbox in
// their order, those of one authorization (or of an episode's rest) strictly one after the other.
//
//     enlist(writer, "ehr", fingerprint);                  // at start
//     while (fan_out(writer, wanted, now, 500) > 0) {}     // a delivery for each new message
//     for (const Delivery& it : due_deliveries(reader, "ehr", now, 4)) ...
//     record_attempt(writer, attempt);                     // and what comes of it
//
// What was sent but not recorded is due again, under the same id.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/store/outbox.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/zone.hpp"

namespace authledger::store {

// A new endpoint gets what comes after now. One that is known under another fingerprint is enabled
// again.
void enlist(sql::Connection& writer, const std::string& endpoint, const std::string& fingerprint);

// Times of day at the facility that a message is about in which nothing is begun; `from` may be
// later than `to`: overnight.
struct QuietHours {
  TimeOfDay from, to;
};
// The instant itself, or the end of the quiet hours that it is in.
Instant after_quiet_hours(const QuietHours& quiet, const Zone& zone, Instant instant);

struct WantedMessages {
  std::string endpoint;
  std::optional<std::set<std::string>> kinds = {}, facilities = {};  // none: all
  std::optional<QuietHours> quiet = {};
};

bool has_new_messages(sql::Connection& reader, const std::string& endpoint);

// At most `limit` messages. How many it looked at.
std::size_t fan_out(sql::Connection& writer, const WantedMessages& wanted, Instant now,
                    std::size_t limit);

// Of a message that goes to this endpoint alone, due at once. `lane`: see lane_of in
// deliveries.cpp.
void add_delivery(sql::Connection& writer, const std::string& endpoint, std::int64_t position,
                  const std::string& lane, Instant now);

struct Delivery {
  std::string endpoint;
  OutboxMessage message;
  std::string withdraws_id;  // of the message that it withdraws; empty: none
  int attempts = 0;          // that were recorded since it was replayed last
};

// Soonest first; none of an endpoint that is disabled, and none whose turn has not come.
std::vector<Delivery> due_deliveries(sql::Connection& reader, const std::string& endpoint,
                                     Instant now, std::size_t limit);

enum class DeliveryState : std::uint8_t { waiting, delivered, failed };
std::string_view word(DeliveryState state);

struct Attempt {
  std::string endpoint;
  std::int64_t position = 0;  // of the message
  Instant at;
  std::string outcome;  // "status 200", "no connection"
  DeliveryState state = DeliveryState::waiting;
  Instant next_at = {};  // of waiting; later when it is in the quiet hours
  std::optional<QuietHours> quiet = {};
  bool is_disabling = false;  // the receiver wants nothing more; the delivery waits
};
void record_attempt(sql::Connection& writer, const Attempt& attempt);

struct DeliveryStatus {
  std::string endpoint;
  std::string state;
  int attempts = 0;
  std::optional<Instant> next_at, done_at;
  std::string last_outcome;  // empty: none yet
};
std::vector<DeliveryStatus> deliveries_of(sql::Connection& reader, std::int64_t position);

// Those that were given up on, in the order of their messages. `visible`: facilities; none: all.
struct FailedDelivery {
  std::string endpoint;
  OutboxMessage message;
  int attempts = 0;
  Instant failed_at;
  std::string last_outcome;
};
struct DeliveryPlace {
  std::int64_t position = 0;
  std::string endpoint;
};
std::vector<FailedDelivery> failed_deliveries(sql::Connection& reader,
                                              const std::optional<std::set<std::string>>& visible,
                                              const DeliveryPlace& after, std::size_t limit);

// Has a delivery that was given up on tried again, from the beginning of the schedule, under the
// same id. What followed it in its lane is not sent again. Within the caller's transaction.
enum class Replay : std::uint8_t {
  waiting,
  not_there,   // no delivery of this message to this endpoint
  not_failed,  // it waits, or was delivered
  ended        // a letter that must not be sent any more
};
Replay replay_delivery(sql::Connection& writer, const std::string& endpoint, std::int64_t position,
                       const std::string& by, Instant now);

}  // namespace authledger::store
