#include "engine/base/json_writer.hpp"

#include <gtest/gtest.h>

#include "engine/base/json_tree.hpp"
#include "tests/support/given.hpp"

namespace authledger {
namespace {

TEST(JsonWriter, WritesValuesOfEveryKind) {
  JsonWriter out;
  out.begin_object();
  out.field("count", -3);
  out.field("large", std::int64_t{9'223'372'036'854'775'807});
  out.field("yes", true);
  out.field("text", std::string("a"));
  out.field("date", test::date("2026-03-02"));
  out.field("at", test::instant("2026-03-02T08:00:00.7-06:00"));
  out.field("none", std::optional<int>());
  out.field("some", std::optional<int>(9));
  out.field_if("absent", std::optional<int>());
  out.field_if("present", std::optional<Date>(test::date("2026-03-02")));
  out.key("list");
  out.begin_array();
  out.value("x");
  out.null();
  out.raw("{\"a\":1}");
  out.end_array();
  out.end_object();
  EXPECT_EQ(out.text(),
            R"({"count":-3,"large":9223372036854775807,"yes":true,"text":"a","date":"2026-03-02",)"
            R"("at":"2026-03-02T14:00:00Z","none":null,"some":9,"present":"2026-03-02",)"
            R"("list":["x",null,{"a":1}]})");
}

TEST(JsonWriter, EscapesSoThatTheReaderGetsTheSameText) {
  using namespace std::string_literals;
  const std::string text =
      "quote \" backslash \\ slash / tab \t line \n nul \0 \u00e9 \U0001f600 \x7f"s;
  JsonWriter out;
  out.begin_object();
  out.field(text, text);
  out.end_object();
  JsonReader reader;
  const auto tree = reader.read(out.text(), wire_limits);
  ASSERT_TRUE(tree) << out.text();
  ASSERT_TRUE(tree->root().find(text));
  EXPECT_EQ(tree->root().find(text)->text(), text);
}

TEST(JsonWriter, StartsAgainAfterClear) {
  JsonWriter out;
  out.begin_array();
  out.value(1);
  out.end_array();
  out.clear();
  out.value("next");
  EXPECT_EQ(out.text(), "\"next\"");
}

TEST(Pretty, BreaksLinesForPeople) {
  EXPECT_EQ(pretty(R"({"a":[1,2],"b":{"c":"d"},"e":[],"f":null})"),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {\n    \"c\": \"d\"\n  },\n  \"e\": [],\n"
            "  \"f\": null\n}");
}

}  // namespace
}  // namespace authledger
