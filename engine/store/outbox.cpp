#include "engine/store/outbox.hpp"

#include <map>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/sha256.hpp"

namespace authledger::store {
namespace {

enum class Say : std::uint8_t { nothing, owed, completed, withdrawn };

// In the order in which they count when two obligations share a key: what is still to be done goes
// first.
enum class State : std::uint8_t { owed, done, gone };

State state_of(const Obligation& obligation) {
  using enum ObligationStatus;
  switch (obligation.status) {
    case open:
    case overdue:
      return State::owed;
    case met:
    case met_late:
      return State::done;
    default:
      return State::gone;
  }
}

struct Now {
  std::string_view subject;  // of the kind of its messages
  State state = State::gone;
  std::optional<std::string> authorization = {};
};

struct Told {
  std::string subject;
  Say last = Say::nothing;
  std::int64_t owed_at = 0;  // position of the last that it is owed
  std::optional<std::string> authorization;
};

std::string_view verb(Say say) {
  switch (say) {
    case Say::owed:
      return "owed";
    case Say::completed:
      return "completed";
    default:
      return "withdrawn";
  }
}

std::map<std::string_view, Now> state_by_key(const Standing& standing) {
  std::map<std::string_view, Now> now;
  for (const Obligation& it : standing.obligations) {
    if (it.kind != ObligationKind::notice && it.kind != ObligationKind::review) continue;
    const State state = state_of(it);
    const auto [known, is_new] =
        now.try_emplace(it.key, Now{word(it.kind), state, it.authorization});
    if (!is_new && state < known->second.state)
      known->second = {word(it.kind), state, it.authorization};
  }
  return now;
}

std::map<std::string, Told, std::less<>> told_by_key(sql::Connection& connection,
                                                     const std::string& episode) {
  std::map<std::string, Told, std::less<>> told;
  connection.run(
      "SELECT obligation, kind, position, \"authorization\" FROM outbox WHERE episode = $1"
      " AND kind <> 'letter.released' ORDER BY position",
      {episode}, [&](const sql::Row& row) {
        Told& it = told[std::string(row.text(0))];
        const std::string_view kind = row.text(1);
        const auto dot = kind.find('.');
        it.subject = kind.substr(0, dot);
        const std::string_view said = kind.substr(dot + 1);
        it.last = said == "owed"        ? Say::owed
                  : said == "completed" ? Say::completed
                                        : Say::withdrawn;
        if (said == "unclaimed") it.last = Say::owed;
        if (said == "owed") it.owed_at = row.integer(2);
        if (!row.is_null(3)) it.authorization = row.text(3);
      });
  return told;
}

Say what_to_say(Say last, State state) {
  const bool is_announced = last == Say::owed || last == Say::completed;
  switch (state) {
    case State::owed:
      return last == Say::owed ? Say::nothing : Say::owed;
    case State::done:
      return last == Say::owed ? Say::completed : Say::nothing;
    case State::gone:
      return is_announced ? Say::withdrawn : Say::nothing;
  }
  fail("a state without a word");
}

// The same message whoever computes it; another one when an older copy of the ledger is restored
// and gives its position to something else.
std::string id_of(const OutboxMessage& message) {
  std::string text = std::to_string(message.position) + '\n' +
                     std::to_string(message.created_at.microseconds()) + '\n' + message.kind +
                     '\n' + std::to_string(message.episode.size()) + '\n' + message.episode +
                     message.obligation;
  return "msg_" + to_hex(sha256(text)).substr(0, 32);
}

OutboxMessage append(sql::Connection& writer, OutboxMessage message) {
  message.position = last_message(writer) + 1;
  message.id = id_of(message);
  writer.run(
      "INSERT INTO outbox (position, id, kind, episode, facility, obligation, \"authorization\","
      " created_at, withdraws) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      {message.position, message.id, message.kind, message.episode, message.facility,
       message.obligation, sql::nullable(message.authorization), message.created_at.microseconds(),
       message.withdraws ? sql::Value(*message.withdraws) : sql::Value()},
      sql::ignore_rows);
  return message;
}

constexpr std::string_view columns =
    "position, id, kind, episode, facility, obligation, \"authorization\", created_at, withdraws";

OutboxMessage message_in(const sql::Row& row) {
  OutboxMessage message{row.integer(0),
                        std::string(row.text(1)),
                        std::string(row.text(2)),
                        std::string(row.text(3)),
                        std::string(row.text(4)),
                        std::string(row.text(5)),
                        std::nullopt,
                        Instant::from_microseconds(row.integer(7)),
                        std::nullopt};
  if (!row.is_null(6)) message.authorization = row.text(6);
  if (!row.is_null(8)) message.withdraws = row.integer(8);
  return message;
}

std::vector<OutboxMessage> select(sql::Connection& connection, std::string_view rest,
                                  const std::vector<sql::Value>& values) {
  std::vector<OutboxMessage> messages;
  connection.run("SELECT " + std::string(columns) + " FROM outbox " + std::string(rest), values,
                 [&](const sql::Row& row) { messages.push_back(message_in(row)); });
  return messages;
}

std::optional<OutboxMessage> only(std::vector<OutboxMessage> messages) {
  if (messages.empty()) return std::nullopt;
  return std::move(messages.front());
}

}  // namespace

