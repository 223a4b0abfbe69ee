// Answers in gzip, for whoever asks (Accept-Encoding, RFC 9110, 12.5.3). Requests are never
// decompressed: a small body must not become a large one.
//
//     compress(response, request.accept_encoding);
//
// Small answers, streams of events and what is compressed already stay as they are. An entity tag
// gets the mark -gzip, because a strong tag stands for the very bytes; etag.hpp reads it back.
// Answers hold no secret beside text of a sender's choosing, so their length betrays none (BREACH).
#pragma once

#include <string_view>

#include "server/request.hpp"

namespace authledger::server {

constexpr std::size_t least_bytes_to_compress = 1'024;
constexpr std::string_view mark_of_gzip = "-gzip";  // last in the quotes of a tag

void compress(Response& response, std::string_view accept_encoding);

// Whether the field prefers gzip to the plain text. Of a field that cannot be read: no.
bool accepts_gzip(std::string_view accept_encoding);

}  // namespace authledger::server
