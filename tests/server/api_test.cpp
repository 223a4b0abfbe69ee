#include <gtest/gtest.h>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

TEST(PostingOneEvent, IsCreatedThenExistsThenContradicts) {
  Service service;
  const auto first = service.post(admission("E1"));
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(body_of(first), parsed(R"({"id": "adm-E1", "verdict": "created", "episode": "E1",
      "seq": 1, "recorded_at": "2026-03-10T15:00:00.000001Z"})"));

  const auto again = service.post(admission("E1"));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(body_of(again)["verdict"], "exists");
  EXPECT_EQ(body_of(again)["seq"], 1);

  Json changed = parsed(admission("E1"));
  changed["level_of_care"] = "php";
  const auto other = service.post(changed.dump());
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.content_type, "application/problem+json");
  EXPECT_EQ(body_of(other)["code"], "conflict");
  EXPECT_EQ(body_of(other)["pointer"], "/level_of_care");
}

TEST(PostingOneEvent, OfAnUnknownMemberIsUnprocessable) {
  Service service;
  Json event = parsed(admission("E1"));
  event["member"] = "m-9";
  const auto response = service.post(event.dump());
  EXPECT_EQ(response.status, 422);
  EXPECT_EQ(body_of(response)["pointer"], "/member");
  EXPECT_EQ(body_of(response)["detail"], "member is \"m-9\", whom the register does not have");
  EXPECT_EQ(service.get("/v1/episodes/E1/standing").status, 404);
}

TEST(PostingManyEvents, KeepsTheirOrderAndARefusedOneDoesNotStopTheOthers) {
  Service service;
  Json stray = parsed(attendance("E1", "S2"));
  stray["member"] = "m-9";
  const auto response = service.post("[" + admission("E1") + "," + stray.dump() + "," +
                                     attendance("E1", "S1") + "," + admission("E1") + "]");
  EXPECT_EQ(response.status, 200);
  const Json body = body_of(response);
  EXPECT_EQ(body["counts"], parsed(R"({"created": 2, "exists": 1, "refused": 1})"));
  EXPECT_EQ(body["results"][0]["seq"], 1);
  EXPECT_EQ(body["results"][1]["verdict"], "refused");
  EXPECT_EQ(body["results"][1]["problem"]["pointer"], "/1/member");
  EXPECT_EQ(body["results"][2]["id"], "ev-S1");
  EXPECT_EQ(body["results"][2]["seq"], 2);
  EXPECT_EQ(body["results"][3]["verdict"], "exists");
}

TEST(PostingManyEvents, WritesNothingWhenOneCannotBeDecodedAndNamesEveryFault) {
  Service service;
  Json broken = parsed(attendance("E1", "S1"));
  broken["start"] = "2026-02-30T09:00:00Z";
  broken["colour"] = "blue";
  const auto response = service.post("[" + admission("E1") + "," + broken.dump() + "]");
  EXPECT_EQ(response.status, 400);
  const Json body = body_of(response);
  EXPECT_EQ(body["type"], "about:blank");
  EXPECT_EQ(body["title"], "Bad Request");
  EXPECT_EQ(body["status"], 400);
  ASSERT_EQ(body["problems"].size(), 2U);
  EXPECT_EQ(body["problems"][0]["pointer"], "/1/start");
  EXPECT_EQ(body["problems"][1]["pointer"], "/1/colour");
  EXPECT_EQ(body["code"], "unknown_field");  // the first in the order of the codes speaks for all
  EXPECT_EQ(service.get("/v1/episodes/E1/events").status, 404);
}

