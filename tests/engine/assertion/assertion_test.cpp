// Where a mention stands, what limits hold, and what the tables of words refuse.
#include "engine/assertion/assertion.hpp"

#include <gtest/gtest.h>

#include "engine/assertion/concepts.hpp"
#include "engine/assertion/triggers.hpp"

namespace authledger::assertion {
namespace {

std::string found(std::string_view sentence, std::string_view mention) {
  const auto span = find_mention(sentence, mention);
  return span ? std::string(sentence.substr(span->begin, span->end - span->begin)) : "(none)";
}

TEST(AMention, IsFoundWhateverItsCaseBlanksAndPunctuation) {
  EXPECT_EQ(found("Denies Suicidal   Ideation.", "suicidal ideation"), "Suicidal   Ideation");
  EXPECT_EQ(found("Reports <b>self</b>-harm.", "self harm"), "self</b>-harm");
  EXPECT_EQ(found("Denies SI/HI.", "hi"), "HI");
}

TEST(AMention, IsAWholeWordWhereThereIsOne) {
  EXPECT_EQ(find_mention("His brother has SI; he has HI.", "hi")->begin, 27U);
  EXPECT_EQ(found("No suicidality.", "suicid"), "suicid");
}

TEST(AMention, IsTheOneInCapitalsWhereOneIsMarkedSo) {
  EXPECT_EQ(find_mention("No pain today, but chest PAIN yesterday.", "pain")->begin, 25U);
  EXPECT_EQ(find_mention("ALLERGIES: no known ALLERGIES", "allergies")->begin, 20U);
}

TEST(AMention, IsFoundInflectedAndInAnotherOrder) {
  EXPECT_EQ(found("Attempted suicide in 2019.", "suicide attempts"), "Attempted suicide");
}

TEST(AMention, ThatIsNotThereIsNotFound) {
  EXPECT_EQ(found("Denies suicidal ideation.", "hallucinations"), "(none)");
  EXPECT_EQ(found("", "SI"), "(none)");
  EXPECT_EQ(found("Denies SI.", ".,;"), "(none)");
}

TEST(AReading, OfNothingIsThePlainOne) {
  EXPECT_EQ(judge("Denies SI.", {9, 10}), Reading{});
  EXPECT_EQ(judge("", {0, 0}), Reading{});
}

// 4,000 bytes to either side: a denial at the other end of a book is none.
TEST(AReading, LooksNoFurtherThanItsLimit) {
  const std::string filler(longest_way, ' ');
  const std::string near = "Denies" + filler.substr(10) + "SI";
  const std::string far = "Denies" + filler + "SI";
  EXPECT_EQ(judge(near, {near.size() - 2, near.size()}).assertion, Assertion::negated);
  EXPECT_EQ(judge(far, {far.size() - 2, far.size()}).assertion, Assertion::affirmed);
}

TEST(AReading, OfOneSentenceIsNotThatOfTheNext) {
  const std::string_view text = "Denies SI.\nEndorses cravings\nNo HI. Paranoid.";
  const auto of = [&](std::string_view mention) {
    return judge(text, *find_mention(text, mention)).assertion;
  };
  EXPECT_EQ(of("SI"), Assertion::negated);
  EXPECT_EQ(of("cravings"), Assertion::affirmed);
  EXPECT_EQ(of("HI"), Assertion::negated);
  EXPECT_EQ(of("Paranoid"), Assertion::affirmed);
}

std::string refusal(std::string_view groups) {
  const auto table = TriggerTable::read(
      R"({"sources": {"own": "here"}, "classes": {"kin": ["aunt"]}, "groups": [)" +
      std::string(groups) + "]}");
  return table ? "" : table.error().front().detail;
}

TEST(TheTableOfTriggers, IsReadWhenItIsSound) {
  EXPECT_EQ(refusal(R"({"category": "other", "direction": "forward", "source": "own",
                        "phrases": ["<kin>"]})"),
            "");
  EXPECT_GT(trigger_table().triggers().size(), 1'500U);
}

TEST(TheTableOfTriggers, RefusesWhatItDoesNotKnow) {
  const auto with = [](const std::string& category, const std::string& source,
                       const std::string& phrase) {
    return refusal(R"({"category": ")" + category + R"(", "direction": "forward", "source": ")" +
                   source + R"(", "phrases": [")" + phrase + R"("]})");
  };
  EXPECT_NE(with("denied", "own", "no").find("\"denied\""), std::string::npos);
  EXPECT_NE(with("negated", "else", "no").find("\"else\""), std::string::npos);
  EXPECT_NE(with("negated", "own", "<kith>").find("no class"), std::string::npos);
  EXPECT_NE(with("ends", "own", "but").find("ends nothing"), std::string::npos);
  EXPECT_NE(with("negated", "own", R"(no", "no)").find("twice"), std::string::npos);
}

TEST(TheLexicon, NamesWhatATextSpeaksOfWithItsReading) {
  const std::string_view text = "Denies SI but endorses HI; two prior suicide attempts.";
  const std::vector<Found> all = concepts_in(text);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "suicidal ideation");
  EXPECT_EQ(all[0].reading.assertion, Assertion::negated);
  EXPECT_EQ(all[1].name, "homicidal ideation");
  EXPECT_EQ(all[1].reading.assertion, Assertion::affirmed);
  EXPECT_EQ(text.substr(all[2].span.begin, all[2].span.end - all[2].span.begin),
            "suicide attempts");
  EXPECT_EQ(all[2].reading.temporality, Temporality::historical);
}

TEST(TheLexicon, ReadsAcronymsInCapitalsOnly) {
  EXPECT_TRUE(concepts_in("He said hi, si?").empty());
  EXPECT_EQ(concepts_in("HI").size(), 1U);
  EXPECT_TRUE(speaks_of_concepts("HI"));
  EXPECT_FALSE(speaks_of_concepts("He said hi."));
}

TEST(TheLexicon, RefusesATermThatStandsTwice) {
  EXPECT_FALSE(read_lexicon(R"({"concepts": [{"name": "a", "terms": ["x", "x"]}]})"));
  EXPECT_FALSE(read_lexicon(R"({"concepts": [{"name": "a"}]})"));
  EXPECT_FALSE(read_lexicon("{}"));
}

}  // namespace
}  // namespace authledger::assertion
