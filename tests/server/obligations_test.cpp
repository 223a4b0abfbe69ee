// What a team does about an obligation, over the API: take, assign, complete, waive, snooze.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/store/verify.hpp"
#include "server/target.hpp"
#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

using Texts = std::vector<std::string>;

// An episode with a review of A1 (due on 27 March), a duty that is overdue, a decision that the
// payer owes, and a request of the payer's.
struct TeamService : Service {
  TeamService() {
    auto book = std::make_shared<PolicyBook>();
    book->documents.push_back(policy(R"(
        "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
        "duties": [{"key": "plan", "after": "admission", "within": {"days": 5}}],
        "prior_authorization": {"required": false, "request": {"days": 3},
                                "decision": {"standard": {"days": 14}}},
        "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}])"));
    book->fingerprint = "team";
    api.use(book_ = book);
    admit(*this, "E 1", {{"id", "m1"}, {"name", "Invented Person"}});
    post(approval("E 1"));
    say({{"type", "authorization.requested"},
         {"authorization", "A2"},
         {"at", "2026-03-09T15:00:00Z"}});
    say({{"type", "payer.asked"},
         {"ask", "q"},
         {"at", "2026-03-09T15:00:00Z"},
         {"due", "2026-03-12T15:00:00Z"},
         {"what", "notes"}});
  }

  server::Response say(Json event) {
    event["id"] = "say-" + std::to_string(++said_);
    event["episode"] = "E 1";
    const auto response = post(event.dump());
    EXPECT_EQ(response.status, 201) << response.body;
    return response;
  }

  static std::string address(const std::string& key) {
    return "/v1/episodes/E%201/obligations/" + server::percent_encoded(key);
  }

  server::Response act(const std::string& key, const std::string& verb, Json body,
                       std::optional<std::string> if_match = {}) {
    if (body.is_object() && !body.contains("id")) body["id"] = "act-" + std::to_string(++said_);
    server::Request request{"POST", address(key) + "/" + verb, "application/json", body.dump()};
    request.if_match = std::move(if_match);
    return send(request);
  }

  Json obligation(const std::string& key) { return body_of(get(address(key))); }
  std::string tag(const std::string& key) { return header_of(get(address(key)), "ETag"); }

  // The keys of the worklist, with a query in front.
  Texts due(const std::string& query) { return walk(*this, "/v1/worklist?" + query, "key"); }

  const PolicyBook& book() const { return *book_; }

  void move_to(std::string_view when) { now = instant(when).microseconds(); }

 private:
  std::shared_ptr<const PolicyBook> book_;
  int said_ = 0;
};

TEST(Obligations, OfAnEpisodeAreACsvToo) {
  TeamService service;
  service.act("review:A1", "assign", {{"assignee", "Ana"}});
  const auto response = service.get("/v1/episodes/E%201/obligations?format=csv");
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.content_type, "text/csv; charset=utf-8; header=present");
  EXPECT_TRUE(
      response.body.starts_with("key,kind,rule,authorization,opens_at,due_at,status,"
                                "assignee,snoozed_until\r\n"))
      << response.body;
  EXPECT_NE(response.body.find("\r\nreview:A1,review,before-end,A1,"), std::string::npos)
      << response.body;
  EXPECT_NE(response.body.find(",Ana,\r\n"), std::string::npos) << response.body;
  EXPECT_EQ(service.get("/v1/episodes/E%201/obligations/review:A1?format=csv").status, 400);
}

