#include "engine/library/expectation.hpp"

#include <gtest/gtest.h>

#include "engine/base/result.hpp"

namespace authledger::library {
namespace {

// The differences as lines "pointer: message".
std::vector<std::string> told(std::string_view expected, std::string_view came) {
  JsonReader readers[2];
  const auto wanted = readers[0].read(expected, file_limits);
  const auto got = readers[1].read(came, file_limits);
  EXPECT_TRUE(wanted && got);
  std::vector<std::string> lines;
  for (const Difference& it : differences(wanted->root(), got->root()))
    lines.push_back(it.pointer + ": " + it.message);
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Expectation, LeavesMembersFreeThatItDoesNotName) {
  EXPECT_EQ(told(R"({"a": 1})", R"({"a": 1, "b": 2})"), Lines{});
  EXPECT_EQ(told(R"({"a": {"b": null}})", R"({"a": {"b": null, "c": 1}})"), Lines{});
}

TEST(Expectation, SaysWhatWasExpectedAndWhatCame) {
  EXPECT_EQ(told(R"({"remaining": {"day": 9}})", R"({"remaining": {"day": 10}})"),
            Lines{"/expect/remaining/day: expected 9, came 10"});
  EXPECT_EQ(told(R"({"a": null})", R"({"a": "x"})"),
            Lines{R"(/expect/a: expected null, came "x")"});
  EXPECT_EQ(told(R"({"a": 1})", R"({"a": "1"})"), Lines{R"(/expect/a: expected 1, came "1")"});
}

TEST(Expectation, MissesAMemberThatIsNotThereEvenWhenNullIsExpected) {
  EXPECT_EQ(told(R"({"exhausts": null})", R"({"exhausts_on": null})"),
            Lines{R"(/expect/exhausts: expected null, but what came has no "exhausts")"});
}

TEST(Expectation, WantsListsOfPlainValuesEqual) {
  EXPECT_EQ(told(R"({"flags": ["short"]})", R"({"flags": ["short"]})"), Lines{});
  EXPECT_EQ(told(R"({"flags": ["short"]})", R"({"flags": ["short", "x"]})"),
            Lines{R"(/expect/flags: expected ["short"], came ["short", "x"])"});
  EXPECT_EQ(told(R"({"flags": []})", R"({"flags": ["short"]})"),
            Lines{R"(/expect/flags: expected [], came ["short"])"});
  EXPECT_EQ(told(R"({"sessions": []})", R"({"sessions": [{"session": "a"}]})"),
            Lines{R"(/expect/sessions: expected [], came [{session "a"}])"});
}

TEST(Expectation, HoldsListsOfObjectsItemByItem) {
  EXPECT_EQ(told(R"({"lines": [{"units": 1}, {"units": 2}]})",
                 R"({"lines": [{"units": 1, "used": 0}, {"units": 3}]})"),
            Lines{"/expect/lines/1/units: expected 2, came 3"});
  EXPECT_EQ(told(R"({"lines": [{"units": 1}]})", R"({"lines": [{"units": 1}, {"units": 2}]})"),
            Lines{"/expect/lines: expected 1 items, came 2: [{units 1}, {units 2}]"});
}

TEST(Expectation, PicksItemsByTheirIdentity) {
  constexpr auto came = R"({"obligations": [{"key": "a", "status": "open"},
                                            {"key": "review:A/1", "status": "met"}]})";
  EXPECT_EQ(told(R"({"obligations": {"review:A/1": {"status": "met"}, "b": null}})", came),
            Lines{});
  EXPECT_EQ(told(R"({"obligations": {"review:A/1": {"status": "open"}}})", came),
            Lines{R"(/expect/obligations/review:A~11/status: expected "open", came "met")"});
  EXPECT_EQ(told(R"({"obligations": {"c": {"status": "open"}}})", came),
            Lines{R"(/expect/obligations/c: expected {status "open"}, but there is no such item; )"
                  "there is a, review:A/1"});
  EXPECT_EQ(
      told(R"({"obligations": {"a": null}})", came),
      Lines{R"(/expect/obligations/a: expected no such item, came {key "a", status "open"})"});
}

TEST(Expectation, KnowsTheIdentityOfEveryListOfAStandingThatHasOne) {
  const std::pair<const char*, const char*> identities[] = {{"authorizations", "authorization"},
                                                            {"sessions", "session"},
                                                            {"uncovered", "date"},
                                                            {"findings", "kind"},
                                                            {"unknowns", "about"},
                                                            {"under_intensity_weeks", "week_of"},
                                                            {"evidence", "rule"},
                                                            {"forms", "rule"},
                                                            {"obligations", "key"}};
  for (const auto& [list, identity] : identities) {
    const auto of = [&](const std::string& items) {
      return "{\"" + std::string(list) + "\": " + items + "}";
    };
    const std::string item = R"({")" + std::string(identity) + R"(": "x", "n": 1})";
    EXPECT_EQ(told(of(R"({"x": {"n": 1}})"), of("[" + item + "]")), Lines{}) << list;
    EXPECT_EQ(told(of(R"({"x": {"n": 2}})"), of("[" + item + "]")).size(), 1u) << list;
  }
}

TEST(Expectation, TakesAnyOfSeveralItemsWithOneIdentity) {
  constexpr auto came = R"({"uncovered": [{"date": "2026-03-02", "reason": "a", "units": 1},
                                          {"date": "2026-03-02", "reason": "b", "units": 2}]})";
  EXPECT_EQ(told(R"({"uncovered": {"2026-03-02": {"reason": "b", "units": 2}}})", came), Lines{});
  EXPECT_EQ(told(R"({"uncovered": {"2026-03-02": {"reason": "b", "units": 3}}})", came),
            Lines{"/expect/uncovered/2026-03-02/units: expected 3, came 2"});
}

TEST(Expectation, RefusesToPickFromAListWithoutIdentities) {
  EXPECT_EQ(told(R"({"lines": {"0": {}}})", R"({"lines": [{}]})"),
            Lines{"/expect/lines: the items of this list have no name of their own; expect them as "
                  "an array"});
}

TEST(Expectation, TellsNoMoreThanAHundredDifferences) {
  std::string expected = "{", came = "{";
  for (int i = 0; i < 1'000; ++i) {
    const std::string name = (i ? ",\"" : "\"") + std::to_string(i) + "\":";
    expected += name + "1";
    came += name + "2";
  }
  EXPECT_EQ(told(expected + "}", came + "}").size(), most_differences);
}

}  // namespace
}  // namespace authledger::library
