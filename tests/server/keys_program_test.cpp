// Keys and organizations of the programs themselves: made from the command line, taken by the
// service.
#include <gtest/gtest.h>

#include <cstdio>

#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

const std::string payers = std::string(AUTHLEDGER_SOURCE_DIR) + "/payers";

struct Done {
  int code = 0;
  std::string out;  // without what was said on standard error
};

Done authledger(const std::string& words) {
  std::FILE* pipe =
      popen((std::string(AUTHLEDGER_PROGRAM) + " " + words + " 2>/dev/null").c_str(), "r");
  Done done;
  char bytes[4'096];
  while (const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe))
    done.out.append(bytes, size);
  done.code = WEXITSTATUS(pclose(pipe));
  return done;
}

std::vector<std::string> serving(const std::string& data) {
  return {"--data", data, "--payers", payers, "--listen", "127.0.0.1:0", "--sign-in", "required"};
}

Received ask(Client& client, const std::string& key, const std::string& target) {
  client.send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" +
              (key.empty() ? "" : "Authorization: Bearer " + key + "\r\n") + "\r\n");
  return client.receive().value_or(Received{});
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

TEST(KeysOfThePrograms, AreMadeBeforeTheFirstStartAndTakenByTheService) {
  TemporaryDirectory folder;
  const std::string data = " --data " + folder.path() + "/data";
  const Done made = authledger("keys create --role auditor --role admin --label first" + data);
  ASSERT_EQ(made.code, 0);
  const std::string key = first_line(made.out);
  Daemon daemon(serving(folder.path() + "/data"));
  Client client(daemon.port());
  EXPECT_EQ(ask(client, "", "/healthz").status, 200);
  EXPECT_EQ(ask(client, "", "/v1/worklist").status, 401);
  EXPECT_EQ(ask(client, key, "/v1/worklist").status, 200);
  EXPECT_EQ(ask(client, key, "/metrics").status, 200);
  EXPECT_EQ(authledger("keys create --role admin --label second" + data).code, 75);
  EXPECT_EQ(authledger("keys revoke 0123456789abcdef" + data).code, 75);
  const Done listed = authledger("keys list" + data);
  EXPECT_EQ(listed.code, 0);
  EXPECT_NE(listed.out.find("in force\tadmin,auditor\tall facilities\tfirst"), std::string::npos)
      << listed.out;
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  const std::string log = daemon.said_on_standard_error();
  EXPECT_EQ(log.find(key.substr(key.size() - 43)), std::string::npos) << "the log has the secret";
  const std::string id = listed.out.substr(0, 16);
  EXPECT_EQ(authledger("keys revoke " + id + data).code, 0);
  const std::string trail = authledger("audit report --format csv" + data).out;
  for (const char* route : {"authledger keys create", "authledger keys revoke"})
    EXPECT_NE(trail.find(route), std::string::npos) << trail;
  Daemon again(serving(folder.path() + "/data"));
  Client other(again.port());
  EXPECT_EQ(ask(other, key, "/v1/worklist").status, 401);
}

TEST(KeysOfThePrograms, ThatCannotBeMadeAreRefused) {
  TemporaryDirectory folder;
  const std::string data = " --data " + folder.path() + "/data --label x";
  EXPECT_EQ(authledger("keys create --role root" + data).code, 2);
  EXPECT_EQ(authledger("keys create" + data).code, 2);
  EXPECT_EQ(authledger("keys create --role admin --facility moon" + data).code, 2);
  EXPECT_EQ(authledger("keys create --role admin --organization bravo" + data).code, 2);
  EXPECT_EQ(authledger("keys create --role admin --organization ../x" + data).code, 2);
  EXPECT_EQ(authledger("keys create --role admin --expires-at 2020-01-01T00:00:00Z" + data).code,
            2);
}

TEST(OrganizationsOfThePrograms, HaveALedgerEachBehindOneAddress) {
  TemporaryDirectory folder;
  const std::string data = folder.path() + "/data";
  EXPECT_EQ(authledger("organizations add bravo --data " + data).code, 0);
  EXPECT_EQ(authledger("organizations add bravo --data " + data).code, 1);
  for (const char* name : {"main", "Bravo", "a_b", "-a", "../b"})
    EXPECT_EQ(authledger(std::string("organizations add ") + "'" + name + "' --data " + data).code,
              2)
        << name;
  const std::string roles = "keys create --role auditor --role ehr_ingest --label x --data " + data;
  const std::string one = first_line(authledger(roles).out);
  const std::string other = first_line(authledger(roles + " --organization bravo").out);
  EXPECT_TRUE(other.starts_with("alk_bravo_")) << other;
  EXPECT_NE(authledger("organizations list --data " + data).out.find("bravo\t"), std::string::npos);
  for (int starts = 0; starts < 2; ++starts) {
    Daemon daemon(serving(data));
    Client client(daemon.port());
    if (starts == 0) {
      const std::string body = admission("E1");
      client.send("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + other +
                  "\r\nContent-Type: application/json\r\nContent-Length: " +
                  std::to_string(body.size()) + "\r\n\r\n" + body);
      EXPECT_EQ(client.receive()->status, 201);
    }
    EXPECT_EQ(ask(client, other, "/v1/episodes/E1/events").status, 200);
    EXPECT_EQ(ask(client, one, "/v1/episodes/E1/events").status, 404);
    EXPECT_EQ(daemon.end(SIGTERM), 0);
  }
  EXPECT_TRUE(std::filesystem::exists(data + "/organizations/bravo/ledger.db"));
}

TEST(SignIn, IsOffOnlyWhereNoOtherMachineReaches) {
  TemporaryDirectory folder;
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{"--listen", "0.0.0.0:0", "--allow-remote"},
        std::vector<std::string>{"--listen", "127.0.0.1:0", "--allow-remote"}}) {
    std::vector<std::string> arguments{"--data", folder.path(), "--payers",
                                       payers,   "--sign-in",   "off"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Daemon daemon(arguments);
    EXPECT_EQ(daemon.wait(), 2);
    EXPECT_NE(daemon.said_on_standard_error().find("--sign-in is off"), std::string::npos);
  }
}

}  // namespace
}  // namespace authledger::test
