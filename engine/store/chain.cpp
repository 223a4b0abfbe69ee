#include "engine/store/chain.hpp"

#include <algorithm>
#include <initializer_list>

#include "engine/base/sha256.hpp"

namespace authledger::store {
namespace {

const std::string no_digest(sha256_size, '\0');

// Fields one behind the other, each with its size before it, so that no two lists of fields are the
// same bytes.
class Digested {
 public:
  explicit Digested(char kind) : bytes_(1, kind) {}

  void text(std::string_view text) {
    add_size(text.size());
    bytes_ += text;
  }
  void number(std::int64_t number) { text(std::to_string(number)); }
  void maybe(const std::optional<std::string>& it) {
    if (it)
      text(*it);
    else
      add_size(std::uint64_t{0} - 1);
  }

  std::string digest() const { return sha256(bytes_); }

 private:
  void add_size(std::uint64_t size) {
    for (int shift = 56; shift >= 0; shift -= 8) bytes_ += static_cast<char>(size >> shift & 0xff);
  }

  std::string bytes_;
};

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

using EachEvent = std::function<void(const ChainedEvent&, std::string_view digest)>;

void for_each_event(sql::Connection& connection, const EachEvent& act) {
  connection.run(
      "SELECT position, episode, seq, id, recorded_at, facility, member, fact, digest FROM event"
      " ORDER BY position",
      {}, [&](const sql::Row& row) {
        act({row.integer(0), std::string(row.text(1)), row.integer(2), std::string(row.text(3)),
             row.integer(4), maybe_text(row, 5), maybe_text(row, 6), std::string(row.text(7))},
            row.text(8));
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

std::string link_digest(const std::string& digest_before, const ChainedEvent& event) {
  Digested digested('\1');
  digested.text(digest_before);
  digested.number(event.position);
  digested.text(event.episode);
  digested.number(event.seq);
  digested.text(event.id);
  digested.number(event.recorded_at);
  digested.maybe(event.facility);
  digested.maybe(event.member);
  digested.text(event.fact);
  return digested.digest();
}

std::string row_digest(std::initializer_list<std::string_view> fields) {
  Digested digested('\2');
  for (const std::string_view field : fields) digested.text(field);
  return digested.digest();
}

ChainLink chain_head(sql::Connection& connection) {
  ChainLink head{0, no_digest};
  connection.run("SELECT position, digest FROM event ORDER BY position DESC LIMIT 1", {},
                 [&](const sql::Row& row) {
                   head = {row.integer(0), std::string(row.text(1))};
                 });
  return head;
}

std::optional<std::string> chain_digest(sql::Connection& connection, std::int64_t position) {
  if (position == 0) return no_digest;
  std::optional<std::string> digest;
  connection.run("SELECT digest FROM event WHERE position = $1", {position},
                 [&](const sql::Row& row) { digest = row.text(0); });
  return digest;
}

void check_chain(sql::Connection& connection, const std::function<void(std::string)>& tell) {
  std::string before = no_digest;
  bool is_whole = true;
  for_each_event(connection, [&](const ChainedEvent& event, std::string_view digest) {
    if (!is_whole) return;
    const std::string expected = link_digest(before, event);
    is_whole = digest == expected;
    before = expected;
    if (!is_whole)
      tell("events: the chain breaks at position " + std::to_string(event.position) + ", event " +
           std::to_string(event.seq) + " of episode " + event.episode +
           ": it, or what stood before it, is not what was recorded");
  });
  for (const DigestedTable& table : digested_tables)
    for_each_row(connection, table, [&](const DigestedRow& row) {
      if (digest_of(row) != row.digest)
        tell(std::string(table.name) + " " + row.fields[0] + ": is not what was entered");
    });
}

void write_digests(sql::Connection& writer) {
  std::string before = no_digest;
  std::vector<std::pair<std::int64_t, std::string>> digests;
  for_each_event(writer, [&](const ChainedEvent& event, std::string_view) {
    before = link_digest(before, event);
    digests.emplace_back(event.position, before);
  });
  for (auto& [position, digest] : digests)
    writer.run("UPDATE event SET digest = $2 WHERE position = $1",
               {position, sql::Bytes{std::move(digest)}}, sql::ignore_rows);
  for (const DigestedTable& table : digested_tables) write_digests_of(writer, table);
}

}  // namespace authledger::store
