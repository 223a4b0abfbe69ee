// GET /v1/changes: everything that is committed, once, in order; and waiting for more of it.
#include "server/changes.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <future>
#include <set>
#include <thread>

#include "server/http.hpp"
#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;
using server::ChangeRoom;
using server::Hurry;
using server::Request;
using server::Response;

using Texts = std::vector<std::string>;

Texts ids_in(const Json& page) {
  Texts ids;
  for (const Json& change : page["changes"]) ids.push_back(change["id"]);
  return ids;
}

// A request that is waiting for its answer.
class Waiting {
 public:
  Waiting(Service& service, const std::string& target) {
    Request request{"GET", target, "", ""};
    request.hurry = hurry;
    service.api.handle(request, [promise = promise_](Response response) {
      promise->set_value(std::move(response));
    });
  }
  bool is_answered() { return answer_.wait_for(0s) == std::future_status::ready; }
  Response answer() {
    if (answer_.wait_for(20s) != std::future_status::ready) throw std::runtime_error("no answer");
    return answer_.get();
  }

  std::shared_ptr<Hurry> hurry = std::make_shared<Hurry>();

 private:
  std::shared_ptr<std::promise<Response>> promise_ = std::make_shared<std::promise<Response>>();
  std::future<Response> answer_ = promise_->get_future();
};

const std::string empty_page = R"({"changes":[],"next":0,"last":0})";

TEST(Changes, AreTheEventsAsPostedInTheOrderOfCommitment) {
  Service service;
  ASSERT_EQ(service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Sam Example"})").status, 201);
  Json with_member = parsed(admission("E2"));
  with_member["member"] = "m-1";
  with_member["facility"] = "main";
  service.post(with_member.dump());
  service.post("[" + admission("E1") + "," + attendance("E1", "S1") + "]");
  service.post(R"({"id": "w1", "episode": "E1", "type": "event.withdrawn", "withdraws": "ev-S1"})");
  const Response response = service.get("/v1/changes");
  ASSERT_EQ(response.status, 200);
  const Json page = body_of(response);
  EXPECT_EQ(ids_in(page), (Texts{"adm-E2", "adm-E1", "ev-S1", "w1"}));
  EXPECT_EQ(page["changes"][0],
            parsed(R"({"position": 1, "seq": 1, "recorded_at": "2026-03-10T15:00:00.000002Z",
                "id": "adm-E2", "facility": "main", "member": "m-1", "type": "episode.admitted",
                "episode": "E2", "date": "2026-03-02", "level_of_care": "iop"})"));
  EXPECT_EQ(page["changes"][3],
            parsed(R"({"position": 4, "seq": 3, "recorded_at": "2026-03-10T15:00:00.000004Z",
                "id": "w1", "episode": "E1", "type": "event.withdrawn", "withdraws": "ev-S1"})"));
  EXPECT_EQ(page["next"], 4);
  EXPECT_EQ(page["last"], 4);
}

TEST(Changes, ComeInPagesThatJoinWithoutGapAndWithoutOverlap) {
  Service service;
  service.post("[" + admission("E1") + "," + attendance("E1", "S1") + "," + attendance("E1", "S2") +
               "]");
  const Json first = body_of(service.get("/v1/changes?limit=2"));
  EXPECT_EQ(ids_in(first), (Texts{"adm-E1", "ev-S1"}));
  EXPECT_EQ(first["last"], 3);
  const Json second = body_of(service.get("/v1/changes?limit=2&after=2"));
  EXPECT_EQ(ids_in(second), Texts{"ev-S2"});
  const Json third = body_of(service.get("/v1/changes?limit=2&after=3"));
  EXPECT_EQ(third, parsed(R"({"changes": [], "next": 3, "last": 3})"));
}

TEST(Changes, HaveNothingThatWasRefusedOrSaidBefore) {
  Service service;
  Json stray = parsed(admission("E9"));
  stray["member"] = "nobody";
  service.post("[" + admission("E1") + "," + stray.dump() + "," + admission("E1") + "," +
               coverage("E1") + "]");
  service.post(admission("E1"));
  const Json page = body_of(service.get("/v1/changes"));
  EXPECT_EQ(ids_in(page), (Texts{"adm-E1", "cov-E1"}));
  EXPECT_EQ(page["last"], 2);
}

