// SIGHUP against the program: endpoints and reminders are read again, each organization's own.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "engine/store/api_keys.hpp"
#include "engine/store/audit_list.hpp"
#include "engine/store/organizations.hpp"
#include "engine/store/outbox.hpp"
#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/missed_sessions.hpp"
#include "tests/server/receiver.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

Receiver::Converse takes_all() {
  return Receiver::http([](const std::string&) { return "HTTP/1.1 204 x\r\n\r\n"; });
}

class Reloading : public testing::Test {
 protected:
  Reloading() {
    write_payer_of_notices(folder.path() + "/payers");
    for (const char* name : {"/endpoints", "/reminders"})
      std::filesystem::create_directory(folder.path() + name);
    for (const char* name : {"main", "bravo"}) {
      if (name != std::string("main")) store::add_organization(data, name);
      keys[name] = make_key(name);
    }
  }
  std::string make_key(const std::string& organization) {
    auto ledger = store::DataDirectory::open_to_write(store::directory_of(data, organization));
    sql::Transaction transaction(ledger.writer());
    store::ApiKey wanted;
    wanted.label = "test";
    wanted.roles = {"ehr_ingest", "ur_lead", "admin"};
    wanted.created_at = instant("2026-03-10T15:00:00Z");
    wanted.created_by = "test";
    const store::NewKey made = store::make_key(organization, wanted);
    store::enter_key(ledger.writer(), made.key);
    transaction.commit();
    return made.text;
  }
  void go_to(const std::string& organization, const Receiver& receiver) const {
    write("/endpoints/" + organization + ".json",
          R"({"endpoints": [{"name": "ehr", "type": "webhook", "url": "http://127.0.0.1:)" +
              std::to_string(receiver.port()) + R"(/", "secrets": ["whsec_)" +
              std::string(32, 'A') + R"("], "allow_private": true, "allow_clear": true}]})");
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder.path() + name) << text;
    chmod((folder.path() + name).c_str(), 0600);
  }
  std::vector<std::string> words() const {
    return {"--data",      data,
            "--payers",    folder.path() + "/payers",
            "--listen",    "127.0.0.1:0",
            "--endpoints", folder.path() + "/endpoints",
            "--reminders", folder.path() + "/reminders",
            "--sign-in",   "required"};
  }
  void post(std::uint16_t port, const std::string& organization, const std::string& body) {
    Client client(port);
    client.send("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                keys[organization] + "\r\nContent-Type: application/json\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    const auto received = client.receive();
    ASSERT_TRUE(received);
    EXPECT_EQ(received->status, 201) << received->body;
  }
  void admit(std::uint16_t port, const std::string& organization, const std::string& episode) {
    post(port, organization, coverage(episode));
    post(port, organization, admission(episode));
  }
  // A notice is owed by it.
  void miss(std::uint16_t port, const std::string& organization, const std::string& episode,
            const std::string& session) {
    Json event = parsed(attendance(episode, session));
    event["outcome"] = "no_show";
    event["start"] = to_text(instant("2026-03-02T15:00:00Z").plus_hours(24 * ++days));
    post(port, organization, event.dump());
  }
  // How often SIGHUP was entered in the organization's trail for this, once it was so often.
  std::size_t reloads(const std::string& organization, const std::string& what,
                      std::size_t wanted) const {
    std::size_t found = 0;
    for (int turn = 0; turn < 1'500; ++turn) {
      found = 0;
      const auto reader =
          store::DataDirectory::open_to_read(store::directory_of(data, organization))
              .connect_to_read();
      store::find_audit_entries(*reader, {}, [&](const store::StoredAuditEntry& it) {
        if (it.entry.action == "reload" && it.entry.record == what) ++found;
      });
      if (found >= wanted) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return found;
  }

  TemporaryDirectory folder;
  const std::string data = folder.path() + "/data";
  std::map<std::string, std::string> keys;
  int days = 0;
  Receiver first{takes_all()}, second{takes_all()}, third{takes_all()};
};

TEST_F(Reloading, TakesOtherEndpointsAndKeepsTheOldWhenAFileIsWrong) {
  go_to("main", first);
  Daemon daemon(words());
  const auto port = daemon.port();
  ASSERT_NE(port, 0);
  admit(port, "main", "E1");
  miss(port, "main", "E1", "s1");
  EXPECT_EQ(first.kept(1).size(), 1u);

  go_to("main", second);
  daemon.tell(SIGHUP);
  EXPECT_EQ(reloads("main", "endpoints", 1), 1u);
  miss(port, "main", "E1", "s2");
  EXPECT_EQ(second.kept(1).size(), 1u);

  write("/endpoints/main.json", R"({"endpoints": [{"name": "wrong"}]})");
  write("/endpoints/nobody.json", R"({"endpoints": []})");
  daemon.tell(SIGHUP);
  // What follows in the same reload is entered when the endpoints have been refused.
  write("/reminders/main.json", R"({"reminders": [{"thresholds": [{"units_left": 2}]}]})");
  daemon.tell(SIGHUP);
  EXPECT_EQ(reloads("main", "reminders", 1), 1u);
  miss(port, "main", "E1", "s3");
  EXPECT_EQ(second.kept(2).size(), 2u) << "those of before are still in force";
  EXPECT_EQ(first.kept(1).size(), 1u);
  EXPECT_EQ(reloads("main", "endpoints", 1), 1u);
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  const std::string log = daemon.said_on_standard_error();
  EXPECT_NE(log.find("endpoints not reloaded: "), std::string::npos) << log;
  EXPECT_NE(log.find("none named nobody"), std::string::npos) << log;
}

TEST_F(Reloading, NeverSendsAnythingOfOneOrganizationToAnothersEndpoints) {
  go_to("main", first);
  Daemon daemon(words());
  const auto port = daemon.port();
  ASSERT_NE(port, 0);
  go_to("bravo", second);
  daemon.tell(SIGHUP);
  EXPECT_EQ(reloads("bravo", "endpoints", 1), 1u);
  EXPECT_EQ(reloads("main", "endpoints", 0), 0u) << "nothing of main has changed";
  for (const char* organization : {"main", "bravo"}) {
    admit(port, organization, "E1");
    for (int i = 0; i < 3; ++i)
      miss(port, organization, "E1", std::string(organization) + std::to_string(i));
  }
  std::map<std::string, std::set<std::string>> ids;
  for (const char* organization : {"main", "bravo"}) {
    Receiver& own = organization == std::string("main") ? first : second;
    for (const std::string& request : own.kept(3))
      ids[organization].insert(parsed(request.substr(request.find("\r\n\r\n") + 4))["data"]["id"]);
    EXPECT_EQ(ids[organization].size(), 3u);
    const auto reader = store::DataDirectory::open_to_read(store::directory_of(data, organization))
                            .connect_to_read();
    for (const std::string& id : ids[organization])
      EXPECT_TRUE(store::find_message(*reader, id)) << "of another organization";
  }
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

TEST_F(Reloading, RemindsByOtherRulesAndOfWhatStandsThereAlready) {
  go_to("bravo", first);
  Daemon daemon(words());
  const auto port = daemon.port();
  ASSERT_NE(port, 0);
  admit(port, "bravo", "E1");
  Json lasting = parsed(approval("E1"));
  lasting["end"] = "2099-12-31";
  post(port, "bravo", lasting.dump());
  write("/reminders/bravo.json", R"({"reminders": [{"thresholds": [{"units_left": 18}]}]})");
  daemon.tell(SIGHUP);
  const std::string request = first.kept(1).at(0);
  EXPECT_NE(request.find("reminder.owed"), std::string::npos) << request;
  EXPECT_EQ(reloads("bravo", "reminders", 1), 1u);
  write("/reminders/bravo.json", R"({"reminders": []})");
  daemon.tell(SIGHUP);
  EXPECT_NE(first.kept(2).at(1).find("reminder.withdrawn"), std::string::npos);
  EXPECT_EQ(daemon.end(SIGTERM), 0);
}

}  // namespace
}  // namespace authledger::test
