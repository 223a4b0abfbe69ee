// What the pages of a day show: today, the roster, the reports, and what the console calls soon.
// Counted by hand in two small logs, on Tuesday 10 March 2026 at a facility in Chicago.
#include <gtest/gtest.h>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

std::shared_ptr<const PolicyBook> book_with_clocks() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}],
      "retro_authorization": {"allowed": "within", "within": {"days": 10}},
      "timely_filing": {"within": {"days": 90}})"));
  book->fingerprint = "with clocks";
  return book;
}

std::string schedule(const std::string& episode) {
  return R"({"id": "sch-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "schedule.set", "effective": "2026-03-02", "weekdays": ["mon", "wed", "fri"],)"
         R"( "start": "09:00", "minutes": 180, "service": "S9480"})";
}

std::string session(const std::string& id, const std::string& episode, const std::string& name,
                    const std::string& start, const std::string& outcome) {
  return R"({"id": ")" + id + R"(", "episode": ")" + episode +
         R"(", "type": "session.recorded", "session": ")" + name + R"(", "start": ")" + start +
         R"(", "minutes": 180, "service": "S9480", "outcome": ")" + outcome + R"("})";
}

// E1 is approved for 18 days and came once; E2 has no authorization and came once.
struct Desk : Service {
  Desk() {
    api.use(book_with_clocks());
    admit(*this, "E1", {{"id", "m-1"}, {"name", "Ada Invented"}});
    admit(*this, "E2", {{"id", "m-2"}, {"name", "Bo Invented"}});
    EXPECT_EQ(post("[" + approval("E1") + "," + schedule("E1") + "," + attendance("E1", "S1") +
                   "," + attendance("E2", "S2") + "]")
                  .status,
              200);
  }
  Json json(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200) << target << " " << response.body;
    return body_of(response);
  }
  server::Response as(const std::string& facility, const std::string& target) {
    server::Request request{"GET", target, "", ""};
    auto principal = std::make_shared<server::Principal>(*request.principal);
    principal->facilities = {facility};
    request.principal = principal;
    return send(request);
  }
};

TEST(Today, ShowsWhatIsDueWhatIsNotWrittenDownAndWhatNobodyPays) {
  Desk desk;
  const Json today = desk.json("/v1/today");
  EXPECT_EQ(today["counts"]["status"], Json({{"overdue", 0}, {"open", 0}, {"upcoming", 1}}));
  EXPECT_EQ(today["counts"]["kind"]["review"], 1);
  EXPECT_EQ(today["counts"]["payer"],
            parsed(R"([{"payer": "example-payer", "count": 1, "overdue": 0}])"));
  EXPECT_EQ(today["counts"]["assignee"][0]["assignee"], nullptr);
  ASSERT_EQ(today["unrecorded"].size(), 1U);
  EXPECT_EQ(today["unrecorded"][0]["member_name"], "Ada Invented");
  EXPECT_EQ(today["unrecorded"][0]["dates"], Json({"2026-03-04", "2026-03-06", "2026-03-09"}));
  ASSERT_EQ(today["uncovered"].size(), 1U);
  const Json& row = today["uncovered"][0];
  EXPECT_EQ(row["episode"], "E2");
  EXPECT_EQ(row["reason"], "no_authorization");
  EXPECT_EQ(row["sessions"], 1);
  EXPECT_EQ(row["units"], 1);
  EXPECT_EQ(row["first"], "2026-03-02");
  const Json standing = desk.json("/v1/episodes/E2/standing");
  EXPECT_EQ(row["because"], standing["uncovered"][0]["because"]);
  EXPECT_EQ(row["clock"], Json({{"kind", "retro"},
                                {"due_at", standing["uncovered"][0]["retro"]["until"]},
                                {"status", "open"}}));
  EXPECT_TRUE(today["decisions_awaited"].empty());
}

TEST(Today, CountsOnTheClaimWhenItIsTooLateToAskForCover) {
  Desk desk;
  desk.now = instant("2026-03-20T15:00:00Z").microseconds();
  EXPECT_EQ(desk.json("/v1/today")["uncovered"][0]["clock"],
            Json({{"kind", "filing"}, {"due_at", "2026-06-01T04:59:59Z"}, {"status", "open"}}));
  desk.now = instant("2026-06-01T05:00:00Z").microseconds();
  EXPECT_EQ(desk.json("/v1/today")["uncovered"][0]["clock"]["status"], "closed");
}

