// Fax letters from the edited draft to the files of a fax server.
#include "engine/store/letters.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <future>
#include <thread>

#include "engine/base/sha256.hpp"
#include "engine/store/audit_list.hpp"
#include "engine/store/deliveries.hpp"
#include "server/courier_watch.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

const std::string letters = "/v1/episodes/E1/obligations/notice%3Ano-show%3As1/letters";
const std::string notice = "/v1/episodes/E1/obligations/notice%3Ano-show%3As1/notice?channel=fax";

std::shared_ptr<const PolicyBook> book_of_notices() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "missed_sessions": [{"key": "no-show", "outcomes": ["no_show"], "count": 1,
                           "pattern": "consecutive", "repeat": "each",
                           "notify": {"hours": 24}, "whom": "payer"}])"));
  book->fingerprint = "notices";
  return book;
}

// A missed session that the payer is owed a notice of, and a fax server's folder.
class ALetter : public testing::Test {
 protected:
  ALetter() {
    service.api.use(book_of_notices());
    enter_facility(false);
    EXPECT_EQ(service.put("/v1/members/m1", R"({"id": "m1", "name": "Pat <b>Marker</b>"})").status,
              201);
    Json admitted = parsed(admission("E1"));
    admitted["member"] = "m1";
    EXPECT_EQ(service.post(admitted.dump()).status, 201);
    EXPECT_EQ(service.post(coverage("E1")).status, 201);
    attend("missed", "no_show");
  }
  void enter_facility(bool is_program) {
    const Json facility{{"id", "main"},
                        {"name", "Example IOP"},
                        {"npi", "1234567893"},
                        {"time_zone", "America/Chicago"},
                        {"part2_program", is_program}};
    EXPECT_LT(service.put("/v1/facilities/main", facility.dump()).status, 300);
  }
  void attend(const std::string& id, const std::string& outcome) {
    Json session = parsed(attendance("E1", "s1"));
    session["id"] = id;
    session["outcome"] = outcome;
    EXPECT_EQ(service.post(session.dump()).status, 201);
  }
  void consent(const Json& more) {
    Json form = parsed(R"({"id": "c-1", "member": "m1", "from": ["main"],
      "to": [{"class": "health_plan"}], "kinds": ["part2"], "what": "All records.",
      "all_future_tpo": true, "says_right_to_revoke": true, "says_redisclosure": true,
      "says_consequences": true, "signed_by": "Pat Example", "signed_on": "2026-01-05",
      "never_expires": true})");
    form.update(more);
    EXPECT_LT(service.put("/v1/members/m1/consents/c-1", form.dump()).status, 300);
  }

  server::Response post_letter(const Json& body) {
    return service.send({"POST", letters, "application/json", body.dump()});
  }
  // The draft with its blanks filled in, and a word changed.
  Json edited() {
    const Json draft = body_of(service.get(notice));
    Json words{{"title", draft["title"]},
               {"lines", Json::array()},
               {"paragraphs", {"Edited words about this session."}}};
    for (const Json& line : draft["lines"])
      words["lines"].push_back(
          {{"label", line["label"]}, {"value", line.value("value", "filled in")}});
    return {{"endpoint", "fax"}, {"to", "+1 202 555 0100"}, {"words", words}};
  }

  // Begins to deliver.
  void open() {
    server::Endpoint fax;
    fax.name = fax.fingerprint = "fax";
    fax.type = server::Endpoint::Type::file;
    fax.directory = folder.path();
    fax.takes_letters = true;
    server::Endpoint other = fax;
    other.name = other.fingerprint = "other";
    other.takes_letters = false;
    other.directory = elsewhere.path();
    watch = std::make_unique<server::CourierWatch>(
        server::Endpoints{{fax, other}}, service.data.connect_to_read(), service.writer,
        [this] { return Instant::from_microseconds(service.now + 1'000'000); });
  }
  // What became of the last letter, once it does not wait any more.
  Json settled() {
    for (int turn = 0; turn < 1'000; ++turn) {
      const Json all = body_of(service.get(letters))["letters"];
      if (!all.empty() && all.back()["state"] != "waiting") return all.back();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    ADD_FAILURE() << "it waits still";
    return {};
  }
  std::string file(const std::string& name) const {
    std::ifstream stream(folder.path() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& it : std::filesystem::directory_iterator(folder.path()))
      found.push_back(it.path().filename());
    std::sort(found.begin(), found.end());
    return found;
  }
  // Of the accounting of disclosures of the member: "disclose example-payer HPAYMT".
  std::vector<std::string> disclosures() {
    std::vector<std::string> all;
    const Json page = body_of(service.get("/v1/members/m1/disclosures"));
    for (const Json& it : page["items"])
      all.push_back(std::string(it["action"]) + " " + it.value("recipient", "") + " " +
                    it.value("purpose", ""));
    return all;
  }
  std::vector<std::string> refusals() {
    std::vector<std::string> codes;
    store::find_audit_entries(*service.data.connect_to_read(), {},
                              [&](const store::StoredAuditEntry& it) {
                                if (it.entry.action == "deny") codes.push_back(it.entry.code);
                              });
    return codes;
  }

  void take_back(bool is_completed) {
    open();
    ASSERT_EQ(post_letter(edited()).status, 201);
    const Json first = settled();
    if (is_completed) {
      const auto done = service.send(
          {"POST", "/v1/episodes/E1/obligations/notice%3Ano-show%3As1/complete", "application/json",
           R"({"id": "sent", "at": "2026-03-10T14:59:00Z", "reference": "fax 12"})"});
      ASSERT_EQ(done.status, 201) << done.body;
    }
    attend("corrected", "attended");
    const auto withdrawal = post_letter(edited());
    ASSERT_EQ(withdrawal.status, 201) << withdrawal.body;
    const Json second = settled();
    EXPECT_EQ(second["state"], "delivered");
    EXPECT_EQ(second["words"]["title"], "Withdrawal of a notice");
    EXPECT_NE(second["about"], first["about"]);
    EXPECT_EQ(disclosures().size(), 2u);
  }

  TemporaryDirectory folder, elsewhere;
  Service service;
  std::unique_ptr<server::CourierWatch> watch;
};

