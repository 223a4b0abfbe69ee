// Which birthday decides: payers/RULES.md, section 4.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::policy;
using test::Texts;

// Six hours a week for youths, nine for adults. Turns 18 on Wednesday 11 March.
test::Answer turning_eighteen(const std::string& on) {
  const std::string ages_of_youth = R"("ages": {"to": 17)" + on + "}";
  const std::string ages_of_adults = R"("ages": {"from": 18)" + on + "}";
  auto story = given()
                   .under(policy(R"("week_starts": "monday", "services": [
              {"key": "youth", "codes": ["S9480"], "unit": "day", "minimum_minutes": 120,
               "minimum_minutes_per_week": 360, )" +
                                 ages_of_youth + R"(},
              {"key": "adult", "codes": ["S9480"], "unit": "day", "minimum_minutes": 180,
               "minimum_minutes_per_week": 540, )" +
                                 ages_of_adults + "}]"))
                   .admitted("2026-03-02", "2008-03-11")
                   .covered_by("example-payer")
                   .meets({"mon", "wed", "fri"}, "09:00", 120, "S9480");
  for (const char* day : {"2026-03-02", "2026-03-04", "2026-03-06", "2026-03-09", "2026-03-11",
                          "2026-03-13", "2026-03-16", "2026-03-18", "2026-03-20"})
    story.attended(day, 120);
  return story.as_of("2026-03-24T00:00:00Z");
}

TEST(Ages, AreTakenOnTheServiceDate) {
  for (const char* on : {"", R"(, "on": "service_date")"}) {
    const auto now = turning_eighteen(on);
    EXPECT_EQ(now.session("2026-03-09").substr(0, 9), "charged 1") << on;
    EXPECT_EQ(now.session("2026-03-11"), "charged 0, covered 0, short") << on;
    EXPECT_EQ(now.under_intensity(), Texts{"2026-03-16 S9480 360 of 540"}) << on;
  }
}

TEST(Ages, MayBeThatOfTheAdmission) {
  const auto now = turning_eighteen(R"(, "on": "admission")");
  EXPECT_EQ(now.session("2026-03-11").substr(0, 9), "charged 1");
  EXPECT_EQ(now.under_intensity(), Texts{});
}

}  // namespace
}  // namespace authledger
