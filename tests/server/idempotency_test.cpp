// The Idempotency-Key: what is sent again is answered again and not done again.
#include "server/idempotency.hpp"

#include <gtest/gtest.h>

#include <future>

#include "engine/store/idempotency.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

server::Request keyed(const std::string& key, const std::string& body) {
  return {.method = "POST",
          .target = "/v1/events",
          .content_type = "application/json",
          .body = body,
          .idempotency_key = key};
}

std::int64_t remembered(Service& service) {
  std::int64_t count = -1;
  service.data.connect_to_read()->run("SELECT count(*) FROM idempotency", {},
                                      [&](const sql::Row& row) { count = row.integer(0); });
  return count;
}

constexpr std::int64_t hour = std::int64_t{3'600} * 1'000'000;

TEST(IdempotencyKey, GetsTheSameAnswerAgainAndSaysSo) {
  Service service;
  const auto first = service.send(keyed("\"k-1\"", admission("E1")));
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(header_of(first, "Idempotent-Replayed"), "");
  service.now += hour;
  const auto again = service.send(keyed("\"k-1\"", admission("E1")));
  EXPECT_EQ(again.status, 201);  // and not 200, exists, as without the key
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.content_type, first.content_type);
  EXPECT_EQ(header_of(again, "Idempotent-Replayed"), "true");
}

TEST(IdempotencyKey, KeepsRefusalsOfTheLedgerToo) {
  Service service;
  Json event = parsed(admission("E1"));
  event["member"] = "m-9";
  const auto first = service.send(keyed("k", event.dump()));
  EXPECT_EQ(first.status, 422);
  service.put("/v1/members/m-9", R"({"id": "m-9", "name": "Invented"})");
  const auto again = service.send(keyed("k", event.dump()));
  EXPECT_EQ(again.status, 422);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.content_type, "application/problem+json");
  EXPECT_EQ(service.send(keyed("another", event.dump())).status, 201);
}

TEST(IdempotencyKey, IsNotForAnotherRequest) {
  Service service;
  ASSERT_EQ(service.send(keyed("k", admission("E1"))).status, 201);
  const auto body = service.send(keyed("k", admission("E2")));
  EXPECT_EQ(body.status, 422);
  EXPECT_EQ(body_of(body)["code"], "idempotency_key_reused");
  auto as_lines = keyed("k", admission("E1"));
  as_lines.content_type = "application/x-ndjson";
  EXPECT_EQ(service.send(as_lines).status, 422);
  EXPECT_EQ(service.get("/v1/episodes/E2/events").status, 404);
  EXPECT_EQ(service.send(keyed("k", admission("E1"))).status, 201);  // the first still stands
}

TEST(IdempotencyKey, IsInFlightUntilTheFirstIsAnswered) {
  Service service;
  std::promise<void> may_go_on;
  std::promise<void> reached;
  service.writer.submit({[&](sql::Connection&, Instant) {
                           reached.set_value();
                           may_go_on.get_future().wait();
                           return server::Response{};
                         },
                         1},
                        [](const server::Response&) {});
  reached.get_future().wait();
  std::promise<server::Response> first;
  service.api.handle(keyed("k", admission("E1")),
                     [&](server::Response response) { first.set_value(std::move(response)); });
  std::array<std::promise<server::Response>, 2>
      others;  // wait for their entries in the audit trail
  service.api.handle(keyed("\"k\"", admission("E1")),
                     [&](server::Response response) { others[0].set_value(std::move(response)); });
  service.api.handle(keyed("\"k\"", admission("E2")),
                     [&](server::Response response) { others[1].set_value(std::move(response)); });
  may_go_on.set_value();
  for (auto& other : others) {
    const auto second = other.get_future().get();
    EXPECT_EQ(second.status, 409);
    EXPECT_EQ(body_of(second)["code"], "in_flight");
  }
  EXPECT_EQ(first.get_future().get().status, 201);
  const auto again = service.send(keyed("k", admission("E1")));
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(header_of(again, "Idempotent-Replayed"), "true");
}

TEST(IdempotencyKey, IsFreeAgainWhenTheQueueWasFull) {
  Service service(server::WriterLimits{.queued_weight = 1});
  std::promise<void> may_go_on;
  std::promise<void> reached;
  const auto ignore = [](const server::Response&) {};
  service.writer.submit({[&](sql::Connection&, Instant) {
                           reached.set_value();
                           may_go_on.get_future().wait();
                           return server::Response{};
                         },
                         1},
                        ignore);
  reached.get_future().wait();
  service.writer.submit({[](sql::Connection&, Instant) { return server::Response{}; }, 1}, ignore);
  const auto busy = service.send(keyed("k", admission("E1")));
  EXPECT_EQ(busy.status, 503);
  EXPECT_EQ(header_of(busy, "Retry-After"), "1");
  may_go_on.set_value();
  while (service.send(keyed("k", admission("E1"))).status == 503) std::this_thread::yield();
  EXPECT_EQ(service.send(keyed("k", admission("E1"))).status, 201);
}