void announce(sql::Connection& writer, const std::string& episode, const std::string& facility,
              const Standing& standing, const std::vector<Reminder>& reminders) {
  auto now = state_by_key(standing);
  const auto told = told_by_key(writer, episode);
  for (const Reminder& it : reminders)
    if (it.is_new || told.contains(it.key))
      now.try_emplace(it.key, Now{"reminder", State::owed, it.authorization});
  for (const auto& [key, it] : told)
    now.try_emplace(key, Now{it.subject, State::gone, it.authorization});
  for (const auto& [key, it] : now) {
    const auto before = told.find(key);
    const Say say =
        what_to_say(before == told.end() ? Say::nothing : before->second.last, it.state);
    if (say == Say::nothing) continue;
    OutboxMessage message{.position = 0,
                          .id = {},
                          .kind = std::string(it.subject) + "." + std::string(verb(say)),
                          .episode = episode,
                          .facility = facility,
                          .obligation = std::string(key),
                          .authorization = it.authorization,
                          .created_at = standing.as_of,
                          .withdraws = {}};
    if (say == Say::withdrawn) message.withdraws = before->second.owed_at;
    append(writer, std::move(message));
  }
}

std::vector<Unclaimed> unclaimed(sql::Connection& connection, int percent, Instant now,
                                 std::size_t limit) {
  std::vector<Unclaimed> found;
  connection.run(
      "SELECT obligation.episode, episode.facility, key, kind, \"authorization\" FROM obligation"
      " JOIN episode ON episode.id = obligation.episode"
      " WHERE status IN ('upcoming', 'open', 'overdue') AND kind IN ('notice', 'review')"
      " AND assignee IS NULL AND coalesce(snoozed_until, 0) <= $1 AND opens_at <= $1"
      " AND due_at IS NOT NULL AND opens_at + (due_at - opens_at) / 100 * $2 <= $1"
      " AND (SELECT outbox.kind FROM outbox WHERE outbox.episode = obligation.episode"
      " AND outbox.obligation = obligation.key AND outbox.kind <> 'letter.released'"
      " ORDER BY outbox.position DESC LIMIT 1)"
      " = obligation.kind || '.owed' ORDER BY due_at, obligation.episode, key LIMIT $3",
      {now.microseconds(), std::int64_t{percent}, static_cast<std::int64_t>(limit)},
      [&](const sql::Row& row) {
        Unclaimed it{std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
                     std::string(row.text(3)), std::nullopt};
        if (!row.is_null(4)) it.authorization = row.text(4);
        found.push_back(std::move(it));
      });
  return found;
}

void escalate(sql::Connection& writer, int percent, Instant now, std::size_t limit) {
  for (Unclaimed& it : unclaimed(writer, percent, now, limit))
    append(writer, {.position = 0,
                    .id = {},
                    .kind = it.kind + ".unclaimed",
                    .episode = std::move(it.episode),
                    .facility = std::move(it.facility),
                    .obligation = std::move(it.obligation),
                    .authorization = std::move(it.authorization),
                    .created_at = now,
                    .withdraws = {}});
}

void announce_broken_glass(sql::Connection& writer, const std::string& id,
                           const std::string& facility, Instant now) {
  append(writer, {.position = 0,
                  .id = {},
                  .kind = "glass.broken",
                  .episode = {},
                  .facility = facility,
                  .obligation = id,
                  .authorization = {},
                  .created_at = now,
                  .withdraws = {}});
}

OutboxMessage announce_letter(sql::Connection& writer, const std::string& episode,
                              const std::string& facility, const std::string& obligation,
                              Instant now) {
  return append(writer, {.position = 0,
                         .id = {},
                         .kind = std::string(letter_kind),
                         .episode = episode,
                         .facility = facility,
                         .obligation = obligation,
                         .authorization = {},
                         .created_at = now,
                         .withdraws = {}});
}

OutboxMessage announce_digest(sql::Connection& writer, const std::string& date, Instant now) {
  return append(writer, {.position = 0,
                         .id = {},
                         .kind = std::string(digest_kind),
                         .episode = {},
                         .facility = {},
                         .obligation = date,
                         .authorization = {},
                         .created_at = now,
                         .withdraws = {}});
}

std::vector<OutboxMessage> outbox_after(sql::Connection& connection, std::int64_t position,
                                        std::size_t limit) {
  return select(connection, "WHERE position > $1 ORDER BY position LIMIT $2",
                {position, static_cast<std::int64_t>(limit)});
}

std::optional<OutboxMessage> find_message(sql::Connection& connection, const std::string& id) {
  return only(select(connection, "WHERE id = $1", {id}));
}

std::optional<OutboxMessage> message_at(sql::Connection& connection, std::int64_t position) {
  return only(select(connection, "WHERE position = $1", {position}));
}

std::int64_t last_message(sql::Connection& connection) {
  std::int64_t position = 0;
  connection.run(
      "SELECT max(coalesce((SELECT max(position) FROM outbox), 0),"
      " coalesce((SELECT max(last_message) FROM purge), 0))",
      {}, [&](const sql::Row& row) { position = row.integer(0); });
  return position;
}

}  // namespace authledger::store
