#include "engine/store/old_chain.hpp"

#include <functional>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "engine/store/chain.hpp"
#include "engine/store/digested.hpp"

namespace authledger::store {
namespace {

struct OldLink {
  std::int64_t position = 0;
  std::string stored, computed;
};

void for_each_old_link(sql::Connection& connection, std::int64_t last,
                       const std::function<void(OldLink)>& act) {
  std::string before(sha256_size, '\0');
  connection.run(
      "SELECT position, episode, seq, id, recorded_at, facility, member, fact, digest FROM event"
      " WHERE position <= $1 ORDER BY position",
      {last}, [&](const sql::Row& row) {
        const auto maybe = [&](int column) {
          return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
        };
        Digested digested('\1');
        digested.text(before);
        digested.number(row.integer(0));
        digested.text(row.text(1));
        digested.number(row.integer(2));
        digested.text(row.text(3));
        digested.number(row.integer(4));
        digested.maybe(maybe(5));
        digested.maybe(maybe(6));
        digested.text(row.text(7));
        before = digested.digest();
        act({row.integer(0), std::string(row.text(8)), before});
      });
}

constexpr std::int64_t all = std::numeric_limits<std::int64_t>::max();

}  // namespace

void write_old_digests(sql::Connection& writer) {
  std::vector<OldLink> links;
  for_each_old_link(writer, all, [&](OldLink link) { links.push_back(std::move(link)); });
  for (OldLink& link : links)
    writer.run("UPDATE event SET digest = $2 WHERE position = $1",
               {link.position, sql::Bytes{std::move(link.computed)}}, sql::ignore_rows);
  write_row_digests(writer);
}

void link_again(sql::Connection& writer) {
  for_each_old_link(writer, all, [](const OldLink& link) {
    if (link.stored != link.computed)
      throw sql::Error("the chain of events breaks at position " + std::to_string(link.position) +
                       ": it, or what stood before it, is not what was recorded; the file was not "
                       "brought up to date");
  });
  link_events(writer);
}

std::string old_chain_digest(sql::Connection& connection, std::int64_t position) {
  std::int64_t expected = 0;
  std::string digest;
  for_each_old_link(connection, position, [&](OldLink link) {
    digest = link.position == ++expected ? std::move(link.computed) : std::string();
  });
  return expected == position ? digest : std::string();
}

}  // namespace authledger::store
