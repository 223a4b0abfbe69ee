// The service killed between the answer of a receiver and the note of it: nothing is lost, what
// comes again comes under its id, and no message overtakes another of its episode.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <mutex>
#include <thread>

#include "engine/store/outbox.hpp"
#include "tests/faults/serving.hpp"
#include "tests/server/missed_sessions.hpp"
#include "tests/server/receiver.hpp"

namespace authledger::test {
namespace {

constexpr int rounds = 12, episodes = 3;

class KilledWhileDelivering : public testing::Test {
 protected:
  KilledWhileDelivering() { write_payer_of_notices(folder.path() + "/payers"); }
  // The next process; its requests say which it is, however late they are taken.
  void begin_life() {
    ++lives;
    faults.disarm(Operation::write);
    std::ofstream(file) << R"({"endpoints": [{"name": "ehr", "type": "webhook",
        "url": "http://127.0.0.1:)" +
                               std::to_string(receiver.port()) + "/" + std::to_string(lives) +
                               R"(", "secrets": ["whsec_)" + std::string(32, 'A') +
                               R"("], "allow_private": true, "allow_clear": true}]})";
    chmod(file.c_str(), 0600);
  }
  std::vector<std::string> words() const {
    return {"--data",      data,          "--payers",    folder.path() + "/payers",
            "--listen",    "127.0.0.1:0", "--endpoints", file,
            "--log-level", "off"};
  }
  // The write behind this answer is the note that it came.
  std::string take(const std::string& request) {
    const int life = std::stoi(request.substr(request.find('/') + 1));
    const Json body = parsed_or_discarded(request.substr(request.find("\r\n\r\n") + 4));
    if (body.is_discarded()) return "";  // its sender died within it
    for (int turn = 0; turn < 3'000 && !answers; ++turn)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const std::lock_guard lock(mutex);
    const std::string id = body["data"]["id"];
    received.emplace_back(life, id);
    EXPECT_TRUE(seen.emplace(life, id).second) << "twice from one process: " << id;
    if (is_deadly && life == lives)
      faults.arm(Operation::write, {.file = File::wal, .action = Action::kill_before});
    return "HTTP/1.1 204 x\r\n\r\n";
  }
  // As they were sent.
  std::vector<std::string> all_received() {
    const std::lock_guard lock(mutex);
    auto in_order = received;
    std::ranges::stable_sort(in_order, {}, &std::pair<int, std::string>::first);
    std::vector<std::string> ids;
    for (const auto& it : in_order) ids.push_back(it.second);
    return ids;
  }
  static void miss(std::uint16_t port, int episode, int round) {
    Json event = parsed(attendance("E" + std::to_string(episode),
                                   std::to_string(episode) + "-" + std::to_string(round)));
    event["outcome"] = "no_show";
    event["start"] = to_text(instant("2026-03-02T15:00:00Z").plus_hours(24 * round));
    EXPECT_EQ(post(port, event.dump()).status, 201);
  }

  TemporaryDirectory folder;
  const std::string data = folder.path() + "/data", file = folder.path() + "/endpoints.json";
  Faults faults{data};
  std::mutex mutex;
  std::vector<std::pair<int, std::string>> received;
  std::set<std::pair<int, std::string>> seen;  // by which process
  std::atomic<int> lives = 0;
  std::atomic<bool> is_deadly = false, answers = false;
  Receiver receiver{Receiver::http([this](const std::string& request) { return take(request); })};
};

TEST_F(KilledWhileDelivering, LosesNothingAndRepeatsAtMostOnceAKillInOrder) {
  SKIP_WITHOUT_SHIM();
  for (int round = 0; round < rounds; ++round) {
    is_deadly = answers = false;
    begin_life();
    const auto daemon = [&] {
      const Preloaded shim(faults);
      return std::make_unique<Daemon>(words());
    }();
    const std::uint16_t port = daemon->port();
    ASSERT_NE(port, 0);
    for (int episode = 0; round == 0 && episode < episodes; ++episode) {
      const std::string name = "E" + std::to_string(episode);
      EXPECT_EQ(post(port, coverage(name)).status, 201);
      EXPECT_EQ(post(port, admission(name)).status, 201);
    }
    for (int episode = 0; episode < episodes; ++episode) miss(port, episode, round);
    is_deadly = answers = true;
    EXPECT_EQ(daemon->wait(), -SIGKILL) << round;
  }
  is_deadly = false;
  answers = true;
  begin_life();
  Daemon daemon(words());
  ASSERT_NE(daemon.port(), 0);

  std::map<std::string, std::int64_t> positions;  // of messages
  std::map<std::string, std::string> whose;
  std::set<std::string> waiting;
  for (int turn = 0; turn < 1'500; ++turn) {
    const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
    for (const auto& it : store::outbox_after(*reader, 0, 10'000)) {
      positions[it.id] = it.position;
      whose[it.id] = it.episode;
    }
    waiting.clear();
    for (const auto& it : positions) waiting.insert(it.first);
    for (const std::string& id : all_received()) waiting.erase(id);
    if (waiting.empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(daemon.end(SIGTERM), 0);
  EXPECT_TRUE(waiting.empty()) << waiting.size() << " lost";
  EXPECT_GE(positions.size(), static_cast<std::size_t>(rounds * episodes));

  std::map<std::string, int> times;
  std::map<std::string, std::int64_t> last;  // of each episode
  for (const std::string& id : all_received()) {
    ASSERT_TRUE(positions.contains(id)) << "an id that the outbox does not have";
    EXPECT_LE(++times[id], rounds + 1);
    EXPECT_GE(positions[id], last[whose[id]]) << "overtaken";
    last[whose[id]] = std::max(last[whose[id]], positions[id]);
  }
  std::size_t repeats = 0;
  for (const auto& it : times) repeats += static_cast<std::size_t>(it.second - 1);
  EXPECT_GE(repeats, 1u) << "the kills were not where they should be";
  // A kill meets at most what was under way.
  EXPECT_LE(repeats, static_cast<std::size_t>(rounds) * episodes);
}

}  // namespace
}  // namespace authledger::test