TEST(IdempotencyKey, OfWhatCouldNotBeDecodedStaysUnused) {
  Service service;
  EXPECT_EQ(service.send(keyed("k", "{}")).status, 400);
  EXPECT_EQ(service.send(keyed("k", admission("E1"))).status, 201);
}

TEST(IdempotencyKey, IsAShortPrintableStringInQuotesOrWithout) {
  Service service;
  const std::string longest(255, 'x');
  for (const std::string& good : {std::string("\"a b,c;d\""), std::string("\"\\\"\\\\\""), longest,
                                  '"' + longest + '"', std::string("~!")}) {
    EXPECT_EQ(service.send(keyed(good, admission("E1"))).status / 100, 2) << good;
  }
  for (const std::string& bad :
       {std::string(), std::string("\"\""), std::string("a b"), std::string("\"a\", \"b\""),
        std::string("a, b"), std::string("\"a"), std::string("a\""), std::string("\"a\\x\""),
        std::string("\"a\\\""), std::string("\"a\";v=1"), std::string("\"\xC3\xA4\""),
        std::string("\"\t\""), std::string("\""), longest + "x"}) {
    const auto response = service.send(keyed(bad, admission("E1")));
    EXPECT_EQ(response.status, 400) << bad;
    EXPECT_EQ(body_of(response)["code"], "invalid_header") << bad;
  }
}

TEST(IdempotencyKey, WorksForArraysAndLines) {
  Service service;
  const std::string both = admission("E1") + "\n" + attendance("E1", "S1");
  server::Request lines = keyed("lines", both);
  lines.content_type = "application/x-ndjson";
  const auto first = service.send(lines);
  EXPECT_EQ(service.send(lines).body, first.body);
  EXPECT_EQ(service.send(lines).content_type, "application/x-ndjson");
  const std::string array = "[" + coverage("E1") + "," + admission("E1") + "]";
  const auto counts = body_of(service.send(keyed("array", array)))["counts"];
  EXPECT_EQ(counts["created"], 1);
  EXPECT_EQ(body_of(service.send(keyed("array", array)))["counts"], counts);
}

TEST(IdempotencyKey, IsForgottenAfterADayAndLeavesTheTable) {
  Service service;
  for (int i = 0; i < 25; ++i)
    ASSERT_EQ(service.send(keyed("k" + std::to_string(i), admission("E1"))).status / 100, 2);
  service.now += 24 * hour - 1'000'000;
  EXPECT_EQ(service.send(keyed("k0", admission("E1"))).status, 201);
  EXPECT_EQ(remembered(service), 25);
  service.now += 2'000'000;
  const auto after = service.send(keyed("k0", admission("E1")));
  EXPECT_EQ(after.status, 200);  // done again; the event says itself that it was there
  EXPECT_EQ(body_of(after)["verdict"], "exists");
  service.send(keyed("new-1", admission("E1")));
  service.send(keyed("new-2", admission("E1")));
  EXPECT_EQ(remembered(service), 3);
}

TEST(IdempotencyKey, IsStoredWithTheEventsOrNotAtAll) {
  Service service;
  ASSERT_EQ(service.send(keyed("k", admission("E1"))).status, 201);
  EXPECT_EQ(remembered(service), 1);
  {
    sql::Transaction broken(service.data.writer());
    service.data.writer().run_script("DROP TABLE balance");  // the write of events must fail now
    broken.commit();
  }
  // Nobody answers what could not be written; what is on disk is as it was.
  bool is_answered = false;
  service.api.handle(keyed("k2", attendance("E1", "S1")),
                     [&](const server::Response&) { is_answered = true; });
  service.writer.stop();
  EXPECT_TRUE(service.is_broken);
  EXPECT_FALSE(is_answered);
  EXPECT_EQ(remembered(service), 1);
}

TEST(IdempotencyKey, IsOnDiskForAnotherProcessWhenTheAnswerIsThere) {
  Service service;
  const auto first = service.send(keyed("\"k\"", admission("E1")));
  const auto stored = store::find_answer(*service.data.connect_to_read(), "k", service.clock.now());
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->status, 201);
  EXPECT_EQ(stored->body, first.body);
}

}  // namespace
}  // namespace authledger::test
