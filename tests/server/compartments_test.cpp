// Facilities as compartments within an organization: whoever is bound to one sees and changes what
// belongs to it, and everything else is as if it were not there.
#include <future>
#include <regex>

#include "engine/store/roles.hpp"
#include "server/access.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

std::string denial(const std::string& episode) {
  return R"({"id": "den-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "authorization.decided", "authorization": "A2", "decision": "denied",)"
         R"( "decided_at": "2026-03-09T10:00:00-06:00"})";
}

class Compartments : public testing::Test {
 protected:
  Compartments() {
    for (const char* name : {"north", "south"}) fill(name);
    service.put("/v1/members/m-new", R"({"id": "m-new", "name": "Nobody's yet"})");
  }

  void fill(const std::string& name) {
    service.put("/v1/facilities/f-" + name, R"({"id": "f-)" + name + R"(", "name": "F )" + name +
                                                R"(", "time_zone": "America/Chicago"})");
    service.put("/v1/members/m-" + name,
                R"({"id": "m-)" + name + R"(", "name": "Member )" + name + R"("})");
    service.put("/v1/members/m-" + name + "/consents/c-" + name,
                R"({"id": "c-)" + name + R"(", "member": "m-)" + name + R"(", "from": ["f-)" +
                    name +
                    R"("], "to": [{"class": "health_plan"}], "kinds": ["part2"], "what": "All.",
                    "all_future_tpo": true, "says_right_to_revoke": true,
                    "says_redisclosure": true, "says_consequences": true, "signed_by": "S",
                    "signed_on": "2026-01-05", "never_expires": true})");
    Json admitted = parsed(admission("e-" + name));
    admitted["facility"] = "f-" + name;
    admitted["member"] = "m-" + name;
    const auto posted =
        service.post("[" + admitted.dump() + "," + coverage("e-" + name) + "," +
                     approval("e-" + name) + "," + attendance("e-" + name, "s-" + name) + "]");
    EXPECT_EQ(body_of(posted)["counts"]["created"], 4) << posted.body;
    for (const char* better : {"", "Member "}) {
      service.put("/v1/members/m-" + name,
                  R"({"id": "m-)" + name + R"(", "name": ")" + better + name + R"("})");
      const auto built = service.send({"POST", "/v1/episodes/e-" + name + "/packets",
                                       "application/json", R"({"authorization": "A1"})"});
      EXPECT_EQ(built.status, 201) << built.body;
    }
  }

  static std::shared_ptr<const server::Principal> in_the(const std::set<std::string>& facilities) {
    return std::make_shared<const server::Principal>(server::Principal{
        "main", "test", {store::roles.begin(), store::roles.end()}, facilities, ""});
  }

  server::Response ask(const std::string& method, const std::string& target,
                       const std::string& body) {
    server::Request request{method, target, body.empty() ? "" : "application/json", body};
    request.principal = north;
    return service.send(request);
  }
  server::Response get(const std::string& target) { return ask("GET", target, ""); }
  server::Response post(const std::string& body) { return ask("POST", "/v1/events", body); }

  // Of a single event that is refused: the problem without the ids that it names.
  std::string refusal_of(const Json& event) {
    const auto response = post(event.dump());
    EXPECT_GE(response.status, 400) << event;
    return response.body;
  }

  static std::vector<std::string> ids_for(const server::AccessRow& row, const std::string& name) {
    if (row.record == "facility") return {"f-" + name};
    if (row.record == "member") return {"m-" + name, "c-" + name};
    if (row.pattern.find("{authorization}") != std::string::npos) return {"e-" + name, "A1"};
    if (row.pattern.find("{number}") != std::string::npos) return {"e-" + name, "2"};
    if (row.pattern.find("{kind}") != std::string::npos) return {"e-" + name, "appeal"};
    return {"e-" + name, "review:A1"};
  }
  static bool names_something(const server::AccessRow& row) {
    return row.pattern.find('{') != std::string::npos && row.record != "policy" &&
           row.record != "key" && row.record != "message" && row.record != "broken_glass" &&
           row.record != "hold" && row.record != "person" && row.record != "report" &&
           !row.is_public;
  }

  Service service;
  const std::shared_ptr<const server::Principal> north = in_the({"f-north"});
};

