#include "engine/store/purge.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "engine/base/json_writer.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/chain.hpp"
#include "engine/store/outbox.hpp"

namespace authledger::store {
namespace {

std::vector<std::string> ids_of(sql::Connection& connection, const PurgeSubject& subject) {
  std::vector<std::string> ids = subject.episodes;
  if (subject.member) ids.push_back(*subject.member);
  for (const std::string& episode : subject.episodes)
    connection.run("SELECT id FROM event WHERE episode = $1", {episode},
                   [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

// Whether the text names the id: not as a part of a longer one.
bool names(std::string_view text, std::string_view id) {
  const auto is_of_an_id = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  for (auto at = text.find(id); at != std::string_view::npos; at = text.find(id, at + 1)) {
    const auto end = at + id.size();
    if ((at == 0 || !is_of_an_id(text[at - 1])) && (end == text.size() || !is_of_an_id(text[end])))
      return true;
  }
  return false;
}

// The keys of remembered answers that name any of the ids, in the key or in the body, where it may
// be escaped.
std::vector<std::string> answers_naming(sql::Connection& connection,
                                        const std::vector<std::string>& ids) {
  std::vector<std::string> sought;
  for (const std::string& id : ids) {
    JsonWriter escaped;
    escaped.value(id);
    sought.push_back(id);
    const std::string inner(escaped.text().substr(1, escaped.text().size() - 2));
    if (inner != id) sought.push_back(inner);
  }
  std::vector<std::string> keys;
  connection.run("SELECT key, body FROM idempotency", {}, [&](const sql::Row& row) {
    const auto is_named = [&](const std::string& id) {
      return names(row.text(0), id) || names(row.text(1), id);
    };
    if (std::ranges::any_of(sought, is_named)) keys.emplace_back(row.text(0));
  });
  return keys;
}

// "1-3 7": what stands one behind the other as one.
std::string positions_text(const std::vector<std::int64_t>& positions) {
  std::string text;
  for (std::size_t i = 0; i < positions.size();) {
    std::size_t last = i;
    while (last + 1 < positions.size() && positions[last + 1] == positions[last] + 1) ++last;
    text += (text.empty() ? "" : " ") + std::to_string(positions[i]);
    if (last > i) text += "-" + std::to_string(positions[last]);
    i = last + 1;
  }
  return text;
}

class Purge {
 public:
  Purge(sql::Connection& writer, const PurgeSubject& subject)
      : writer_(writer), subject_(subject) {}

  PurgeCounts run() {
    counts_.episodes = subject_.episodes.size();
    last_message_ = last_message(writer_);
    forget_answers();
    for (const std::string& episode : subject_.episodes) {
      leave_stubs(episode);
      take_messages(episode);
      take_derived(episode);
    }
    if (subject_.member) take_entries(*subject_.member);
    return counts_;
  }

  // Of what the caller's transaction is about to commit.
  void note(Instant now) {
    writer_.run(
        "INSERT INTO purge (number, at, events, last_message, scrubbed_at)"
        " SELECT coalesce(max(number), 0) + 1, $1, $2, $3, NULL FROM purge",
        {now.microseconds(), static_cast<std::int64_t>(counts_.events), last_message_},
        sql::ignore_rows);
    std::sort(positions_.begin(), positions_.end());
    AuditEntry entry =
        local_entry(now, "purge", "authledger purge", subject_.member ? "member" : "episode");
    entry.member = subject_.member;
    entry.record_id = subject_.member ? *subject_.member : subject_.episodes.front();
    entry.fields = positions_text(positions_);
    append_audit(writer_, entry);
  }

 private:
  std::size_t count(const std::string& what, const std::vector<sql::Value>& values) {
    std::size_t count = 0;
    writer_.run("SELECT count(*) " + what, values,
                [&](const sql::Row& row) { count = static_cast<std::size_t>(row.integer(0)); });
    return count;
  }
  std::size_t take(const std::string& what, const std::vector<sql::Value>& values) {
    const std::size_t taken = count(what, values);
    if (taken > 0) writer_.run("DELETE " + what, values, sql::ignore_rows);
    return taken;
  }

  void forget_answers() {
    for (const std::string& key : answers_naming(writer_, ids_of(writer_, subject_)))
      counts_.answers += take("FROM idempotency WHERE key = $1", {key});
  }

  void leave_stubs(const std::string& episode) {
    struct Stub {
      std::int64_t position;
      std::string content_digest, digest;
    };
    std::vector<Stub> stubs;
    writer_.run(
        "SELECT position, episode, seq, id, recorded_at, facility, member, fact, salt, digest"
        " FROM event WHERE episode = $1",
        {episode}, [&](const sql::Row& row) {
          const auto maybe = [&](int column) {
            return row.is_null(column) ? std::nullopt
                                       : std::optional(std::string(row.text(column)));
          };
          stubs.push_back(
              {row.integer(0),
               content_digest({row.integer(0), std::string(row.text(1)), row.integer(2),
                               std::string(row.text(3)), row.integer(4), maybe(5), maybe(6),
                               std::string(row.text(7)), std::string(row.text(8))}),
               std::string(row.text(9))});
        });
    for (Stub& stub : stubs) {
      positions_.push_back(stub.position);
      writer_.run("INSERT INTO purged_event (position, content_digest, digest) VALUES ($1, $2, $3)",
                  {stub.position, sql::Bytes{std::move(stub.content_digest)},
                   sql::Bytes{std::move(stub.digest)}},
                  sql::ignore_rows);
    }
    counts_.events += take("FROM event WHERE episode = $1", {episode});
  }

  void take_messages(const std::string& episode) {
    for (const char* table : {"attempt", "delivery_replay", "delivery", "letter"})
      take("FROM " + std::string(table) +
               " WHERE position IN (SELECT position FROM outbox WHERE episode = $1)",
           {episode});
    counts_.messages += take("FROM outbox WHERE episode = $1", {episode});
  }

  void take_derived(const std::string& episode) {
    take("FROM obligation WHERE episode = $1", {episode});
    take("FROM balance WHERE episode = $1", {episode});
    take("FROM figures WHERE episode = $1", {episode});
    take("FROM packet WHERE episode = $1", {episode});
    take("FROM episode WHERE id = $1", {episode});
    take_holds("episode", episode);
    // A night that is under way begins again; one that is done is done.
    writer_.run("UPDATE night SET last_episode = '' WHERE last_episode = $1", {episode},
                sql::ignore_rows);
  }

  void take_entries(const std::string& member) {
    counts_.entries += take("FROM member WHERE id = $1", {member});
    counts_.entries += take("FROM consent WHERE member = $1", {member});
    counts_.documents += take("FROM document WHERE member = $1", {member});
    take_holds("member", member);
  }

  void take_holds(const std::string& column, const std::string& id) {
    take("FROM legal_hold_end WHERE hold IN (SELECT id FROM legal_hold WHERE " + column + " = $1)",
         {id});
    take("FROM legal_hold WHERE " + column + " = $1", {id});
  }

  sql::Connection& writer_;
  const PurgeSubject& subject_;
  std::vector<std::int64_t> positions_;
  std::int64_t last_message_ = 0;
  PurgeCounts counts_;
};

void cut_log(sql::Connection& writer) {
  bool is_cut = false;
  writer.run("PRAGMA wal_checkpoint(TRUNCATE)", {},
             [&](const sql::Row& row) { is_cut = row.integer(0) == 0; });
  if (!is_cut)
    throw StillRead(
        "somebody reads the ledger as it was before the purge; what was purged may still be in its "
        "log and in free pages. Let them end, then run authledger purge again");
}

}  // namespace

PurgeCounts count_purge(sql::Connection& connection, const PurgeSubject& subject) {
  PurgeCounts counts;
  counts.episodes = subject.episodes.size();
  const auto add = [&](std::size_t& to, const char* statement, const std::string& id) {
    connection.run(statement, {id},
                   [&](const sql::Row& row) { to += static_cast<std::size_t>(row.integer(0)); });
  };
  for (const std::string& episode : subject.episodes) {
    add(counts.events, "SELECT count(*) FROM event WHERE episode = $1", episode);
    add(counts.messages, "SELECT count(*) FROM outbox WHERE episode = $1", episode);
  }
  if (subject.member) {
    add(counts.entries, "SELECT count(*) FROM member WHERE id = $1", *subject.member);
    add(counts.documents, "SELECT count(*) FROM document WHERE member = $1", *subject.member);
  }
  counts.answers = answers_naming(connection, ids_of(connection, subject)).size();
  return counts;
}

PurgeCounts purge(sql::Connection& writer, const PurgeSubject& subject, Instant now,
                  const AtPurgeStep& at_step) {
  // What is deleted is overwritten at once, whatever this SQLite was built to do.
  writer.run("PRAGMA secure_delete=ON", {}, sql::ignore_rows);
  sql::Transaction transaction(writer);
  at_step(PurgeStep::delete_rows);
  Purge purge(writer, subject);
  const PurgeCounts counts = purge.run();
  purge.note(now);
  at_step(PurgeStep::commit);
  transaction.commit();
  return counts;
}

bool has_traces(sql::Connection& connection) {
  bool has = false;
  connection.run("SELECT 1 FROM purge WHERE scrubbed_at IS NULL LIMIT 1", {},
                 [&](const sql::Row&) { has = true; });
  return has;
}

void scrub(sql::Connection& writer, Instant now, const AtPurgeStep& at_step) {
  writer.run("PRAGMA secure_delete=ON", {}, sql::ignore_rows);
  at_step(PurgeStep::cut_log);
  cut_log(writer);
  at_step(PurgeStep::rewrite);
  writer.run("VACUUM", {}, sql::ignore_rows);
  at_step(PurgeStep::cut_log_again);
  cut_log(writer);
  at_step(PurgeStep::note);
  sql::Transaction transaction(writer);
  writer.run("UPDATE purge SET scrubbed_at = $1 WHERE scrubbed_at IS NULL", {now.microseconds()},
             sql::ignore_rows);
  transaction.commit();
}

}  // namespace authledger::store
