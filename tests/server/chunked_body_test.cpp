#include "server/chunked_body.hpp"

#include <gtest/gtest.h>

namespace authledger::server {
namespace {

using State = ChunkedBody::State;

struct Outcome {
  State state;
  std::string body;
  std::string left;  // of the bytes, for the next request
};

// Hands the bytes over in pieces of `piece`, as a connection does: what is not used comes again.
Outcome read(std::string_view bytes, std::size_t limit, std::size_t piece) {
  ChunkedBody chunks(limit);
  Outcome outcome{State::more, "", ""};
  while (!bytes.empty() && chunks.state() == State::more) {
    outcome.left += bytes.substr(0, piece);
    bytes.remove_prefix(std::min(piece, bytes.size()));
    outcome.left.erase(0, chunks.take(outcome.left, outcome.body));
  }
  outcome.left += bytes;
  outcome.state = chunks.state();
  return outcome;
}

State state_of(std::string_view bytes) {
  const State at_once = read(bytes, 100, bytes.size()).state;
  const State by_the_byte = read(bytes, 100, 1).state;
  EXPECT_EQ(at_once, by_the_byte) << bytes;
  return at_once;
}

TEST(ChunkedBody, IsPutTogetherHoweverItArrivesAndLeavesTheNextRequestAlone) {
  const std::string bytes =
      "5\r\nhello\r\n00B;a;b=c;d=\"e f;\"\r\n, world\r\n!!\r\n0\r\nX: y\r\n\r\nGET";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    const Outcome outcome = read(bytes, 100, piece);
    EXPECT_EQ(outcome.state, State::done) << piece;
    EXPECT_EQ(outcome.body, "hello, world\r\n!!") << piece;
    EXPECT_EQ(outcome.left, "GET") << piece;
  }
}

TEST(ChunkedBody, WhatIsNotAChunkIsRefused) {
  for (const char* bytes : {"\r\n",
                            "x\r\n",
                            "-1\r\n",
                            "+1\r\n",
                            "0x1\r\n",
                            "1_0\r\n",
                            " 1\r\n",
                            "1 \r\n",
                            "1\n",
                            "1;\r\n",
                            "1; a\r\n",
                            "1;a=\r\n",
                            "1;a[=b\r\n",
                            "1;a=\"b\r\n",
                            "1;a=\"b\"c\r\n",
                            "1;a\rb\r\n",
                            "1;a\nb\r\n",
                            "5\r\nhello0\r\n\r\n",
                            "5\r\nhello!!\r\n",
                            "5\r\nhello\n",
                            "0\r\n\n",
                            "0\r\nX\r\n\r\n",
                            "0\r\n X: y\r\n\r\n",
                            "0\r\nX: y\n\r\n",
                            "FFFFFFFFFFFFFFFF0\r\n",
                            "1000000000000000\r\n"})
    EXPECT_EQ(state_of(bytes), State::malformed) << bytes;
}

TEST(ChunkedBody, IsBoundedInAllItsParts) {
  EXPECT_EQ(read("64\r\n" + std::string(100, 'x') + "\r\n0\r\n\r\n", 100, 7).state, State::done);
  EXPECT_EQ(state_of("65\r\n"), State::too_large);
  EXPECT_EQ(state_of("64\r\n" + std::string(100, 'x') + "\r\n1\r\n"), State::too_large);
  EXPECT_EQ(state_of("1;" + std::string(2'000, 'a')), State::malformed);
  EXPECT_EQ(state_of("0\r\nX: " + std::string(2'000, 'a')), State::malformed);
  std::string trailers = "0\r\n";
  for (int i = 0; i < 1'000; ++i) trailers += "X: y\r\n";
  EXPECT_EQ(state_of(trailers), State::more);
  for (int i = 0; i < 1'000; ++i) trailers += "X: y\r\n";
  EXPECT_EQ(state_of(trailers), State::malformed);
}

}  // namespace
}  // namespace authledger::server
