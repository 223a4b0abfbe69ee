// Review packets from the first build to the event that says the payer has it.
#include <gtest/gtest.h>

#include <future>

#include "engine/store/audit.hpp"
#include "engine/store/registry.hpp"
#include "tests/server/service.hpp"
#include "tests/support/printed.hpp"

namespace authledger::test {
namespace {

const std::string packets = "/v1/episodes/E1/packets";
const std::string submission =
    R"({"id": "sub-1", "at": "2026-03-25T15:30:00Z", "reference": "4711"})";
const std::string why = R"({"reason": "The payer takes it without notes."})";

class APacket : public testing::Test {
 protected:
  APacket() {
    enter_facility(false);
    EXPECT_EQ(service.put("/v1/members/m1", R"({"id": "m1", "name": "Pat Marker"})").status, 201);
    Json admitted = parsed(admission("E1"));
    admitted["member"] = "m1";
    for (const std::string& event : {admitted.dump(), coverage("E1"), approval("E1")})
      EXPECT_EQ(service.post(event).status, 201);
    service.now = instant("2026-03-25T15:00:00Z").microseconds();  // the review is open
  }
  void enter_facility(bool is_program) {
    const Json facility{{"id", "main"},
                        {"name", "Example IOP"},
                        {"npi", "1234567893"},
                        {"time_zone", "America/Chicago"},
                        {"part2_program", is_program}};
    EXPECT_LT(service.put("/v1/facilities/main", facility.dump()).status, 300);
  }
  void consent(const std::string& id, const Json& more) {
    Json form = parsed(R"({"member": "m1", "from": ["main"],
      "to": [{"class": "health_plan"}], "kinds": ["part2"], "what": "All records.",
      "all_future_tpo": true, "says_right_to_revoke": true, "says_redisclosure": true,
      "says_consequences": true, "signed_by": "Pat Example", "signed_on": "2026-01-05",
      "never_expires": true})");
    form["id"] = id;
    form.update(more);
    EXPECT_LT(service.put("/v1/members/m1/consents/" + id, form.dump()).status, 300);
  }
  void enter_document(const std::string& name, const std::string& text, consent::Tag tag) {
    std::promise<void> entered;
    service.writer.submit(
        {[&](sql::Connection& writer, Instant now) {
          store::enter_document(writer, {"m1", name, "text/plain", text, tag}, now);
          return server::Response{};
        }},
        [&](const server::Response&) { entered.set_value(); });
    entered.get_future().wait();
  }

  server::Request request(const std::string& who, const std::string& method,
                          const std::string& target, const std::string& body) {
    server::Request it{method, target, body.empty() ? "" : "application/json", body};
    auto principal = *server::local_principal();
    principal.subject = who;
    it.principal = std::make_shared<const server::Principal>(principal);
    return it;
  }
  server::Response post(const std::string& who, const std::string& rest, const std::string& body) {
    return service.send(request(who, "POST", packets + rest, body));
  }
  Json built(const std::string& who) {
    const auto response = post(who, "", R"({"authorization": "A1"})");
    EXPECT_LT(response.status, 300) << response.body;
    return body_of(response)["packets"][0];
  }
  void approve(int number) {
    const auto response = post("lead", "/" + std::to_string(number) + "/approve", why);
    EXPECT_EQ(response.status, 200) << response.body;
    service.now = instant("2026-03-25T16:00:00Z").microseconds();
  }
  std::vector<std::string> disclosed() {
    std::vector<std::string> entries;
    const auto reader = service.data.connect_to_read();
    store::for_each_audit_entry(*reader, "WHERE action = 'disclose' ORDER BY seq", {},
                                [&](const store::StoredAuditEntry& it) {
                                  entries.push_back(it.entry.actor + " " +
                                                    it.entry.member.value_or("") + " " +
                                                    it.entry.recipient.value_or(""));
                                });
    return entries;
  }
  std::size_t events() { return body_of(service.get("/v1/episodes/E1/events"))["events"].size(); }