TEST_F(ALetter, IsWrittenForTheFaxServerAsItWasEditedWithProofAndAccount) {
  open();
  const auto released = post_letter(edited());
  ASSERT_EQ(released.status, 201) << released.body;
  const std::string id = body_of(released)["id"];
  const Json letter = settled();
  EXPECT_EQ(letter["state"], "delivered");
  EXPECT_EQ(letter["id"], id);
  EXPECT_EQ(letter["to"], "+1 202 555 0100");
  EXPECT_EQ(letter["recipient"], "example-payer");
  EXPECT_EQ(letter["released_by"], "local");

  const std::string text = file(id + ".txt"), html = file(id + ".html");
  EXPECT_NE(text.find("Pat <b>Marker</b>"), std::string::npos) << text;
  EXPECT_NE(text.find("Edited words about this session."), std::string::npos);
  EXPECT_NE(text.find("Date: 2026-03-10\nOur reference: " + id + "\n"), std::string::npos) << text;
  EXPECT_NE(html.find("Pat &lt;b&gt;Marker"), std::string::npos) << html;
  EXPECT_NE(html.find("Edited words"), std::string::npos);
  EXPECT_EQ(letter["text"], text);
  EXPECT_EQ(letter["text_sha256"], to_hex(sha256(text)));
  EXPECT_EQ(letter["html_sha256"], to_hex(sha256(html)));
  const Json beside = parsed(file(id + ".json"));
  EXPECT_EQ(beside["data"]["html_sha256"], letter["html_sha256"]);
  EXPECT_EQ(beside["data"]["to"], "+1 202 555 0100");
  EXPECT_EQ(beside.dump().find("Marker"), std::string::npos);
  EXPECT_EQ(disclosures(), std::vector<std::string>{"disclose example-payer HPAYMT"});
}

