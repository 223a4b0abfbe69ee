// Sentences of behavioral-health notes, each with what must be read from it.
#include <gtest/gtest.h>

#include <set>

#include "engine/assertion/assertion.hpp"
#include "engine/base/json_tree.hpp"
#include "tests/engine/assertion/read_lines.hpp"

namespace authledger::assertion {
namespace {

std::string told(const Reading& reading) {
  return std::string(word(reading.assertion)) + ", " + std::string(word(reading.temporality)) +
         ", " + std::string(word(reading.experiencer));
}

TEST(BehavioralSentences, AreAllReadAsTheirAuthorMeantThem) {
  JsonReader reader;
  std::set<std::string> sentences;
  for (const std::string& line : test::lines_of("behavioral.ndjson")) {
    const auto tree = reader.read(line, wire_limits);
    ASSERT_TRUE(tree) << line;
    const auto text = [&](const char* name) {
      return std::string(tree->root().find(name)->text());
    };
    const std::string sentence = text("sentence"), mention = text("concept");
    sentences.insert(sentence);
    const auto span = find_mention(sentence, mention);
    ASSERT_TRUE(span) << line;
    EXPECT_EQ(told(judge(sentence, *span)),
              text("assertion") + ", " + text("temporality") + ", " + text("experiencer"))
        << sentence << " | " << mention;
  }
  EXPECT_GE(sentences.size(), 300U);
}

// Each class of the scheme is among them, so that a reader that always says the same fails.
TEST(BehavioralSentences, HoldEveryClassOften) {
  std::map<std::string, int> counts;
  JsonReader reader;
  for (const std::string& line : test::lines_of("behavioral.ndjson")) {
    const auto tree = reader.read(line, wire_limits);
    for (const char* name : {"assertion", "temporality", "experiencer"})
      ++counts[std::string(tree->root().find(name)->text())];
  }
  for (const char* word_ : {"affirmed", "negated", "possible", "recent", "historical",
                            "hypothetical", "patient", "other"})
    EXPECT_GE(counts[word_], 20) << word_;
}

}  // namespace
}  // namespace authledger::assertion
