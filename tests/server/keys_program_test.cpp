// Keys and organizations of the programs themselves: made from the command line, taken by the
// service.
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

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

// What a start with --local-sign-in prints after the line with its port; empty: nothing.
std::string link_printed_by(Daemon& daemon) {
  const std::string line = daemon.line();
  const auto at = line.find("/#/welcome/");
  return at == std::string::npos ? "" : line.substr(at + 11);
}

Received send_json(Client& client, const std::string& target, const std::string& body) {
  client.send("POST " + target +
              " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
              std::to_string(body.size()) + "\r\n\r\n" + body);
  return client.receive().value_or(Received{});
}

TEST(PeopleOfThePrograms, BeginWithAnAdministratorWhoseLinkIsPrintedUntilSomebodySignedIn) {
  TemporaryDirectory folder;
  const std::string data = folder.path() + "/data", at = " --data " + data;
  auto arguments = serving(data);
  arguments.push_back("--local-sign-in");
  std::string lost;
  {
    Daemon daemon(arguments);
    ASSERT_NE(daemon.port(), 0);
    lost = link_printed_by(daemon);
    EXPECT_TRUE(lost.starts_with("main.")) << lost;
    EXPECT_EQ(daemon.end(SIGTERM), 0);
    EXPECT_EQ(daemon.said_on_standard_error().find(lost), std::string::npos) << "not in the log";
  }
  Daemon daemon(arguments);
  Client client(daemon.port());
  const std::string link = link_printed_by(daemon);
  EXPECT_NE(link, lost);
  const auto body_with = [](const std::string& it) {
    return R"({"link": ")" + it + R"(", "password": "four words in a row"})";
  };
  EXPECT_EQ(send_json(client, "/v1/session/password", body_with(lost)).status, 401);
  const Received in = send_json(client, "/v1/session/password", body_with(link));
  ASSERT_EQ(in.status, 200) << in.body;
  const Json session = parsed(in.body);
  EXPECT_EQ(session["name"], "administrator");
  EXPECT_EQ(session["roles"],
            Json::array({"admin", "biller", "front_desk", "ur_lead", "ur_reviewer"}));
  const auto cookie = in.head.find("Set-Cookie: ");
  ASSERT_NE(cookie, std::string::npos);
  const std::string sent = in.head.substr(cookie + 12, in.head.find(';', cookie) - cookie - 12);
  const auto with_cookie = [&](const std::string& words, const std::string& more) {
    client.send(words +
                " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                "0\r\nCookie: " +
                sent + "\r\n" + more + "\r\n");
    return client.receive().value_or(Received{}).status;
  };
  EXPECT_EQ(with_cookie("GET /v1/worklist", ""), 200);
  EXPECT_EQ(with_cookie("DELETE /v1/session", ""), 403);
  EXPECT_EQ(with_cookie("DELETE /v1/session",
                        "Authledger-Console: 1\r\n"
                        "Origin: http://elsewhere\r\n"),
            403);
  EXPECT_EQ(with_cookie("DELETE /v1/session",
                        "Authledger-Console: 1\r\n"
                        "Origin: http://localhost\r\n"
                        "Sec-Fetch-Site: same-origin\r\n"),
            204);
  EXPECT_EQ(authledger("people add Ben --role biller" + at).code, 75);
  EXPECT_EQ(authledger("people link administrator" + at).code, 75);
  EXPECT_NE(authledger("people list" + at).out.find("\tadministrator\tlast in "),
            std::string::npos);
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  Daemon again(arguments);
  ASSERT_NE(again.port(), 0);
  EXPECT_EQ(again.end(SIGTERM), 0);
  EXPECT_EQ(again.line(), "") << "somebody can sign in";
}

TEST(PeopleOfThePrograms, AreMadeLinkedAndEndedWhileNoServiceRuns) {
  TemporaryDirectory folder;
  const std::string data = folder.path() + "/data", at = " --data " + data;
  const Done made =
      authledger("people add 'Anna Lee' --role auditor --url http://127.0.0.1:8080/" + at);
  ASSERT_EQ(made.code, 0);
  EXPECT_TRUE(made.out.starts_with("http://127.0.0.1:8080/#/welcome/main.")) << made.out;
  EXPECT_EQ(authledger("people add 'anna lee' --role auditor" + at).code, 1);
  EXPECT_EQ(authledger("people add Ben --role root" + at).code, 2);
  EXPECT_EQ(authledger("people add ' Ben' --role admin" + at).code, 2);
  EXPECT_EQ(authledger("people add Ben --role admin --facility moon" + at).code, 2);
  EXPECT_EQ(authledger("people add Ben --role admin --organization bravo" + at).code, 2);
  const Done again = authledger("people link 'ANNA LEE'" + at);
  EXPECT_TRUE(again.out.starts_with("/#/welcome/main.")) << again.out;
  EXPECT_EQ(authledger("people link nobody" + at).code, 1);
  auto arguments = serving(data);
  arguments.push_back("--local-sign-in");
  {
    Daemon daemon(arguments);
    Client client(daemon.port());
    const auto set = [&](const std::string& printed) {
      const auto from = printed.find("main.");
      return send_json(client, "/v1/session/password",
                       R"({"link": ")" + printed.substr(from, printed.find('\n') - from) +
                           R"(", "password": "four words in a row"})")
          .status;
    };
    EXPECT_EQ(set(made.out), 401) << "the newer link is in its place";
    EXPECT_EQ(set(again.out), 200);
    EXPECT_EQ(daemon.end(SIGTERM), 0);
  }
  EXPECT_EQ(authledger("people end 'Anna Lee'" + at).code, 0);
  EXPECT_EQ(authledger("people link 'Anna Lee'" + at).code, 1);
  EXPECT_EQ(authledger("people end nobody" + at).code, 1);
  const std::string trail = authledger("audit report --format csv" + at).out;
  for (const char* route :
       {"authledger people add", "authledger people link", "authledger people end"})
    EXPECT_NE(trail.find(route), std::string::npos) << trail;
  auto both = arguments;
  *std::find(both.begin(), both.end(), "required") = "off";
  Daemon refused(both);
  EXPECT_EQ(refused.wait(), 2);
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
