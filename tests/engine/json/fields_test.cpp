#include "engine/json/fields.hpp"

#include <gtest/gtest.h>

#include "tests/support/given.hpp"

namespace authledger::json {
namespace {

using test::Texts;

enum class Colour : std::uint8_t { red, green };
constexpr Colour all_colours[] = {Colour::red, Colour::green};
std::string_view word(Colour colour) {
  return colour == Colour::red ? "red" : "green";
}

// Reads the members of an object with `read(fields)` and says what was wrong with them, as
// "code at pointer: detail".
template <class Read>
Texts faults(std::string_view text, Read read) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return {"not even json"};
  Problems problems;
  const Place root("");
  Fields fields(tree->root(), root, problems);
  read(fields);
  fields.finish();
  Texts texts;
  for (const Problem& it : problems)
    texts.push_back(std::string(authledger::word(it.code)) + " at " + it.pointer + ": " +
                    it.detail);
  return texts;
}

TEST(Fields, NoteEveryFaultInOnePass) {
  const auto found = faults(
      R"({"count": "3", "day": "2026-02-30", "at": "noon", "yes": 1, "colour": "blue", "more": {},
          "list": [1, "", "x"]})",
      [](Fields& fields) {
        fields.integer("count", 0, 9);
        fields.date("day");
        fields.instant("at");
        fields.boolean("yes");
        fields.one_of("colour", all_colours);
        fields.text("name");
        fields.texts("list");
      });
  EXPECT_EQ(
      found,
      (Texts{"wrong_type at /count: count is \"3\"; it must be an integer",
             "invalid_value at /day: day is \"2026-02-30\"; it must be a possible date as "
             "YYYY-MM-DD, from 1900 to 2199",
             "invalid_value at /at: at is \"noon\"; it must be a possible instant with an offset, "
             "such as 2026-03-02T09:00:00-06:00",
             "wrong_type at /yes: yes is 1; it must be true or false",
             "invalid_value at /colour: colour is \"blue\"; it must be one of red, green",
             "missing_field at : name is missing",
             "wrong_type at /list/0: 0 is 1; it must be a text",
             "invalid_value at /list/1: 1 is empty",
             "unknown_field at /more: unknown field \"more\" with the value an object"}));
}

TEST(Fields, TakeNullForAValueOfTheWrongType) {
  EXPECT_EQ(faults(R"({"name": null, "count": null})",
                   [](Fields& fields) {
                     fields.optional_text("name");
                     fields.optional_integer("count", 0, 9);
                   }),
            (Texts{"wrong_type at /name: name is null; it must be a text",
                   "wrong_type at /count: count is null; it must be an integer"}));
}

TEST(Fields, TakeNullWhereADateMayBeNull) {
  EXPECT_EQ(faults(R"({"date": null, "end": null})",
                   [](Fields& fields) {
                     EXPECT_FALSE(fields.nullable_date("date"));
                     EXPECT_FALSE(fields.optional_nullable_date("end"));
                     EXPECT_FALSE(fields.optional_nullable_date("start"));
                   }),
            Texts{});
  EXPECT_EQ(faults("{}", [](Fields& fields) { fields.nullable_date("date"); }),
            Texts{"missing_field at : date is missing"});
}

TEST(Fields, FallBackWhereTheFieldMayBeAbsent) {
  EXPECT_EQ(faults("{}",
                   [](Fields& fields) {
                     EXPECT_EQ(fields.text_or("modality", "in_person"), "in_person");
                     EXPECT_EQ(fields.integer_or("break", 0, 9, 7), 7);
                     EXPECT_TRUE(fields.boolean_or("yes", true));
                     EXPECT_EQ(fields.one_of_or("colour", all_colours, Colour::green),
                               Colour::green);
                     EXPECT_TRUE(fields.texts_or_empty("list").empty());
                     EXPECT_FALSE(fields.optional_date("day") || fields.optional_instant("at"));
                   }),
            Texts{});
}

