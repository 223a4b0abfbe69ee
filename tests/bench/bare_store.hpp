// SQLite as the bare references use it: a table, one prepared statement, WAL and synchronous=FULL
// as the service has them, pages of the size that SQLite chooses.
//
//     BareStore store("bare.db", BareRows::event);
//     store.commit({body, body});
#pragma once

#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/sql.hpp"
#include "tests/bench/bare_server.hpp"
#include "tests/bench/service_data.hpp"

namespace authledger::bench {

class BareStore {
 public:
  BareStore(const std::string& file, BareRows rows) : rows_(rows) {
    make_file(file);
    connection_ = sql::open_sqlite(file, sql::Access::write);
    connection_->run_script(
        rows == BareRows::bytes ? "CREATE TABLE IF NOT EXISTS posted (body TEXT NOT NULL)"
        : rows == BareRows::keyed
            ? "CREATE TABLE IF NOT EXISTS posted (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)"
            : "CREATE TABLE IF NOT EXISTS event (episode TEXT NOT NULL, seq BIGINT NOT NULL,"
              " id TEXT NOT NULL, recorded_at BIGINT NOT NULL, facility TEXT, member TEXT,"
              " fact TEXT NOT NULL, position INTEGER NOT NULL PRIMARY KEY);"
              "CREATE UNIQUE INDEX IF NOT EXISTS event_of_episode ON event (episode, seq);"
              "CREATE UNIQUE INDEX IF NOT EXISTS event_id ON event (id)");
  }

  // What the service's ledger holds, before anything is measured.
  void fill(std::size_t episodes) {
    constexpr std::size_t episodes_per_commit = 50;
    for (std::size_t first = 0; first < episodes; first += episodes_per_commit) {
      sql::Transaction transaction(*connection_);
      for (std::size_t i = first; i < std::min(episodes, first + episodes_per_commit); ++i)
        for (const std::string& body : first_events(i)) insert(body);
      transaction.commit();
    }
  }

  void commit(const std::vector<std::string>& bodies) {
    sql::Transaction transaction(*connection_);
    for (const std::string& body : bodies) insert(body);
    transaction.commit();
  }

 private:
  static void make_file(const std::string& file) {
    sqlite3* made = nullptr;
    const bool is_made =
        sqlite3_open(file.c_str(), &made) == SQLITE_OK &&
        sqlite3_exec(made, "PRAGMA user_version=1", nullptr, nullptr, nullptr) == SQLITE_OK;
    sqlite3_close(made);
    if (!is_made) throw std::runtime_error("cannot make " + file);
  }

  void insert(const std::string& body) {
    ++position_;
    if (rows_ == BareRows::bytes)
      connection_->run("INSERT INTO posted (body) VALUES ($1)", {body}, sql::ignore_rows);
    else if (rows_ == BareRows::keyed)
      connection_->run("INSERT INTO posted (id, body) VALUES ($1, $2)",
                       {text_of(body, "\"id\":\""), body}, sql::ignore_rows);
    else
      connection_->run(
          "INSERT INTO event (episode, seq, id, recorded_at, facility, member, fact, position)"
          " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
          {text_of(body, "\"episode\":\""), position_, text_of(body, "\"id\":\""), position_,
           sql::Value(), sql::Value(), body, position_},
          sql::ignore_rows);
  }

  static std::string text_of(std::string_view body, std::string_view name) {
    const auto from = body.find(name) + name.size();
    return std::string(body.substr(from, body.find('"', from) - from));
  }

  BareRows rows_;
  std::unique_ptr<sql::Connection> connection_;
  std::int64_t position_ = 0;
};

}  // namespace authledger::bench