TEST(Today, IsOfWhatSomebodyMaySeeAndAsksFor) {
  Desk desk;
  for (const char* target : {"/v1/today?facility=other", "/v1/today?payer=another"}) {
    const Json today = desk.json(target);
    EXPECT_TRUE(today["unrecorded"].empty()) << target;
    EXPECT_TRUE(today["uncovered"].empty()) << target;
    EXPECT_TRUE(today["counts"]["payer"].empty()) << target;
  }
  const Json elsewhere = body_of(desk.as("f-other", "/v1/today"));
  EXPECT_TRUE(elsewhere["unrecorded"].empty());
  EXPECT_TRUE(elsewhere["uncovered"].empty());
  EXPECT_TRUE(elsewhere["counts"]["facility"].empty());
  EXPECT_EQ(body_of(desk.as("main", "/v1/today"))["unrecorded"].size(), 1U);
}

TEST(TheRoster, ShowsWhoIsExpectedWhoCameAndWhoPays) {
  Desk desk;
  const Json monday = desk.json("/v1/roster?facility=main&date=2026-03-02");
  EXPECT_EQ(monday["closed"], false);
  ASSERT_EQ(monday["groups"].size(), 1U);
  EXPECT_EQ(monday["groups"][0]["start"], "09:00");
  EXPECT_EQ(monday["groups"][0]["minutes"], 180);
  const Json& ada = monday["groups"][0]["people"][0];
  EXPECT_EQ(ada["session"]["id"], "ev-S1");
  EXPECT_EQ(ada["session"]["outcome"], "attended");
  EXPECT_EQ(ada["cover"], Json({{"covered", true},
                                {"authorization", "A1"},
                                {"remaining", 17},
                                {"last_covered_day", "2026-03-31"}}));
  ASSERT_EQ(monday["others"].size(), 1U) << "nothing is planned for Bo";
  EXPECT_EQ(monday["others"][0]["episode"], "E2");
  EXPECT_EQ(monday["others"][0]["cover"]["covered"], false);
  const Json wednesday = desk.json("/v1/roster?facility=main&date=2026-03-11");
  EXPECT_EQ(wednesday["groups"][0]["people"][0]["session"], nullptr);
  EXPECT_EQ(wednesday["groups"][0]["people"][0]["cover"]["covered"], true);
  EXPECT_TRUE(desk.json("/v1/roster?facility=main")["groups"].empty()) << "today is a Tuesday";
}

TEST(TheRoster, MarksWhatWasSaidTwiceAndWhoWasAtTwoPlaces) {
  Desk desk;
  desk.post(session("ev-S1b", "E1", "S1", "2026-03-02T09:00:00-06:00", "no_show"));
  const Json ada = desk.json("/v1/roster?facility=main&date=2026-03-02")["groups"][0]["people"][0];
  EXPECT_EQ(ada["conflict"], true);
  ASSERT_EQ(ada["said_by"].size(), 2U);
  EXPECT_EQ(ada["said_by"][0]["outcome"], "attended");
  EXPECT_EQ(ada["said_by"][1]["outcome"], "no_show");
  EXPECT_EQ(ada["session"]["id"], "ev-S1b") << "the last word";
  desk.post(R"({"id": "w-1", "episode": "E1", "type": "event.withdrawn", "withdraws": "ev-S1b"})");
  desk.post(session("ev-S9", "E2", "S9", "2026-03-02T11:00:00-06:00", "attended"));
  const Json monday = desk.json("/v1/roster?facility=main&date=2026-03-02");
  EXPECT_EQ(monday["groups"][0]["people"][0]["conflict"], false);
  ASSERT_EQ(monday["others"].size(), 2U);
  EXPECT_EQ(monday["others"][0]["conflict"], true) << "9 to 12 and 11 to 14";
  EXPECT_EQ(monday["others"][1]["conflict"], true);
}

TEST(TheRoster, PlansNothingOnClosedDaysAndIsOfOneFacility) {
  Desk desk;
  desk.put("/v1/facilities/main", R"({"id": "main", "name": "Main", "time_zone":
      "America/Chicago", "closed": ["2026-03-11"]})");
  const Json closed = desk.json("/v1/roster?facility=main&date=2026-03-11");
  EXPECT_EQ(closed["closed"], true);
  EXPECT_TRUE(closed["groups"].empty());
  EXPECT_EQ(desk.get("/v1/roster?date=2026-03-11").status, 400);
  EXPECT_EQ(desk.get("/v1/roster?facility=none").status, 404);
  EXPECT_EQ(desk.as("f-other", "/v1/roster?facility=main").body,
            desk.as("f-other", "/v1/roster?facility=none").body);
}

