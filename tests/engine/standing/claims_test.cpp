// Cover after the fact, and the last day for a claim: payers/RULES.md, section 5.
#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger {
namespace {

using test::given;
using test::Given;
using test::policy;
using test::Texts;

Given treated_under(const std::string& members) {  // on 2 March, without an authorization
  return given()
      .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}])" +
                    members))
      .admitted("2026-03-02")
      .covered_by("example-payer")
      .attended("2026-03-02");
}

Texts retro(const test::Answer& now) {
  Texts texts;
  for (const UncoveredUnits& it : now.standing().uncovered)
    texts.push_back(std::string(word(it.retro.status)) +
                    (it.retro.until ? " until " + to_text(*it.retro.until) : ""));
  return texts;
}

Texts retro_of(const std::string& rule, const char* as_of) {
  return retro(treated_under(R"(, "retro_authorization": )" + rule).as_of(as_of));
}

TEST(RetroAuthorization, IsOpenForItsTimeAfterTheService) {
  constexpr const char* rule = R"({"allowed": "within", "within": {"days": 90}})";
  EXPECT_EQ(retro_of(rule, "2026-05-20T17:00:00Z"), Texts{"open until 2026-05-31T22:00:00Z"});
  EXPECT_EQ(retro_of(rule, "2026-05-31T22:00:00Z"), Texts{"open until 2026-05-31T22:00:00Z"});
  EXPECT_EQ(retro_of(rule, "2026-05-31T22:00:01Z"), Texts{"closed until 2026-05-31T22:00:00Z"});
}

TEST(RetroAuthorization, CountsHoursFromTheStartOfTheServiceDate) {
  EXPECT_EQ(retro_of(R"({"allowed": "within", "within": {"hours": 24}})", "2026-03-02T20:00:00Z"),
            Texts{"open until 2026-03-03T06:00:00Z"});
}

TEST(RetroAuthorization, MayNotBeGivenAtAll) {
  EXPECT_EQ(retro_of(R"({"allowed": "none"})", "2026-03-02T20:00:00Z"), Texts{"none"});
  EXPECT_EQ(retro_of(R"({"allowed": "emergency_only"})", "2026-03-02T20:00:00Z"),
            Texts{"emergency_only"});
}

TEST(RetroAuthorization, IsUnknownWithoutARule) {
  EXPECT_EQ(retro(treated_under("").as_of("2026-05-20T17:00:00Z")), Texts{"unknown"});
  EXPECT_EQ(retro(given().attended("2026-03-02").as_of("2026-05-20T17:00:00Z")), Texts{"unknown"});
}

TEST(RetroAuthorization, IsNothingForWhatIsOverACap) {
  const auto now = given()
                       .under(policy(R"("services": [{"codes": ["S9480"], "unit": "visit",
                                         "max_units_per_day": 1}],
                           "retro_authorization": {"allowed": "within", "within": {"days": 90}})"))
                       .covered_by("example-payer")
                       .attended("2026-03-02")
                       .session({.date = "2026-03-02", .id = "again"})
                       .as_of("2026-05-20T17:00:00Z");
  EXPECT_EQ(now.uncovered(),
            (Texts{"2026-03-02 S9480 1 no_authorization", "2026-03-02 S9480 1 over_daily_limit"}));
  EXPECT_EQ(retro(now), (Texts{"open until 2026-05-31T22:00:00Z", "capped"}));
}

TEST(RetroAuthorization, IsOfThePolicyOfTheServiceDate) {
  auto story = given()
                   .under(policy(R"("version": "old", "effective": {"from": "2020-01-01",
                                                                   "to": "2026-03-03"},
                                    "retro_authorization": {"allowed": "none"})"))
                   .under(policy(R"("version": "new", "effective": {"from": "2026-03-04",
                                                                   "to": null},
                                    "retro_authorization": {"allowed": "emergency_only"})"))
                   .covered_by("example-payer")
                   .attended("2026-03-03")
                   .attended("2026-03-04");
  EXPECT_EQ(retro(story.as_of("2026-05-20T17:00:00Z")), (Texts{"none", "emergency_only"}));
}

std::string file_by(const test::Answer& now, std::size_t session) {
  const auto& day = now.standing().sessions.at(session).file_by;
  return day ? to_text(*day) : "none";
}

std::string file_by_of(const std::string& within) {
  return file_by(treated_under(R"(, "timely_filing": {"within": )" + within + "}")
                     .as_of("2026-03-03T00:00:00Z"),
                 0);
}

TEST(TimelyFiling, CountsFromTheServiceDate) {
  EXPECT_EQ(file_by_of(R"({"days": 90})"), "2026-05-31");
  EXPECT_EQ(file_by_of(R"({"days": 120})"), "2026-06-30");
  EXPECT_EQ(file_by_of(R"({"days": 180})"), "2026-08-29");
  EXPECT_EQ(file_by_of(R"({"days": 365})"), "2027-03-02");
  EXPECT_EQ(file_by_of(R"({"months": 12})"), "2027-03-02");
}

TEST(TimelyFiling, IsOfChargedSessions) {
  auto story = treated_under(R"(, "timely_filing": {"within": {"days": 90}})");
  const auto now = story.attended("2026-03-03", 165)
                       .no_show("2026-03-04")
                       .session({.date = "2026-03-05"})
                       .session({.date = "2026-03-05", .id = "joins the one before"})
                       .as_of("2026-03-06T00:00:00Z");
  EXPECT_EQ(file_by(now, 0), "2026-05-31");
  EXPECT_EQ(file_by(now, 1), "none");
  EXPECT_EQ(file_by(now, 2), "none");
  EXPECT_EQ(file_by(now, 3), "2026-06-03");
  EXPECT_EQ(file_by(now, 4), "none");
}

TEST(TimelyFiling, IsNotKnownWithoutARule) {
  EXPECT_EQ(file_by(treated_under("").as_of("2026-03-03T00:00:00Z"), 0), "none");
}

}  // namespace
}  // namespace authledger
