// Derived rows that are written later: whatever the order of events, load, crashes and policies,
// they are those of a rebuild from what they know, and in the end from everything.
#include "server/restater.hpp"

#include <gtest/gtest.h>

#include "engine/json/event_codec.hpp"
#include "engine/store/episode_list.hpp"
#include "engine/store/log.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/verify.hpp"
#include "server/committer.hpp"
#include "server/log.hpp"
#include "tests/server/service.hpp"
#include "tests/support/dice.hpp"

namespace authledger::test {
namespace {

using server::Committer;
using server::Job;
using server::Response;

// A ledger and its committer, without threads; the test moves both clocks.
struct Ledger {
  Ledger() {
    server::start_log("off");
    sql::Transaction transaction(data.writer());
    store::enter_facility(data.writer(), {"main", "Main", "", zone("America/Chicago"), {}},
                          clock.tick());
    transaction.commit();
    restart();
  }

  // As after a crash between two commits: nothing in memory is left.
  void restart() {
    committer = std::make_unique<Committer>(
        data.writer(), clock, [this] { return steady; }, [] {});
    committer->use(book);
  }

  void post(const std::vector<std::string>& texts, bool under_load) {
    std::vector<Job> group;
    for (const std::string& text : texts) {
      JsonReader reader;
      const auto tree = reader.read(text, wire_limits);
      Problems problems;
      auto event =
          json::read_posted_event(tree->root(), json::Place(""), problems, json::Sender::client);
      EXPECT_TRUE(problems.empty());
      group.push_back({{[this, event](sql::Connection& writer, Instant at) {
                          steady += time_of_a_write;
                          const std::vector<PostedEvent> events{event};
                          store::append(writer, events, at);
                          return Response{};
                        },
                        1},
                       [this](const Response&) { ++answered; },
                       false});
    }
    committer->commit(group, [=] { return under_load; });
  }

