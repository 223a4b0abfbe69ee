// The look-up while somebody types: who it finds, by what, and what it says of them.
#include <gtest/gtest.h>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

struct LookedUp : Service {
  LookedUp() {
    admit(*this, "E1", {{"id", "m-1"}, {"name", "José O'Brien"}, {"plan_member_id", "W123-45"}});
    admit(*this, "E2", {{"id", "m-2"}, {"name", "Ada Smith-Lee"}, {"birth_date", "1990-05-04"}});
    admit(*this, "E3", {{"id", "m-3"}, {"name", "Ada Straße"}});
    post("[" + approval("E2") + "," + attendance("E2", "S1") + "]");
  }
  Json found(const std::string& text) {
    const auto response = get("/v1/search?q=" + text);
    EXPECT_EQ(response.status, 200) << response.body;
    return body_of(response)["results"];
  }
  // "E2 name", one behind the other
  std::string by(const std::string& text) {
    std::string all;
    for (const Json& it : found(text))
      all += (all.empty() ? "" : ", ") + it["episode"].get<std::string>() + " " +
             it["matched"].get<std::string>();
    return all;
  }
};

TEST(QuickSearch, FindsByNameIdsAndTheBeginningOfANumber) {
  LookedUp service;
  EXPECT_EQ(service.by("jose"), "E1 name");
  EXPECT_EQ(service.by("obr"), "E1 name");
  EXPECT_EQ(service.by("STRASSE"), "E3 name");
  EXPECT_EQ(service.by("smi%20ada"), "E2 name");
  EXPECT_EQ(service.by("M-3"), "E3 member_id");
  EXPECT_EQ(service.by("w123-45"), "E1 plan_member_id");
  EXPECT_EQ(service.by("N-"), "E2 authorization");
  EXPECT_EQ(service.by("n-1"), "E2 authorization");
  EXPECT_EQ(service.by("E3"), "E3 episode");
  EXPECT_EQ(service.by("ad"), "E2 name, E3 name");
  EXPECT_EQ(service.by("nobody"), "");
}

TEST(QuickSearch, SaysWhatTellsThemApart) {
  LookedUp service;
  const Json it = service.found("ada%20smith")[0];
  EXPECT_EQ(it["member"], "m-2");
  EXPECT_EQ(it["member_name"], "Ada Smith-Lee");
  EXPECT_EQ(it["birth_date"], "1990-05-04");
  EXPECT_EQ(it["facility"], "main");
  EXPECT_EQ(it["payer"], "example-payer");
  EXPECT_EQ(it["open"], true);
  EXPECT_EQ(it["remaining"], Json({{"day", 17}})) << "18 approved, 1 used";
  const Json standing = body_of(service.get("/v1/episodes/E2/standing"));
  EXPECT_EQ(it["last_covered_day"], standing["covered_through"]);
  EXPECT_EQ(it["next_review"], standing["obligations"][0]["due_at"]);
  // An authorization that has ended leaves nothing.
  service.now = instant("2026-04-02T15:00:00Z").microseconds();
  EXPECT_EQ(service.found("ada%20smith")[0]["remaining"], Json::object());
}

TEST(QuickSearch, WantsTwoLettersAndShowsOneScreen) {
  LookedUp service;
  EXPECT_EQ(service.get("/v1/search").status, 400);
  EXPECT_EQ(service.get("/v1/search?q=a").status, 400);
  EXPECT_EQ(service.get("/v1/search?q=%20a%20").status, 400);
  for (int i = 0; i < 15; ++i) {
    const std::string n = std::to_string(i);
    admit(service, "X" + n, {{"id", "x-" + n}, {"name", "Many Named " + n}});
  }
  EXPECT_EQ(service.found("many").size(), 12U);
  EXPECT_EQ(service.found("X1").size(), 6U) << "X1 and X10 to X14";
}

}  // namespace
}  // namespace authledger::test
