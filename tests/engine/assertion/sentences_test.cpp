#include "engine/assertion/sentences.hpp"

#include <gtest/gtest.h>

#include "engine/assertion/concepts.hpp"

namespace authledger::assertion {
namespace {

std::vector<std::string> sentences(std::string_view text) {
  std::vector<std::string> found;
  for (const Span& it : sentences_in(text))
    found.emplace_back(text.substr(it.begin, it.end - it.begin));
  return found;
}

using Texts = std::vector<std::string>;

TEST(Sentences, EndAtTheirMarkOrWithTheLine) {
  EXPECT_EQ(sentences("Sleeps well. Denies SI!  Eats?\n- walks\n- reads 3.5 hours\n"),
            (Texts{"Sleeps well.", "Denies SI!", "Eats?", "- walks", "- reads 3.5 hours"}));
  EXPECT_EQ(sentences("SI: denies\nHI: denies"), (Texts{"SI: denies", "HI: denies"}));
  EXPECT_EQ(sentences(" \n . \n"), Texts{"."});
  EXPECT_EQ(sentences(""), Texts{});
}

TEST(Sentences, GoOnInTheNextLineWhenItBeginsSmall) {
  EXPECT_EQ(sentences("Denies any\n  suicidal ideation.\nSleeps"),
            (Texts{"Denies any\n  suicidal ideation.", "Sleeps"}));
  EXPECT_EQ(sentences("Plan:\nwalk daily"), (Texts{"Plan:", "walk daily"}));
  EXPECT_EQ(sentences("Slept, ate,\r\nand walked"), Texts{"Slept, ate,\r\nand walked"});
}

TEST(Sentences, AsOneLineKeepEveryByteInItsPlace) {
  EXPECT_EQ(as_one_line("Denies any\nSI"), "Denies any SI");
}

TEST(NeedConcepts, AreFoundBesideThoseOfRiskAndTheLongerTermWins) {
  const std::string_view said = "Social withdrawal. No withdrawal symptoms. Lives with her mother.";
  std::vector<std::string> names;
  for (const Found& it : all_concepts_in(said))
    names.push_back(std::string(it.name) + " " + std::string(word(it.reading.assertion)));
  EXPECT_EQ(names, (Texts{"functional impairment affirmed", "withdrawal negated",
                          "living arrangement affirmed"}));
}

TEST(NeedConcepts, AreNoRisk) {
  EXPECT_FALSE(speaks_of_concepts("Impaired at work, homeless."));
  EXPECT_TRUE(concepts_in("Impaired at work, homeless.").empty());
  EXPECT_EQ(concepts_in("Impaired at work, homeless.", need_lexicon()).size(), 2U);
}

}  // namespace
}  // namespace authledger::assertion
