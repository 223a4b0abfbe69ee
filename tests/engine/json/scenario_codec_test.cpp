#include "engine/json/scenario_codec.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::json {
namespace {

using test::Texts;

Texts faults(const std::string& text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return {summary(tree.error())};
  const auto scenario = read_scenario(tree->root());
  Texts texts;
  if (scenario) return texts;
  for (const Problem& it : scenario.error())
    texts.push_back(std::string(word(it.code)) + " at " + it.pointer);
  return texts;
}

Texts faults_in_log(const std::string& log) {
  return faults(R"({"as_of": "2026-03-10T00:00:00Z",
                    "facility": {"id": "F1", "time_zone": "America/Chicago", "closed": []},
                    "policies": [], "log": [)" +
                log + "]}");
}

std::string event(int seq, const char* recorded_at, const char* rest) {
  return R"({"seq": )" + std::to_string(seq) + R"(, "recorded_at": ")" + recorded_at + "\", " +
         rest + "}";
}

constexpr const char* long_ago = "2026-03-01T00:00:00Z";
constexpr const char* impossible =
    R"("type": "episode.admitted", "episode": "E1", "date": "2026-02-30", "level_of_care": "iop")";

TEST(Scenario, OfAnEmptyLogIsTaken) {
  EXPECT_EQ(faults_in_log(""), Texts{});
}

TEST(Scenario, NeedsItsFourParts) {
  EXPECT_EQ(faults("{}"), (Texts{"missing_field at ", "missing_field at ", "missing_field at ",
                                 "missing_field at "}));
  EXPECT_EQ(faults("[]"), Texts{"wrong_type at "});
  EXPECT_EQ(faults(R"({"as_of": "today", "facility": [], "policies": {}, "log": 1, "more": 2})"),
            (Texts{"invalid_value at /as_of", "wrong_type at /facility", "wrong_type at /policies",
                   "wrong_type at /log", "unknown_field at /more"}));
}

TEST(Scenario, OfAFacilityThatIsNowhereIsRefused) {
  EXPECT_EQ(faults(R"({"as_of": "2026-03-10T00:00:00Z", "policies": [], "log": [],
                       "facility": {"id": "F1", "time_zone": "Mars/Olympus",
                                    "closed": ["2026-12-24", "2026-12-32"]}})"),
            (Texts{"invalid_value at /facility/time_zone", "invalid_value at /facility/closed/1"}));
}

TEST(Scenario, WithAnErrorInAnyEventIsRefused) {
  EXPECT_EQ(faults_in_log(event(1, long_ago, impossible)), Texts{"invalid_value at /log/0/date"});
  EXPECT_EQ(faults_in_log(event(1, long_ago, R"("type": "session.voided", "session": "S1")") + "," +
                          event(2, long_ago, R"("type": "session.voided")") + "," +
                          event(3, long_ago, R"("type": "unheard.of")")),
            (Texts{"missing_field at /log/1", "invalid_value at /log/2/type"}));
}

TEST(Scenario, WithAnErrorInAWithdrawnEventIsRefused) {
  EXPECT_EQ(faults_in_log(event(1, long_ago, impossible) + "," +
                          event(2, long_ago, R"("type": "event.withdrawn", "withdraws": 1)")),
            Texts{"invalid_value at /log/0/date"});
}

TEST(Scenario, WithAnErrorInAnEventToComeIsRefused) {
  EXPECT_EQ(faults_in_log(event(1, "2027-01-01T00:00:00Z", impossible)),
            Texts{"invalid_value at /log/0/date"});
  EXPECT_EQ(faults_in_log(event(1, "2027-01-01T00:00:00Z",
                                R"("type": "session.recorded", "session": "S1", "minutes": 1,
                                   "start": "2027-01-01T00:00:00Z", "service": "S9480",
                                   "outcome": "abducted")")),
            Texts{"invalid_value at /log/0/outcome"});
}

TEST(Scenario, WithAnErrorInAPolicyIsRefused) {
  EXPECT_EQ(faults(R"({"as_of": "2026-03-10T00:00:00Z",
                       "facility": {"id": "F1", "time_zone": "America/Chicago"}, "log": [],
                       "policies": [{"payer": "P1", "version": "1", "services": [],
                                     "effective": {"from": "2026-01-01"},
                                     "time_zone": "America/Chicago",
                                     "reviews": [{"key": "r"}]}]})"),
            Texts{"invalid_value at /policies/0/reviews/0"});
}

TEST(Scenario, InWhichTwoEventsShareAPlaceIsRefused) {
  const auto* voided = R"("type": "session.voided", "session": "S1")";
  EXPECT_EQ(faults_in_log(event(1, long_ago, voided) + "," + event(1, long_ago, voided)),
            Texts{"invalid_value at /log"});
}

}  // namespace
}  // namespace authledger::json
