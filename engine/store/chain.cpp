#include "engine/store/chain.hpp"

#include <algorithm>
#include <initializer_list>

#include "engine/store/digested.hpp"
#include "engine/store/writer_memory.hpp"

namespace authledger::store {
namespace {

const std::string no_digest(sha256_size, '\0');

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

// Of an event, or of the stub of one that was purged.
struct Link {
  std::int64_t position = 0;
  std::string content_digest, digest;
  std::string name;  // for people; of a stub: that it is one
};

void for_each_link(sql::Connection& connection, const std::function<void(const Link&)>& act) {
  connection.run(
      "SELECT position, episode, seq, id, recorded_at, facility, member, fact, salt, digest,"
      " NULL AS stub FROM event"
      " UNION ALL SELECT position, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, digest,"
      " content_digest FROM purged_event ORDER BY position",
      {}, [&](const sql::Row& row) {
        Link link{row.integer(0), {}, std::string(row.text(9)), "which was purged"};
        if (!row.is_null(10)) {
          link.content_digest = row.text(10);
        } else {
          link.content_digest = content_digest(
              {link.position, std::string(row.text(1)), row.integer(2), std::string(row.text(3)),
               row.integer(4), maybe_text(row, 5), maybe_text(row, 6), std::string(row.text(7)),
               std::string(row.text(8))});
          link.name =
              "event " + std::to_string(row.integer(2)) + " of episode " + std::string(row.text(1));
        }
        act(link);
      });
}

// The other tables that are the truth. Each row as text, its key first.
struct DigestedTable {
  std::string_view name, key, columns;
};
constexpr DigestedTable digested_tables[] = {
    {"facility", "id = $1 AND recorded_at = $2", "id, recorded_at, entry"},
    {"member", "id = $1 AND recorded_at = $2", "id, recorded_at, entry"},
    {"document", "member = $1 AND received_at = $2 AND name = $3",
     "member, received_at, name, media_type, content"},
    {"consent", "id = $1 AND recorded_at = $2 AND member = $3", "id, recorded_at, member, entry"},
};

struct DigestedRow {
  std::vector<std::string> fields;
  std::string digest;
};

// Rows of one table, a few at a time: documents are large.
void for_each_row(sql::Connection& connection, const DigestedTable& table,
                  const std::function<void(const DigestedRow&)>& act) {
  bool is_there = false;  // not yet while an older file is brought up to date
  connection.run("SELECT 1 FROM sqlite_master WHERE name = $1", {std::string(table.name)},
                 [&](const sql::Row&) { is_there = true; });
  if (!is_there) return;
  const std::size_t columns = 1 + std::ranges::count(table.columns, ',');
  const std::string statement =
      "SELECT " + std::string(table.columns) + ", digest FROM " + std::string(table.name);
  connection.run(statement, {}, [&](const sql::Row& row) {
    DigestedRow read;
    for (std::size_t i = 0; i < columns; ++i)
      read.fields.emplace_back(row.text(static_cast<int>(i)));
    read.digest = row.text(static_cast<int>(columns));
    act(read);
  });
}

std::string digest_of(const DigestedRow& row) {
  Digested digested('\2');
  for (const std::string& field : row.fields) digested.text(field);
  return digested.digest();
}

void write_digests_of(sql::Connection& writer, const DigestedTable& table) {
  std::vector<std::vector<sql::Value>> updates;
  for_each_row(writer, table, [&](const DigestedRow& row) {
    std::vector<sql::Value> values{row.fields[0], std::stoll(row.fields[1])};
    if (table.key.find("$3") != std::string_view::npos) values.emplace_back(row.fields[2]);
    values.emplace_back(sql::Bytes{digest_of(row)});
    updates.push_back(std::move(values));
  });
  for (const auto& values : updates)
    writer.run("UPDATE " + std::string(table.name) + " SET digest = $" +
                   std::to_string(values.size()) + " WHERE " + std::string(table.key),
               values, sql::ignore_rows);
}

}  // namespace

std::string content_digest(const ChainedEvent& event) {
  Digested digested('\3');
  digested.text(event.salt);
  digested.text(event.episode);
  digested.number(event.seq);
  digested.text(event.id);
  digested.number(event.recorded_at);
  digested.maybe(event.facility);
  digested.maybe(event.member);
  digested.text(event.fact);
  return digested.digest();
}

std::string link_digest(const std::string& digest_before, std::int64_t position,
                        const std::string& content_digest) {
  Digested digested('\4');
  digested.text(digest_before);
  digested.number(position);
  digested.text(content_digest);
  return digested.digest();
}

std::string row_digest(std::initializer_list<std::string_view> fields) {
  Digested digested('\2');
  for (const std::string_view field : fields) digested.text(field);
  return digested.digest();
}

ChainLink chain_head(sql::Connection& connection) {
  WriterMemory* const memory = connection.memory();
  if (memory && memory->last_event) return *memory->last_event;
  ChainLink head{0, no_digest};
  for (const char* table : {"event", "purged_event"})
    connection.run(
        "SELECT position, digest FROM " + std::string(table) + " ORDER BY position DESC LIMIT 1",
        {}, [&](const sql::Row& row) {
          if (row.integer(0) > head.position) head = {row.integer(0), std::string(row.text(1))};
        });
  if (memory) memory->last_event = head;
  return head;
}

std::optional<std::string> chain_digest(sql::Connection& connection, std::int64_t position) {
  if (position == 0) return no_digest;
  std::optional<std::string> digest;
  connection.run(
      "SELECT digest FROM event WHERE position = $1"
      " UNION ALL SELECT digest FROM purged_event WHERE position = $1",
      {position}, [&](const sql::Row& row) { digest = row.text(0); });
  return digest;
}

void check_chain(sql::Connection& connection, const std::function<void(std::string)>& tell) {
  std::string before = no_digest;
  bool is_whole = true;
  for_each_link(connection, [&](const Link& link) {
    if (!is_whole) return;
    const std::string expected = link_digest(before, link.position, link.content_digest);
    is_whole = link.digest == expected;
    before = expected;
    if (!is_whole)
      tell("events: the chain breaks at position " + std::to_string(link.position) + ", " +
           link.name + ": it, or what stood before it, is not what was recorded");
  });
  for (const DigestedTable& table : digested_tables)
    for_each_row(connection, table, [&](const DigestedRow& row) {
      if (digest_of(row) != row.digest)
        tell(std::string(table.name) + " " + row.fields[0] + ": is not what was entered");
    });
}

void link_events(sql::Connection& writer) {
  writer.run("UPDATE event SET salt = randomblob($1)", {std::int64_t{salt_size}}, sql::ignore_rows);
  std::string before = no_digest;
  std::vector<std::pair<std::int64_t, std::string>> digests;
  for_each_link(writer, [&](const Link& link) {
    before = link_digest(before, link.position, link.content_digest);
    digests.emplace_back(link.position, before);
  });
  for (auto& [position, digest] : digests)
    writer.run("UPDATE event SET digest = $2 WHERE position = $1",
               {position, sql::Bytes{std::move(digest)}}, sql::ignore_rows);
}

void write_row_digests(sql::Connection& writer) {
  for (const DigestedTable& table : digested_tables) write_digests_of(writer, table);
}

}  // namespace authledger::store