TEST_F(ALetter, LeavesFilesForTheOwnerAloneWhoseNamesSayNothing) {
  open();
  const std::string id = body_of(post_letter(edited()))["id"];
  settled();
  watch->stop();
  const std::string owed = store::outbox_after(*service.data.connect_to_read(), 0, 1).at(0).id;
  std::vector<std::string> wanted{id + ".html", id + ".json", id + ".txt"};
  for (const std::string& name : names()) {
    struct stat about {};
    ASSERT_EQ(stat((folder.path() + "/" + name).c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U) << name;
    EXPECT_TRUE(name.starts_with(id) || name == owed + ".json") << name;
  }
  for (const std::string& name : wanted) EXPECT_FALSE(file(name).empty()) << name;
}

TEST_F(ALetter, GoesToNoEndpointButItsOwn) {
  open();
  const std::string id = body_of(post_letter(edited()))["id"];
  settled();
  watch->stop();
  for (const auto& it : std::filesystem::directory_iterator(elsewhere.path()))
    EXPECT_EQ(it.path().string().find(id), std::string::npos) << it.path();
  Json to_other = edited();
  to_other["endpoint"] = "other";
  EXPECT_EQ(post_letter(to_other).status, 422) << "it takes no letters";
}

TEST_F(ALetter, IsReleasedOnceForEachNotice) {
  open();
  ASSERT_EQ(post_letter(edited()).status, 201);
  const auto again = post_letter(edited());
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(body_of(again)["code"], "conflict");
  settled();
  EXPECT_EQ(post_letter(edited()).status, 409) << "when it was sent too";
  EXPECT_EQ(disclosures().size(), 1u);
}

TEST_F(ALetter, IsNotReleasedWithBlanks) {
  open();
  const auto refused = post_letter({{"endpoint", "fax"}, {"to", "+1 202 555 0100"}});
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_NE(refused.body.find("Born"), std::string::npos) << "nobody has entered it";
  EXPECT_EQ(refused.body.find("Fax,"), std::string::npos) << "the number is there";
  Json blank = edited();
  blank["words"]["lines"][0]["value"] = "";
  EXPECT_EQ(post_letter(blank).status, 400);
  EXPECT_EQ(post_letter({{"endpoint", "fax"}}).status, 400);
}

TEST_F(ALetter, IsNotSentOfWhatIsMootBeforeItLeftAndCanThenNotBeReleased) {
  open();
  watch.reset();  // nobody delivers
  const Json words = edited();
  ASSERT_EQ(post_letter(words).status, 201);
  attend("corrected", "attended");
  open();
  EXPECT_EQ(settled()["state"], "moot");
  watch->stop();
  for (const std::string& name : names()) EXPECT_TRUE(name.ends_with(".json")) << name;
  EXPECT_TRUE(disclosures().empty());
  EXPECT_EQ(post_letter(words).status, 404) << "nobody was told: nothing to take back";
}

TEST_F(ALetter, TakesBackWhatWasSentWhenItIsMoot) {
  take_back(true);
}

TEST_F(ALetter, TakesBackWhatWasSentAndNotYetCompleted) {
  take_back(false);
}

TEST_F(ALetter, OfAProgramUnderPart2NeedsAConsentWhenItIsReleased) {
  enter_facility(true);
  open();
  const auto refused = post_letter(edited());
  EXPECT_EQ(refused.status, 403) << refused.body;
  EXPECT_EQ(body_of(refused)["code"], "no_consent");
  EXPECT_EQ(refusals(), std::vector<std::string>{"no_consent"});
  consent(Json::object());
  EXPECT_EQ(post_letter(edited()).status, 201);
  const Json letter = settled();
  EXPECT_EQ(letter["state"], "delivered");
  EXPECT_NE(std::string(letter["text"]).find("42 CFR part 2"), std::string::npos) << letter["text"];
  EXPECT_EQ(disclosures().size(), 1u);
}

TEST_F(ALetter, OfAProgramUnderPart2IsHeldBackWhenTheConsentWasRevokedSince) {
  enter_facility(true);
  consent(Json::object());
  open();
  watch.reset();
  ASSERT_EQ(post_letter(edited()).status, 201);
  consent({{"revoked_at", "2026-03-10T14:00:00Z"}});
  open();
  EXPECT_EQ(settled()["state"], "no_consent");
  watch->stop();
  for (const std::string& name : names()) EXPECT_TRUE(name.ends_with(".json")) << name;
  EXPECT_EQ(refusals(), std::vector<std::string>{"no_consent"});
  EXPECT_TRUE(disclosures().empty());
}

// A process that died between the files and its note: the next one writes the same files again,
// under the same names, and accounts for one disclosure.
TEST_F(ALetter, IsAccountedForOnceHoweverOftenItIsTried) {
  open();
  watch.reset();
  ASSERT_EQ(post_letter(edited()).status, 201);
  const auto reader = service.data.connect_to_read();
  const auto position = store::last_message(*reader);
  for (int kill = 0; kill < 3; ++kill) {
    std::promise<void> done;
    ASSERT_TRUE(service.writer.submit({[&](sql::Connection& writer, Instant now) {
                                         EXPECT_TRUE(
                                             store::disclose_letter(writer, position, now).letter);
                                         return server::Response{};
                                       },
                                       1},
                                      [&](const server::Response&) { done.set_value(); }));
    done.get_future().get();
  }
  open();
  EXPECT_EQ(settled()["state"], "delivered");
  EXPECT_EQ(disclosures().size(), 1u);
}

TEST_F(ALetter, OfAnEpisodeThatIsNotThereIsNotFound) {
  EXPECT_EQ(service.get("/v1/episodes/E9/obligations/x/letters").status, 404);
  EXPECT_EQ(service.get("/v1/episodes/E1/obligations/x/letters?y=1").status, 400);
  EXPECT_EQ(body_of(service.get("/v1/episodes/E1/obligations/x/letters"))["letters"],
            Json::array());
}

}  // namespace
}  // namespace authledger::test
