#include "engine/store/digests.hpp"

#include <array>
#include <utility>
#include <vector>

#include "engine/base/json_writer.hpp"
#include "engine/store/nights.hpp"

namespace authledger::store {
namespace {

using Counts = std::vector<std::pair<std::string, std::int64_t>>;  // by kind, in order

struct Digest {
  Date date;
  Counts overdue, open, news;
};

struct Made {
  bool is_any = false;
  std::string date;        // of the latest
  std::int64_t up_to = 0;  // position of the last message that it counted
};

Made last_made(sql::Connection& connection, const std::string& endpoint) {
  Made made;
  connection.run("SELECT date, up_to FROM digest WHERE endpoint = $1 ORDER BY date DESC LIMIT 1",
                 {endpoint}, [&](const sql::Row& row) {
                   made = {true, std::string(row.text(0)), row.integer(1)};
                 });
  return made;
}

bool is_wanted(const std::optional<std::set<std::string>>& wanted, const std::string& it) {
  return !wanted || wanted->contains(it);
}

bool is_of_wanted_kind(const WantedMessages& wanted, const std::string& obligation_kind) {
  if (!wanted.kinds) return true;
  const auto found = wanted.kinds->lower_bound(obligation_kind + ".");
  return found != wanted.kinds->end() && found->starts_with(obligation_kind + ".");
}

void count(Counts& counts, const std::string& kind, std::int64_t more) {
  if (!counts.empty() && counts.back().first == kind)
    counts.back().second += more;
  else
    counts.emplace_back(kind, more);
}

// As the worklist has them: what is due is overdue the moment after; what sleeps is left out.
void count_obligations(sql::Connection& connection, const WantedMessages& wanted, Instant now,
                       Digest& digest) {
  connection.run(
      "SELECT kind, facility, due_at IS NOT NULL AND due_at < $1 AS is_overdue, count(*)"
      " FROM obligation JOIN episode ON episode.id = obligation.episode"
      " WHERE status IN ('upcoming', 'open', 'overdue') AND kind IN ('notice', 'review')"
      " AND (opens_at IS NULL OR opens_at <= $1)"
      " AND (coalesce(snoozed_until, 0) <= $1 OR coalesce(due_at, $1) < $1)"
      " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
      {now.microseconds()}, [&](const sql::Row& row) {
        const std::string kind(row.text(0));
        if (!is_of_wanted_kind(wanted, kind) ||
            !is_wanted(wanted.facilities, std::string(row.text(1))))
          return;
        count(row.integer(2) == 1 ? digest.overdue : digest.open, kind, row.integer(3));
      });
}

void count_messages(sql::Connection& connection, const WantedMessages& wanted, std::int64_t from,
                    Digest& digest) {
  connection.run(
      "SELECT kind, facility, count(*) FROM outbox WHERE position > $1"
      " AND kind NOT IN ('digest.ready', 'letter.released', 'glass.broken')"
      " GROUP BY 1, 2 ORDER BY 1, 2",
      {from}, [&](const sql::Row& row) {
        const std::string kind(row.text(0));
        if (is_wanted(wanted.kinds, kind) && is_wanted(wanted.facilities, std::string(row.text(1))))
          count(digest.news, kind, row.integer(2));
      });
}

constexpr std::array sections{std::pair("overdue", &Digest::overdue),
                              std::pair("open", &Digest::open), std::pair("news", &Digest::news)};

std::string json_of(const Digest& digest, const OutboxMessage& message) {
  JsonWriter out;
  out.begin_object();
  out.field("type", message.kind);
  out.field("timestamp", message.created_at);
  out.key("data");
  out.begin_object();
  out.field("id", message.id);
  out.field("date", to_text(digest.date));
  for (const auto& [name, counts] : sections) {
    out.key(name);
    out.begin_array();
    for (const auto& [kind, number] : digest.*counts) {
      out.begin_object();
      out.field("kind", kind);
      out.field("count", number);
      out.end_object();
    }
    out.end_array();
  }
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

std::string words_of(const Digest& digest) {
  std::string words;
  for (const auto& [name, counts] : sections)
    for (const auto& [kind, number] : digest.*counts)
      words += std::string(name) + ": " + std::to_string(number) + " " + kind + "\n";
  return words.empty() ? "Nothing waits.\n" : words;
}

void put_row(sql::Connection& writer, const std::string& endpoint, const std::string& date,
             const sql::Value& position, std::int64_t up_to, const DigestText& text) {
  writer.run(
      "INSERT INTO digest (endpoint, date, position, up_to, json, words)"
      " VALUES ($1, $2, $3, $4, $5, $6)",
      {endpoint, date, position, up_to, text.json, text.words}, sql::ignore_rows);
}

}  // namespace

bool is_digest_due(sql::Connection& reader, const WantedMessages& wanted, const DigestTime& time,
                   Instant now) {
  const Made made = last_made(reader, wanted.endpoint);
  return !made.is_any || made.date < to_text(date_of_night(time.zone, time.at, now));
}

void make_digest(sql::Connection& writer, const WantedMessages& wanted, const DigestTime& time,
                 Instant now) {
  if (!is_digest_due(writer, wanted, time, now)) return;
  const Made made = last_made(writer, wanted.endpoint);
  Digest digest;
  digest.date = date_of_night(time.zone, time.at, now);
  const std::string date = to_text(digest.date);
  const std::int64_t up_to = last_message(writer);
  if (!made.is_any) return put_row(writer, wanted.endpoint, date, {}, up_to, {});
  count_obligations(writer, wanted, now, digest);
  count_messages(writer, wanted, made.up_to, digest);
  const OutboxMessage message = announce_digest(writer, date, now);
  put_row(writer, wanted.endpoint, date, message.position, up_to,
          {json_of(digest, message), words_of(digest)});
  add_delivery(writer, wanted.endpoint, message.position, "digest", now);
}

DigestText digest_text(sql::Connection& reader, std::int64_t position) {
  DigestText text;
  bool is_there = false;
  reader.run("SELECT json, words FROM digest WHERE position = $1", {position},
             [&](const sql::Row& row) {
               text = {std::string(row.text(0)), std::string(row.text(1))};
               is_there = true;
             });
  if (!is_there) throw sql::Error("a message is of a digest that the ledger does not have");
  return text;
}

}  // namespace authledger::store