TEST(Fields, RefuseNumbersThatAreNotIntegersInRange) {
  const auto count = [](const char* number) {
    const auto found = faults("{\"count\": " + std::string(number) + "}",
                              [](Fields& fields) { fields.integer("count", 1, 10); });
    return found.empty() ? "taken" : found.front();
  };
  EXPECT_EQ(count("1"), "taken");
  EXPECT_EQ(count("10"), "taken");
  EXPECT_EQ(count("0"), "out_of_range at /count: count is 0; it must be from 1 to 10");
  EXPECT_EQ(count("11"), "out_of_range at /count: count is 11; it must be from 1 to 10");
  EXPECT_EQ(count("-9223372036854775808"),
            "out_of_range at /count: count is -9223372036854775808; it must be from 1 to 10");
  EXPECT_EQ(count("4294967297"),  // 1 in 32 bits
            "out_of_range at /count: count is 4294967297; it must be from 1 to 10");
  EXPECT_EQ(count("1.0"), "wrong_type at /count: count is 1.0; it must be an integer");
  EXPECT_EQ(count("1e0"), "wrong_type at /count: count is 1e0; it must be an integer");
  EXPECT_EQ(count("99999999999999999999"),
            "wrong_type at /count: count is 99999999999999999999; it must be an integer");
  EXPECT_EQ(count("true"), "wrong_type at /count: count is true; it must be an integer");
}

TEST(Fields, RefuseWhatIsNoObject) {
  for (const auto* text : {"[]", "1", "null", "\"x\""})
    EXPECT_EQ(faults(text, [](Fields& fields) { fields.text("name"); }).size(), 1u) << text;
  EXPECT_EQ(faults("[]", [](Fields& fields) { fields.text("name"); }),
            Texts{"wrong_type at : the document is an array; it must be an object"});
}

TEST(Fields, RefuseALongText) {
  const auto of_size = [](std::size_t size) {
    return faults("{\"name\": \"" + std::string(size, 'a') + "\"}",
                  [](Fields& fields) { fields.text("name"); });
  };
  EXPECT_EQ(of_size(4'000), Texts{});
  EXPECT_EQ(of_size(4'001),
            Texts{"out_of_range at /name: name has 4001 bytes; at most 4000 are taken"});
}

TEST(Fields, NoteAHundredFaultsAtMostAndNoLongTexts) {
  std::string many;
  for (int i = 0; i < 1'000; ++i) many += (i > 0 ? "," : "") + std::string("1");
  EXPECT_EQ(
      faults("{\"list\": [" + many + "]}", [](Fields& fields) { fields.texts("list"); }).size(),
      100u);
  const auto found = faults("{\"" + std::string(100'000, 'x') + "\": 1}", [](Fields&) {});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_LT(found[0].find("xxx...") - found[0].find(": "), 400u);
}

TEST(Fields, TakeAnInstantWhoseYearDoesInUtcToo) {
  const auto at = [](const char* text) {
    return faults("{\"at\": \"" + std::string(text) + "\"}",
                  [](Fields& fields) { fields.instant("at"); })
        .empty();
  };
  EXPECT_TRUE(at("1900-01-01T00:00:00Z"));
  EXPECT_TRUE(at("2199-12-31T23:59:59.999999Z"));
  EXPECT_FALSE(at("1900-01-01T00:00:00+14:00"));
  EXPECT_FALSE(at("2199-12-31T23:00:00-06:00"));
}

TEST(Key, IsMadeOfLettersDigitsAndHyphens) {
  const auto key = [](std::string_view text) {
    return faults("{\"key\": \"" + std::string(text) + "\"}",
                  [](Fields& fields) {
                    if (const auto node = fields.take("key"))
                      read_key(*node, fields.place_of("key"), fields.problems);
                  })
        .empty();
  };
  EXPECT_TRUE(key("two-in-a-row"));
  EXPECT_TRUE(key("R36"));
  for (const auto* text : {"", "a b", "a:b", "a#1", "a_b", "a/b", "\u00e9"})
    EXPECT_FALSE(key(text)) << text;
}

TEST(Place, PrintsAJsonPointer) {
  const Place root("");
  const Place list(root, "a/b");
  const Place item(list, std::size_t{7});
  EXPECT_EQ(root.pointer(), "");
  EXPECT_EQ(Place(item, "m~n").pointer(), "/a~1b/7/m~0n");
  EXPECT_EQ(Place(Place("/log/3"), "date").pointer(), "/log/3/date");
}

}  // namespace
}  // namespace authledger::json