TEST_F(Compartments, AreAsIfWhatIsOutsideWereNotThereOnEveryRoute) {
  for (const char* episode : {"e-north", "e-south"})
    EXPECT_EQ(service.post(denial(episode)).status, 201) << "so that there is a letter";
  int crawled = 0;
  for (const server::AccessRow& row : server::access_table().rows) {
    if (!names_something(row) || row.method == "PUT") continue;
    ++crawled;
    const std::string body = row.method == "POST" ? "{}" : "";
    const auto inside = ask(row.method, with_ids(row.pattern, ids_for(row, "north")), body);
    EXPECT_NE(inside.status, 404) << row.method << " " << row.pattern << inside.body;
    for (const char* query : {"", "?no_such_parameter=1"}) {
      const auto foreign =
          ask(row.method, with_ids(row.pattern, ids_for(row, "south")) + query, body);
      const auto unknown =
          ask(row.method, with_ids(row.pattern, ids_for(row, "xxxxx")) + query, body);
      EXPECT_EQ(foreign.status, 404) << row.method << " " << row.pattern << foreign.body;
      EXPECT_EQ(std::regex_replace(said(foreign), std::regex("south"), "xxxxx"), said(unknown))
          << row.method << " " << row.pattern;
    }
  }
  EXPECT_GE(crawled, 15);
}

TEST_F(Compartments, LeaveWhatIsOutsideOutOfEveryListInEveryForm) {
  int seen = 0;
  for (const server::AccessRow& row : server::access_table().rows) {
    if (row.method != "GET" || row.is_public || row.record == "service" ||
        row.pattern.find('{') != std::string::npos)
      continue;
    for (const char* query : {"", "?format=csv", "?query=south", "?query=member", "?number=N-1",
                              "?facility=f-south", "?sort=-payer", "?member=m-south", "?limit=1"}) {
      const std::string mine = get(row.pattern + query).body;
      EXPECT_EQ(mine.find("south"), std::string::npos) << row.pattern << query << "\n" << mine;
      seen += service.get(row.pattern + query).body.find("south") != std::string::npos;
    }
  }
  EXPECT_GE(seen, 20) << "who is not bound sees it";
  for (const char* target : {"/v1/episodes", "/v1/worklist", "/v1/worklist.ics", "/v1/changes",
                             "/v1/facilities", "/v1/members", "/v1/authorizations?number=N-1"})
    EXPECT_NE(get(target).body.find("north"), std::string::npos) << target;
}

TEST_F(Compartments, ShowMembersWhoHaveNoEpisodeYet) {
  EXPECT_EQ(get("/v1/members/m-new").status, 200);
  EXPECT_NE(get("/v1/members").body.find("m-new"), std::string::npos);
  EXPECT_EQ(ask("PUT", "/v1/members/m-other", R"({"id": "m-other", "name": "Other"})").status, 201);
  EXPECT_EQ(ask("PUT", "/v1/members/m-north", R"({"id": "m-north", "name": "Other"})").status, 200);
  EXPECT_EQ(ask("PUT", "/v1/members/m-south", R"({"id": "m-south", "name": "Other"})").status, 404);
  EXPECT_EQ(body_of(service.get("/v1/members/m-south"))["name"], "Member south");
}

TEST_F(Compartments, ShowAMemberOfTwoFacilitiesToBoth) {
  Json admitted = parsed(admission("e-both"));
  admitted["facility"] = "f-north";
  admitted["member"] = "m-south";
  ASSERT_EQ(service.post(admitted.dump()).status, 201);
  EXPECT_EQ(get("/v1/members/m-south").status, 200);
  EXPECT_EQ(get("/v1/episodes/e-south").status, 404);
}

