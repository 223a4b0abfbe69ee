// One episode as a story, its coverages and schedules, and in short; each as known at a moment.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

std::string schedule(const std::string& id, const std::string& effective) {
  return R"({"id": ")" + id + R"(", "episode": "E1", "type": "schedule.set", "effective": ")" +
         effective +
         R"(", "weekdays": ["mon", "wed"], "start": "09:00", "minutes": 180, "service": "S9480"})";
}

std::string withdrawal(const std::string& id, const std::string& of) {
  return R"({"id": ")" + id + R"(", "episode": "E1", "type": "event.withdrawn", "withdraws": ")" +
         of + R"("})";
}

struct Told : Service {
  Told() {
    post("[" + admission("E1") + "," + coverage("E1") + "," + schedule("sch-1", "2026-03-02") +
         "," + approval("E1") + "," + attendance("E1", "S1") + "]");
  }
  Json story(const std::string& query) {
    return body_of(get("/v1/episodes/E1/timeline" + query))["timeline"];
  }
};

// The entries of a kind.
Json of_kind(const Json& timeline, const std::string& kind) {
  Json found = Json::array();
  for (const Json& entry : timeline)
    if (entry["kind"] == kind) found.push_back(entry);
  return found;
}

TEST(ATimeline, TellsWhatASessionCostAndWhatPaidIt) {
  Told service;
  const Json sessions = of_kind(service.story(""), "session.recorded");
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_EQ(sessions[0]["text"],
            "session S1 of S9480, Monday 2 March 09:00 Central, 180 minutes, attended;"
            " 1 unit charged, 1 paid by A1");
  EXPECT_EQ(sessions[0]["stage"], "done");
  EXPECT_EQ(sessions[0]["key"], "S1");
  EXPECT_EQ(sessions[0]["events"], parsed("[4, 5]"));  // the approval and the session
}

TEST(ATimeline, GoesOnWithWhatIsDueAndWhatIsToBeExpected) {
  Told service;
  const Json timeline = service.story("");
  const Json due = of_kind(timeline, "obligation");
  ASSERT_GE(due.size(), 1U);
  EXPECT_EQ(due[0]["text"],
            "review of A1 (before-end) due Friday 27 March 17:00 Central, upcoming");
  EXPECT_EQ(due[0]["at"], "2026-03-27T22:00:00Z");
  EXPECT_EQ(due[0]["stage"], "due");
  const Json ends = of_kind(timeline, "authorization_ends");
  ASSERT_EQ(ends.size(), 1U);
  EXPECT_EQ(ends[0]["text"], "last day that A1 covers, because it ends");
  EXPECT_EQ(ends[0]["date"], "2026-03-31");
  EXPECT_EQ(of_kind(timeline, "covered_through")[0]["date"], "2026-03-30");
  EXPECT_EQ(of_kind(timeline, "first_uncovered_day")[0]["date"], "2026-04-01");
}

TEST(ATimeline, IsInTheOrderOfTheCalendar) {
  Told service;
  std::string before;
  for (const Json& entry : service.story("")) {
    EXPECT_GE(entry["date"].get<std::string>(), before);
    before = entry["date"];
  }
}

TEST(ATimeline, NotesACorrectionAndShowsTheSessionAsItIsKnownNow) {
  Told service;
  Json shorter = parsed(attendance("E1", "S1"));
  shorter["id"] = "ev-S1-b";
  shorter["minutes"] = 60;
  service.post(shorter.dump());
  const Json timeline = service.story("");
  const Json sessions = of_kind(timeline, "session.recorded"),
             notes = of_kind(timeline, "correction");
  ASSERT_EQ(sessions.size(), 1U);
  EXPECT_NE(sessions[0]["text"].get<std::string>().find("60 minutes"), std::string::npos);
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_NE(notes[0]["text"].get<std::string>().find(
                "60 minutes, attended; before: session S1 of S9480, Monday 2 March 09:00 Central,"
                " 180 minutes"),
            std::string::npos)
      << notes[0]["text"];
  EXPECT_EQ(notes[0]["events"], parsed("[5, 6]"));
  EXPECT_EQ(notes[0]["date"], "2026-03-10");  // when it was said
}

