// Finding an episode by what somebody has in hand.
#include <algorithm>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

using Episodes = std::vector<std::string>;

Episodes found(Service& service, const std::string& query) {
  return walk(service, "/v1/episodes?" + query, "episode");
}

struct SearchedService : Service {
  SearchedService() {
    admit(*this, "E1", {{"id", "m-1"}, {"name", "José O'Brien"}, {"plan_member_id", "W123-45"}});
    admit(*this, "E2", {{"id", "m-2"}, {"name", "Ada Smith-Lee"}});
    admit(*this, "E3", {{"id", "m-3"}, {"name", "Ada Straße"}, {"plan_member_id", "w999"}});
    post(approval("E2"));
  }
};

TEST(Search, FindsAMemberByTheBeginningsOfNames) {
  SearchedService service;
  EXPECT_EQ(found(service, "query=ada"), (Episodes{"E2", "E3"}));
  EXPECT_EQ(found(service, "query=smi%20ada"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=lee"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=smith-lee"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=mith"), Episodes{});
  EXPECT_EQ(found(service, "query=ada%20jones"), Episodes{});
}

TEST(Search, PassesOverCaseAccentsAndApostrophes) {
  SearchedService service;
  for (const char* query :
       {"JOSE", "jos%C3%A9", "JOS%C3%89", "obrien", "O%27Brien", "O%E2%80%99BRIEN"})
    EXPECT_EQ(found(service, std::string("query=") + query), Episodes{"E1"}) << query;
  EXPECT_EQ(found(service, "query=STRASSE"), Episodes{"E3"});
}

TEST(Search, FindsByNumbersWholeWhateverTheCase) {
  SearchedService service;
  EXPECT_EQ(found(service, "query=w123-45"), Episodes{"E1"});
  EXPECT_EQ(found(service, "query=w123"), Episodes{});
  EXPECT_EQ(found(service, "query=M-3"), Episodes{"E3"});
  EXPECT_EQ(found(service, "query=n-1"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=e2"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=ada%20N-1"), Episodes{"E2"});
  EXPECT_EQ(found(service, "query=jose%20N-1"), Episodes{});
}

TEST(Search, FiltersExactly) {
  SearchedService service;
  EXPECT_EQ(found(service, "plan_member_id=w999"), Episodes{"E3"});
  EXPECT_EQ(found(service, "plan_member_id=W999"), Episodes{});
  EXPECT_EQ(found(service, "authorization_number=N-1"), Episodes{"E2"});
  EXPECT_EQ(found(service, "authorization_number=n-1"), Episodes{});
  EXPECT_EQ(found(service, "member=m-1"), Episodes{"E1"});
  EXPECT_EQ(found(service, "payer=example-payer"), (Episodes{"E1", "E2", "E3"}));
  EXPECT_EQ(found(service, "payer=nobody"), Episodes{});
  EXPECT_EQ(found(service, "query=ada&plan_member_id=w999"), Episodes{"E3"});
  EXPECT_EQ(found(service, "query=jose&plan_member_id=w999"), Episodes{});
}

TEST(Search, GoesByTheNameThatWasRegisteredLast) {
  SearchedService service;
  service.now += 1'000'000;
  service.put("/v1/members/m-1", R"({"id": "m-1", "name": "Joe Other"})");
  EXPECT_EQ(found(service, "query=brien"), Episodes{});
  EXPECT_EQ(found(service, "query=other"), Episodes{"E1"});
  EXPECT_EQ(body_of(service.get("/v1/episodes?query=other"))["items"][0]["member_name"],
            "Joe Other");
}

TEST(Search, ShowsItsFindingsPageByPage) {
  Service service;
  Episodes all;
  for (int i = 10; i < 30; ++i) {
    const std::string number = std::to_string(i);
    admit(service, "E" + number, {{"id", "m" + number}, {"name", i % 2 ? "Odd" : "Even"}});
    if (i % 2) all.push_back("E" + number);
  }
  EXPECT_EQ(found(service, "query=odd&limit=3"), all);
  EXPECT_EQ(found(service, "query=odd&limit=10"), all);
  EXPECT_EQ(found(service, "query=odd&limit=1&offset=9"), Episodes{"E29"});
}

TEST(Search, RefusesAQueryWithoutWordsOrWithTooMany) {
  Service service;
  for (const char* query : {"", "%20", "1%202%203%204%205%206%207%208%209%2010%2011"})
    EXPECT_EQ(service.get(std::string("/v1/episodes?query=") + query).status, 400) << query;
}

TEST(Search, FindsNothingInTextsThatLookLikePatterns) {
  SearchedService service;
  for (const char* query : {"%25", "_", "*", "%27%20OR%201=1", "%5C", "%C3%A9%CC%81"})
    EXPECT_EQ(found(service, std::string("query=") + query), Episodes{}) << query;
}

}  // namespace
}  // namespace authledger::test
