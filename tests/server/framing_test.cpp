#include "server/framing.hpp"

#include <gtest/gtest.h>

namespace authledger::server {
namespace {

int status_of(const std::string& head) {
  const Framing framing = read_framing(head);
  return framing.fault ? framing.fault->status : 200;
}
int status(const std::string& lines) {
  return status_of("POST /v1/events HTTP/1.1\r\n" + lines + "\r\n");
}
int status_of_line(const std::string& line) {
  return status_of(line + "\r\nHost: a\r\n\r\n");
}

TEST(Framing, OneWayToReadItIsLetThrough) {
  EXPECT_EQ(status("Host: a\r\n"), 200);
  EXPECT_EQ(status("host:a\r\nContent-Length: 0\r\n"), 200);
  EXPECT_EQ(status("Host: a\r\nContent-Length: \t 12 \r\nX-Empty:\r\n"), 200);
  EXPECT_EQ(status("Host: a\r\nTransfer-Encoding: Chunked\r\n"), 200);
  EXPECT_EQ(status("Host: a\r\nAccept: a\r\nAccept: b\r\nX: \xC3\xA4\r\n"), 200);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 200);
}

TEST(Framing, SaysWhereTheBodyEndsAndWhatIsAskedFor) {
  const Framing length =
      read_framing("PUT /v1/members/a%20b?x=1 HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n");
  EXPECT_FALSE(length.is_chunked);
  EXPECT_EQ(length.content_length, 12u);
  EXPECT_EQ(length.target, "/v1/members/a%20b?x=1");
  const Framing chunked =
      read_framing("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  EXPECT_TRUE(chunked.is_chunked);
  EXPECT_EQ(chunked.content_length, 0u);
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
        "Host: a\r\nTransfer-Encoding: identity\r\n",
        "Host: a\r\nTransfer-Encoding:\r\n",
        "Host: a\r\nContent-Length: 5, 5\r\n",
        "Host: a\r\nContent-Length: 05\r\n",
        "Host: a\r\nContent-Length: +5\r\n",
        "Host: a\r\nContent-Length: -5\r\n",
        "Host: a\r\nContent-Length: 0x5\r\n",
        "Host: a\r\nContent-Length:\r\n",
        "Host: a\r\nContent-Length: 1000000000000000000000\r\n",
        "Host: a\r\nContent-Type: a/b\r\nContent-Type: c/d\r\n",
        "Host: a\r\nAuthorization: a\r\nauthorization: b\r\n",
        "Host: a\r\nX: a\r\n Content-Length: 5\r\n",
        "Host: a\r\nX : a\r\n",
        "Host: a\r\n: a\r\n",
        "Host: a\r\nX\r\n",
        "Host: a\r\nX: a\rb\r\n",
        "Host: a\r\nX: a\x01\r\n"})
    EXPECT_EQ(status(lines), 400) << lines;
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
}

TEST(Framing, AHostIsANameOrAnAddressAndPerhapsAPort) {
  for (const char* host : {"a", "ehr-1.example.com:8080", "127.0.0.1", "[::1]", "[::1]:65535"})
    EXPECT_EQ(status("Host: " + std::string(host) + "\r\n"), 200) << host;
  for (const char* host : {"", "user@a", "a/path", "a, b", "a:", "a:65536", "a:b", "[]", "[::1",
                           "[::1]8", "[g::]", "a b", ":80"})
    EXPECT_EQ(status("Host: " + std::string(host) + "\r\n"), 400) << host;
}

TEST(Framing, TheRequestLineIsAMethodAnAddressAndAVersion) {
  for (const char* line : {"GET /", "GET  / HTTP/1.1", "GET\t/ HTTP/1.1", "GET HTTP/1.1",
                           "GET / HTTP/1.1 ", " GET / HTTP/1.1", "GET / http/1.1", "GET / HTTP/1",
                           "GET / HTTP/01.1", "G[T / HTTP/1.1", " / HTTP/1.1", "GET /a b HTTP/1.1"})
    EXPECT_EQ(status_of_line(line), 400) << line;
  for (const char* version : {"HTTP/2.0", "HTTP/1.2", "HTTP/0.9"})
    EXPECT_EQ(status_of_line("GET / " + std::string(version)), 505) << version;
  EXPECT_EQ(status_of_line("CONNECT a:443 HTTP/1.1"), 501);
  EXPECT_EQ(status("Host: a\r\nTransfer-Encoding: xchunked\r\n"), 501);
  EXPECT_EQ(status_of_line(std::string(33, 'A') + " / HTTP/1.1"), 400);
}

TEST(Framing, AnAddressIsAPathOfWhatNeedsNoEncoding) {
  for (const char* target : {"/", "/a/b?c=d&e=%2F", "/~a;b=c,d/(1)'*!$+:@"})
    EXPECT_EQ(status_of_line("GET " + std::string(target) + " HTTP/1.1"), 200) << target;
  for (const char* target : {"*", "a", "/a#b", "/\\a", "/<a>", "/\xC3\xA4", "/%", "/%4", "/%4g",
                             "/a\x7F", "ftp://a/", "http://b/", "http://user@a/", "http://a:80/"})
    EXPECT_EQ(status_of_line("GET " + std::string(target) + " HTTP/1.1"), 400) << target;
  EXPECT_EQ(status_of_line("OPTIONS * HTTP/1.1"), 200);
  EXPECT_EQ(read_framing("GET http://A/b?c HTTP/1.1\r\nHost: a\r\n\r\n").target, "/b?c");
  EXPECT_EQ(read_framing("GET https://a HTTP/1.1\r\nHost: a\r\n\r\n").target, "/");
}

TEST(Framing, AHeadThatIsTooLargeIsNamedByWhatIsTooLargeInIt) {
  const std::string much(20'000, 'a');
  EXPECT_EQ(status_of_oversize(much), 400);
  EXPECT_EQ(status_of_oversize(much + " / HTTP/1.1\r\n"), 400);
  EXPECT_EQ(status_of_oversize("GET /" + much), 414);
  EXPECT_EQ(status_of_oversize("GET / HTTP/1.1\r\nX: " + much), 431);
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
