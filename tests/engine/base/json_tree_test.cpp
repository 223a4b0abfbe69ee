#include "engine/base/json_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace authledger {
namespace {

// "accepted", or the first problem as "code at pointer".
std::string verdict(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (tree) return "accepted";
  const Problem problem = tree.error().front();
  return std::string(word(problem.code)) +
         (problem.pointer.empty() ? "" : " at " + problem.pointer);
}

std::string detail(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  return tree ? "accepted" : tree.error().front().detail;
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

TEST(JsonTree, HoldsEveryKindOfValue) {
  JsonReader reader;
  const auto tree = reader.read(
      R"({"none": null, "yes": true, "no": false, "count": -3, "part": 1.50, "text": "a\u00e9\n",
          "list": [1, [2], {"deep": 3}], "empty": {}})",
      wire_limits);
  ASSERT_TRUE(tree);
  const JsonNode root = tree->root();
  EXPECT_TRUE(root.find("none")->is(JsonKind::null));
  EXPECT_TRUE(root.find("yes")->boolean());
  EXPECT_FALSE(root.find("no")->boolean());
  EXPECT_EQ(root.find("count")->integer(), -3);
  EXPECT_EQ(root.find("part")->text(), "1.50");
  EXPECT_EQ(root.find("text")->text(), "a\u00e9\n");
  EXPECT_FALSE(root.find("other"));
  EXPECT_FALSE(root.find("deep"));
  std::string kinds;
  for (const JsonNode item : root.find("list")->children())
    kinds += std::string(word(item.kind())) + " ";
  EXPECT_EQ(kinds, "integer array object ");
  EXPECT_FALSE(root.find("empty")->children().begin() != root.find("empty")->children().end());
}

TEST(JsonTree, FindsNothingInWhatIsNoObject) {
  JsonReader reader;
  const auto tree = reader.read(R"(["type"])", wire_limits);
  EXPECT_FALSE(tree->root().find("type"));
}

TEST(JsonTree, NumbersThatAreNoIntegersOf64BitsStayAsWritten) {
  JsonReader reader;
  const auto tree = reader.read(
      R"([9223372036854775807, -9223372036854775808, 9223372036854775808, 18446744073709551616,
          1e2, 2.0, -0])",
      wire_limits);
  ASSERT_TRUE(tree);
  std::string kinds;
  for (const JsonNode item : tree->root().children()) kinds += std::string(word(item.kind())) + " ";
  EXPECT_EQ(kinds, "integer integer number number number number integer ");
}

TEST(JsonReader, RefusesAMemberNamedTwice) {
  EXPECT_EQ(verdict(R"({"a": 1, "a": 1})"), "duplicate_key at /a");
  EXPECT_EQ(verdict(R"({"a": 1, "\u0061": 2})"), "duplicate_key at /a");
  EXPECT_EQ(verdict(R"({"a": {"b": [0, {"c": 1, "d": 2, "c": 3}]}})"), "duplicate_key at /a/b/1/c");
  EXPECT_EQ(verdict(R"({"a": {"c": 1}, "b": {"c": 1}})"), "accepted");
  EXPECT_EQ(verdict(R"({"": 1, "": 2})"), "duplicate_key at /");
}

TEST(JsonReader, RefusesAMemberNamedTwiceAmongMany) {
  std::string members;
  for (int i = 0; i < 40; ++i) members += "\"m" + std::to_string(i) + "\": 0, ";
  EXPECT_EQ(verdict("{" + members + "\"last\": 0}"), "accepted");
  EXPECT_EQ(verdict("{" + members + "\"m7\": 0}"), "duplicate_key at /m7");
}

TEST(JsonReader, EscapesThePlaceItNames) {
  EXPECT_EQ(verdict(R"({"a/b": {"x~y": {"c": 1, "c": 2}}})"), "duplicate_key at /a~1b/x~0y/c");
  EXPECT_EQ(verdict(R"({"~1": 1, "~1": 2})"), "duplicate_key at /~01");
}