  Service service;
};

using Texts = std::vector<std::string>;

// Of another episode, for which nothing has been asked yet.
class AFirstRequest : public APacket {
 protected:
  AFirstRequest() {
    auto book = std::make_shared<PolicyBook>();
    book->documents.push_back(policy(R"(
        "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
        "prior_authorization": {"required": true},
        "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}])"));
    book->fingerprint = "asks first";
    service.api.use(book);
    Json admitted = parsed(admission("E2"));
    admitted["member"] = "m1";
    for (const std::string& event : {admitted.dump(), coverage("E2")})
      EXPECT_EQ(service.post(event).status, 201);
  }
  server::Response ask(const std::string& who, const std::string& rest, const std::string& body) {
    return service.send(request(who, "POST", "/v1/episodes/E2/packets" + rest, body));
  }
};

TEST_F(AFirstRequest, IsApprovedBySomebodyElseAndSubmittedAsTheRequestItIs) {
  const auto made = ask("ana", "", "{}");
  ASSERT_EQ(made.status, 201) << made.body;
  const Json version = body_of(made)["packets"][0];
  EXPECT_EQ(version["authorization"], "");
  const std::string asked =
      R"({"id": "req-1", "at": "2026-03-25T15:30:00Z", "authorization": "A9", "expedited": true,
          "reference": "call 4711"})";
  EXPECT_EQ(ask("ana", "/1/submit", asked).status, 409) << "nobody has approved it";
  EXPECT_EQ(ask("ana", "/1/approve", why).status, 403) << "her own";
  ASSERT_EQ(ask("lead", "/1/approve", why).status, 200);
  service.now = instant("2026-03-25T16:00:00Z").microseconds();

  const auto unnamed = ask("ana", "/1/submit", R"({"id": "req-1", "at": "2026-03-25T15:30:00Z"})");
  EXPECT_EQ(unnamed.status, 422);
  EXPECT_EQ(body_of(unnamed)["pointer"], "/authorization") << unnamed.body;
  Json proved = parsed(asked);
  proved["proof"] = "by fax";
  EXPECT_EQ(ask("ana", "/1/submit", proved.dump()).status, 422) << "it would be lost";

  const auto done = ask("ana", "/1/submit", asked);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(body_of(done)["state"], "submitted");
  EXPECT_EQ(body_of(done)["reference"], "call 4711");
  EXPECT_EQ(ask("ana", "/1/submit", asked).body, done.body) << "sent again";
  Json last = body_of(service.get("/v1/episodes/E2/events"))["events"].back();
  EXPECT_EQ(last["type"], "authorization.requested");
  EXPECT_EQ(last["authorization"], "A9");
  EXPECT_EQ(last["expedited"], true);
  EXPECT_EQ(ask("ana", "", "{}").status, 409) << "nothing is left to ask for";
}

TEST_F(AFirstRequest, OnlyItSaysWhichAuthorizationIsAskedFor) {
  built("ana");
  approve(1);
  Json named = parsed(submission);
  named["authorization"] = "A9";
  const auto refused = post("ana", "/1/submit", named.dump());
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(body_of(refused)["pointer"], "/authorization") << refused.body;
}

TEST_F(APacket, IsOneVersionForAsLongAsNothingChanges) {
  EXPECT_EQ(post("ana", "", "{}").status, 201) << "its review is due";
  const Json first = built("ana");
  EXPECT_EQ(first["number"], 1);
  EXPECT_EQ(first["reason"], "first");
  EXPECT_EQ(first["built_by"], "ana");
  service.now += 60'000'000;
  EXPECT_EQ(post("ben", "", "{}").status, 200);
  EXPECT_EQ(built("ben"), first);

  EXPECT_EQ(service.post(attendance("E1", "s1")).status, 201);
  const Json second = built("ben");
  EXPECT_EQ(second["number"], 2);
  EXPECT_EQ(second["reason"], "events");
  enter_document("note.md", "Patient: Pat Marker\nDate: 2026-03-20\n\nScores\nPHQ-9: 9\n",
                 consent::Tag::ordinary);
  EXPECT_EQ(built("ben")["reason"], "documents");
  EXPECT_EQ(service.put("/v1/members/m1", R"({"id": "m1", "name": "Patricia Marker"})").status,
            200);
  EXPECT_EQ(built("ben")["reason"], "register");

  const Json all = body_of(service.get(packets))["packets"];
  ASSERT_EQ(all.size(), 4U);
  for (const Json& it : all) EXPECT_EQ(it["is_latest"], it["number"] == 4);
}

