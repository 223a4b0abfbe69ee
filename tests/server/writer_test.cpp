#include "server/writer.hpp"

#include <gtest/gtest.h>

#include <future>
#include <semaphore>
#include <thread>

#include "engine/store/audit_spool.hpp"
#include "engine/store/log.hpp"
#include "server/log.hpp"
#include "server/spool_watch.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using server::Response;
using server::Write;
using server::Writer;
using server::WriterLimits;

// A connection whose commits a test can hold up or make fail.
class HeldConnection final : public sql::Connection {
 public:
  explicit HeldConnection(sql::Connection& inner) : inner_(inner) {}
  void begin() override { inner_.begin(); }
  void commit() override {
    if (is_held) {
      reached.release();
      go_on.acquire();
    }
    if (fails) throw sql::Error("disk I/O error (COMMIT)");
    inner_.commit();
  }
  void rollback() override { inner_.rollback(); }
  void run(std::string_view statement, const std::vector<sql::Value>& values,
           const sql::Rows& rows) override {
    inner_.run(statement, values, rows);
  }
  void run_script(std::string_view statements) override { inner_.run_script(statements); }

  std::atomic<bool> is_held = false, fails = false;
  std::counting_semaphore<> reached{0}, go_on{0};

 private:
  sql::Connection& inner_;
};

struct Fixture {
  explicit Fixture(WriterLimits limits)
      : writer(connection, clock, limits,
               [this](const std::string& why) { broken.set_value(why); }) {
    server::start_log("off");
    connection.run_script("CREATE TABLE IF NOT EXISTS noted (word TEXT)");
  }

  Write note(const std::string& word) {
    return {[word](sql::Connection& to, Instant) {
              to.run("INSERT INTO noted (word) VALUES ($1)", {word}, sql::ignore_rows);
              if (word == "bad") throw std::runtime_error("this write is bad");
              return Response{.status = 201, .body = word};
            },
            1};
  }
  server::Responder keep() {
    return [this](Response response) {
      const std::lock_guard lock(mutex);
      answers.push_back(response.status);
    };
  }
  // Holds the writer inside the commit of a first write, so that what follows queues up.
  void hold() {
    connection.is_held = true;
    ASSERT_TRUE(writer.submit(note("first"), keep()));
    connection.reached.acquire();
    connection.is_held = false;
  }
  void let_go() {
    connection.go_on.release();
    writer.stop();
  }
  std::string noted() {
    std::string words;
    const auto reader = data.connect_to_read();
    reader->run("SELECT word FROM noted ORDER BY rowid", {},
                [&](const sql::Row& row) { words += std::string(row.text(0)) + " "; });
    return words;
  }

  TemporaryDirectory folder;
  store::DataDirectory data = store::DataDirectory::open_to_write(folder.path());
  server::Clock clock{server::machine_time};
  HeldConnection connection{data.writer()};
  std::mutex mutex;
  std::vector<int> answers;
  std::promise<std::string> broken;
  Writer writer;
};

TEST(Writer, WhatQueuesDuringACommitSharesTheNextOne) {
  Fixture it({});
  it.hold();
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(it.writer.submit(it.note("w"), it.keep()));
  EXPECT_TRUE(it.answers.empty());  // nobody hears before the commit
  it.let_go();
  EXPECT_EQ(it.answers.size(), 51U);
  EXPECT_EQ(it.writer.commits(), 2U);
}

TEST(Writer, ABadWriteLeavesNoTraceAndDoesNotSinkTheOthers) {
  Fixture it({});
  it.hold();
  for (const char* word : {"a", "bad", "b"}) it.writer.submit(it.note(word), it.keep());
  it.let_go();
  EXPECT_EQ(it.answers, (std::vector<int>{201, 201, 500, 201}));
  EXPECT_EQ(it.noted(), "first a b ");
}

TEST(Writer, AFullQueueRefusesAndAnEmptyOneTakesAnything) {
  Fixture it({.queued_weight = 3});
  it.hold();
  Write heavy = it.note("heavy");
  heavy.weight = 1'000;
  EXPECT_TRUE(it.writer.submit(heavy, it.keep()));
  EXPECT_FALSE(it.writer.submit(it.note("x"), it.keep()));
  it.let_go();
  EXPECT_EQ(it.noted(), "first heavy ");
  EXPECT_FALSE(it.writer.submit(it.note("late"), it.keep()));  // stopped
}