TEST(TheReports, AreCountedFromWhatIsKeptOfEachEpisode) {
  Desk desk;
  const Json used = desk.json("/v1/reports/utilization");
  EXPECT_EQ(used["from"], "2025-04-01");
  EXPECT_EQ(used["to"], "2026-03-31");
  EXPECT_EQ(used["rows"], parsed(R"([{"payer": "example-payer", "month": "2026-03",
      "unit": "day", "approved": 18, "used": 1, "remaining": 17, "lapsed": 0, "percent": 6,
      "episodes": 1}])"));
  EXPECT_EQ(desk.json("/v1/reports/denials?from=2026-03&to=2026-03")["rows"],
            parsed(R"([{"payer": "example-payer", "month": "2026-03", "approved": 1,
      "partial": 0, "denied": 0, "pended": 0, "uncovered_units": 1, "sessions": 1}])"));
  const Json runway = desk.json("/v1/reports/runway")["rows"][0];
  EXPECT_EQ(runway["remaining"], 17);
  EXPECT_EQ(runway["sessions"], 9) << "Wednesdays, Fridays and Mondays from 11 to 30 March";
  EXPECT_EQ(runway["days"], 21) << "from 10 to 31 March";
  EXPECT_EQ(runway["member_name"], "Ada Invented");
  EXPECT_EQ(desk.json("/v1/reports/reviews")["rows"][0]["open"], 1);
  EXPECT_EQ(desk.json("/v1/reports/missed-sessions")["rows"][0]["sessions"], 2);
  EXPECT_TRUE(desk.json("/v1/reports/requests")["rows"].empty());
}

TEST(TheReports, AreTablesAndOfWhatSomebodyMaySee) {
  Desk desk;
  const auto csv = desk.get("/v1/reports/denials?format=csv");
  EXPECT_EQ(header_of(csv, "Content-Disposition"), "attachment; filename=\"denials.csv\"");
  EXPECT_EQ(csv.body,
            "payer,month,approved,partial,denied,pended,uncovered_units,sessions\r\n"
            "example-payer,2026-03,1,0,0,0,1,1\r\n");
  EXPECT_TRUE(body_of(desk.as("f-other", "/v1/reports/utilization"))["rows"].empty());
  EXPECT_EQ(desk.get("/v1/reports/nothing").status, 404);
  EXPECT_EQ(desk.get("/v1/reports/denials?from=2026-13").status, 400);
  EXPECT_EQ(desk.get("/v1/reports/denials?from=2026-03&to=2026-02").status, 400);
}

TEST(Thresholds, AreTheUsualOnesUntilSomebodySaysOtherwise) {
  Desk desk;
  EXPECT_EQ(desk.json("/v1/thresholds"), Json({{"ending_days", 14}, {"few_units", 5}}));
  EXPECT_EQ(desk.put("/v1/thresholds", R"({"ending_days": 7, "few_units": 3})").status, 200);
  EXPECT_EQ(desk.json("/v1/thresholds"), Json({{"ending_days", 7}, {"few_units", 3}}));
  const auto refused = desk.put("/v1/thresholds", R"({"ending_days": -1, "soon": 2})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(body_of(refused)["problems"].size(), 3U) << refused.body;
}

TEST(Templates, AreTheProgramsUntilSomebodyWordsThemOtherwise) {
  Desk desk;
  const Json before = desk.json("/v1/templates")["templates"];
  ASSERT_EQ(before.size(), 5U);
  EXPECT_EQ(before[3]["name"], "appeal");
  EXPECT_FALSE(before[3]["standard_opening"].empty());
  EXPECT_TRUE(before[3]["opening"].is_null());
  EXPECT_TRUE(before[3]["recorded_at"].is_null());
  const std::string own =
      R"({"opening": "We disagree.\nPlease read on.", "signature": "U. Reviewer"})";
  const auto put = desk.put("/v1/templates/appeal", own);
  ASSERT_EQ(put.status, 200) << put.body;
  const Json after = desk.json("/v1/templates")["templates"];
  EXPECT_EQ(after[3], body_of(put));
  EXPECT_EQ(after[3]["opening"], "We disagree.\nPlease read on.");
  EXPECT_TRUE(after[3]["closing"].is_null());
  EXPECT_EQ(after[3]["recorded_by"], "local");
  EXPECT_EQ(after[0], before[0]) << "another one keeps its words";
  EXPECT_EQ(desk.put("/v1/templates/appeal", "{}").status, 200);
  EXPECT_TRUE(desk.json("/v1/templates")["templates"][3]["opening"].is_null()) << "as it was";
}

TEST(Templates, RefuseWhatIsNoTextForALetter) {
  Desk desk;
  EXPECT_EQ(desk.put("/v1/templates/packet", "{}").status, 404);
  const Json wrong{{"opening", std::string(4'001, 'x')},
                   {"closing", "a\u0007"},
                   {"signature", "two\nlines"},
                   {"heading", "x"}};
  const auto refused = desk.put("/v1/templates/notice", wrong.dump());
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(body_of(refused)["problems"].size(), 4U) << refused.body;
  EXPECT_EQ(desk.get("/v1/templates?x=1").status, 400);
}

}  // namespace
}  // namespace authledger::test
