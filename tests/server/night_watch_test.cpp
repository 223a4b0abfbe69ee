// The nights within the service: through its writer, under the policies in force.
#include "server/night_watch.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "engine/store/outbox.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/reminders.hpp"
#include "engine/store/restate.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

class NightOfService : public testing::Test {
 protected:
  NightOfService() {
    for (int i = 0; i < 25; ++i) service.post(admission("E" + std::to_string(i)));
    service.now = instant("2026-03-11T12:00:00Z").microseconds();
  }
  // Looks until as many nights are done, and ends.
  void watch(std::size_t nights, std::shared_ptr<const PolicyBook> book = invented_book()) {
    server::NightWatch watch(
        {}, service.data.connect_to_read(), service.writer,
        [this] { return Instant::from_microseconds(service.now); }, book);
    for (int i = 0; i < 2'000 && watch.done() < nights; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    watch.stop();
    EXPECT_EQ(watch.done(), nights);
    EXPECT_EQ(watch.due(), 0U);
    EXPECT_EQ(watch.episodes_waiting(), 0U);
  }
  std::optional<store::Night> night(const char* date) {
    return store::find_night(*service.data.connect_to_read(), "main", *parse_date(date));
  }

  Service service;
};

TEST_F(NightOfService, RestatesEveryOpenEpisodeOnceInSmallCommits) {
  const std::size_t before = service.writer.commits();
  watch(1);
  EXPECT_EQ(night("2026-03-11").value().episodes, 25U);
  EXPECT_GE(service.writer.commits() - before, 3U);
  const std::size_t after = service.writer.commits();
  watch(0);
  EXPECT_EQ(service.writer.commits(), after) << "nothing is left to do";
}

TEST_F(NightOfService, BuildsThePacketsOfTheReviewsThatAreDue) {
  service.post(coverage("E7"));
  service.post(approval("E7"));
  service.now = instant("2026-03-25T12:00:00Z").microseconds();
  watch(1);
  const auto reader = service.data.connect_to_read();
  const auto packets = store::packet_queue(*reader, {});
  ASSERT_EQ(packets.size(), 1U);
  EXPECT_EQ(packets.front().version.episode, "E7");
  EXPECT_EQ(packets.front().version.built_by, "nightly");
}

TEST_F(NightOfService, GoesOnWhereAServiceWasKilled) {
  {
    const server::Nights nights({}, [] { return invented_book(); });
    const auto due =
        nights.due(*service.data.connect_to_read(), Instant::from_microseconds(service.now));
    ASSERT_EQ(due.size(), 1U);
    server::NightProgress progress;
    std::promise<void> done;
    ASSERT_TRUE(service.writer.submit(nights.step(due.front(), progress),
                                      [&](const server::Response&) { done.set_value(); }));
    done.get_future().get();
    EXPECT_EQ(progress.episodes, 10U);
    EXPECT_FALSE(progress.is_done);
  }
  const Instant begun = night("2026-03-11").value().begun_at;
  service.now += 3'600'000'000;
  watch(1);
  EXPECT_EQ(night("2026-03-11").value().episodes, 25U);
  EXPECT_EQ(night("2026-03-11").value().begun_at, begun);
}

// Nothing happens but that days pass.
TEST_F(NightOfService, RemindsOfAnAuthorizationWhoseDaysRunOut) {
  service.post(approval("E1"));  // until March 31
  std::promise<void> done;
  ASSERT_TRUE(service.writer.submit(
      {[](sql::Connection& writer, Instant) {
         store::put_reminder_rules(writer, {{std::nullopt, std::nullopt, {{{}, 14}}}});
         return server::Response{};
       },
       1},
      [&](const server::Response&) { done.set_value(); }));
  done.get_future().get();
  const auto kinds = [&] {
    std::vector<std::string> all;
    for (const auto& it : store::outbox_after(*service.data.connect_to_read(), 0, 100))
      if (it.kind.starts_with("reminder.")) all.push_back(it.kind + " " + it.obligation);
    return all;
  };
  watch(1);
  EXPECT_EQ(kinds(), std::vector<std::string>{}) << "20 days are left";
  service.now = instant("2026-03-16T07:00:00Z").microseconds();  // 02:00 in Chicago
  watch(1);
  EXPECT_EQ(kinds(), std::vector<std::string>{}) << "15 are left";
  service.now = instant("2026-03-17T07:00:00Z").microseconds();
  watch(1);
  EXPECT_EQ(kinds(), std::vector<std::string>{"reminder.owed reminder:A1:0:days-14"});
  service.now = instant("2026-03-18T12:00:00Z").microseconds();
  watch(1);
  EXPECT_EQ(kinds().size(), 1u) << "once";
}

TEST_F(NightOfService, GoesByThePoliciesThatWereReloaded) {
  auto other = std::make_shared<PolicyBook>(*invented_book());
  other->fingerprint = "another";
  watch(1, other);
  EXPECT_EQ(store::last_restating(*service.data.connect_to_read(), "E7").policies, "another");
}

}  // namespace
}  // namespace authledger::test
