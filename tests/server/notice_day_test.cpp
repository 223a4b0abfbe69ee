// The day of a missed session, against the program itself and a receiver of webhooks.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/missed_sessions.hpp"
#include "tests/server/receiver.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

class NoticeDay : public testing::Test {
 protected:
  NoticeDay()
      : receiver(Receiver::http([this](const std::string&) {
          return refuses ? "HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n" : "HTTP/1.1 204 x\r\n\r\n";
        })) {
    write_payer_of_notices(folder.path() + "/payers");
    std::ofstream(file) << R"({"endpoints": [{"name": "ehr", "type": "webhook",
        "url": "http://127.0.0.1:)" +
                               std::to_string(receiver.port()) + R"(/hook", "secrets": ["whsec_)" +
                               std::string(32, 'A') +
                               R"("], "allow_private": true, "allow_clear": true}]})";
    chmod(file.c_str(), 0600);
  }
  std::vector<std::string> serving() const {
    return {"--data",   folder.path() + "/data", "--payers",    folder.path() + "/payers",
            "--listen", "127.0.0.1:0",           "--endpoints", file};
  }
  static Json ask(Client& client, const std::string& request, int status) {
    client.send(request);
    const auto received = client.receive();
    if (!received) throw std::runtime_error("no answer");
    EXPECT_EQ(received->status, status) << received->body;
    return parsed(received->body);
  }
  static Json session(const std::string& id, const std::string& outcome) {
    Json event = parsed(attendance("E1", "s1"));
    event["id"] = id;
    event["outcome"] = outcome;
    return event;
  }
  // In a facility that is no program under 42 CFR Part 2.
  static void miss_a_session_as(const std::string& name, Client& client) {
    ask(client,
        json_request("PUT", "/v1/facilities/main",
                     R"({"id": "main", "name": "Example IOP", "npi": "1234567893",
                       "time_zone": "America/Chicago", "part2_program": false})"),
        200);
    ask(client, json_request("PUT", "/v1/members/m1", R"({"id": "m1", "name": ")" + name + "\"}"),
        201);
    Json admitted = parsed(admission("E1"));
    admitted["member"] = "m1";
    for (const std::string& body :
         {coverage("E1"), admitted.dump(), session("missed", "no_show").dump()})
      ask(client, post_request("/v1/events", body), 201);
  }
  static Json body_in(const std::string& request) {
    return parsed(request.substr(request.find("\r\n\r\n") + 4));
  }

  TemporaryDirectory folder;
  std::string file = folder.path() + "/endpoints.json";
  std::atomic<bool> refuses = false;
  Receiver receiver;
};

TEST_F(NoticeDay, IsAnnouncedSentWithProofAndWithdrawnWhenItIsMoot) {
  Daemon daemon(serving());
  Client client(daemon.port());
  ask(client, post_request("/v1/events", coverage("E1")), 201);
  ask(client, post_request("/v1/events", admission("E1")), 201);
  ask(client, post_request("/v1/events", session("missed", "no_show").dump()), 201);

  const Json announced = body_in(receiver.kept(1).at(0));
  EXPECT_EQ(announced["type"], "notice.owed");
  const std::string id = announced["data"]["id"];
  const Json message = ask(client, get_request("/v1/outbox/" + id), 200);
  EXPECT_EQ(message["episode"], "E1");
  EXPECT_EQ(message["obligation"], "notice:no-show:s1");
  const std::string address = "/v1/episodes/E1/obligations/notice%3Ano-show%3As1";
  const Json draft = ask(client, get_request(address + "/notice?channel=phone"), 200);
  EXPECT_NE(std::string(draft["text"]).find("no show"), std::string::npos);
  const Json sent = ask(client,
                        json_request("POST", address + "/complete",
                                     R"({"id": "sent", "at": "2026-03-02T20:00:00Z",
                                         "reference": "R-17", "proof": "spoke with a person"})"),
                        201);
  EXPECT_EQ(sent["obligation"]["completed"]["reference"], "R-17");
  EXPECT_EQ(body_in(receiver.kept(2).at(1))["type"], "notice.completed");

  ask(client, post_request("/v1/events", session("corrected", "attended").dump()), 201);
  const auto all = receiver.kept(3);
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(body_in(all[2])["type"], "notice.withdrawn");
  EXPECT_EQ(body_in(all[2])["data"]["withdraws"], id);
  EXPECT_EQ(ask(client, get_request(address), 200)["status"], "moot");
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