TEST(ATimeline, NotesAWithdrawalAndDropsWhatWasWithdrawn) {
  Told service;
  service.post(withdrawal("w-1", "ev-S1"));
  const Json timeline = service.story("");
  EXPECT_TRUE(of_kind(timeline, "session.recorded").empty());
  const Json notes = of_kind(timeline, "withdrawal");
  ASSERT_EQ(notes.size(), 1U);
  EXPECT_TRUE(notes[0]["text"].get<std::string>().starts_with("withdrawn: session S1 of S9480"));
  EXPECT_EQ(notes[0]["events"], parsed("[5, 6]"));
}

TEST(ATimeline, OfAMomentKnowsNothingThatWasRecordedLater) {
  Told service;
  service.now += 3'600'000'000;
  service.post(withdrawal("w-1", "ev-S1"));
  const Json then = service.story("?as_of=2026-03-10T15:30:00Z");
  EXPECT_TRUE(of_kind(then, "withdrawal").empty());
  EXPECT_EQ(of_kind(then, "session.recorded").size(), 1U);
  EXPECT_TRUE(service.story("?as_of=2026-03-01T00:00:00Z").empty());
  EXPECT_EQ(service.get("/v1/episodes/E9/timeline").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E1/timeline?limit=1").status, 400);
}

TEST(ATimeline, KeepsBothDecisionsOfAnAuthorization) {
  Told service;
  Json pended = parsed(approval("E1"));
  pended["id"] = "apr-0";
  pended["decided_at"] = "2026-02-27T10:00:00-06:00";
  pended["decision"] = "pended";
  for (const char* field : {"start", "end", "lines"}) pended.erase(field);
  service.post(pended.dump());
  const Json timeline = service.story("");
  EXPECT_EQ(of_kind(timeline, "authorization.decided").size(), 2U);
  EXPECT_TRUE(of_kind(timeline, "correction").empty());
}

TEST(Coverages, EndTheDayBeforeTheNextBegins) {
  Told service;
  Json next = parsed(coverage("E1"));
  next["id"] = "cov-2";
  next["payer"] = "other-payer";
  next["effective"] = "2026-04-01";
  service.now += 3'600'000'000;
  service.post(next.dump());
  const Json both = body_of(service.get("/v1/episodes/E1/coverages"))["coverages"];
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0]["payer"], "example-payer");
  EXPECT_EQ(both[0]["until"], "2026-03-31");
  EXPECT_EQ(both[1]["until"], nullptr);
  EXPECT_EQ(both[1]["event"], 6);
  const Json then =
      body_of(service.get("/v1/episodes/E1/coverages?as_of=2026-03-10T15:30:00Z"))["coverages"];
  ASSERT_EQ(then.size(), 1U);
  EXPECT_EQ(then[0]["until"], nullptr);
  EXPECT_EQ(service.get("/v1/episodes/E9/coverages").status, 404);
}

TEST(Schedules, HaveTheirDaysInOneCellOfTheCsv) {
  Told service;
  EXPECT_EQ(service.get("/v1/episodes/E1/schedules?format=csv").body,
            "from,until,weekdays,start,minutes,service,modality,event\r\n"
            "2026-03-02,,mon wed,09:00,180,S9480,in_person,3\r\n");
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/schedules"))["schedules"][0]["weekdays"],
            parsed(R"(["mon", "wed"])"));
}

TEST(AnEpisodeInShort, CountsWhatIsPendingAndNamesWhatIsDueFirst) {
  Told service;
  const Json now = body_of(service.get("/v1/episodes/E1"));
  EXPECT_EQ(now["payer"], "example-payer");
  EXPECT_EQ(now["level_of_care"], "iop");
  EXPECT_EQ(now["open"], true);
  EXPECT_EQ(now["remaining"], parsed(R"({"day": 17})"));
  EXPECT_EQ(now["sessions"], 1);
  EXPECT_EQ(now["pending"]["upcoming"], 1);
  EXPECT_EQ(now["next_due"]["key"], "review:A1");
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1?as_of=2026-04-10T00:00:00Z"))["pending"],
            parsed(R"({"upcoming": 0, "open": 0, "overdue": 1})"));
  EXPECT_EQ(service.get("/v1/episodes/E9").status, 404);
}

