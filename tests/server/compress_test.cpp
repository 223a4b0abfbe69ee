#include "server/compress.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

std::string unzipped(const std::string& packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string input = packed, plain(1 << 22, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(plain.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0U);
  plain.resize(stream.total_out);
  inflateEnd(&stream);
  return plain;
}

server::Response answer_of(std::size_t bytes) {
  std::string body;
  while (body.size() < bytes) body += "{\"id\": \"invented\"},";
  body.resize(bytes);
  return {.body = body};
}

TEST(AcceptEncoding, PrefersGzipOnlyWhereTheSenderDoes) {
  for (const char* yes :
       {"gzip", "GZIP", "x-gzip", "deflate, gzip;q=1.0, *;q=0.5", "gzip;q=0.001", "*", ", gzip",
        "br , gzip ; q=0.8", "identity;q=0.5, gzip;q=0.5", "gzip;Q=0.5", "identity;q=0, *"})
    EXPECT_TRUE(server::accepts_gzip(yes)) << yes;
  for (const char* no :
       {"", "identity", "br, deflate", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
        "gzip;q=2", "gzip;q=1.001", "gzip;q=.5", "gzip;q=0.0001", "gzip;q=", "gzip;level=9",
        "gzip;q=x", "identity, gzip;q=0.5", "gzipped", "gzip q=1", "gzip;q=1;q=0", "gzip;q=0x1"})
    EXPECT_FALSE(server::accepts_gzip(no)) << no;
}

TEST(Compress, IsUndoneToTheSameBytes) {
  for (const std::size_t size : {1'024U, 1'025U, 100'000U, 3'000'000U}) {
    const auto plain = answer_of(size);
    auto packed = plain;
    server::compress(packed, "gzip, br");
    EXPECT_EQ(header_of(packed, "Content-Encoding"), "gzip");
    EXPECT_EQ(header_of(packed, "Vary"), "Accept-Encoding");
    EXPECT_LT(packed.body.size(), plain.body.size());
    EXPECT_EQ(unzipped(packed.body), plain.body);
  }
}

TEST(Compress, OfALargeAnswerIsDoneInSteps) {
  auto small = answer_of(10'000), large = answer_of(3'000'000);
  server::Compression one(small, "gzip"), many(large, "gzip");
  EXPECT_TRUE(one.step());
  int steps = 1;
  while (!many.step()) ++steps;
  EXPECT_GT(steps, 10);
  EXPECT_EQ(unzipped(large.body), answer_of(3'000'000).body);
}

TEST(Compress, LeavesSmallAnswersAlone) {
  auto response = answer_of(1'023);
  server::compress(response, "gzip");
  EXPECT_EQ(response.body, answer_of(1'023).body);
  EXPECT_TRUE(response.headers.empty());
}

TEST(Compress, SaysThatTheAnswerVariesEvenWhenNobodyAsked) {
  auto response = answer_of(5'000);
  server::compress(response, "");
  EXPECT_EQ(response.body, answer_of(5'000).body);
  EXPECT_EQ(header_of(response, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header_of(response, "Content-Encoding"), "");
}

TEST(Compress, IsForTextsAndNotForStreams) {
  for (const char* type : {"application/json", "application/problem+json", "application/x-ndjson",
                           "text/csv; charset=utf-8", "text/html; charset=utf-8"}) {
    auto response = answer_of(5'000);
    response.content_type = type;
    server::compress(response, "gzip");
    EXPECT_EQ(header_of(response, "Content-Encoding"), "gzip") << type;
  }
  for (const char* type : {"text/event-stream", "text/event-stream; charset=utf-8",
                           "application/octet-stream", "application/pdf", "image/png"}) {
    auto response = answer_of(5'000);
    response.content_type = type;
    server::compress(response, "gzip");
    EXPECT_EQ(response.body, answer_of(5'000).body) << type;
    EXPECT_TRUE(response.headers.empty()) << type;
  }
}

TEST(Compress, DoesNotPackTwice) {
  auto response = answer_of(5'000);
  server::compress(response, "gzip");
  const auto once = response;
  response.body.resize(5'000);
  server::compress(response, "gzip");
  EXPECT_EQ(response.headers, once.headers);
}

TEST(Compress, MarksTheEntityTag) {
  auto response = answer_of(5'000);
  response.headers.emplace_back("ETag", "\"abc\"");
  server::compress(response, "gzip");
  EXPECT_EQ(header_of(response, "ETag"), "\"abc-gzip\"");
}

}  // namespace
}  // namespace authledger::test