TEST(PostingManyEvents, TakesAThousandAndNotOneMore) {
  Service service;
  std::string many = admission("E1");
  for (int i = 1; i < 1'000; ++i) many += "," + attendance("E1", "S" + std::to_string(i));
  EXPECT_EQ(body_of(service.post("[" + many + "]"))["counts"]["created"], 1'000);
  EXPECT_EQ(service.post("[" + many + "," + coverage("E1") + "]").status, 413);
  EXPECT_EQ(service.post("[]").status, 400);
}

TEST(Standing, IsThatOfTheMomentAskedFor) {
  Service service;
  ASSERT_EQ(service
                .post("[" + admission("E1") + "," + coverage("E1") + "," + approval("E1") + "," +
                      attendance("E1", "S1") + "]")
                .status,
            200);
  const auto now = service.get("/v1/episodes/E1/standing");
  EXPECT_EQ(now.status, 200);
  EXPECT_EQ(body_of(now)["remaining"], parsed(R"({"day": 17})"));
  EXPECT_EQ(body_of(now)["obligations"][0]["because"]["rule"], "before-end");

  const auto before = service.get("/v1/episodes/E1/standing?as_of=2026-03-10T15:00:00Z");
  EXPECT_EQ(body_of(before)["remaining"], Json::object());  // not one microsecond ago was it known
}

TEST(Standing, TakesTheOffsetHoweverThePlusArrives) {
  Service service;
  service.post(admission("E1"));
  for (const char* as_of : {"2026-03-11T09:00:00-06:00", "2026-03-11T16:00:00%2B01:00",
                            "2026-03-11T16:00:00+01:00", "2026-03-11T16:00:00%2001:00"}) {
    const auto response = service.get(std::string("/v1/episodes/E1/standing?as_of=") + as_of);
    EXPECT_EQ(response.status, 200) << as_of;
    EXPECT_EQ(body_of(response)["as_of"], "2026-03-11T15:00:00Z") << as_of;
  }
}

TEST(Standing, RefusesAnAsOfThatIsNoInstantAndNamesIt) {
  Service service;
  service.post(admission("E1"));
  for (const char* as_of : {"yesterday", "2026-02-30T09:00:00Z", "2026-03-02", "%00", "",
                            "2026-03-02T09:00:00Z&as_of=2026-03-02T09:00:00Z", "1e9"}) {
    const auto response = service.get(std::string("/v1/episodes/E1/standing?as_of=") + as_of);
    EXPECT_EQ(response.status, 400) << as_of;
    EXPECT_NE(body_of(response)["detail"].get<std::string>().find("as_of is "), std::string::npos);
  }
}

TEST(Standing, HoldsAtTheEndsOfTheCalendar) {
  Service service;
  service.post("[" + admission("E1") + "," + coverage("E1") + "," + approval("E1") +
               R"(,{"id": "s", "episode": "E1", "type": "schedule.set", "effective": "1900-01-01",
                  "weekdays": ["mon"], "start": "23:59", "minutes": 180, "service": "S9480"}])");
  for (const char* as_of : {"1900-01-01T00:00:00Z", "1900-01-01T00:00:00-23:59",
                            "2199-12-31T23:59:59Z", "2199-12-31T23:59:59-23:59"}) {
    const int status = service.get(std::string("/v1/episodes/E1/standing?as_of=") + as_of).status;
    EXPECT_TRUE(status == 200 || status == 400) << as_of << " " << status;
  }
}

TEST(LogOfAnEpisode, ReadsAsItWasPosted) {
  Service service;
  service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Invented Person"})");
  Json admitted = parsed(admission("E1"));
  admitted["member"] = "m-1";
  admitted["facility"] = "main";
  const Json withdrawal =
      parsed(R"({"id": "w", "episode": "E1", "type": "event.withdrawn", "withdraws": "ev-S1"})");
  service.post("[" + admitted.dump() + "," + attendance("E1", "S1") + "," + withdrawal.dump() +
               "]");
  Json events = body_of(service.get("/v1/episodes/E1/events"))["events"];
  ASSERT_EQ(events.size(), 3U);
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i]["seq"], i + 1);
    EXPECT_TRUE(events[i]["recorded_at"].is_string());
    events[i].erase("seq");
    events[i].erase("recorded_at");
    EXPECT_EQ(body_of(service.post(events[i].dump()))["verdict"], "exists") << events[i];
  }
  EXPECT_EQ(events[0], admitted);
  EXPECT_EQ(events[2], withdrawal);
}