TEST(Obligations, AreListedAndReadOneByOne) {
  TeamService service;
  const Json list = body_of(service.get("/v1/episodes/E%201/obligations"));
  EXPECT_EQ(list["episode"], "E 1");
  Texts keys;
  for (const Json& it : list["obligations"]) {
    keys.push_back(it["key"]);
    EXPECT_EQ(service.obligation(it["key"]), it);
  }
  EXPECT_EQ(keys, (Texts{"duty:plan", "request:q", "decision:A2", "review:A1"}));
  EXPECT_EQ(service.get("/v1/episodes/none/obligations").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/none/obligations/duty%3Aplan").status, 404);
  const auto none = service.get(TeamService::address("duty:other"));
  EXPECT_EQ(none.status, 404);
  EXPECT_NE(none.body.find("GET the obligations of the episode"), std::string::npos);
}

TEST(Obligations, AreAsOfAnyMomentAndCarryATag) {
  TeamService service;
  const std::string target = TeamService::address("duty:plan");
  EXPECT_EQ(body_of(service.get(target))["status"], "overdue");
  server::Request request{"GET", target, "", ""};
  request.if_none_match = service.tag("duty:plan");
  EXPECT_EQ(service.send(request).status, 304);
  EXPECT_EQ(service.get(target + "?as_of=2026-03-01T00:00:00Z").status, 404)
      << "nothing was known then";
  EXPECT_EQ(service.get(target + "?as_of=yesterday").status, 400);
  EXPECT_EQ(service.get(target + "?when=now").status, 400);
}

TEST(Taking, SaysWhoHasIt) {
  TeamService service;
  const auto taken = service.act("review:A1", "take", {{"assignee", "Ana"}, {"by", "Ana"}});
  EXPECT_EQ(taken.status, 201) << taken.body;
  const Json said = body_of(taken);
  EXPECT_EQ(said["verdict"], "created");
  EXPECT_EQ(said["episode"], "E 1");
  EXPECT_EQ(said["obligation"], service.obligation("review:A1"));
  EXPECT_EQ(said["obligation"]["assignee"], "Ana");
  EXPECT_EQ(service.due("assignee=Ana"), Texts{"review:A1"});
  EXPECT_EQ(service.act("review:A1", "take", Json::object()).status, 400) << "by nobody";
  EXPECT_EQ(service.act("review:A1", "take", {{"assignee", nullptr}}).status, 400);
}

TEST(Taking, DoesNotTakeFromSomebodyElse) {
  TeamService service;
  service.act("review:A1", "take", {{"assignee", "Ana"}});
  EXPECT_EQ(service.act("review:A1", "take", {{"assignee", "Ana"}}).status, 201) << "hers already";
  const auto refused = service.act("review:A1", "take", {{"assignee", "Bo"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(body_of(refused)["pointer"], "/assignee");
  EXPECT_EQ(service.obligation("review:A1")["assignee"], "Ana");
  EXPECT_EQ(service.act("review:A1", "assign", {{"assignee", "Bo"}}).status, 201);
  EXPECT_EQ(service.obligation("review:A1")["assignee"], "Bo");
  EXPECT_EQ(service.act("review:A1", "assign", {{"assignee", nullptr}}).status, 201);
  EXPECT_FALSE(service.obligation("review:A1").contains("assignee"));
}

TEST(Taking, ByTwoAtOnceGoesToTheFirst) {
  TeamService service;
  const std::string seen = service.tag("review:A1");
  EXPECT_EQ(service.act("review:A1", "take", {{"assignee", "Ana"}}, seen).status, 201);
  const auto second = service.act("review:A1", "take", {{"assignee", "Bo"}}, seen);
  EXPECT_EQ(second.status, 412);
  EXPECT_EQ(body_of(second)["code"], "precondition_failed");
  EXPECT_EQ(service.obligation("review:A1")["assignee"], "Ana");
  EXPECT_EQ(service.act("review:A1", "assign", {{"assignee", "Bo"}}, seen).status, 412);
  EXPECT_EQ(
      service.act("review:A1", "assign", {{"assignee", "Bo"}}, service.tag("review:A1")).status,
      201);
  EXPECT_EQ(service.act("review:A1", "take", {{"assignee", "Bo"}}, "no tag").status, 400);
}

TEST(AnActionSentAgain, IsDoneOnce) {
  TeamService service;
  const Json body{{"id", "x"}, {"assignee", "Ana"}};
  const std::string seen = service.tag("review:A1");
  const auto first = service.act("review:A1", "take", body, seen);
  EXPECT_EQ(first.status, 201);
  const auto again = service.act("review:A1", "take", body, seen);
  EXPECT_EQ(again.status, 200) << "its answer was lost, whatever the tag says now";
  EXPECT_EQ(body_of(again)["verdict"], "exists");
  EXPECT_EQ(body_of(again)["seq"], body_of(first)["seq"]);
  const auto other = service.act("review:A1", "take", {{"id", "x"}, {"assignee", "Bo"}});
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(body_of(other)["pointer"], "/assignee");
}

TEST(AnActionSentAgain, IsKnownAfterTheObligationIsMet) {
  TeamService service;
  const Json body{{"id", "x"}, {"at", "2026-03-10T14:00:00Z"}, {"reference", "fax 1"}};
  EXPECT_EQ(service.act("duty:plan", "complete", body).status, 201);
  EXPECT_EQ(service.act("duty:plan", "complete", body).status, 200);
  EXPECT_EQ(
      service.act("duty:plan", "complete", {{"at", "2026-03-10T14:00:00Z"}, {"reference", "fax 1"}})
          .status,
      409)
      << "another event about what is met";
}

TEST(AnActionSentAgain, HonoursTheIdempotencyKey) {
  TeamService service;
  server::Request request{"POST", TeamService::address("review:A1") + "/take", "application/json",
                          R"({"id": "x", "assignee": "Ana"})"};
  request.idempotency_key = "\"k\"";
  const auto first = service.send(request);
  EXPECT_EQ(first.status, 201);
  const auto again = service.send(request);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(header_of(again, "Idempotent-Replayed"), "true");
  request.if_match = service.tag("review:A1");
  EXPECT_EQ(service.send(request).status, 422) << "another condition is another request";
}

TEST(Completing, NeedsAReferenceOrAProof) {
  TeamService service;
  const auto without = service.act("duty:plan", "complete", {{"at", "2026-03-10T14:00:00Z"}});
  EXPECT_EQ(without.status, 400);
  EXPECT_EQ(body_of(without)["pointer"], "/reference");
  EXPECT_EQ(service.act("duty:plan", "complete", {{"proof", "filed"}}).status, 400)
      << "when was it done?";
  EXPECT_EQ(service.obligation("duty:plan")["status"], "overdue");
}

TEST(Completing, RecordsTheEventOfItsKind) {
  TeamService service;
  const Json done{{"at", "2026-03-10T14:00:00Z"}, {"proof", "read back"}, {"by", "Ana"}};
  for (const auto& [key, status] :
       {std::pair{"duty:plan", "met_late"}, {"request:q", "met"}, {"review:A1", "met"}}) {
    const auto response = service.act(key, "complete", done);
    EXPECT_EQ(response.status, 201) << response.body;
    const Json now = body_of(response)["obligation"];
    EXPECT_EQ(now["status"], status) << key;
    EXPECT_EQ(now["completed"]["proof"], "read back");
    EXPECT_EQ(now["completed"]["by"], "Ana");
    EXPECT_EQ(now["completed"]["event"], body_of(response)["seq"]);
  }
  Texts types;
  const Json log = body_of(service.get("/v1/episodes/E%201/events"));
  for (const Json& event : log["events"])
    if (event.contains("proof")) types.push_back(event["type"]);
  EXPECT_EQ(types, (Texts{"duty.completed", "duty.completed", "review.submitted"}));
  EXPECT_EQ(service.due(""), Texts{"decision:A2"});
}

TEST(Completing, IsRefusedBeforeItHasHappenedAndForWhatThePayerOwes) {
  TeamService service;
  const auto future =
      service.act("duty:plan", "complete", {{"at", "2026-03-10T15:00:05Z"}, {"proof", "filed"}});
  EXPECT_EQ(future.status, 422);
  EXPECT_EQ(body_of(future)["pointer"], "/at");
  const auto decision =
      service.act("decision:A2", "complete", {{"at", "2026-03-10T14:00:00Z"}, {"proof", "x"}});
  EXPECT_EQ(decision.status, 422);
  EXPECT_NE(decision.body.find("authorization.decided"), std::string::npos);
  const auto waiver = service.act("decision:A2", "waive", {{"reason", "x"}});
  EXPECT_EQ(waiver.status, 422);
  EXPECT_NE(waiver.body.find("authorization.voided"), std::string::npos);
  EXPECT_EQ(service.act("decision:A2", "take", {{"assignee", "Ana"}}).status, 201);
  EXPECT_EQ(service.act("decision:A2", "snooze", {{"until", "2026-03-11T14:00:00Z"}}).status, 201);
}

TEST(Waiving, TakesItOffTheWorklistUntilItIsWithdrawn) {
  TeamService service;
  const auto waived =
      service.act("duty:plan", "waive", {{"id", "w"}, {"reason", "by phone"}, {"by", "Ana"}});
  EXPECT_EQ(waived.status, 201) << waived.body;
  EXPECT_EQ(body_of(waived)["obligation"]["status"], "waived");
  EXPECT_EQ(body_of(waived)["obligation"]["waived"],
            (Json{{"reason", "by phone"}, {"by", "Ana"}, {"event", body_of(waived)["seq"]}}));
  EXPECT_EQ(service.due("status=overdue"), Texts{});
  EXPECT_EQ(service.act("duty:plan", "waive", {{"reason", "again"}}).status, 409);
  EXPECT_EQ(service.act("duty:plan", "take", {{"assignee", "Ana"}}).status, 409);
  service.say({{"type", "event.withdrawn"}, {"withdraws", "w"}});
  EXPECT_EQ(service.due("status=overdue"), Texts{"duty:plan"});
  EXPECT_EQ(service.obligation("duty:plan")["status"], "overdue");
  EXPECT_EQ(service.act("duty:plan", "waive", {{"reason", ""}}).status, 400);
}

TEST(Waiving, DoesNotStandAgainstWhatIsDoneAllTheSame) {
  TeamService service;
  service.act("duty:plan", "waive", {{"reason", "by phone"}});
  const auto done =
      service.act("duty:plan", "complete", {{"at", "2026-03-06T14:00:00Z"}, {"proof", "filed"}});
  EXPECT_EQ(done.status, 201);
  EXPECT_EQ(body_of(done)["obligation"]["status"], "met");
  EXPECT_EQ(service.act("duty:plan", "waive", {{"reason", "x"}}).status, 409);
}

TEST(Snoozing, HidesItFromTheWorklistForAWhile) {
  TeamService service;
  const Texts all = service.due("");
  EXPECT_EQ(service.act("request:q", "snooze", {{"until", "2026-03-11T14:00:00Z"}}).status, 201);
  EXPECT_EQ(service.due("snoozed=only"), Texts{"request:q"});
  EXPECT_EQ(service.due("snoozed=show"), all);
  EXPECT_EQ(service.due("").size(), all.size() - 1);
  EXPECT_NE(service.get("/v1/worklist.ics").body.find("request"), std::string::npos)
      << "a deadline does not leave the calendar";
  EXPECT_EQ(service.obligation("request:q")["status"], "open");
  EXPECT_EQ(service.obligation("request:q")["snoozed_until"], "2026-03-11T14:00:00Z");
  service.move_to("2026-03-11T14:00:00Z");
  EXPECT_EQ(service.due(""), all);
}

TEST(Snoozing, NeedsATimeToComeAndNothingOverdue) {
  TeamService service;
  EXPECT_EQ(service.act("request:q", "snooze", Json::object()).status, 400);
  const auto past = service.act("request:q", "snooze", {{"until", "2026-03-10T15:00:00Z"}});
  EXPECT_EQ(past.status, 422);
  EXPECT_EQ(body_of(past)["pointer"], "/until");
  EXPECT_EQ(service.act("duty:plan", "snooze", {{"until", "2026-03-11T14:00:00Z"}}).status, 409);
  service.act("request:q", "snooze", {{"until", "2026-03-11T14:00:00Z"}});
  EXPECT_EQ(service.act("request:q", "snooze", {{"until", nullptr}}).status, 201);
  EXPECT_EQ(service.due("snoozed=only"), Texts{});
}

TEST(AnAction, OnWhatIsNotThereIsNotFound) {
  TeamService service;
  const Json body{{"assignee", "Ana"}};
  EXPECT_EQ(service.act("review:A9", "take", body).status, 404);
  EXPECT_EQ(service.act("", "take", body).status, 404);
  EXPECT_EQ(service.act(std::string(200, 'x'), "take", body).status, 404);
  EXPECT_EQ(service.act("decision:A9", "complete", {{"at", "2026-03-10T14:00:00Z"}, {"proof", "x"}})
                .status,
            404);
  EXPECT_EQ(service.act("review:A1", "forget", body).status, 404);
  const server::Request elsewhere{"POST", "/v1/episodes/none/obligations/review%3AA1/take",
                                  "application/json", R"({"id": "x", "assignee": "Ana"})"};
  EXPECT_EQ(service.send(elsewhere).status, 404);
  EXPECT_EQ(service.get("/v1/episodes/none/events").status, 404) << "it did not begin a log";
}

TEST(AnAction, NamesEveryFaultOfItsBody) {
  TeamService service;
  const auto response =
      service.act("duty:plan", "complete", {{"id", 7}, {"at", "soon"}, {"who", "Ana"}});
  EXPECT_EQ(response.status, 400);
  Texts pointers;
  const Json told = body_of(response);
  for (const Json& it : told["problems"]) pointers.push_back(it["pointer"]);
  std::sort(pointers.begin(), pointers.end());
  EXPECT_EQ(pointers, (Texts{"/at", "/id", "/reference", "/who"}));
  EXPECT_EQ(service.act("duty:plan", "take", Json::array()).status, 400);
  EXPECT_EQ(service.get(TeamService::address("duty:plan") + "/take").status, 405);
}

// schemas/examples/obligation-action: the verb stands behind valid- or invalid-.
TEST(AnAction, TakesTheBodiesThatTheSchemaTakes) {
  int bodies = 0;
  for (const auto& entry : std::filesystem::directory_iterator(
           std::string(AUTHLEDGER_SOURCE_DIR) + "/schemas/examples/obligation-action")) {
    const std::string name = entry.path().stem().string();
    const auto dash = name.find('-');
    const std::string verb = name.substr(dash + 1, name.find('-', dash + 1) - dash - 1);
    TeamService service;
    server::Request request{"POST", TeamService::address("review:A1") + "/" + verb,
                            "application/json", ""};
    std::ostringstream body;
    body << std::ifstream(entry.path()).rdbuf();
    request.body = body.str();
    const auto response = service.send(request);
    EXPECT_EQ(response.status, name.starts_with("valid-") ? 201 : 400) << name << response.body;
    ++bodies;
  }
  EXPECT_GE(bodies, 15);
}

TEST(AnAction, LeavesDerivedRowsThatTheLogGives) {
  TeamService service;
  service.act("request:q", "take", {{"assignee", "Ana"}});
  service.act("request:q", "snooze", {{"until", "2026-03-11T14:00:00Z"}});
  service.act("duty:plan", "waive", {{"reason", "by phone"}});
  service.act("review:A1", "complete", {{"at", "2026-03-10T14:00:00Z"}, {"proof", "x"}});
  service.writer.stop();
  const auto reader = service.data.connect_to_read();
  const auto stored = store::verify(*reader, service.book(), [](std::size_t, std::size_t) {});
  EXPECT_EQ(stored.differences, Texts{});
  EXPECT_EQ(stored.under_other_policies, 0u);
}

TEST(TheWorklist, IsSortedAndFilteredByWhoHasWhat) {
  TeamService service;
  service.act("review:A1", "take", {{"assignee", "Ana"}});
  service.act("duty:plan", "take", {{"assignee", "Bo"}});
  EXPECT_EQ(service.due("sort=-due_at"),
            (Texts{"review:A1", "decision:A2", "request:q", "duty:plan"}));
  EXPECT_EQ(service.due("sort=assignee"),
            (Texts{"review:A1", "duty:plan", "request:q", "decision:A2"}));
  EXPECT_EQ(service.due("sort=-kind&limit=1"),
            (Texts{"review:A1", "request:q", "duty:plan", "decision:A2"}));
  EXPECT_EQ(service.due("assigned=false"), (Texts{"request:q", "decision:A2"}));
  EXPECT_EQ(service.due("assigned=true&sort=-assignee"), (Texts{"duty:plan", "review:A1"}));
  for (const char* query : {"sort=color", "sort=--kind", "snoozed=yes", "assigned=Ana"})
    EXPECT_EQ(service.get(std::string("/v1/worklist?") + query).status, 400) << query;
  const auto csv = service.get("/v1/worklist?format=csv&assignee=Ana").body;
  EXPECT_NE(csv.find(",assignee,snoozed_until\r\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find(",Ana,\r\n"), std::string::npos) << csv;
  EXPECT_EQ(service.get("/v1/worklist.ics?assignee=Ana").body.find("duty"), std::string::npos);
}

// A page by status is as of the first page: what becomes overdue meanwhile is not skipped.
TEST(TheWorklist, ByStatusGoesOnAsOfItsFirstPage) {
  TeamService service;
  const Json first = body_of(service.get("/v1/worklist?sort=status&limit=2"));
  EXPECT_EQ(first["items"][0]["key"], "duty:plan");
  EXPECT_EQ(first["items"][1]["key"], "request:q");
  service.move_to("2026-03-24T15:00:00Z");  // decision:A2 is overdue by now
  const Json second = body_of(
      service.get("/v1/worklist?sort=status&limit=2&cursor=" + first["next"].get<std::string>()));
  EXPECT_EQ(second["as_of"], first["as_of"]);
  ASSERT_EQ(second["items"].size(), 2u);
  EXPECT_EQ(second["items"][0]["key"], "decision:A2");
  EXPECT_EQ(second["items"][1]["key"], "review:A1");
  const auto mixed =
      service.get("/v1/worklist?sort=kind&limit=2&cursor=" + first["next"].get<std::string>());
  EXPECT_EQ(mixed.status, 400) << "a cursor belongs to its order";
}

}  // namespace
}  // namespace authledger::test