TEST_F(Compartments, KeepAFacilityFromBeingChangedFromOutside) {
  const std::string body = R"({"id": "f-south", "name": "x", "time_zone": "America/Chicago"})";
  EXPECT_EQ(ask("PUT", "/v1/facilities/f-south", body).status, 404);
  EXPECT_EQ(body_of(service.get("/v1/facilities/f-south"))["name"], "F south");
}

TEST_F(Compartments, RefuseEventsThatBelongOutsideAsIfThereWereNothing) {
  const auto events_of_south = [&] { return service.get("/v1/episodes/e-south/events").body; };
  const std::string before = events_of_south();
  Json session = parsed(attendance("e-south", "other"));
  EXPECT_EQ(post(session.dump()).status, 422);
  session["id"] = "ev-s-south";  // an id that the log has, with its own content
  EXPECT_EQ(body_of(post(attendance("e-south", "s-south")))["code"], "not_found");

  Json fresh = parsed(admission("e-fresh"));
  fresh["facility"] = "f-south";
  Json nowhere = fresh;
  nowhere["facility"] = "f-xxxxx";
  EXPECT_EQ(std::regex_replace(refusal_of(fresh), std::regex("south"), "xxxxx"),
            refusal_of(nowhere));
  fresh["facility"] = "f-north";
  fresh["member"] = "m-south";
  Json nobody = fresh;
  nobody["member"] = "m-xxxxx";
  EXPECT_EQ(std::regex_replace(refusal_of(fresh), std::regex("south"), "xxxxx"),
            refusal_of(nobody));
  EXPECT_EQ(events_of_south(), before);
}

TEST_F(Compartments, NameNothingFromOutsideWhenAnIdIsTaken) {
  Json taken = parsed(admission("e-fresh"));
  taken["id"] = "adm-e-south";
  const std::string refusal = refusal_of(taken);
  EXPECT_EQ(parsed(refusal)["code"], "conflict");
  EXPECT_EQ(std::regex_replace(refusal, std::regex("adm-e-south"), "").find("south"),
            std::string::npos)
      << refusal;
  Json withdrawal{{"id", "w"},
                  {"episode", "e-north"},
                  {"type", "event.withdrawn"},
                  {"withdraws", "adm-e-south"}};
  Json other = withdrawal;
  other["withdraws"] = "adm-e-xxxxx";
  EXPECT_EQ(std::regex_replace(refusal_of(withdrawal), std::regex("south"), "xxxxx"),
            refusal_of(other));
}

TEST_F(Compartments, RefuseTheEventsOfOthersInTheirPlaceAmongManyAndTakeTheRest) {
  const auto many = post("[" + attendance("e-south", "a") + "," + attendance("e-north", "b") + "]");
  EXPECT_EQ(body_of(many)["results"][0]["verdict"], "refused");
  EXPECT_EQ(body_of(many)["results"][1]["verdict"], "created");
  server::Request lines{"POST", "/v1/events", "application/x-ndjson",
                        attendance("e-south", "c") + "\n" + attendance("e-north", "d")};
  lines.principal = north;
  const std::string verdicts = service.send(lines).body;
  EXPECT_NE(verdicts.find(R"("line":1,"id":"ev-c","verdict":"refused")"), std::string::npos)
      << verdicts;
  EXPECT_NE(verdicts.find(R"("verdict":"created")"), std::string::npos) << verdicts;
}

TEST_F(Compartments, GiveANewEpisodeTheOnlyFacilityThatIsVisible) {
  EXPECT_EQ(post(admission("e-fresh")).status, 201);
  EXPECT_EQ(body_of(get("/v1/episodes/e-fresh"))["facility"], "f-north");
  EXPECT_EQ(service.post(admission("e-other")).status, 422) << "three to choose from";
}

