// authledgerd itself: its flags, its exit codes, its start and its end.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

const std::string payers = std::string(AUTHLEDGER_SOURCE_DIR) + "/payers";

std::vector<std::string> serving(const std::string& data) {
  return {"--data", data, "--payers", payers, "--listen", "127.0.0.1:0"};
}

TEST(Program, ServesUntilItIsToldToStopAndKeepsWhatItAcknowledged) {
  TemporaryDirectory folder;
  {
    Daemon daemon(serving(folder.path()));
    Client client(daemon.port());
    client.send(post_request("/v1/events", admission("E1")));
    EXPECT_EQ(client.receive()->status, 201);
    client.send(get_request("/v1/facilities/main"));
    EXPECT_EQ(parsed(client.receive()->body)["time_zone"], "America/New_York");
    EXPECT_EQ(daemon.end(SIGTERM), 0);
    EXPECT_NE(daemon.said_on_standard_error().find("PUT /v1/facilities/main"), std::string::npos);
  }
  Daemon daemon(serving(folder.path()));
  Client client(daemon.port());
  client.send(post_request("/v1/events", admission("E1")));
  EXPECT_EQ(client.receive()->status, 200);
  EXPECT_EQ(daemon.end(SIGINT), 0);
}

TEST(Program, LogsRequestsAndNothingAboutMembers) {
  TemporaryDirectory folder;
  Daemon daemon(serving(folder.path()));
  Client client(daemon.port());
  client.send(json_request("PUT", "/v1/members/secret-id",
                           R"({"id": "secret-id", "name": "Secret Name"})"));
  client.receive();
  client.send(get_request("/v1/members/secret-id") + get_request("/secret/%00") +
              "SECRET / HTTP/1.1\r\nHost: secret\r\n\r\n" +
              post_request("/v1/events?secret=1", "secret"));
  for (int i = 0; i < 4; ++i) client.receive();
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  const std::string log = daemon.said_on_standard_error();
  EXPECT_NE(log.find("GET /v1/members/{id} "), std::string::npos) << log;
  for (const char* word : {"secret", "Secret", "SECRET"})
    EXPECT_EQ(log.find(word), std::string::npos) << log;
}

TEST(Program, ASecondOneOnTheSameLedgerRefusesToStart) {
  TemporaryDirectory folder;
  Daemon first(serving(folder.path()));
  ASSERT_NE(first.port(), 0);
  Daemon second(serving(folder.path()));
  EXPECT_EQ(second.wait(), 75);
  EXPECT_NE(second.said_on_standard_error().find("is writing to"), std::string::npos);
}

TEST(Program, NamesEveryFaultOfEveryPolicyAndDoesNotStart) {
  TemporaryDirectory folder;
  std::filesystem::create_directories(folder.path() + "/payers/one");
  std::ofstream(folder.path() + "/payers/one/a.json") << R"({"payer": 5, "colour": 1})";
  std::ofstream(folder.path() + "/payers/one/b.json") << "{";
  Daemon daemon({"--data", folder.path() + "/data", "--payers", folder.path() + "/payers",
                 "--listen", "127.0.0.1:0"});
  EXPECT_EQ(daemon.wait(), 2);
  const std::string said = daemon.said_on_standard_error();
  for (const char* place : {"one/a.json#/payer: ", "one/a.json#/colour: ", "one/b.json: "})
    EXPECT_NE(said.find(place), std::string::npos) << said;
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/data"));
}

TEST(Program, ListensOnThisMachineOnlyUnlessToldOtherwise) {
  TemporaryDirectory folder;
  Daemon refused({"--data", folder.path(), "--payers", payers, "--listen", "0.0.0.0:0"});
  EXPECT_EQ(refused.wait(), 2);
  EXPECT_NE(refused.said_on_standard_error().find("--allow-remote"), std::string::npos);
  Daemon allowed({"--data", folder.path(), "--payers", payers, "--listen", "0.0.0.0:0",
                  "--allow-remote", "--sign-in", "required"});
  EXPECT_NE(allowed.port(), 0);
}

TEST(Program, RefusesWrongFlags) {
  TemporaryDirectory folder;
  for (const auto& [flag, value] :
       {std::pair("--listen", "here"), std::pair("--time-zone", "Mars/Base"),
        std::pair("--log-level", "loud"), std::pair("--payers", "/nowhere")}) {
    auto arguments = serving(folder.path());
    const auto same = std::find(arguments.begin(), arguments.end(), flag);
    if (same != arguments.end()) arguments.erase(same, same + 2);
    arguments.insert(arguments.end(), {flag, value});
    Daemon daemon(arguments);
    EXPECT_NE(daemon.wait(), 0) << flag;
    EXPECT_FALSE(daemon.said_on_standard_error().empty()) << flag;
  }
}

TEST(Program, RestatesAtItsStartWhatStoodUnderOtherPolicies) {
  TemporaryDirectory folder;
  {
    Daemon daemon(serving(folder.path()));
    Client client(daemon.port());
    client.send(post_request("/v1/events", admission("E1")));
    client.receive();
    EXPECT_EQ(daemon.end(SIGTERM), 0);
  }
  const TemporaryDirectory other;  // nobody else may look into the ledger's own directory
  std::filesystem::copy(payers + "/sample-payer", other.path() + "/sample-payer",
                        std::filesystem::copy_options::recursive);
  const auto restated_under = [&](const std::string& policies) {
    Daemon daemon({"--data", folder.path(), "--payers", policies, "--listen", "127.0.0.1:0"});
    EXPECT_NE(daemon.port(), 0);
    EXPECT_EQ(daemon.end(SIGTERM), 0);
    const std::string said = daemon.said_on_standard_error();
    return said.substr(said.find("restated ") + 9, 1);
  };
  EXPECT_EQ(restated_under(payers), "0");
  EXPECT_EQ(restated_under(other.path()), "1");
  EXPECT_EQ(restated_under(other.path()), "0");
}

}  // namespace
}  // namespace authledger::test
