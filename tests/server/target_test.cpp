#include "server/target.hpp"

#include <gtest/gtest.h>

#include "server/html.hpp"
#include "server/listen_address.hpp"

namespace authledger::server {
namespace {

TEST(Target, IsSplitBeforeItIsDecoded) {
  const auto target = parse_target("/v1/episodes/E%2F1%20%C3%A9/standing?as_of=a%2Bb+c&x&y=1=2");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, (std::vector<std::string>{"v1", "episodes", "E/1 \u00E9", "standing"}));
  EXPECT_EQ(target->query, (Query{{"as_of", "a+b c"}, {"x", ""}, {"y", "1=2"}}));
}

TEST(Target, APlusInThePathIsAPlus) {
  EXPECT_EQ(parse_target("/a+b")->path, (std::vector<std::string>{"a+b"}));
}

TEST(Target, OfTheRootHasNoSegments) {
  EXPECT_TRUE(parse_target("/")->path.empty());
  EXPECT_TRUE(parse_target("/?")->path.empty());
  EXPECT_TRUE(parse_target("http://example.org")->path.empty());
  EXPECT_EQ(parse_target("//")->path, (std::vector<std::string>{"", ""}));
}

TEST(Target, IsRefusedWhenItCannotBeDecoded) {
  for (const char* text : {"", "*", "a/b", "/%", "/%4", "/%4g", "/?a=%", "/?%g0", "/%FF", "/%C0%80",
                           "/%ED%A0%80", "/%F4%90%80%80", "/%E2%82", "/%80", "/\xC3"})
    EXPECT_FALSE(parse_target(text)) << text;
  for (const char* text : {"/%F4%8F%BF%BF", "/%EE%80%80", "/%00", "/%C2%80", "/%41"})
    EXPECT_TRUE(parse_target(text)) << text;
}

TEST(Target, EncodesWhatItDecodes) {
  std::string every_byte_below_128;
  for (char c = 0; c >= 0 && c < 127; ++c) every_byte_below_128 += c;
  for (const std::string& text : {every_byte_below_128, std::string("\u00E9\U0001F48A")})
    EXPECT_EQ(parse_target("/" + percent_encoded(text))->path, (std::vector<std::string>{text}));
}

TEST(Html, CannotBecomeMarkup) {
  EXPECT_EQ(escaped("<a href=\"x\" b='y'>&amp;"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
  EXPECT_EQ(escaped(std::string_view("a\0\x01\n", 4)), "a\uFFFD\uFFFD\n");
  EXPECT_EQ(escaped("Zo\u00EB"), "Zo\u00EB");
}

TEST(ListenAddress, IsAnAddressAndAPort) {
  EXPECT_EQ(to_text(*parse_listen_address("127.0.0.1:8080")), "127.0.0.1:8080");
  EXPECT_EQ(to_text(*parse_listen_address("localhost:0")), "127.0.0.1:0");
  EXPECT_EQ(to_text(*parse_listen_address("[::1]:80")), "[::1]:80");
  EXPECT_TRUE(parse_listen_address("127.3.2.1:1")->is_loopback());
  EXPECT_TRUE(parse_listen_address("[::1]:1")->is_loopback());
  EXPECT_FALSE(parse_listen_address("0.0.0.0:1")->is_loopback());
  EXPECT_FALSE(parse_listen_address("[::]:1")->is_loopback());
  EXPECT_FALSE(parse_listen_address("192.0.2.1:1")->is_loopback());
  for (const char* text : {"", ":", "8080", ":8080", "example.org:80", "127.0.0.1", "127.0.0.1:",
                           "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:1x", "::1:80", "[]:1"})
    EXPECT_FALSE(parse_listen_address(text)) << text;
}

}  // namespace
}  // namespace authledger::server
