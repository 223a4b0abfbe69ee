// SQLite as the bare references use it: a table, one prepared statement, WAL and synchronous=FULL
// as the service has them, the same cache, a checkpoint after as many bytes; its own files and
// pages of the size that it chooses.
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

#include "tests/bench/bare_server.hpp"
#include "tests/bench/service_data.hpp"

namespace authledger::bench {

class BareStore {
 public:
  BareStore(const std::string& file, BareRows rows) : rows_(rows) {
    sqlite3* opened = nullptr;
    const int result = sqlite3_open(file.c_str(), &opened);
    database_.reset(opened);
    if (result != SQLITE_OK) fail();
    execute(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16384;"
        "PRAGMA wal_autocheckpoint=12000");
    execute(rows == BareRows::bytes ? "CREATE TABLE posted (body TEXT NOT NULL)"
            : rows == BareRows::keyed
                ? "CREATE TABLE posted (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)"
                : "CREATE TABLE event (episode TEXT NOT NULL, seq BIGINT NOT NULL,"
                  " id TEXT NOT NULL, recorded_at BIGINT NOT NULL, facility TEXT, member TEXT,"
                  " fact TEXT NOT NULL, position INTEGER NOT NULL PRIMARY KEY);"
                  "CREATE UNIQUE INDEX event_of_episode ON event (episode, seq);"
                  "CREATE UNIQUE INDEX event_id ON event (id)");
    if (rows == BareRows::event_and_entry)
      execute(
          "CREATE TABLE audit (seq INTEGER NOT NULL PRIMARY KEY, at BIGINT NOT NULL,"
          " actor TEXT NOT NULL, roles TEXT NOT NULL, action TEXT NOT NULL, route TEXT NOT NULL,"
          " record TEXT NOT NULL, record_id TEXT, member TEXT, recipient TEXT,"
          " purpose TEXT NOT NULL, status BIGINT NOT NULL, code TEXT NOT NULL,"
          " fields TEXT NOT NULL, request TEXT NOT NULL, digest BLOB NOT NULL)");
    begin_ = prepared("BEGIN IMMEDIATE");
    commit_ = prepared("COMMIT");
    insert_ =
        prepared(rows == BareRows::bytes   ? "INSERT INTO posted (body) VALUES (?1)"
                 : rows == BareRows::keyed ? "INSERT INTO posted (body, id) VALUES (?1, ?2)"
                                           : "INSERT INTO event (fact, id, episode, seq,"
                                             " recorded_at, position) VALUES (?1, ?2, ?3, ?4, ?4,"
                                             " ?4)");
    if (rows == BareRows::event_and_entry)
      enter_ = prepared(
          "INSERT INTO audit VALUES (?1, ?1, 'anonymous', '', 'create', 'POST /v1/events', 'event',"
          " ?2, NULL, NULL, 'HOPERAT', 201, '', 'at episode id minutes status type',"
          " 'req-00000000-0000-0000-0000-000000000000', randomblob(32))");
  }

  // What the service's ledger holds, before anything is measured.
  void fill(std::size_t episodes) {
    constexpr std::size_t episodes_per_commit = 50;
    for (std::size_t first = 0; first < episodes; first += episodes_per_commit) {
      run(begin_);
      for (std::size_t i = first; i < std::min(episodes, first + episodes_per_commit); ++i)
        for (const std::string& body : first_events(i)) insert(body);
      run(commit_);
    }
  }

  void commit(const std::vector<std::string>& bodies) {
    run(begin_);
    for (const std::string& body : bodies) insert(body);
    run(commit_);
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

  [[noreturn]] void fail() const { throw std::runtime_error(sqlite3_errmsg(database_.get())); }

  void execute(const char* statements) {
    if (sqlite3_exec(database_.get(), statements, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
  }

  Statement prepared(const char* text) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), text, -1, &statement, nullptr) != SQLITE_OK) fail();
    return Statement(statement);
  }

  void run(const Statement& statement) {
    if (sqlite3_step(statement.get()) != SQLITE_DONE) fail();
    sqlite3_reset(statement.get());
  }

  void bind(int parameter, std::string_view text) {
    sqlite3_bind_text64(insert_.get(), parameter, text.data(), text.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
  }

  void insert(const std::string& body) {
    bind(1, body);
    if (rows_ != BareRows::bytes) bind(2, text_of(body, "\"id\":\""));
    if (rows_ == BareRows::event || rows_ == BareRows::event_and_entry) {
      bind(3, text_of(body, "\"episode\":\""));
      sqlite3_bind_int64(insert_.get(), 4, ++position_);
    }
    run(insert_);
    if (!enter_) return;
    const std::string_view episode = text_of(body, "\"episode\":\"");
    sqlite3_bind_int64(enter_.get(), 1, position_);
    sqlite3_bind_text64(enter_.get(), 2, episode.data(), episode.size(), SQLITE_STATIC,
                        SQLITE_UTF8);
    run(enter_);
  }

  static std::string_view text_of(std::string_view body, std::string_view name) {
    const auto from = body.find(name) + name.size();
    return body.substr(from, body.find('"', from) - from);
  }

  BareRows rows_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement begin_, commit_, insert_, enter_;  // finalized before the database closes
  std::int64_t position_ = 0;
};

}  // namespace authledger::bench