// The same day with a letter to the payer: what the trail and the accounting say of it afterwards.
TEST_F(NoticeDay, LeavesItsEntriesInTheAuditTrailAndTheAccountingOfDisclosures) {
  const std::string drop = folder.path() + "/drop";
  std::filesystem::create_directory(drop);
  std::ofstream(file) << R"({"endpoints": [{"name": "fax", "type": "file", "letters": true,
                             "directory": ")" +
                             drop + "\"}]}";
  Daemon daemon(serving());
  Client client(daemon.port());
  miss_a_session_as("Pat Marker", client);

  const std::string address = "/v1/episodes/E1/obligations/notice%3Ano-show%3As1";
  const auto send = [&](const std::string& paragraph, std::size_t letters) {
    const Json words{{"title", "Notice"},
                     {"lines", {{{"label", "Member"}, {"value", "Pat Marker"}}}},
                     {"paragraphs", {paragraph}}};
    ask(client,
        post_request(address + "/letters",
                     Json{{"endpoint", "fax"}, {"to", "555"}, {"words", words}}.dump()),
        201);
    for (int turn = 0; turn < 1'500; ++turn) {
      const Json all = ask(client, get_request(address + "/letters"), 200)["letters"];
      if (all.size() == letters && all.back()["state"] == "delivered") return all.back();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    throw std::runtime_error("the letter was not written");
  };
  const Json letter = send("The member missed a session.", 1);
  ask(client, post_request(address + "/complete", R"({"id": "sent", "at": "2026-03-02T20:00:00Z",
                                              "reference": "fax 17"})"),
      201);
  ask(client, post_request("/v1/events", session("corrected", "attended").dump()), 201);
  const Json withdrawal = send("We take it back.", 2);
  EXPECT_NE(withdrawal["id"], letter["id"]);

  const Json page = ask(client, get_request("/v1/members/m1/disclosures"), 200);
  ASSERT_EQ(page["items"].size(), 2u) << page;
  for (const Json& it : page["items"]) {
    EXPECT_EQ(it["action"], "disclose");
    EXPECT_EQ(it["recipient"], "example-payer");
    EXPECT_EQ(it["record_id"], "E1");
    EXPECT_EQ(it["purpose"], "HPAYMT");
  }
  const Json trail = ask(client, get_request("/v1/audit?limit=1000"), 200);
  std::vector<std::string> done;
  for (const Json& it : trail["items"]) {
    const std::string route = it["route"];
    if (it["action"] == "disclose" ||
        (it["action"] == "change" && route.find("/obligations/") != route.npos))
      done.push_back(std::string(it["action"]) + " " + route.substr(route.rfind('/') + 1));
  }
  std::reverse(done.begin(), done.end());  // the trail begins with the latest
  EXPECT_EQ(done,
            (std::vector<std::string>{"change letters", "disclose letter to fax", "change complete",
                                      "change letters", "disclose letter to fax"}));
  EXPECT_EQ(trail.dump().find("Marker"), std::string::npos) << "no values in the trail";
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  EXPECT_EQ(daemon.said_on_standard_error().find("Marker"), std::string::npos);
  const std::string verify = std::string(AUTHLEDGER_PROGRAM) + " audit verify --data " +
                             folder.path() + "/data >/dev/null 2>&1";
  EXPECT_EQ(std::system(verify.c_str()), 0);
}

TEST_F(NoticeDay, ComesAgainUnderTheSameIdAfterTheServiceWasKilled) {
  refuses = true;
  std::string id;
  {
    Daemon daemon(serving());
    Client client(daemon.port());
    ask(client, post_request("/v1/events", coverage("E1")), 201);
    ask(client, post_request("/v1/events", admission("E1")), 201);
    ask(client, post_request("/v1/events", session("missed", "no_show").dump()), 201);
    id = body_in(receiver.kept(1).at(0))["data"]["id"];
    daemon.end(SIGKILL);
  }
  refuses = false;
  const std::size_t before = receiver.kept(1).size();
  Daemon daemon(serving());
  ASSERT_NE(daemon.port(), 0);
  const auto all = receiver.kept(before + 1);
  ASSERT_GT(all.size(), before);
  for (const std::string& it : all) EXPECT_EQ(body_in(it)["data"]["id"], id);
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

TEST_F(NoticeDay, RemindsOfAnAuthorizationThatRunsOutAndTellsStaffWhatIsLeft) {
  const std::string reminders = folder.path() + "/reminders.json";
  std::ofstream(reminders) << R"({"reminders": [{"thresholds": [{"units_left": 17}]}]})";
  auto words = serving();
  words.insert(words.end(), {"--reminders", reminders});
  Json lasting = parsed(approval("E1"));
  lasting["end"] = "2099-12-31";  // the program goes by the clock of the machine
  {
    Daemon daemon(words);
    Client client(daemon.port());
    ask(client, post_request("/v1/events", coverage("E1")), 201);
    ask(client, post_request("/v1/events", admission("E1")), 201);
    ask(client, post_request("/v1/events", session("seen", "attended").dump()), 201);
    ask(client, post_request("/v1/events", lasting.dump()), 201);
    const std::string whole = receiver.kept(1).at(0);
    const Json announced = body_in(whole);
    EXPECT_EQ(announced["type"], "reminder.owed");
    for (const char* kept : {"S9480", "A1", "E1", "N-1"})
      EXPECT_EQ(announced.dump().find(kept), std::string::npos) << kept;
    const Json message =
        ask(client, get_request("/v1/outbox/" + std::string(announced["data"]["id"])), 200);
    EXPECT_EQ(message["obligation"], "reminder:A1:0:units-17");
    EXPECT_EQ(message["line"]["remaining"], 17) << message;
    EXPECT_NE(std::string(message["line"]["told"]).find("17 of 18 left"), std::string::npos)
        << message;
    EXPECT_EQ(daemon.end(SIGTERM), 0);
  }
  // Other rules hold from the next start on, of what stands there already too.
  std::ofstream(reminders) << R"({"reminders": []})";
  Daemon daemon(words);
  ASSERT_NE(daemon.port(), 0);
  EXPECT_EQ(body_in(receiver.kept(2).at(1))["type"], "reminder.withdrawn");
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

TEST_F(NoticeDay, DoesNotStartWithRemindersThatSayNothing) {
  const std::string reminders = folder.path() + "/reminders.json";
  std::ofstream(reminders) << R"({"reminders": [{"thresholds": [{}]}]})";
  auto words = serving();
  words.insert(words.end(), {"--reminders", reminders});
  Daemon daemon(words);
  EXPECT_EQ(daemon.port(), 0);
  EXPECT_EQ(daemon.wait(), 2);
}

TEST_F(NoticeDay, DoesNotStartWithSecretsThatOthersMayRead) {
  chmod(file.c_str(), 0644);
  Daemon daemon(serving());
  EXPECT_EQ(daemon.port(), 0);
  EXPECT_EQ(daemon.wait(), 2);
}

}  // namespace
}  // namespace authledger::test
