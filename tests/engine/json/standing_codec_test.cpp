#include "engine/json/standing_codec.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::json {
namespace {

using test::given;
using test::policy;

std::string printed(const test::Answer& answer) {
  JsonWriter out;
  write_standing(out, answer.standing());
  return std::string(out.text());
}

TEST(StandingText, OfNothingHasEveryField) {
  EXPECT_EQ(printed(given().as_of("2026-03-02T08:00:00-06:00")),
            R"({"as_of":"2026-03-02T14:00:00Z","episode":null,"remaining":{},)"
            R"("covered_through":null,"first_uncovered_day":null,"authorizations":[],)"
            R"("sessions":[],"uncovered":[],"unrecorded":[],"under_intensity_weeks":[],)"
            R"("obligations":[]})");
}

TEST(StandingText, HasEveryFieldOfItsParts) {
  const auto answer = given()
                          .under(policy(R"("sources": [{"key": "m", "title": "Manual"}],
                              "services": [{"key": "iop", "codes": ["S9480"], "unit": "day",
                                            "minimum_minutes_per_week": 540, "source": "m"}])"))
                          .admitted("2026-03-01")
                          .covered_by("example-payer")
                          .meets({"mon"}, "09:00", 180, "S9480")
                          .decided({.id = "A1",
                                    .number = "N-7",
                                    .start = "2026-03-01",
                                    .end = "2026-04-15",
                                    .lines = {{.units = 1}}})
                          .attended("2026-03-02")
                          .session({.date = "2026-03-03", .modality = "telehealth"})
                          .payer_asked("R1", "2026-03-02T12:00:00Z", "2026-03-05T12:00:00Z")
                          .discharged("2026-03-09")
                          .as_of("2026-03-10T00:00:00Z");
  const std::string policy_cited =
      R"("policy":{"payer":"example-payer","version":"1","from":"2020-01-01"})";
  const std::string iop = policy_cited + R"(,"rule":"iop","source":{"key":"m","title":"Manual"})";
  EXPECT_EQ(
      printed(answer),
      R"({"as_of":"2026-03-10T00:00:00Z","episode":"E1","remaining":{"day":0},)"
      R"("covered_through":null,"first_uncovered_day":"2026-03-09",)"
      R"("authorizations":[{"authorization":"A1","number":"N-7","decision":"approved",)"
      R"("start":"2026-03-01","end":"2026-04-15","last_covered_day":"2026-03-02",)"
      R"("lines":[{"codes":["S9480"],"unit":"day","units":1,"used":1,"remaining":0,)"
      R"("forecast_used":0,"exhausts_on":"2026-03-02","unused_at_end":0,"because":{)" +
          iop +
          R"(,"events":[4,5]}}]}],)"
          R"("sessions":[{"session":"2026-03-02","date":"2026-03-02","minutes":180,)"
          R"("outcome":"attended","charged":1,"covered":1,"flags":[],)"
          R"("allocations":[{"authorization":"A1","line":0,"units":1}]},)"
          R"({"session":"2026-03-03","date":"2026-03-03","minutes":180,"outcome":"attended",)"
          R"("charged":1,"covered":0,"flags":[],"allocations":[]}],)"
          R"("uncovered":[{"date":"2026-03-03","service":"S9480","units":1,)"
          R"("reason":"units_exhausted","because":{)" +
          iop +
          R"(,"events":[4,6]}}],)"
          R"("unrecorded":[],"under_intensity_weeks":[{"week_of":"2026-03-01","service":"S9480",)"
          R"("minutes":360,"minimum":540,"because":{)" +
          iop +
          R"(,"events":[3,5,6]}}],)"
          R"("obligations":[{"key":"request:R1","kind":"request","rule":"stated",)"
          R"("authorization":null,"opens_at":"2026-03-02T12:00:00Z",)"
          R"("due_at":"2026-03-05T12:00:00Z","status":"overdue","because":{"policy":null,)"
          R"("rule":"stated","source":null,"events":[7]}}]})");
}

TEST(ErrorText, NamesTheFirstProblemAndListsAll) {
  JsonWriter out;
  write_error(out, {{ProblemCode::missing_field, "payer is missing", "/policies/0"},
                    {ProblemCode::wrong_type, "log is 1; it must be an array", "/log"}});
  EXPECT_EQ(
      out.text(),
      R"~({"error":{"code":"missing_field","detail":"/policies/0: payer is missing (and 1 more)",)~"
      R"~("problems":[{"code":"missing_field","pointer":"/policies/0",)~"
      R"~("detail":"payer is missing"},{"code":"wrong_type","pointer":"/log",)~"
      R"~("detail":"log is 1; it must be an array"}]}})~");
}

}  // namespace
}  // namespace authledger::json
