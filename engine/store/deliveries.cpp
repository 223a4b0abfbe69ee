#include "engine/store/deliveries.hpp"

#include <algorithm>
#include <array>

#include "engine/store/letters.hpp"
#include "engine/store/registry.hpp"

namespace authledger::store {
namespace {

constexpr std::array<std::string_view, 3> state_words{"waiting", "delivered", "failed"};

// Messages of one lane never overtake each other.
std::string lane_of(const OutboxMessage& message) {
  return std::to_string(message.episode.size()) + ":" + message.episode + ":" +
         message.authorization.value_or("");
}

// A letter goes where it was released to, and nowhere else.
bool is_wanted(sql::Connection& connection, const WantedMessages& wanted,
               const OutboxMessage& message) {
  if (message.kind == letter_kind) {
    const auto letter = find_letter(connection, message.position);
    return letter && letter->endpoint == wanted.endpoint;
  }
  if (message.kind == digest_kind) return false;  // whoever made it has added its delivery
  return (!wanted.kinds || wanted.kinds->contains(message.kind)) &&
         (!wanted.facilities || wanted.facilities->contains(message.facility));
}

Instant when_allowed(sql::Connection& connection, const std::optional<QuietHours>& quiet,
                     const std::string& facility, Instant instant) {
  if (!quiet) return instant;
  const auto known = find_facility(connection, facility, registered_last);
  return known ? after_quiet_hours(*quiet, known->zone, instant) : instant;
}

std::int64_t position_of(sql::Connection& connection, const std::string& endpoint) {
  std::int64_t position = 0;
  connection.run("SELECT position FROM endpoint WHERE name = $1", {endpoint},
                 [&](const sql::Row& row) { position = row.integer(0); });
  return position;
}

}  // namespace

Instant after_quiet_hours(const QuietHours& quiet, const Zone& zone, Instant instant) {
  const TimeOfDay time = zone.time_of(instant);
  const bool is_overnight = quiet.from > quiet.to;
  const bool is_quiet =
      is_overnight ? time >= quiet.from || time < quiet.to : time >= quiet.from && time < quiet.to;
  if (!is_quiet) return instant;
  const Date today = zone.day_of(instant);
  const Date end = is_overnight && time >= quiet.from ? today + 1 : today;
  return std::max(instant, zone.at(end, quiet.to));
}

std::string_view word(DeliveryState state) {
  return state_words[static_cast<std::size_t>(state)];
}

void enlist(sql::Connection& writer, const std::string& endpoint, const std::string& fingerprint) {
  writer.run(
      "INSERT INTO endpoint (name, fingerprint, position, disabled_at) VALUES ($1, $2, $3, NULL)"
      " ON CONFLICT (name) DO UPDATE SET fingerprint = excluded.fingerprint, disabled_at = NULL"
      " WHERE endpoint.fingerprint <> excluded.fingerprint",
      {endpoint, fingerprint, last_message(writer)}, sql::ignore_rows);
}

bool has_new_messages(sql::Connection& reader, const std::string& endpoint) {
  return position_of(reader, endpoint) < last_message(reader);
}

void add_delivery(sql::Connection& writer, const std::string& endpoint, std::int64_t position,
                  const std::string& lane, Instant now) {
  writer.run(
      "INSERT INTO delivery (endpoint, position, lane, state, attempts, next_at, done_at)"
      " VALUES ($1, $2, $3, 'waiting', 0, $4, NULL)",
      {endpoint, position, lane, now.microseconds()}, sql::ignore_rows);
}

std::size_t fan_out(sql::Connection& writer, const WantedMessages& wanted, Instant now,
                    std::size_t limit) {
  const auto messages = outbox_after(writer, position_of(writer, wanted.endpoint), limit);
  for (const OutboxMessage& message : messages)
    if (is_wanted(writer, wanted, message))
      add_delivery(writer, wanted.endpoint, message.position, lane_of(message),
                   when_allowed(writer, wanted.quiet, message.facility, now));
  // None: those that were left, if any, were purged.
  writer.run("UPDATE endpoint SET position = $2 WHERE name = $1",
             {wanted.endpoint, messages.empty() ? last_message(writer) : messages.back().position},
             sql::ignore_rows);
  return messages.size();
}

std::vector<Delivery> due_deliveries(sql::Connection& reader, const std::string& endpoint,
                                     Instant now, std::size_t limit) {
  struct Found {
    std::int64_t position;
    int attempts;
  };
  std::vector<Found> found;
  reader.run(
      "SELECT position, attempts - coalesce((SELECT max(attempts_before) FROM delivery_replay AS r"
      " WHERE r.endpoint = delivery.endpoint AND r.position = delivery.position), 0)"
      " FROM delivery WHERE endpoint = $1 AND state = 'waiting'"
      " AND next_at <= $2"
      " AND EXISTS (SELECT 1 FROM endpoint WHERE name = $1 AND disabled_at IS NULL)"
      " AND NOT EXISTS (SELECT 1 FROM delivery AS earlier WHERE earlier.endpoint = $1"
      " AND earlier.lane = delivery.lane AND earlier.state = 'waiting'"
      " AND earlier.position < delivery.position)"
      " ORDER BY next_at, position LIMIT $3",
      {endpoint, now.microseconds(), static_cast<std::int64_t>(limit)}, [&](const sql::Row& row) {
        found.push_back({row.integer(0), static_cast<int>(row.integer(1))});
      });
  std::vector<Delivery> due;
  for (const Found& it : found) {
    auto message = message_at(reader, it.position);
    if (!message) throw sql::Error("a delivery is of a message that the outbox does not have");
    Delivery delivery{endpoint, std::move(*message), {}, it.attempts};
    if (delivery.message.withdraws)
      if (const auto withdrawn = message_at(reader, *delivery.message.withdraws))
        delivery.withdraws_id = withdrawn->id;
    due.push_back(std::move(delivery));
  }
  return due;
}

void record_attempt(sql::Connection& writer, const Attempt& attempt) {
  writer.run(
      "INSERT INTO attempt (endpoint, position, number, at, outcome)"
      " SELECT $1, $2, attempts + 1, $3, $4 FROM delivery WHERE endpoint = $1 AND position = $2",
      {attempt.endpoint, attempt.position, attempt.at.microseconds(), attempt.outcome},
      sql::ignore_rows);
  const bool is_done = attempt.state != DeliveryState::waiting;
  const auto message = message_at(writer, attempt.position);
  if (!message) throw sql::Error("an attempt is of a message that the outbox does not have");
  const Instant next = when_allowed(writer, attempt.quiet, message->facility, attempt.next_at);
  writer.run(
      "UPDATE delivery SET state = $3, attempts = attempts + 1, next_at = $4, done_at = $5"
      " WHERE endpoint = $1 AND position = $2",
      {attempt.endpoint, attempt.position, std::string(word(attempt.state)),
       (is_done ? attempt.at : next).microseconds(),
       is_done ? sql::Value(attempt.at.microseconds()) : sql::Value()},
      sql::ignore_rows);
  if (attempt.is_disabling)
    writer.run("UPDATE endpoint SET disabled_at = $2 WHERE name = $1 AND disabled_at IS NULL",
               {attempt.endpoint, attempt.at.microseconds()}, sql::ignore_rows);
}

std::vector<DeliveryStatus> deliveries_of(sql::Connection& reader, std::int64_t position) {
  std::vector<DeliveryStatus> all;
  reader.run(
      "SELECT endpoint, state, attempts, next_at, done_at, (SELECT outcome FROM attempt WHERE"
      " attempt.endpoint = delivery.endpoint AND attempt.position = delivery.position"
      " AND number = attempts) FROM delivery WHERE position = $1 ORDER BY endpoint",
      {position}, [&](const sql::Row& row) {
        DeliveryStatus it{std::string(row.text(0)),
                          std::string(row.text(1)),
                          static_cast<int>(row.integer(2)),
                          {},
                          {},
                          {}};
        if (it.state == word(DeliveryState::waiting))
          it.next_at = Instant::from_microseconds(row.integer(3));
        if (!row.is_null(4)) it.done_at = Instant::from_microseconds(row.integer(4));
        if (!row.is_null(5)) it.last_outcome = row.text(5);
        all.push_back(std::move(it));
      });
  return all;
}

std::vector<FailedDelivery> failed_deliveries(sql::Connection& reader,
                                              const std::optional<std::set<std::string>>& visible,
                                              const DeliveryPlace& after, std::size_t limit) {
  std::vector<FailedDelivery> found;
  reader.run(
      "SELECT endpoint, position, attempts, done_at, (SELECT outcome FROM attempt WHERE"
      " attempt.endpoint = delivery.endpoint AND attempt.position = delivery.position"
      " AND number = attempts) FROM delivery WHERE state = 'failed'"
      " AND (position > $1 OR (position = $1 AND endpoint > $2)) ORDER BY position, endpoint"
      " LIMIT $3",
      {after.position, after.endpoint,
       visible ? std::int64_t{-1} : static_cast<std::int64_t>(limit)},
      [&](const sql::Row& row) {
        FailedDelivery it;
        it.endpoint = row.text(0);
        it.message.position = row.integer(1);
        it.attempts = static_cast<int>(row.integer(2));
        if (!row.is_null(3)) it.failed_at = Instant::from_microseconds(row.integer(3));
        if (!row.is_null(4)) it.last_outcome = row.text(4);
        found.push_back(std::move(it));
      });
  std::vector<FailedDelivery> shown;
  for (FailedDelivery& it : found) {
    if (shown.size() == limit) break;
    auto message = message_at(reader, it.message.position);
    if (!message) throw sql::Error("a delivery is of a message that the outbox does not have");
    if (visible && !visible->contains(message->facility)) continue;
    it.message = std::move(*message);
    shown.push_back(std::move(it));
  }
  return shown;
}

Replay replay_delivery(sql::Connection& writer, const std::string& endpoint, std::int64_t position,
                       const std::string& by, Instant now) {
  std::string state;
  std::int64_t attempts = 0;
  writer.run("SELECT state, attempts FROM delivery WHERE endpoint = $1 AND position = $2",
             {endpoint, position}, [&](const sql::Row& row) {
               state = row.text(0);
               attempts = row.integer(1);
             });
  if (state.empty()) return Replay::not_there;
  if (state != word(DeliveryState::failed)) return Replay::not_failed;
  if (const auto letter = find_letter(writer, position); letter && !letter->ended.empty())
    return Replay::ended;
  writer.run(
      "INSERT INTO delivery_replay (endpoint, position, attempts_before, at, by)"
      " VALUES ($1, $2, $3, $4, $5)",
      {endpoint, position, attempts, now.microseconds(), by}, sql::ignore_rows);
  writer.run(
      "UPDATE delivery SET state = 'waiting', next_at = $3, done_at = NULL"
      " WHERE endpoint = $1 AND position = $2",
      {endpoint, position, now.microseconds()}, sql::ignore_rows);
  return Replay::waiting;
}

}  // namespace authledger::store
