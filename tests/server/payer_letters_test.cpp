// Letters to a payer over the API: what there is to write, and the words of one.
#include <future>

#include "engine/store/audit_list.hpp"
#include "engine/store/registry.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

const std::string letters = "/v1/episodes/E1/letters";

std::shared_ptr<const PolicyBook> book_of_letters() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}],
      "duties": [{"key": "appeal", "after": "denial", "within": {"days": 60}}])"));
  book->fingerprint = "letters";
  return book;
}

std::string denial() {
  return R"({"id": "den-E1", "episode": "E1", "type": "authorization.decided",
             "authorization": "A2", "number": "N-2", "decision": "denied",
             "decided_at": "2026-03-09T10:00:00-06:00",
             "reason": "Marker <i>reason</i>", "reviewer": "Dr. Nemo"})";
}

struct LetterService : Service {
  LetterService() {
    api.use(book_of_letters());
    enter_program(false);
    EXPECT_EQ(put("/v1/members/m1", R"({"id": "m1", "name": "Marker <i>Person</i>"})").status, 201);
    Json admitted = parsed(admission("E1"));
    admitted["member"] = "m1";
    for (const std::string& event : {admitted.dump(), coverage("E1"), denial()})
      EXPECT_EQ(post(event).status, 201);
  }
  void enter_program(bool is_program) {
    const Json facility{{"id", "main"},
                        {"name", "Example IOP"},
                        {"time_zone", "America/Chicago"},
                        {"part2_program", is_program}};
    EXPECT_LT(put("/v1/facilities/main", facility.dump()).status, 300);
  }
  void enter_consent(const Json& more) {
    Json form = parsed(R"({"id": "c1", "member": "m1", "from": ["main"],
        "to": [{"class": "health_plan"}], "kinds": ["part2"], "what": "All records.",
        "all_future_tpo": true, "says_right_to_revoke": true, "says_redisclosure": true,
        "says_consequences": true, "signed_by": "Pat Example", "signed_on": "2026-01-05",
        "never_expires": true})");
    form.update(more);
    EXPECT_LT(put("/v1/members/m1/consents/c1", form.dump()).status, 300);
  }
  void enter_document(const std::string& name, const std::string& text, consent::Tag tag) {
    std::promise<void> entered;
    writer.submit({[&](sql::Connection& connection, Instant at) {
                    store::enter_document(connection, {"m1", name, "text/plain", text, tag}, at);
                    return server::Response{};
                  }},
                  [&](const server::Response&) { entered.set_value(); });
    entered.get_future().wait();
  }
};

TEST(LettersToAPayer, AreListedWithTheirClocks) {
  LetterService service;
  const auto response = service.get(letters);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(header_of(response, "Cache-Control"), "no-store");
  const Json all = body_of(response)["letters"];
  ASSERT_EQ(all.size(), 2u) << all;
  EXPECT_EQ(all[0]["kind"], "appeal");
  EXPECT_EQ(all[0]["authorization"], "A2");
  EXPECT_EQ(all[0]["clock"]["obligation"], "duty:appeal:A2");
  EXPECT_EQ(all[0]["clock"]["due_text"], "2026-05-08 17:00 America/Chicago");
  EXPECT_EQ(all[0]["clock"]["days_left"], 59);
  EXPECT_EQ(all[1]["kind"], "peer-to-peer");
  EXPECT_TRUE(all[1]["clock"].is_null()) << "no rule of this payer";
}

TEST(ALetterToAPayer, IsGivenAsJsonTextAndPage) {
  LetterService service;
  const auto response = service.get(letters + "/appeal?authorization=A2");
  ASSERT_EQ(response.status, 200) << response.body;
  const Json letter = body_of(response);
  EXPECT_EQ(letter["title"], "Appeal of a denial");
  EXPECT_EQ(letter["disclosure"]["allowed"], true);
  const std::string said = letter["text"];
  EXPECT_NE(said.find("The payer's reason: Marker <i>reason</i>\n"), std::string::npos) << said;
  EXPECT_NE(said.find("Decided by: Dr. Nemo\n"), std::string::npos) << said;
  const auto text = service.get(letters + "/appeal?format=text");
  EXPECT_EQ(text.content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(text.body, said);
  const auto page = service.get(letters + "/appeal?format=html");
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("Marker &lt;i&gt;Person"), std::string::npos);
  EXPECT_EQ(page.body.find("<i>"), std::string::npos) << page.body;
  for (const auto& it : {response, text, page})
    EXPECT_EQ(header_of(it, "Cache-Control"), "no-store") << "it names a member";
  EXPECT_EQ(header_of(page, "Content-Security-Policy"),
            "default-src 'none'; style-src 'unsafe-inline'");
}

TEST(ALetterToAPayer, OfADischargeIsThereOnceThereIsOne) {
  LetterService service;
  EXPECT_EQ(service.get(letters + "/discharge").status, 404);
  EXPECT_EQ(service
                .post(R"({"id": "dis-E1", "episode": "E1", "type": "episode.discharged",
                          "date": "2026-03-09", "reason": "goals met"})")
                .status,
            201);
  const Json letter = body_of(service.get(letters + "/discharge"));
  EXPECT_TRUE(letter["authorization"].is_null());
  EXPECT_TRUE(letter["clock"].is_null());
  EXPECT_NE(letter["no_clock"].get<std::string>().find("no source on file says"),
            std::string::npos);
  EXPECT_EQ(body_of(service.get(letters))["letters"].size(), 3u);
}

