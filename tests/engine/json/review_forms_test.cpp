// What a payer's form asks, as a document says it: read, and refused at its place where it asks an
// item twice, nothing, or for no request.
#include <gtest/gtest.h>

#include "tests/engine/json/policy_faults.hpp"

namespace authledger::json {
namespace {

using test::policy;
using test::Texts;

TEST(ReviewForms, AreRead) {
  const Policy said = policy(R"("review_forms": [
      {"key": "f", "for": ["initial", "retro"], "codes": ["x"], "required": ["risk", "aftercare"],
       "optional": ["attachments"], "seen": "whole"},
      {"key": "g", "for": ["discharge"], "codes": ["x"], "required": ["notes"],
       "seen": "in_part"}])");
  const ReviewForm& form = said.review_forms.at(0);
  EXPECT_EQ(form.modes, (std::vector{RequestMode::initial, RequestMode::retro}));
  EXPECT_EQ(form.codes, Texts{"x"});
  EXPECT_EQ(form.required, (std::vector{ReviewItem::risk, ReviewItem::aftercare}));
  EXPECT_EQ(form.optional, std::vector{ReviewItem::attachments});
  EXPECT_TRUE(form.seen_whole);
  EXPECT_TRUE(form.is_for(RequestMode::retro));
  EXPECT_FALSE(form.is_for(RequestMode::discharge));
  EXPECT_TRUE(form.asks(ReviewItem::attachments));
  EXPECT_FALSE(form.asks(ReviewItem::notes));
  EXPECT_FALSE(said.review_forms.at(1).seen_whole);
}

TEST(ReviewForms, AskEachItemOnceOfSomeRequest) {
  EXPECT_EQ(
      faults_of(R"("review_forms": [{"key": "f", "for": ["review"], "codes": [],
                                           "required": ["risk", "risk", "name"],
                                           "optional": ["risk", 7]}])"),
      (Texts{"invalid_value at /review_forms/0/for/0", "invalid_value at /review_forms/0/codes",
             "invalid_value at /review_forms/0/required/1",
             "invalid_value at /review_forms/0/required/2",
             "invalid_value at /review_forms/0/optional/0",
             "wrong_type at /review_forms/0/optional/1", "missing_field at /review_forms/0"}));
  EXPECT_EQ(
      faults_of(R"("review_forms": [{"key": "f", "for": [], "codes": ["x"], "required": [],
                                           "seen": "whole"}])"),
      (Texts{"invalid_value at /review_forms/0/for", "invalid_value at /review_forms/0/required"}));
}

}  // namespace
}  // namespace authledger::json