TEST_F(APacket, SaysInWhatItDiffersFromTheOneBefore) {
  built("ana");
  EXPECT_EQ(service.post(attendance("E1", "s1")).status, 201);
  built("ana");
  EXPECT_EQ(service.get(packets + "/1/changes").status, 404) << "there is none before";
  const Json answer = body_of(service.get(packets + "/2/changes"));
  EXPECT_EQ(answer["before"], 1);
  EXPECT_EQ(answer["reason"], "events");
  Json sessions, outcome;
  for (const Json& it : answer["changes"]) {
    if (it["at"] == "/attendance/sessions") sessions = it;
    if (it["at"] == "/attendance/outcomes/attended") outcome = it;
    EXPECT_NE(it["at"], "/as_of");
  }
  ASSERT_EQ(sessions["added"].size(), 1U) << answer;
  EXPECT_EQ(sessions["removed"].size(), 0U);
  EXPECT_EQ(outcome["after"], 1) << answer;
  EXPECT_FALSE(outcome.contains("before"));
  EXPECT_EQ(body_of(service.get(packets + "/2/changes?since=2"))["changes"], Json::array());
  EXPECT_EQ(service.get(packets + "/2/changes?since=9").status, 404);
}

TEST_F(APacket, IsReadAsItWasBuilt) {
  built("ana");
  const auto first = service.get(packets + "/1");
  EXPECT_EQ(body_of(first)["content"]["member"]["name"], "Pat Marker");
  const auto page = service.get(packets + "/1/html");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Pat Marker"), std::string::npos);
  const auto pdf = service.get(packets + "/1/pdf");
  EXPECT_EQ(pdf.content_type, "application/pdf");
  const Printed printed(pdf.body), script(service.get(packets + "/1/script").body);
  EXPECT_NE(printed.page(printed.pages()).find("Pat Marker"), std::string::npos);
  EXPECT_EQ(script.pages(), 1);
  EXPECT_NE(script.text().find("Pat Marker"), std::string::npos);
  EXPECT_EQ(service.put("/v1/members/m1", R"({"id": "m1", "name": "Another"})").status, 200);
  built("ana");
  EXPECT_EQ(body_of(service.get(packets + "/1"))["content"], body_of(first)["content"]);
  EXPECT_EQ(service.get(packets + "/1/html").body, page.body);
  EXPECT_EQ(service.get(packets + "/1/pdf").body == pdf.body, true);
  EXPECT_EQ(service.get(packets + "/9/pdf").status, 404);
  for (const char* number : {"0", "3", "01", "1x", "-1", "99999999999999999999"})
    EXPECT_EQ(service.get(packets + "/" + number).status, 404) << number;
}

TEST_F(APacket, IsApprovedBySomebodyWhoDidNotBuildIt) {
  built("ana");
  const auto own = post("ana", "/1/approve", why);
  EXPECT_EQ(own.status, 403);
  EXPECT_EQ(body_of(own)["code"], "own_work");
  EXPECT_EQ(post("lead", "/1/approve", "{}").status, 422) << "it is incomplete";
  auto wanted = request("lead", "POST", packets + "/1/approve", why);
  wanted.if_match = "\"somebody's\"";
  EXPECT_EQ(service.send(wanted).status, 412);
  wanted.if_match = header_of(service.get(packets + "/1"), "ETag");
  const Json approved = body_of(service.send(wanted));
  EXPECT_EQ(approved["state"], "approved");
  EXPECT_EQ(approved["approved_by"], "lead");
  EXPECT_EQ(approved["approval_reason"], "The payer takes it without notes.");
  EXPECT_EQ(body_of(post("other", "/1/approve", why)), approved) << "once";
  EXPECT_EQ(service.post(attendance("E1", "s1")).status, 201);
  EXPECT_EQ(built("ana")["state"], "built");
  EXPECT_EQ(post("lead", "/1/submit", submission).status, 409) << "there is a newer one";
}

