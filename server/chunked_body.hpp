// A body that arrives in chunks (RFC 9112, 7.1), read more strictly than Beast 1.81 reads it: sizes
// are plain hexadecimal numbers, every line ends with CRLF, extensions and trailers are well
// formed, bounded, and dropped.
//
//     ChunkedBody chunks(limit);
//     bytes.remove_prefix(chunks.take(bytes, body));     // again with more bytes, while `more`
//     if (chunks.state() == ChunkedBody::State::done) ...
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace authledger::server {

class ChunkedBody {
 public:
  enum class State { more, done, malformed, too_large };

  explicit ChunkedBody(std::size_t limit) : left_of_body_(limit) {}  // bytes of the whole body

  // Appends to `body` what the bytes hold of it and returns how many of them are used up; what is
  // left belongs in front of the next ones.
  std::size_t take(std::string_view bytes, std::string& body);

  State state() const { return state_; }

 private:
  enum class Expects { size, data, end_of_data, trailer };

  std::size_t take_line(std::string_view bytes);
  void start_chunk(std::string_view line);
  void take_trailer(std::string_view line);

  State state_ = State::more;
  Expects expects_ = Expects::size;
  std::uint64_t left_of_chunk_ = 0;
  std::uint64_t left_of_body_;
  std::size_t trailer_bytes_ = 0;
};

}  // namespace authledger::server