TEST(Changes, RefuseWhatIsNoPlaceToGoOnFrom) {
  Service service;
  for (const char* query :
       {"after=-1", "after=x", "after=", "after=1.0", "after=9223372036854775808", "after=+1",
        "limit=0", "limit=1001", "wait=26", "wait=-1", "since=1"}) {
    const Response response = service.get(std::string("/v1/changes?") + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(response.content_type, "application/problem+json");
  }
}

TEST(Changes, TellAFollowerOfALaterLedgerThatThisOneIsAnEarlierCopy) {
  Service service;
  service.post(admission("E1"));
  for (const char* query : {"after=2", "after=2&wait=25", "after=9223372036854775807"}) {
    const Response response = service.get(std::string("/v1/changes?") + query);
    EXPECT_EQ(response.status, 409) << query;
    EXPECT_EQ(body_of(response)["code"], "conflict");
  }
}

TEST(WaitingForChanges, EndsWithWhatIsCommitted) {
  Service service;
  Waiting waiting(service, "/v1/changes?wait=25");
  EXPECT_FALSE(waiting.is_answered());
  service.post("[" + admission("E1") + "," + coverage("E1") + "]");
  EXPECT_EQ(ids_in(body_of(waiting.answer())), (Texts{"adm-E1", "cov-E1"}));
}

TEST(WaitingForChanges, IsNoWaitWhenThereIsSomethingToRead) {
  Service service;
  service.post(admission("E1"));
  Waiting waiting(service, "/v1/changes?wait=25");
  EXPECT_EQ(ids_in(body_of(waiting.answer())), Texts{"adm-E1"});  // which waits for less than 25 s
}

TEST(WaitingForChanges, GivesEachWhatIsBehindTheirOwnPosition) {
  Service service;
  service.post(admission("E1"));
  Waiting one(service, "/v1/changes?wait=25&after=1"),
      other(service, "/v1/changes?wait=25&after=1"),
      small(service, "/v1/changes?wait=25&after=1&limit=1");
  service.post("[" + coverage("E1") + "," + attendance("E1", "S1") + "]");
  EXPECT_EQ(ids_in(body_of(one.answer())), (Texts{"cov-E1", "ev-S1"}));
  EXPECT_EQ(ids_in(body_of(other.answer())), (Texts{"cov-E1", "ev-S1"}));
  EXPECT_EQ(ids_in(body_of(small.answer())), Texts{"cov-E1"});
}

TEST(WaitingForChanges, GoesOnWhenACommitHasNoEvent) {
  Service service;
  Waiting waiting(service, "/v1/changes?wait=25");
  service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Sam Example"})");
  service.post("[" + admission("E1") + "]");
  EXPECT_EQ(ids_in(body_of(waiting.answer())), Texts{"adm-E1"});
}

TEST(WaitingForChanges, EndsWithAnEmptyPageWhenItsTimeIsOver) {
  Service service;
  Waiting waiting(service, "/v1/changes?wait=1");
  const Response response = waiting.answer();
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, empty_page);
}

TEST(WaitingForChanges, EndsWithAnEmptyPageWhenItIsToldToHurry) {
  Service service;
  Waiting waiting(service, "/v1/changes?wait=25");
  EXPECT_FALSE(waiting.is_answered());
  waiting.hurry->tell();
  EXPECT_EQ(waiting.answer().body, empty_page);

  Waiting other(service, "/v1/changes?wait=25");
  EXPECT_FALSE(other.is_answered());
  waiting.hurry->tell();  // of somebody else, and twice
  service.post(admission("E1"));
  EXPECT_EQ(ids_in(body_of(other.answer())), Texts{"adm-E1"});
}

TEST(WaitingForChanges, HoldsNoReadTransaction) {
  Service service;
  Waiting waiting(service, "/v1/changes?wait=25");
  service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Sam Example"})");
  const auto other = sql::open_sqlite(service.folder.path() + "/ledger.db", sql::Access::write);
  std::int64_t is_blocked = 1;
  other->run("PRAGMA wal_checkpoint(TRUNCATE)", {},
             [&](const sql::Row& row) { is_blocked = row.integer(0); });
  EXPECT_EQ(is_blocked, 0) << "a reader kept the log from being emptied";
  EXPECT_FALSE(waiting.is_answered());
  waiting.hurry->tell();
  EXPECT_EQ(waiting.answer().body, empty_page);
}

TEST(WaitingForChanges, TellsWhenTheyCannotBeRead) {
  Service service;
  service.post(admission("E1"));
  Waiting waiting(service, "/v1/changes?wait=25&after=1");
  auto done = std::make_shared<std::promise<Response>>();
  ASSERT_TRUE(
      service.writer.submit({[](sql::Connection& writer, Instant) {
                               writer.run_script(
                                   "INSERT INTO event VALUES ('E1', 2, 'x', 0, NULL, NULL, "
                                   "'{\"type\":\"nonsense\"}', 2, x'', x'')");
                               return Response{};
                             },
                             1},
                            [done](Response response) { done->set_value(std::move(response)); }));
  EXPECT_EQ(waiting.answer().status, 500);
  EXPECT_EQ(service.get("/v1/changes?after=1").status, 500);
  EXPECT_EQ(service.get("/v1/changes?limit=1").status, 200);
}

TEST(ChangeRoom, HasRoomForSoManyAndAnswersEachOnceAtItsEnd) {
  Service service;
  std::atomic<int> answers = 0;
  {
    ChangeRoom room(service.data.connect_to_read());
    const auto count = [&](const Response& response) {
      EXPECT_EQ(response.body, empty_page);
      ++answers;
    };
    for (std::size_t i = 0; i < ChangeRoom::most_waiting; ++i)
      EXPECT_TRUE(room.enter({.at_most = 25s}, nullptr, count));
    EXPECT_FALSE(room.enter({.at_most = 25s}, nullptr, count));
  }
  EXPECT_EQ(answers, static_cast<int>(ChangeRoom::most_waiting));
}