TEST_F(APacket, IsSubmittedOnceAndThatIsAnEvent) {
  built("ana");
  EXPECT_EQ(post("ana", "/1/submit", submission).status, 409) << "nobody has approved it";
  approve(1);
  const std::string later = R"({"id": "sub-1", "at": "2026-03-25T16:00:01Z"})";
  EXPECT_EQ(post("ana", "/1/submit", later).status, 422) << "nobody has done it yet";
  const std::string earlier = R"({"id": "sub-1", "at": "2026-03-25T14:59:59Z"})";
  EXPECT_EQ(post("ana", "/1/submit", earlier).status, 422) << "it was not there yet";
  const std::string used = R"({"id": "adm-E1", "at": "2026-03-25T15:30:00Z"})";
  EXPECT_EQ(post("ana", "/1/submit", used).status, 409) << "an event of another kind";
  const std::size_t before = events();
  auto wanted = request("ana", "POST", packets + "/1/submit", submission);
  wanted.if_match = header_of(service.get(packets + "/1"), "ETag");
  const auto done = service.send(wanted);
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(service.send(wanted).body, done.body) << "sent again as it was";
  const std::string other = R"({"id": "sub-1", "at": "2026-03-25T15:30:00Z", "reference": "12"})";
  EXPECT_GE(post("ana", "/1/submit", other).status, 400) << "the same id for something else";
  EXPECT_EQ(body_of(done)["state"], "submitted");
  EXPECT_EQ(body_of(done)["event"], "sub-1");
  EXPECT_EQ(post("ana", "/1/submit", submission).body, done.body);
  EXPECT_EQ(post("ana", "/1/submit", R"({"id": "sub-2", "at": "2026-03-25T15:30:00Z"})").status,
            409);
  EXPECT_EQ(events(), before + 1);
  const Json last = body_of(service.get("/v1/episodes/E1/events"))["events"].back();
  EXPECT_EQ(last["type"], "review.submitted");
  EXPECT_EQ(last["reference"], "4711");
  const Json review = body_of(service.get("/v1/episodes/E1/obligations/review%3AA1"));
  EXPECT_EQ(review["status"], "met");
  EXPECT_EQ(disclosed(), Texts{}) << "of ordinary records for payment no account is due";
}

TEST_F(APacket, MayHaveGoneOutInTheSecondInWhichItWasBuilt) {
  built("ana");
  approve(1);
  const std::string at_once = R"({"id": "sub-1", "at": "2026-03-25T15:00:00Z", "reference": "1"})";
  EXPECT_EQ(post("ana", "/1/submit", at_once).status, 200) << "its clock has whole seconds";
}

TEST_F(APacket, UnderPartTwoGoesOutByConsentOnlyAndIsAccountedFor) {
  enter_facility(true);
  built("ana");
  approve(1);
  const std::size_t before = events();
  const auto refused = post("ana", "/1/submit", submission);
  EXPECT_EQ(refused.status, 403) << refused.body;
  EXPECT_EQ(body_of(refused)["code"], "no_consent");
  consent("c-1", Json::object());
  EXPECT_EQ(post("ana", "/1/submit", submission).status, 409) << "it says not to be sent";
  EXPECT_EQ(built("ana")["reason"], "consents");
  approve(2);
  service.now = instant("2026-03-25T17:00:00Z").microseconds();
  const std::string later = R"({"id": "sub-1", "at": "2026-03-25T16:30:00Z"})";
  consent("c-1", {{"revoked_at", "2026-03-25T15:00:00Z"}});
  EXPECT_EQ(post("ana", "/2/submit", later).status, 403) << "revoked since";
  EXPECT_EQ(events(), before) << "nothing of it is written";
  EXPECT_EQ(disclosed(), Texts{});
  consent("c-2", Json::object());
  const auto done = post("ana", "/2/submit", later);
  EXPECT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(disclosed(), Texts{"ana m1 example-payer"});
}