TEST(JsonReader, TakesNestingUpToTheLimit) {
  EXPECT_EQ(verdict(nested(32)), "accepted");
  EXPECT_EQ(verdict(nested(33)).substr(0, 8), "too_deep");
  EXPECT_EQ(verdict(std::string(100'000, '[')).substr(0, 8), "too_deep");
  std::string objects;
  for (int i = 0; i < 33; ++i) objects += R"({"a":)";
  EXPECT_EQ(verdict(objects).substr(0, 8), "too_deep");
  EXPECT_EQ(detail(nested(33)), "nested deeper than 32 levels");
}

TEST(JsonReader, TakesBytesUpToTheLimit) {
  const std::string exactly = "\"" + std::string(wire_limits.bytes - 2, 'a') + "\"";
  EXPECT_EQ(verdict(exactly), "accepted");
  EXPECT_EQ(verdict(exactly + " "), "too_large");
  EXPECT_EQ(detail(exactly + " "), "the text has 1048577 bytes; at most 1048576 are taken");
}

TEST(JsonReader, RefusesWhatIsNotUtf8) {
  for (const std::string text : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
    EXPECT_EQ(verdict("\"" + text + "\""), "malformed_json") << testing::PrintToString(text);
  EXPECT_EQ(detail("{\"a\": \"\xff\"}"), "the text is not valid UTF-8 near byte 8");
}

TEST(JsonReader, RefusesLoneSurrogates) {
  EXPECT_EQ(verdict(R"("\ud800")"), "malformed_json");
  EXPECT_EQ(verdict(R"("\udc00")"), "malformed_json");
  EXPECT_EQ(verdict(R"("\ud83d\ude00")"), "accepted");
}

TEST(JsonReader, RefusesANulByteButTakesAnEscapedOne) {
  EXPECT_EQ(verdict(std::string_view("{}\0{}", 5)), "malformed_json");
  EXPECT_EQ(verdict(std::string_view("\"a\0b\"", 5)), "malformed_json");
  JsonReader reader;
  const auto tree = reader.read(R"("a\u0000b")", wire_limits);
  EXPECT_EQ(tree->root().text(), std::string_view("a\0b", 3));
}

TEST(JsonReader, TakesAByteOrderMark) {  // RFC 8259 lets a parser ignore one
  EXPECT_EQ(verdict("\xef\xbb\xbf{}"), "accepted");
  EXPECT_EQ(verdict("\xef\xbb{}"), "malformed_json");
}

TEST(JsonReader, RefusesWhatIsNotOneJsonValue) {
  for (const auto* text : {"", " ", "{", "}", "{}{}", "[1,]", "{\"a\":}", "{'a':1}", "nul", "NaN",
                           "Infinity", "01", "+1", ".5", "1.", "\"\t\"", "[1] x", "// c\n1", "tru"})
    EXPECT_EQ(verdict(text), "malformed_json") << text;
}

TEST(JsonReader, SaysWhereTheTextBreaks) {
  EXPECT_NE(detail("{\"a\": tru}").find("line 1, column 10"), std::string::npos)
      << detail("{\"a\": tru}");
}

TEST(JsonReader, DoesNotRepeatALongTextInItsAnswer) {
  const std::string long_text(500'000, 'a');
  EXPECT_LT(detail("\"" + long_text + "\\x\"").size(), 400u);
  EXPECT_LT(detail("{\"" + long_text + "\": 1, \"" + long_text + "\": 1}").size(), 400u);
  EXPECT_LT(detail("1" + std::string(500'000, '0') + "e5").size(), 400u);
}

TEST(JsonReader, ReadsAgainAfterARefusal) {
  JsonReader reader;
  EXPECT_FALSE(reader.read(R"({"a": [1, 2)", wire_limits));
  const auto tree = reader.read(R"({"b": 3})", wire_limits);
  ASSERT_TRUE(tree);
  EXPECT_EQ(tree->root().find("b")->integer(), 3);
  EXPECT_FALSE(tree->root().find("a"));
}

TEST(JsonNode, ShowsAnExcerptForMessages) {
  JsonReader reader;
  const std::string accents = "\"" + std::string(59, 'a') + "\u00e9\u00e9\"";
  const auto tree = reader.read(
      "[null, true, -7, 1.5e3, \"short\", [1], {\"a\": 1}, " + accents + "]", wire_limits);
  std::string all;
  for (const JsonNode item : tree->root().children()) all += item.excerpt() + "|";
  EXPECT_EQ(all, "null|true|-7|1.5e3|\"short\"|an array|an object|\"" + std::string(59, 'a') +
                     "...\"|");  // no half character
}

TEST(JsonNode, EqualsWhatHasTheSameContentInTheSameOrder) {
  const auto equals = [](std::string_view one, std::string_view other) {
    JsonReader readers[2];
    return equal(readers[0].read(one, wire_limits)->root(),
                 readers[1].read(other, wire_limits)->root());
  };
  EXPECT_TRUE(equals(R"({"a": [1, true, null, "x", 1.5]})", R"({ "a":[1,true,null,"x",1.5] })"));
  EXPECT_FALSE(equals(R"({"a": 1})", R"({"b": 1})"));
  EXPECT_FALSE(equals(R"({"a": 1, "b": 2})", R"({"b": 2, "a": 1})"));
  EXPECT_FALSE(equals("[1, 2]", "[1]"));
  EXPECT_FALSE(equals("[1]", "[1, 2]"));
  EXPECT_FALSE(equals("1", "2"));
  EXPECT_FALSE(equals("true", "false"));
  EXPECT_FALSE(equals("1", "\"1\""));
  EXPECT_FALSE(equals("null", "false"));
}

}  // namespace
}  // namespace authledger