TEST(ChangeRoom, MayBeOutlivedByItsBellAndByThoseWhoHurry) {
  Service service;
  const auto hurry = std::make_shared<Hurry>();
  std::function<void()> bell;
  {
    ChangeRoom room(service.data.connect_to_read());
    bell = room.bell();
    room.enter({.at_most = 25s}, hurry, [](const Response&) {});
  }
  bell();
  hurry->tell();
}

// The same over sockets.
class ChangesOverHttp : public testing::Test {
 protected:
  ~ChangesOverHttp() override {
    http.stop();
    if (thread.joinable()) thread.join();
    service.writer.stop();
  }
  Service service;
  server::HttpServer http{
      {"127.0.0.1", 0}, {}, [this](const Request& request, const server::Responder& respond) {
        service.api.handle(request, respond);
      }};
  std::thread thread{[this] { http.run(); }};
};

TEST_F(ChangesOverHttp, AFollowerSeesEverythingOnceWhileManyWrite) {
  constexpr int writers = 4, posts = 30;
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w)
    threads.emplace_back([this, w] {
      Client client(http.port());
      for (int i = 0; i < posts; ++i) {
        const std::string episode = std::to_string(w) + "-" + std::to_string(i);
        client.send(
            post_request("/v1/events", "[" + admission(episode) + "," + coverage(episode) + "]"));
        EXPECT_EQ(client.receive()->status, 200);
      }
    });
  Client follower(http.port());
  std::set<std::string> seen;
  std::int64_t next = 0;
  while (next < writers * posts * 2) {
    follower.send(get_request("/v1/changes?wait=5&limit=7&after=" + std::to_string(next)));
    const auto received = follower.receive();
    ASSERT_TRUE(received);
    ASSERT_EQ(received->status, 200);
    const Json page = parsed(received->body);
    for (const Json& change : page["changes"]) {
      ASSERT_EQ(change["position"], ++next);
      EXPECT_TRUE(seen.insert(change["id"]).second) << change;
    }
    ASSERT_EQ(page["next"], next);
  }
  for (std::thread& it : threads) it.join();
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(writers * posts * 2));
}

TEST_F(ChangesOverHttp, AClientThatFinishesSendingOrWantsTheNextThingWaitsNoLonger) {
  Client finished(http.port());
  finished.send(get_request("/v1/changes?wait=25"));
  finished.finish_sending();
  const auto received = finished.receive();  // which waits for ten seconds
  ASSERT_TRUE(received);
  EXPECT_EQ(received->body, empty_page);

  Client impatient(http.port());
  impatient.send(get_request("/v1/changes?wait=25"));
  impatient.send(get_request("/healthz"));
  EXPECT_EQ(impatient.receive()->body, empty_page);
  EXPECT_EQ(impatient.receive()->status, 200);
  impatient.send(get_request("/v1/changes?wait=25"));
  Client other(http.port());
  other.send(post_request("/v1/events", admission("E1")));
  EXPECT_EQ(other.receive()->status, 201);
  EXPECT_EQ(ids_in(parsed(impatient.receive()->body)), Texts{"adm-E1"});
}

TEST_F(ChangesOverHttp, AStopAnswersThoseWhoWait) {
  Client client(http.port());
  client.send(get_request("/v1/changes?wait=25"));
  Client other(http.port());
  other.send(get_request("/healthz"));
  ASSERT_EQ(other.receive()->status, 200);  // so the first one is waiting
  http.stop();
  const auto received = client.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->status, 200);
  EXPECT_EQ(received->body, empty_page);
  EXPECT_TRUE(client.is_closed_by_server());
  thread.join();
}

TEST(ChangesOfAProgram, GoOnWhereTheyWereAfterItWasKilled) {
  const TemporaryDirectory folder;
  const Texts flags{
      "--data",   folder.path(), "--payers",    std::string(AUTHLEDGER_SOURCE_DIR) + "/payers",
      "--listen", "127.0.0.1:0", "--log-level", "off"};
  const auto follow = [](Client& client, std::int64_t after) {
    client.send(get_request("/v1/changes?wait=5&after=" + std::to_string(after)));
    return parsed(client.receive()->body);
  };
  Json page;
  {
    Daemon daemon(flags);
    Client client(daemon.port());
    client.send(post_request("/v1/events", admission("E1")));
    ASSERT_EQ(client.receive()->status, 201);
    page = follow(client, 0);
    EXPECT_EQ(ids_in(page), Texts{"adm-E1"});
    client.send(post_request("/v1/events", coverage("E1")));
    ASSERT_EQ(client.receive()->status, 201);
    EXPECT_EQ(daemon.end(SIGKILL), -SIGKILL);
  }
  Daemon daemon(flags);
  Client client(daemon.port());
  client.send(post_request("/v1/events", attendance("E1", "S1")));
  ASSERT_EQ(client.receive()->status, 201);
  page = follow(client, page["next"]);
  EXPECT_EQ(ids_in(page), (Texts{"cov-E1", "ev-S1"}));
  EXPECT_EQ(page["next"], 3);
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

}  // namespace
}  // namespace authledger::test