TEST(Writer, AfterACommitThatFailsNobodyIsAnsweredAndNothingIsTriedAgain) {
  Fixture it({});
  it.connection.fails = true;
  it.hold();
  ASSERT_TRUE(it.writer.submit(it.note("x"), it.keep()));
  it.connection.go_on.release();
  EXPECT_EQ(it.broken.get_future().get(), "disk I/O error (COMMIT)");
  it.connection.fails = false;
  EXPECT_FALSE(it.writer.submit(it.note("y"), it.keep()));
  it.writer.stop();
  EXPECT_TRUE(it.answers.empty());
  EXPECT_EQ(it.writer.commits(), 0U);
  EXPECT_EQ(it.noted(), "");
}

TEST(Writer, TheClockOfWritesOnlyGoesForward) {
  Instant told = instant("2026-03-02T09:00:00Z");
  server::Clock clock([&] { return told; });
  const Instant first = clock.tick();
  EXPECT_LT(first, clock.tick());
  told = instant("2026-03-01T09:00:00Z");  // somebody set the machine's clock back
  EXPECT_LT(first, clock.tick());
  EXPECT_LT(first, clock.now());
}

TEST(SpoolOfReadings, IsInTheAuditTrailSoonWhileTheWriterRuns) {
  Fixture fixture({});
  server::SpoolWatch watch(fixture.folder.path(), fixture.writer);
  store::AuditEntry entry =
      store::local_entry(server::machine_time(), "read", "authledger explain", "episode");
  entry.record_id = "E1";
  store::spool_audit(fixture.folder.path(), entry);
  const auto reader = fixture.data.connect_to_read();
  const auto last = [&] {
    std::string id;
    store::for_each_audit_entry(
        *reader, "ORDER BY seq DESC LIMIT 1", {},
        [&](const store::StoredAuditEntry& it) { id = it.entry.record_id.value_or(""); });
    return id;
  };
  for (int i = 0; i < 600 && last() != "E1"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(last(), "E1");
  watch.stop();
  EXPECT_FALSE(store::has_spooled_audit(fixture.folder.path()));
}

TEST(PostingConcurrently, TheSameEventIsCreatedOnce) {
  Service service;
  std::promise<void> go;
  const auto gate = go.get_future().share();
  std::atomic<int> answered = 0, created = 0, exists = 0;
  // The writer is kept busy, so that the posts meet in one group.
  service.writer.submit({[gate](sql::Connection&, Instant) {
                           gate.wait();
                           return Response{};
                         },
                         1},
                        [&](const Response&) { ++answered; });
  for (int i = 0; i < 64; ++i)
    service.api.handle({"POST", "/v1/events", "application/json", admission("E1")},
                       [&](const Response& response) {
                         if (response.status == 201) ++created;
                         if (response.status == 200) ++exists;
                         ++answered;
                       });
  go.set_value();
  service.writer.stop();
  EXPECT_EQ(answered, 65);
  EXPECT_EQ(created, 1);
  EXPECT_EQ(exists, 63);
  EXPECT_LE(service.writer.commits(), 3U);
}

TEST(PostingConcurrently, WhatFindsTheQueueFullIsToldToComeBack) {
  Service service(WriterLimits{.queued_weight = 2});
  std::promise<void> go;
  std::promise<void> taken;
  const auto gate = go.get_future().share();
  service.writer.submit({[gate, &taken](sql::Connection&, Instant) {
                           taken.set_value();
                           gate.wait();
                           return Response{};
                         },
                         1},
                        [](const Response&) {});
  taken.get_future().wait();
  std::vector<Response> refused;
  for (int i = 0; i < 4; ++i)
    service.api.handle(
        {"POST", "/v1/events", "application/json", attendance("E1", std::to_string(i))},
        [&](Response response) {
          if (response.status == 503) refused.push_back(std::move(response));
        });
  ASSERT_EQ(refused.size(), 2U);
  EXPECT_EQ(header_of(refused[0], "Retry-After"), "1");
  EXPECT_EQ(refused[0].content_type, "application/problem+json");
  go.set_value();
  service.writer.stop();
  EXPECT_EQ(store::read_log(*service.data.connect_to_read(), "E1").size(), 2U);
}

}  // namespace
}  // namespace authledger::test