TEST(Episodes, AreListedWithTheirFigures) {
  Service service;
  service.post("[" + admission("E1") + "," + coverage("E1") + "," + attendance("E1", "S1") + "," +
               admission("E2") +
               R"(,{"id": "d", "episode": "E2", "type": "episode.discharged",
                  "date": "2026-03-05"}])");
  const Json open = body_of(service.get("/v1/episodes?open=true"))["items"];
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0]["episode"], "E1");
  EXPECT_EQ(open[0]["payer"], "example-payer");
  EXPECT_EQ(open[0]["admitted"], "2026-03-02");
  EXPECT_EQ(open[0]["uncovered_units"], 1);
  EXPECT_EQ(open[0]["events"], 3);
  EXPECT_EQ(body_of(service.get("/v1/episodes?open=false"))["items"][0]["discharged"],
            "2026-03-05");
  EXPECT_EQ(body_of(service.get("/v1/episodes?facility=elsewhere"))["items"].size(), 0U);
  EXPECT_EQ(body_of(service.get("/v1/episodes?limit=1&offset=1"))["items"][0]["episode"], "E2");
  EXPECT_EQ(service.get("/v1/episodes?open=maybe").status, 400);
}

TEST(Worklist, ListsWhatIsDueWithItsReason) {
  Service service;
  service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Invented Person"})");
  Json admitted = parsed(admission("E1"));
  admitted["member"] = "m-1";
  service.post("[" + admitted.dump() + "," + coverage("E1") + "," + approval("E1") + "]");
  const Json items = body_of(service.get("/v1/worklist?kind=review"))["items"];
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0]["key"], "review:A1");
  EXPECT_EQ(items[0]["status"], "upcoming");
  EXPECT_EQ(items[0]["member_name"], "Invented Person");
  EXPECT_EQ(items[0]["due_at"], "2026-03-27T22:00:00Z");  // Saturday the 28th rolls back
  EXPECT_EQ(items[0]["because"]["policy"]["payer"], "example-payer");

  const auto count = [&](const std::string& query) {
    return body_of(service.get("/v1/worklist?" + query))["items"].size();
  };
  EXPECT_EQ(count("facility=main&payer=example-payer&status=upcoming"), 1U);
  EXPECT_EQ(count("facility=other"), 0U);
  EXPECT_EQ(count("status=overdue"), 0U);
  EXPECT_EQ(count("due_before=2026-03-27T22:00:00Z"), 0U);
  EXPECT_EQ(count("due_before=2026-03-27T17:00:01-05:00"), 1U);
  EXPECT_EQ(count("offset=1"), 0U);

  service.now = instant("2026-03-28T12:00:00Z").microseconds();
  EXPECT_EQ(count("status=overdue"), 1U);  // nobody said anything; the clock did
}

TEST(Worklist, RefusesWhatItDoesNotKnow) {
  Service service;
  for (const char* query :
       {"colour=blue", "kind=party", "status=met", "limit=0", "limit=1001", "limit=+5", "limit=1e2",
        "limit=99999999999999999999", "offset=-1", "due_before=soon", "facility=", "limit",
        "kind=review&kind=duty", "=", "a%00b=1"}) {
    const auto response = service.get(std::string("/v1/worklist?") + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_EQ(response.content_type, "application/problem+json");
  }
}

TEST(Register, KeepsFacilitiesAndMembers) {
  Service service;
  const std::string north =
      R"({"id": "north", "name": "North", "time_zone": "America/Denver", "closed": ["2026-07-03"]})";
  EXPECT_EQ(service.get("/v1/facilities/north").status, 404);
  EXPECT_EQ(service.put("/v1/facilities/north", north).status, 201);
  EXPECT_EQ(service.put("/v1/facilities/north", north).status, 200);
  EXPECT_EQ(body_of(service.get("/v1/facilities/north")), parsed(north));
  EXPECT_EQ(body_of(service.get("/v1/facilities"))["items"].size(), 2U);

  const std::string member = R"({"id": "a/b c", "name": "Invented", "birth_date": "2010-02-28"})";
  EXPECT_EQ(service.put("/v1/members/a%2Fb%20c", member).status, 201);
  EXPECT_EQ(body_of(service.get("/v1/members/a%2Fb%20c")), parsed(member));

  const auto other = service.put("/v1/members/m-2", member);
  EXPECT_EQ(other.status, 400);
  EXPECT_EQ(body_of(other)["pointer"], "/id");
  EXPECT_EQ(service.put("/v1/facilities/x", R"({"id": "x", "time_zone": "Mars/Base"})").status,
            400);
  EXPECT_EQ(service.put("/v1/members/x", R"({"id": "x", "name": "y", "npi": "1"})").status, 400);
}

TEST(Register, AFacilityThatChangesMovesTheForecastsOfItsOpenEpisodes) {
  Service service;
  service.post("[" + admission("E1") + "," + coverage("E1") + "," + approval("E1") +
               R"(,{"id": "s", "episode": "E1", "type": "schedule.set", "effective": "2026-03-02",
                  "weekdays": ["mon"], "start": "09:00", "minutes": 180, "service": "S9480"}])");
  const auto first_uncovered = [&] {
    return body_of(service.get("/v1/episodes"))["items"][0]["first_uncovered_day"];
  };
  EXPECT_EQ(first_uncovered(), "2026-04-06");
  service.put("/v1/facilities/main",
              R"({"id": "main", "time_zone": "America/Chicago", "closed": ["2026-04-06"]})");
  EXPECT_EQ(first_uncovered(), "2026-04-13");
}