TEST(ALetterToAPayer, OfAProgramWithoutConsentIsMarkedAndSaysWhatIsNeeded) {
  LetterService service;
  service.enter_program(true);
  const Json disclosure = body_of(service.get(letters + "/appeal"))["disclosure"];
  EXPECT_EQ(disclosure["allowed"], false);
  EXPECT_FALSE(disclosure["remedy"].get<std::string>().empty());
  service.enter_consent(Json::object());
  const Json allowed = body_of(service.get(letters + "/appeal"))["disclosure"];
  EXPECT_EQ(allowed["allowed"], true) << allowed;
  EXPECT_EQ(allowed["consent"], "c1");
  EXPECT_EQ(allowed["notes"].size(), 3u) << allowed;
}

TEST(ALetterToAPayer, QuotesTheLatestPacketForAsLongAsItMayGoThere) {
  LetterService service;
  const auto said = [&] {
    return body_of(service.get(letters + "/appeal?quotes=true"))["text"].get<std::string>();
  };
  const auto has = [&](const char* part) { return said().find(part) != std::string::npos; };
  EXPECT_TRUE(has("Nothing is quoted: the episode has no review packet to this payer")) << said();
  service.enter_document("note.txt",
                         "PROGRESS NOTE\nDate: 2026-03-08\n\nRisk assessment:\nDenies suicidal "
                         "ideation <today>, intent or plan.\n",
                         consent::Tag::part2);
  EXPECT_EQ(service.post(approval("E1")).status, 201);
  const auto build = [&] {
    const auto response = service.send(
        {"POST", "/v1/episodes/E1/packets", "application/json", R"({"authorization": "A1"})"});
    EXPECT_LT(response.status, 300) << response.body;
  };
  build();
  EXPECT_FALSE(has("Denies suicidal")) << "the packet does not hold it without a consent";
  service.enter_consent(Json::object());
  build();
  EXPECT_TRUE(has("Word for word, as in review packet 2 of 2026-03-10.")) << said();
  EXPECT_TRUE(has("Denies suicidal ideation <today>, intent or plan.")) << said();
  EXPECT_TRUE(has("42 CFR part 2")) << "the notice that goes with it";
  EXPECT_EQ(body_of(service.get(letters + "/appeal"))["text"].get<std::string>().find("Denies"),
            std::string::npos)
      << "nobody asked for it";
  const auto page = service.get(letters + "/appeal?quotes=true&format=html");
  EXPECT_NE(page.body.find("ideation &lt;today&gt;"), std::string::npos) << page.body;
  service.enter_consent({{"revoked_at", "2026-03-10T14:00:00Z"}});
  EXPECT_TRUE(has("Nothing of review packet 2 of 2026-03-10 may be quoted: ")) << said();
  EXPECT_FALSE(has("Denies suicidal")) << said();
}

TEST(ALetterToAPayer, IsPrinted) {
  LetterService service;
  const auto letter = service.get(letters + "/appeal?format=pdf");
  EXPECT_EQ(letter.status, 200);
  EXPECT_EQ(letter.content_type, "application/pdf");
  EXPECT_TRUE(letter.body.starts_with("%PDF-"));
  const auto on_a4 = service.get(letters + "/appeal?format=pdf&paper=a4");
  EXPECT_TRUE(on_a4.body.starts_with("%PDF-"));
  EXPECT_NE(on_a4.body, letter.body);
}

TEST(ALetterToAPayer, IsRefusedForWhatIsNotThereAndForWhatIsNotAsked) {
  LetterService service;
  EXPECT_EQ(service.get(letters + "/love").status, 404);
  EXPECT_EQ(service.get(letters + "/appeal?authorization=A1").status, 404);
  EXPECT_EQ(service.get(letters + "/appeal?format=docx").status, 400);
  EXPECT_EQ(service.get(letters + "/appeal?format=pdf&paper=a5").status, 400);
  EXPECT_EQ(service.get(letters + "/appeal?channel=fax").status, 400);
  EXPECT_EQ(service.get(letters + "?format=text").status, 400);
  EXPECT_EQ(service.get("/v1/episodes/E2/letters").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E2/letters/appeal").status, 404);
}

TEST(ALetterToAPayer, LeavesAnEntryOfTheEpisodeInTheAuditTrail) {
  LetterService service;
  EXPECT_EQ(service.get(letters + "/appeal").status, 200);
  const auto reader = service.data.connect_to_read();
  std::string last;
  store::for_each_audit_entry(*reader, "WHERE action = 'read' ORDER BY seq", {},
                              [&](const store::StoredAuditEntry& it) {
                                last.clear();
                                for (const std::string& cell : store::cells_of(it))
                                  last += cell + " ";
                              });
  EXPECT_NE(last.find("/v1/episodes/{id}/letters/{kind}"), std::string::npos) << last;
  EXPECT_NE(last.find("E1"), std::string::npos) << last;
  EXPECT_EQ(last.find("Marker"), std::string::npos) << last;
}

}  // namespace
}  // namespace authledger::test
