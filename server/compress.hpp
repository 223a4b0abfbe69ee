// Answers in gzip, for whoever asks (Accept-Encoding, RFC 9110, 12.5.3). Requests are never
// decompressed: a small body must not become a large one.
//
//     Compression compression(response, request.accept_encoding);
//     while (!compression.step()) ...                     // let others do something
//
// Small answers, streams of events and what is compressed already stay as they are. An entity tag
// gets the mark -gzip, because a strong tag stands for the very bytes; etag.hpp reads it back.
// Answers hold no secret beside text of a sender's choosing, so their length betrays none (BREACH).
#pragma once

#include <memory>
#include <string_view>

#include "server/request.hpp"

namespace authledger::server {

constexpr std::size_t least_bytes_to_compress = 1'024;
constexpr std::string_view mark_of_gzip = "-gzip";  // last in the quotes of a tag

// In steps of a millisecond or so: one thread serves all connections, and some answers are large.
class Compression {
 public:
  Compression(Response& response, std::string_view accept_encoding);
  ~Compression();
  Compression(const Compression&) = delete;
  Compression& operator=(const Compression&) = delete;

  bool step();  // true: the response is as it is to be sent

 private:
  class Packer;

  Response& response_;
  std::unique_ptr<Packer> packer_;  // null: nothing is left to do
};

// All steps at once.
void compress(Response& response, std::string_view accept_encoding);

// Whether the field prefers gzip to the plain text. Of a field that cannot be read: no.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace authledger::server