TEST(Routes, AnswerEveryMethodAndAddress) {
  Service service;
  EXPECT_EQ(service.get("/healthz").status, 200);
  EXPECT_EQ(body_of(service.get("/healthz"))["status"], "ok");
  EXPECT_EQ(service.send({"HEAD", "/healthz", "", ""}).status, 200);
  EXPECT_EQ(service.get("/v1/nothing").status, 404);
  EXPECT_EQ(service.get("/v1/worklist/").status, 404);
  EXPECT_EQ(service.get("//v1/worklist").status, 404);
  EXPECT_EQ(service.get("/V1/worklist").status, 404);
  const auto wrong = service.send({"DELETE", "/v1/members/m-1", "", ""});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(header_of(wrong, "Allow"), "GET, HEAD, PUT, OPTIONS");
  EXPECT_EQ(header_of(service.get("/v1/events"), "Allow"), "POST, OPTIONS");
  EXPECT_EQ(service.send({"POST", "/v1/events", "text/plain", admission("E1")}).status, 415);
  EXPECT_EQ(service.send({"POST", "/v1/events", "Application/JSON; charset=utf-8", admission("E1")})
                .status,
            201);
}

TEST(Routes, ABodyIsJsonUnlessABrowserSaysOtherwise) {
  Service service;
  const std::string form = "application/x-www-form-urlencoded";  // what curl says by itself
  EXPECT_EQ(service.send({"POST", "/v1/events", "", admission("E1")}).status, 201);
  EXPECT_EQ(service.send({"POST", "/v1/events", form, admission("E1")}).status, 200);
  for (const std::string& type : {std::string(), form, std::string("text/plain")})
    EXPECT_EQ(
        service.send({"POST", "/v1/events", type, admission("E1"), "https://elsewhere.example"})
            .status,
        415)
        << type;
  EXPECT_EQ(service
                .send({"POST", "/v1/events", "application/json", admission("E1"),
                       "http://127.0.0.1:8080"})
                .status,
            200);
}

TEST(Routes, EveryAnswerCarriesTheIdOfItsRequest) {
  Service service;
  const auto first = header_of(service.get("/healthz"), "Request-Id");
  const auto second = header_of(service.get("/v1/nothing"), "Request-Id");
  EXPECT_FALSE(first.empty());
  EXPECT_NE(first, second);
}

TEST(Routes, AFaultOfTheStoreIsAnsweredWithoutItsDetails) {
  Service service;
  service.post(admission("E1"));
  {
    sql::Transaction transaction(service.data.writer());
    service.data.writer().run("UPDATE event SET fact = '{\"secret\"' WHERE seq = 1", {},
                              sql::ignore_rows);
    transaction.commit();
  }
  const auto response = service.get("/v1/episodes/E1/standing");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
  EXPECT_NE(response.body.find(header_of(response, "Request-Id")), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