TEST_F(Compartments, LetFollowersGoOnOverWhatTheyDoNotSee) {
  const Json all = body_of(service.get("/v1/changes"));
  EXPECT_EQ(all["changes"].size(), 8U);
  const Json page = body_of(get("/v1/changes?limit=3"));
  EXPECT_EQ(page["changes"].size(), 3U);
  EXPECT_EQ(page["last"], 4);
  const Json rest = body_of(get("/v1/changes?after=" + page["next"].dump()));
  EXPECT_EQ(rest["changes"].size(), 1U);
  EXPECT_EQ(rest["next"], 4);
  EXPECT_TRUE(body_of(get("/v1/changes?after=4"))["changes"].empty());
}

TEST_F(Compartments, AreSeveralForWhoeverHasSeveral) {
  server::Request request{"GET", "/v1/episodes", "", ""};
  request.principal = in_the({"f-north", "f-south"});
  EXPECT_EQ(body_of(service.send(request))["items"].size(), 2U);
  request.principal = in_the({});
  EXPECT_EQ(body_of(service.send(request))["items"].size(), 0U);
}

TEST_F(Compartments, BindTheKeysThatAnAdminMakes) {
  const std::string of_all = Gated::key(service, "main", {{"label", "x"}, {"roles", {"auditor"}}});
  const auto make = [&](const Json& wanted) { return ask("POST", "/v1/keys", wanted.dump()); };
  EXPECT_EQ(make({{"label", "x"}, {"roles", {"auditor"}}}).status, 400);
  EXPECT_EQ(
      make({{"label", "x"}, {"roles", {"auditor"}}, {"facilities", {"f-north", "f-south"}}}).status,
      400);
  EXPECT_EQ(make({{"label", "x"}, {"roles", {"auditor"}}, {"facilities", {"f-north"}}}).status,
            201);
  EXPECT_EQ(body_of(get("/v1/keys"))["items"].size(), 1U);
  EXPECT_EQ(ask("POST", "/v1/keys/" + id_of(of_all) + "/revoke", "").status, 404);
}

TEST_F(Compartments, BindThePeopleWhomAnAdminMakes) {
  const Json of_all = Gated::person(service, "main", {{"name", "Anna"}, {"roles", {"auditor"}}});
  const auto make = [&](const Json& wanted) { return ask("POST", "/v1/people", wanted.dump()); };
  EXPECT_EQ(make({{"name", "Ben"}, {"roles", {"auditor"}}}).status, 400);
  const auto ben = make({{"name", "Ben"}, {"roles", {"auditor"}}, {"facilities", {"f-north"}}});
  EXPECT_EQ(ben.status, 201);
  EXPECT_EQ(body_of(get("/v1/people"))["items"].size(), 1U);
  for (const char* action : {"/link", "/end"}) {
    const auto at = [&](const std::string& id) { return "/v1/people/" + id + action; };
    const auto foreign = ask("POST", at(of_all["id"]), ""), unknown = ask("POST", at("x"), "");
    EXPECT_EQ(foreign.status, 404);
    EXPECT_EQ(std::regex_replace(foreign.body, std::regex(of_all["id"].get<std::string>()), "x"),
              unknown.body);
    EXPECT_EQ(ask("POST", at(body_of(ben)["id"]), "").status, 200);
  }
}

TEST_F(Compartments, HoldForAKeyBehindTheGate) {
  server::Gate gate(server::SignIn::required,
                    [this] { return Instant::from_microseconds(service.now); });
  gate.add("main", service.api, service.data.connect_to_read());
  const std::string key = Gated::key(
      service, "main", {{"label", "x"}, {"roles", {"auditor"}}, {"facilities", {"f-north"}}});
  for (const auto& [target, status] :
       {std::pair("/v1/episodes/e-north", 200), {"/v1/episodes/e-south", 404}}) {
    server::Request request{"GET", target, "", ""};
    request.authorization = "Bearer " + key;
    const auto answered = std::make_shared<std::promise<int>>();
    gate.handle(request,
                [answered](const server::Response& it) { answered->set_value(it.status); });
    EXPECT_EQ(answered->get_future().get(), status) << target;
  }
}

}  // namespace
}  // namespace authledger::test
