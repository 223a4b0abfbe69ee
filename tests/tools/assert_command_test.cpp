// The command assert: a line out for every line in.
#include <gtest/gtest.h>

#include <sstream>

#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

struct Answer {
  int code = 0;
  std::vector<std::string> lines;
  std::string errors;
};

Answer answer_to(const std::string& text) {
  std::istringstream in(text);
  std::ostringstream out, errors;
  Answer answer;
  answer.code = assert_lines(in, out, errors);
  answer.errors = errors.str();
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) answer.lines.push_back(line);
  return answer;
}

TEST(AssertLines, AnswersEachLineInItsPlace) {
  const Answer answer = answer_to(
      "{\"sentence\": \"Denies SI but endorses HI.\", \"concept\": \"SI\"}\n"
      "{\"sentence\": \"Mother attempted suicide in 2009.\", \"concept\": \"suicide\", \"id\": 7}\n"
      "{\"concept\": \"relapse\", \"sentence\": \"Possible relapse.\"}");
  EXPECT_EQ(answer.code, exit_done);
  ASSERT_EQ(answer.lines.size(), 3U);
  EXPECT_EQ(answer.lines[0],
            R"({"assertion":"negated","temporality":"recent","experiencer":"patient"})");
  EXPECT_EQ(answer.lines[1],
            R"({"assertion":"affirmed","temporality":"historical","experiencer":"other"})");
  EXPECT_EQ(answer.lines[2],
            R"({"assertion":"possible","temporality":"recent","experiencer":"patient"})");
  EXPECT_EQ(answer.errors, "");
}

TEST(AssertLines, SaysWhatIsWrongWithALineAndGoesOn) {
  const std::string too_long(20'001, 'x');
  const Answer answer = answer_to(
      "not JSON\n"
      "{\"sentence\": \"Denies SI.\"}\n"
      "{\"sentence\": \"Denies SI.\", \"concept\": \"hallucinations\"}\n"
      "{\"sentence\": \"" +
      too_long +
      "\", \"concept\": \"x\"}\n"
      "\n"
      "{\"sentence\": \"Denies SI.\", \"concept\": \"SI\"}\n");
  EXPECT_EQ(answer.code, exit_refused);
  ASSERT_EQ(answer.lines.size(), 6U);
  const char* codes[] = {"malformed_json", "missing_field", "not_found", "out_of_range",
                         "malformed_json"};
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_TRUE(answer.lines[i].starts_with("{\"error\":{\"code\":\"" + std::string(codes[i])))
        << answer.lines[i];
    EXPECT_NE(answer.errors.find("line " + std::to_string(i + 1) + ": " + codes[i]),
              std::string::npos)
        << answer.errors;
  }
  EXPECT_NE(answer.lines[5].find("negated"), std::string::npos);
}

// Logs hold nothing of a patient.
TEST(AssertLines, KeepsTheSentenceOutOfTheErrors) {
  const Answer answer = answer_to("{\"sentence\": \"Jane Roe denies SI.\", \"concept\": \"HI\"}\n");
  EXPECT_EQ(answer.errors, "line 1: not_found at /concept\n");
}

}  // namespace
}  // namespace authledger::tools
