#include "engine/store/idempotency.hpp"

#include <gtest/gtest.h>

#include "engine/store/tables.hpp"

namespace authledger::store {
namespace {

class Idempotency : public testing::Test {
 protected:
  Idempotency() { open_tables(*connection); }

  static Instant at(std::string_view text) { return *parse_instant(text); }

  std::unique_ptr<sql::Connection> connection = sql::open_sqlite(":memory:", sql::Access::write);
};

TEST_F(Idempotency, GivesBackWhatWasRemembered) {
  const Instant now = at("2026-03-10T15:00:00Z");
  EXPECT_FALSE(find_answer(*connection, "k", now));
  remember_answer(*connection, "k", {"print", 201, "application/json", "{\"a\":\"\xC3\xA4\"}"},
                  now);
  const auto answer = find_answer(*connection, "k", now);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->fingerprint, "print");
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(answer->content_type, "application/json");
  EXPECT_EQ(answer->body, "{\"a\":\"\xC3\xA4\"}");
  EXPECT_FALSE(find_answer(*connection, "K", now));
}

TEST_F(Idempotency, ForgetsAfterTwentyFourHoursAndTakesTheKeyAnew) {
  remember_answer(*connection, "k", {"old", 200, "a", "b"}, at("2026-03-10T15:00:00Z"));
  EXPECT_TRUE(find_answer(*connection, "k", at("2026-03-11T14:59:59.999999Z")));
  EXPECT_FALSE(find_answer(*connection, "k", at("2026-03-11T15:00:00Z")));
  // More of them are older than fit into one round of forgetting.
  for (int i = 0; i < 20; ++i)
    remember_answer(*connection, "old-" + std::to_string(i), {"old", 200, "a", "b"},
                    at("2026-03-10T14:00:00Z"));
  remember_answer(*connection, "k", {"new", 201, "a", "b"}, at("2026-03-11T15:00:00Z"));
  EXPECT_EQ(find_answer(*connection, "k", at("2026-03-11T15:00:00Z"))->fingerprint, "new");
}

}  // namespace
}  // namespace authledger::store
