// A standing that is kept as text says at every moment what one computed at that moment says.
#include "server/standing_cache.hpp"

#include <gtest/gtest.h>

#include "engine/json/standing_codec.hpp"
#include "tests/server/service.hpp"
#include "tests/support/dice.hpp"
#include "tests/support/each_seed.hpp"

namespace authledger::test {
namespace {

store::Restated restated_at(const json::Scenario& scenario, Instant as_of) {
  Episode episode = fold(scenario.log, as_of);
  Standing now = standing(episode, scenario.book, scenario.facility, as_of);
  return {scenario.facility, std::nullopt, std::move(episode), std::move(now)};
}

std::string text_of(const Standing& standing) {
  JsonWriter out;
  json::write_standing(out, standing);
  return std::string(out.text());
}

std::string without_as_of(const std::string& text) {
  return text.substr(text.find("\"episode\":"));
}

TEST(NextChange, NothingButTheMomentChangesBeforeIt) {
  int moments = 0;
  each_seed(1'000, [&](const json::Scenario& scenario) -> Complaints {
    Dice dice(scenario.log.size());
    Instant at = scenario.as_of;
    for (int step = 0; step < 4; ++step) {
      const auto now = restated_at(scenario, at);
      const std::string text = text_of(now.standing);
      const Instant next = server::next_change(now, scenario.log, text);
      if (next <= at) {
        at = Instant::from_microseconds(at.microseconds() + 1'000'000);
        continue;
      }
      const Instant last = Instant::from_microseconds(next.microseconds() - 1);
      const Instant between = Instant::from_microseconds(
          at.microseconds() + (last.microseconds() - at.microseconds()) / dice.between(2, 9));
      for (const Instant moment : {between, last}) {
        ++moments;
        const std::string then = text_of(restated_at(scenario, moment).standing);
        if (without_as_of(then) != without_as_of(text))
          return {"of " + to_exact_text(at) + " is not that of " + to_exact_text(moment)};
      }
      at = next;
    }
    return {};
  });
  EXPECT_GT(moments, 3'000);
}

class CachedStanding : public testing::Test {
 protected:
  CachedStanding() {
    for (const std::string& event : {admission("E1"), coverage("E1"), approval("E1")})
      EXPECT_EQ(service.post(event).status, 201);
  }
  std::string now() { return service.get("/v1/episodes/E1/standing").body; }
  std::string computed() {
    const Instant at = service.clock.now();
    return service.get("/v1/episodes/E1/standing?as_of=" + to_exact_text(at)).body;
  }
  Service service;
};

TEST_F(CachedStanding, FollowsTheClockAndTheEvents) {
  EXPECT_EQ(now(), computed());
  EXPECT_EQ(now(), computed());
  service.now += std::int64_t{3'600} * 1'000'000;
  EXPECT_EQ(now(), computed());
  ASSERT_EQ(service.post(attendance("E1", "s1")).status, 201);
  EXPECT_EQ(now(), computed());
  EXPECT_NE(now().find(R"("day":17)"), std::string::npos) << now();
  for (int day = 0; day < 30; ++day) {
    service.now += std::int64_t{86'400} * 1'000'000;
    EXPECT_EQ(now(), computed()) << "after " << day << " days";
  }
}

TEST_F(CachedStanding, FollowsTheFacility) {
  ASSERT_EQ(service.post(attendance("E1", "s1")).status, 201);  // at midnight in Tokyo
  const std::string before = now();
  ASSERT_EQ(service
                .put("/v1/facilities/main",
                     R"({"id": "main", "name": "Main", "time_zone": "Asia/Tokyo"})")
                .status,
            200);
  service.now += std::int64_t{1'000'000};
  EXPECT_EQ(now(), computed());
  EXPECT_NE(without_as_of(now()), without_as_of(before));
}

TEST_F(CachedStanding, IsComputedOnceForManyWhoAsk) {
  const auto reader = service.data.connect_to_read();
  server::StandingCache cache(1 << 20);
  const auto book = invented_book();
  service.now += std::int64_t{2'000'000};  // what was recorded this second might still come
  const Instant at = service.clock.now();
  const auto first = cache.find(*reader, book, "E1", at);
  for (int second = 1; second < 60; ++second)
    EXPECT_EQ(without_as_of(
                  *cache.find(*reader, book, "E1",
                              Instant::from_microseconds(at.microseconds() + second * 1'000'000))),
              without_as_of(*first));
  EXPECT_EQ(cache.computed(), 1U);
  EXPECT_EQ(cache.find(*reader, book, "nobody", at), std::nullopt);
}

}  // namespace
}  // namespace authledger::test