TEST_F(APacket, IsBuiltAgainWhenItsRecordsHaveBecomeStricter) {
  built("ana");
  approve(1);
  enter_facility(true);
  consent("c-1", Json::object());
  EXPECT_EQ(post("ana", "/1/submit", submission).status, 409) << "without the notice of 2.32";
}

TEST_F(APacket, IsBuiltAgainWhenOneOfItsDocumentsIsTaggedAnew) {
  const std::string note = "Patient: Pat Marker\nDate: 2026-03-20\n\nScores\nPHQ-9: 9\n";
  enter_document("note.md", note, consent::Tag::ordinary);
  built("ana");
  approve(1);
  enter_document("note.md", note, consent::Tag::psychotherapy_notes);
  EXPECT_EQ(post("ana", "/1/submit", submission).status, 409);
  enter_document("note.md", note, consent::Tag::ordinary);
  EXPECT_EQ(post("ana", "/1/submit", submission).status, 200);
}

TEST_F(APacket, LeavesTheQueueWhenItsReviewIsDoneOtherwise) {
  built("ana");
  const auto queued = [&] {
    const Json page = body_of(service.get("/v1/packets"));
    return page["items"].size();
  };
  EXPECT_EQ(queued(), 1U);
  const auto done =
      service.send({"POST", "/v1/episodes/E1/obligations/review%3AA1/complete", "application/json",
                    R"({"id": "phoned", "at": "2026-03-25T14:00:00Z", "reference": "call"})"});
  EXPECT_EQ(done.status, 201) << done.body;
  EXPECT_EQ(queued(), 0U);
}

TEST_F(APacket, IsNotBuiltWithoutAReview) {
  service.now = instant("2026-03-10T15:00:00Z").microseconds();
  EXPECT_EQ(post("ana", "", "{}").status, 409) << "none is due";
  EXPECT_EQ(built("ana")["number"], 1) << "before its time, when asked for";
  EXPECT_EQ(post("ana", "", R"({"authorization": "A2"})").status, 409);
  EXPECT_EQ(post("ana", "", R"({"authorisation": "A1"})").status, 400);
  EXPECT_EQ(service.send(request("ana", "POST", "/v1/episodes/E9/packets", "{}")).status, 404);
}

TEST_F(APacket, StandsInTheQueueUnderItsLatestVersion) {
  for (const std::string episode : {"E2", "E3"}) {
    for (const std::string& event : {admission(episode), coverage(episode), approval(episode)})
      EXPECT_EQ(service.post(event).status, 201);
    const std::string target = "/v1/episodes/" + episode + "/packets";
    EXPECT_EQ(service.send(request("ana", "POST", target, "{}")).status, 201);
  }
  built("ana");
  EXPECT_EQ(service.post(attendance("E1", "s1")).status, 201);
  built("ana");
  approve(2);
  const auto listed = [&](const std::string& query) {
    Texts all;
    const Json page = body_of(service.get("/v1/packets" + query));
    for (const Json& it : page["items"])
      all.push_back(it["episode"].get<std::string>() + " " + it["state"].get<std::string>());
    return all;
  };
  EXPECT_EQ(listed(""), (Texts{"E1 approved", "E2 built", "E3 built"}));
  EXPECT_EQ(listed("?state=approved"), Texts{"E1 approved"});
  EXPECT_EQ(listed("?verdict=ready"), Texts{});
  EXPECT_EQ(listed("?verdict=incomplete&payer=example-payer&facility=main&state=built").size(), 2U);
  EXPECT_EQ(listed("?payer=another"), Texts{});
  const Json page = body_of(service.get("/v1/packets?limit=2"));
  EXPECT_EQ(page["items"][0]["member_name"], "Pat Marker");
  EXPECT_EQ(listed("?limit=2&cursor=" + page["next"].get<std::string>()), Texts{"E3 built"});
  const auto csv = service.get("/v1/packets?format=csv");
  EXPECT_EQ(csv.body.substr(0, csv.body.find(',')), "due_at");
  EXPECT_NE(csv.body.find("Pat Marker"), std::string::npos);
}

}  // namespace
}  // namespace authledger::test
