// kill -9 in the middle of a load of posts, again and again on one ledger: what was acknowledged is
// there, nothing is there twice, and the derived rows say what the log says.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <thread>

#include "engine/store/payers_folder.hpp"
#include "engine/store/verify.hpp"
#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 20, clients = 8, episodes = 5;
const std::string payers = std::string(AUTHLEDGER_SOURCE_DIR) + "/payers";

struct Acknowledged {
  std::string episode;
  std::int64_t seq = 0;
};
using Acknowledgements = std::map<std::string, Acknowledged>;  // by event id

// Posts until the server is gone; keeps what was acknowledged.
void post_until_gone(std::uint16_t port, const std::string& prefix, Acknowledgements& kept) {
  Client client(port);
  for (int i = 0;; ++i) {
    const std::string episode = "E" + std::to_string(i % episodes);
    const std::string session = prefix + "-" + std::to_string(i);
    if (!client.send(post_request("/v1/events", attendance(episode, session)))) return;
    const auto received = client.receive();
    if (!received) return;
    ASSERT_EQ(received->status, 201) << received->body;
    const Json body = Json::parse(received->body);
    kept[body["id"]] = {episode, body["seq"]};
  }
}

// Every event of the ledger, by id; a test failure when one is there twice or a seq is missing.
Acknowledgements read_ledger(const std::string& folder) {
  Acknowledgements found;
  const auto reader = store::DataDirectory::open_to_read(folder).connect_to_read();
  reader->run("SELECT id, episode, seq FROM event", {}, [&](const sql::Row& row) {
    const Acknowledged event{std::string(row.text(1)), row.integer(2)};
    EXPECT_TRUE(found.emplace(row.text(0), event).second) << row.text(0) << " is there twice";
  });
  reader->run("SELECT count(*), max(seq) FROM event GROUP BY episode", {},
              [](const sql::Row& row) { EXPECT_EQ(row.integer(0), row.integer(1)); });
  return found;
}

TEST(KillNine, LosesNothingThatWasAcknowledgedAndDoublesNothing) {
  TemporaryDirectory folder;
  const auto book = store::read_payers_folder(payers);
  ASSERT_TRUE(book);
  std::mt19937 random(20'260'302);
  Acknowledgements acknowledged;
  for (int round = 0; round < rounds; ++round) {
    Daemon daemon({"--data", folder.path(), "--payers", payers, "--listen", "127.0.0.1:0",
                   "--log-level", "warn"});
    const std::uint16_t port = daemon.port();
    ASSERT_NE(port, 0);
    std::vector<Acknowledgements> kept(clients);
    std::vector<std::thread> threads;
    for (int c = 0; c < clients; ++c)
      threads.emplace_back(post_until_gone, port, std::to_string(round) + "-" + std::to_string(c),
                           std::ref(kept[c]));
    std::this_thread::sleep_for(std::chrono::milliseconds(20 + random() % 400));
    EXPECT_EQ(daemon.end(SIGKILL), -SIGKILL);
    for (std::thread& thread : threads) thread.join();
    for (Acknowledgements& it : kept) acknowledged.merge(it);

    const Acknowledgements found = read_ledger(folder.path());
    std::size_t lost = 0;
    for (const auto& [id, event] : acknowledged) {
      const auto there = found.find(id);
      if (there == found.end() || there->second.episode != event.episode ||
          there->second.seq != event.seq)
        ++lost;
    }
    ASSERT_EQ(lost, 0U) << "of " << acknowledged.size() << " in round " << round;
    EXPECT_LE(found.size(), acknowledged.size() + clients * (round + 1U));
  }
  EXPECT_GT(acknowledged.size(), static_cast<std::size_t>(rounds));
  std::printf("acknowledged over %d kills: %zu events\n", rounds, acknowledged.size());
  const auto reader = store::DataDirectory::open_to_read(folder.path()).connect_to_read();
  EXPECT_EQ(store::verify(*reader, *book, [](std::size_t, std::size_t) {}).differences,
            std::vector<std::string>{});
}

}  // namespace
}  // namespace authledger::test
