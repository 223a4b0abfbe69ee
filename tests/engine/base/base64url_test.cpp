#include "engine/base/base64url.hpp"

#include <gtest/gtest.h>

namespace authledger::test {
namespace {

TEST(Base64url, WritesTheVectorsOfItsStandardWithoutPadding) {  // RFC 4648, 10
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(to_base64url("fo"), "Zm8");
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("\xff\xfe\xfd"), "__79");
}

TEST(Base64url, ReadsWhatItWrites) {
  std::string bytes;
  for (int i = 0; i < 300; ++i) {
    EXPECT_EQ(from_base64url(to_base64url(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64url, TakesNoOtherText) {
  for (const char* text : {"Zg==", "Zg=", "Z", "Zm8=", "Zh", "Zm9", "__7+", "//79", "Zm 8", "Zm8\n",
                           "\nZm8", "Zm8.", "Zm9vY", "=", "Z===", "Zm8\xc3\xa9"})
    EXPECT_EQ(from_base64url(text), std::nullopt) << text;
  EXPECT_EQ(from_base64url(std::string_view("Zm8\0", 4)), std::nullopt);
}

}  // namespace
}  // namespace authledger::test
