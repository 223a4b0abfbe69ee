#include "engine/base/result.hpp"

#include <gtest/gtest.h>

#include <string>

namespace authledger {
namespace {

TEST(Summary, IsTheFirstProblemAndHowManyMore) {
  const Problem date{ProblemCode::invalid_value, "date is \"x\"", "/log/3/date"};
  const Problem whole{ProblemCode::wrong_type, "the document is 1", ""};
  EXPECT_EQ(summary({date}), "/log/3/date: date is \"x\"");
  EXPECT_EQ(summary({whole, date, date}), "the document is 1 (and 2 more)");
  EXPECT_EQ(summary({}), "refused without a reason");
}

TEST(ProblemCode, HasAWordEachAndAPrecedence) {
  std::string words;
  for (int code = 0; code <= static_cast<int>(ProblemCode::conflict); ++code)
    words += std::string(word(static_cast<ProblemCode>(code))) + " ";
  EXPECT_EQ(words,
            "too_large malformed_json too_deep duplicate_key unknown_field missing_field "
            "wrong_type out_of_range invalid_value not_found conflict ");
}

TEST(Result, OfARefusalThrowsWhatWasWrongWhenItIsUsedAsAValue) {
  const Result<int> refused = Problems{{ProblemCode::not_found, "no such episode", ""}};
  try {
    (void)refused.value();
    FAIL() << "a refusal has no value";
  } catch (const std::exception& error) {
    EXPECT_STREQ(error.what(), "no such episode");
  }
}

TEST(EnsureDeathTest, StopsTheProcessAndSaysWhy) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  ensure(true, "never said");
  EXPECT_DEATH(ensure(false, "two and two are four"), "two and two are four");
}

}  // namespace
}  // namespace authledger