TEST(ALog, AsKnownAtAMomentEndsThere) {
  Told service;
  service.now += 3'600'000'000;
  service.post(withdrawal("w-1", "ev-S1"));
  const auto count = [&](const std::string& query) {
    return body_of(service.get("/v1/episodes/E1/events" + query))["events"].size();
  };
  EXPECT_EQ(count(""), 6U);
  EXPECT_EQ(count("?as_of=2026-03-10T15:30:00Z"), 5U);
  EXPECT_EQ(count("?as_of=2026-03-01T00:00:00Z"), 0U);
  EXPECT_EQ(service.get("/v1/episodes/E1/events?as_of=yesterday").status, 400);
}

TEST(Csv, OfEventsHasAColumnForEveryFieldThatFitsACell) {
  Told service;
  const std::string log = service.get("/v1/episodes/E1/events?format=csv").body;
  const std::string head = log.substr(0, log.find("\r\n"));
  const Json schema = read_json(std::string(AUTHLEDGER_SOURCE_DIR) + "/schemas/fact.schema.json");
  for (const auto& [type, definition] : schema["$defs"].items()) {
    if (type.find('.') == std::string::npos || !definition.contains("properties")) continue;
    for (const auto& [field, ignored] : definition["properties"].items()) {
      const bool is_cell = field != "lines" && field != "components";
      EXPECT_EQ(("," + head + ",").find("," + field + ",") != std::string::npos, is_cell) << field;
    }
  }
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 6);
}

TEST(Csv, OfChangesLinksToWhereToGoOn) {
  Told service;
  const auto page = service.get("/v1/changes?format=csv&limit=2");
  EXPECT_EQ(std::count(page.body.begin(), page.body.end(), '\n'), 3);
  EXPECT_EQ(header_of(page, "Link"), "</v1/changes?format=csv&limit=2&after=2>; rel=\"next\"");
  const auto waited = service.get("/v1/changes?format=csv&after=5&wait=1");
  EXPECT_TRUE(waited.content_type.starts_with("text/csv")) << waited.body;
  EXPECT_EQ(header_of(waited, "Link"), "</v1/changes?format=csv&limit=100&after=5>; rel=\"next\"");
}

TEST(Members, AreListedPageByPageAndFound) {
  Service service;
  for (const char* id : {"m-3", "m-1", "m-2"})
    service.put("/v1/members/" + std::string(id), Json{{"id", id},
                                                       {"name", "José " + std::string(id)},
                                                       {"plan_member_id", "P" + std::string(id)}}
                                                      .dump());
  service.put("/v1/members/m-2", R"({"id": "m-2", "name": "Renamed Person"})");
  using Texts = std::vector<std::string>;
  EXPECT_EQ(walk(service, "/v1/members?limit=1", "id"), (Texts{"m-1", "m-2", "m-3"}));
  EXPECT_EQ(walk(service, "/v1/members?query=jose&limit=1", "id"), (Texts{"m-1", "m-3"}));
  EXPECT_EQ(walk(service, "/v1/members?query=renamed", "name"), Texts{"Renamed Person"});
  EXPECT_EQ(walk(service, "/v1/members?query=M-3", "id"), Texts{"m-3"});
  EXPECT_EQ(walk(service, "/v1/members?plan_member_id=Pm-1", "id"), Texts{"m-1"});
  EXPECT_EQ(walk(service, "/v1/members?plan_member_id=Pm-2", "id"), Texts{});
  EXPECT_EQ(service.get("/v1/members?query=%20").status, 400);
  EXPECT_TRUE(service.get("/v1/members?format=csv")
                  .body.starts_with("id,name,birth_date,plan_member_id\r\nm-1,"));
}

}  // namespace
}  // namespace authledger::test
