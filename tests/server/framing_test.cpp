#include "server/framing.hpp"

#include <gtest/gtest.h>

namespace authledger::server {
namespace {

std::optional<std::string> fault(const std::string& lines) {
  return framing_fault("POST /v1/events HTTP/1.1\r\n" + lines + "\r\n");
}

TEST(Framing, OneWayToReadItIsLetThrough) {
  EXPECT_EQ(fault("Host: a\r\n"), std::nullopt);
  EXPECT_EQ(fault("host:a\r\nContent-Length: 0\r\n"), std::nullopt);
  EXPECT_EQ(fault("Host: a\r\nContent-Length: \t 12 \r\nX-Empty:\r\n"), std::nullopt);
  EXPECT_EQ(fault("Host: a\r\nTransfer-Encoding: Chunked\r\n"), std::nullopt);
  EXPECT_EQ(framing_fault("GET / HTTP/1.0\r\n\r\n"), std::nullopt);
}

TEST(Framing, TwoWaysToReadItAreRefused) {
  for (const char* lines :
       {"",
        "Host: a\r\nHost: a\r\n",
        "Host: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n",
        "Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n",
        "Host: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
        "Host: a\r\nTransfer-Encoding: gzip, chunked\r\n",
        "Host: a\r\nTransfer-Encoding: xchunked\r\n",
        "Host: a\r\nTransfer-Encoding:\r\n",
        "Host: a\r\nContent-Length: 5, 5\r\n",
        "Host: a\r\nContent-Length: 05\r\n",
        "Host: a\r\nContent-Length: +5\r\n",
        "Host: a\r\nContent-Length: -5\r\n",
        "Host: a\r\nContent-Length: 0x5\r\n",
        "Host: a\r\nContent-Length:\r\n",
        "Host: a\r\nContent-Length: 1000000000000000000000\r\n",
        "Host: a\r\nX: a\r\n Content-Length: 5\r\n",
        "Host: a\r\nX : a\r\n",
        "Host: a\r\n: a\r\n",
        "Host: a\r\nX\r\n",
        "Host: a\r\nX: a\rb\r\n",
        "Host: a\r\nX: a\x01\r\n"})
    EXPECT_NE(fault(lines), std::nullopt) << lines;
  EXPECT_NE(framing_fault("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), std::nullopt);
  EXPECT_NE(framing_fault("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), std::nullopt);
  EXPECT_NE(framing_fault("GET /\r\n\r\n"), std::nullopt);
}

TEST(Framing, TheHeadEndsAtTheFirstEmptyLineHoweverItArrives) {
  const std::string bytes = "GET / HTTP/1.1\r\nHost: a\r\n\r\nbody\r\n\r\n";
  const std::size_t size = bytes.find("body");
  for (std::size_t received = 0; received <= bytes.size(); ++received)
    for (std::size_t from = 0; from <= std::min(received, size - 1); ++from) {
      const HeadScan scan = scan_head(std::string_view(bytes).substr(0, received), from);
      EXPECT_EQ(scan.state,
                received < size ? HeadScan::State::incomplete : HeadScan::State::complete);
      EXPECT_EQ(scan.size, received < size ? 0 : size);
    }
}

TEST(Framing, LinesThatDoNotEndWithBothAreMalformed) {
  for (const char* bytes : {"\r\n", "\n", "GET / HTTP/1.1\n", "GET / HTTP/1.1\r\nHost: a\n\n"})
    EXPECT_EQ(scan_head(bytes, 0).state, HeadScan::State::malformed) << bytes;
}

}  // namespace
}  // namespace authledger::server