  void catch_up() {
    steady += std::chrono::seconds(2);
    for (int i = 0; i < 1'000 && committer->has_work(); ++i) committer->catch_up();
  }

  std::vector<std::string> waiting() { return store::waiting_episode_ids(data.writer()); }

  // What the rows say is right for what they know.
  store::Verification verified() {
    return store::verify(data.writer(), *book, [](std::size_t, std::size_t) {});
  }

  TemporaryDirectory folder;
  std::shared_ptr<const PolicyBook> book = invented_book();
  store::DataDirectory data = store::DataDirectory::open_to_write(folder.path());
  Instant now = instant("2026-03-10T15:00:00Z");
  server::Clock clock{[this] { return now; }};
  std::chrono::steady_clock::time_point steady{std::chrono::hours(1)};
  std::chrono::microseconds time_of_a_write{0};
  std::unique_ptr<Committer> committer;
  int answered = 0;
};

using Texts = std::vector<std::string>;

TEST(Restating, HappensInTheTransactionOfTheEventWhenNobodyElseWrites) {
  Ledger ledger;
  ledger.post({admission("E1"), coverage("E1"), approval("E1")}, false);
  EXPECT_EQ(ledger.waiting(), Texts{});
  EXPECT_EQ(ledger.committer->waiting(), 0U);
  EXPECT_EQ(ledger.committer->commits(), 1U);
  EXPECT_EQ(ledger.verified().differences, Texts{});
}

TEST(Restating, WaitsUnderLoadButNotForever) {
  Ledger ledger;
  ledger.post({admission("E1")}, true);
  ledger.post({admission("E2")}, true);
  ledger.post({admission("E3")}, true);
  EXPECT_FALSE(ledger.waiting().empty());
  EXPECT_EQ(ledger.answered, 3);
  for (int i = 0; i < 205; ++i) {  // 10.25 seconds of load
    ledger.steady += std::chrono::milliseconds(50);
    ledger.post({attendance("E0", std::to_string(i))}, true);
  }
  const Texts waiting = ledger.waiting();
  for (const char* episode : {"E1", "E2", "E3"})
    EXPECT_EQ(std::count(waiting.begin(), waiting.end(), episode), 0) << episode;
}

TEST(Restating, WaitsWhenOneWritesOnAndOnAlone) {
  Ledger ledger;
  int commits = 0;
  for (; commits < 1'000 && ledger.waiting().empty(); ++commits)
    ledger.post({attendance("E1", std::to_string(commits))}, false);
  EXPECT_EQ(commits, 201);
  ledger.steady += std::chrono::seconds(5);
  ledger.post({attendance("E1", "later")}, false);
  EXPECT_EQ(ledger.waiting(), Texts{});
}

// As after a checkpoint, which may take that long.
TEST(Restating, DoesNotTakeTheWritersOwnTimeForAPauseOfTheClient) {
  Ledger ledger;
  ledger.time_of_a_write = std::chrono::microseconds(200);
  for (int i = 0; i < 300; ++i) {
    ledger.steady += std::chrono::microseconds(100);
    ledger.post({attendance("E0", std::to_string(i))}, false);
  }
  ASSERT_EQ(ledger.waiting(), Texts{"E0"});
  ledger.time_of_a_write = std::chrono::milliseconds(40);
  for (int i = 0; i < 10; ++i) {
    ledger.steady += std::chrono::microseconds(100);
    ledger.post({attendance("E0", "slow-" + std::to_string(i))}, false);
    EXPECT_EQ(ledger.waiting(), Texts{"E0"}) << i;
  }
  ledger.steady += std::chrono::seconds(1);
  ledger.post({attendance("E0", "after a pause")}, false);
  EXPECT_EQ(ledger.waiting(), Texts{});
}

TEST(Restating, LeavesTheRowOfAnEpisodeThatWaitsBehindItsLog) {
  Ledger ledger;
  ledger.post({admission("E1"), coverage("E1")}, false);
  ledger.post({attendance("E1", "s1")}, true);
  ledger.post({attendance("E1", "s2")}, true);
  EXPECT_EQ(store::find_log(ledger.data.writer(), "E1")->last_seq, 4);
  EXPECT_EQ(store::list_episodes(ledger.data.writer(), {}).front().events, 4);
  EXPECT_EQ(ledger.verified().differences, Texts{});
  EXPECT_EQ(ledger.verified().waiting, 1U);
  ledger.data.writer().run_script("UPDATE episode SET last_recorded_at = last_recorded_at + 1");
  EXPECT_EQ(ledger.verified().differences.size(), 1U);
  ledger.data.writer().run_script("UPDATE episode SET last_recorded_at = last_recorded_at - 1");
  ledger.catch_up();
  EXPECT_EQ(ledger.waiting(), Texts{});
  EXPECT_EQ(ledger.verified().differences, Texts{});
}

TEST(Restating, IsDoneWhenItIsQuietAndIsNoMoreWorkThen) {
  Ledger ledger;
  ledger.post({admission("E1"), admission("E2")}, true);
  ASSERT_TRUE(ledger.committer->has_work());
  ledger.catch_up();
  EXPECT_FALSE(ledger.committer->has_work());
  EXPECT_EQ(ledger.waiting(), Texts{});
  EXPECT_EQ(ledger.committer->waiting(), 0U);
}

TEST(Restating, OfWhatACrashLeftIsDoneByTheNextProcess) {
  Ledger ledger;
  ledger.post({admission("E1"), admission("E2")}, false);
  ledger.post({attendance("E1", "s1")}, true);
  ASSERT_EQ(ledger.waiting(), Texts{"E1"});
  ledger.restart();
  EXPECT_EQ(ledger.verified().waiting, 1U);
  EXPECT_EQ(ledger.verified().differences, Texts{}) << "the rows are right for what they know";
  ledger.catch_up();
  EXPECT_EQ(ledger.waiting(), Texts{});
  EXPECT_EQ(ledger.verified().differences, Texts{});
}

TEST(Restating, OfALogThatCannotBeReadDoesNotHoldUpTheOthers) {
  Ledger ledger;
  ledger.post({admission("E1"), admission("E2")}, false);
  ledger.restart();
  ledger.data.writer().run_script("UPDATE event SET fact = '{' WHERE episode = 'E1'");
  ledger.post({attendance("E1", "s1"), attendance("E2", "s2")}, false);
  EXPECT_EQ(ledger.answered, 4);
  EXPECT_EQ(ledger.waiting(), Texts{"E1"});
  EXPECT_EQ(ledger.committer->waiting(), 1U);
  EXPECT_FALSE(ledger.committer->has_work());
}

// One seed decides what is posted, when others wait, when time passes and when the process ends.
void live(Ledger& ledger, Dice& dice) {
  int session = 0;
  for (int step = 0; step < 60; ++step) {
    Texts texts;
    for (int i = dice.between(1, 8); i > 0; --i) {
      const std::string episode = "E" + std::to_string(dice.between(1, 4));
      switch (dice.between(0, 5)) {
        case 0:
          texts.push_back(admission(episode));
          break;
        case 1:
          texts.push_back(coverage(episode));
          break;
        case 2:
          texts.push_back(approval(episode));
          break;
        default:
          texts.push_back(attendance(episode, std::to_string(++session)));
      }
    }
    ledger.post(texts, dice.between(0, 1) == 0);
    ledger.steady += std::chrono::milliseconds(dice.between(0, 400));
    ledger.now = Instant::from_microseconds(ledger.now.microseconds() +
                                            std::int64_t{dice.between(0, 40'000)} * 1'000'000);
    if (dice.between(0, 9) == 0) ledger.restart();
    if (dice.between(0, 9) == 0) ledger.committer->catch_up();
  }
}

TEST(Restating, GivesTheRowsOfARebuildAtAnyMomentOfAnyHistory) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Ledger ledger;
    Dice dice(seed);
    live(ledger, dice);
    EXPECT_EQ(ledger.verified().differences, Texts{});
    ledger.catch_up();
    const store::Verification end = ledger.verified();
    EXPECT_EQ(end.differences, Texts{});
    EXPECT_EQ(end.waiting, 0U);
    EXPECT_EQ(end.under_other_policies, 0U);
  }
}

}  // namespace
}  // namespace authledger::test
