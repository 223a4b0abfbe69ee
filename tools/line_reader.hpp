// Reads a stream line by line with a limit, so that one endless line cannot take the memory.
#pragma once

#include <cstddef>
#include <istream>
#include <string>

namespace authledger::tools {

enum class Line { read, too_long, end };

class LineReader {
 public:
  LineReader(std::istream& stream, std::size_t most_bytes)
      : stream_(stream), most_bytes_(most_bytes) {}

  // The next line without its line break (LF or CRLF). Of one that is too long only the beginning
  // is kept; the rest is skipped, and the line after it comes next.
  Line next(std::string& line);

  std::size_t number() const { return number_; }  // of the line read last, from 1
  std::size_t bytes_read() const { return bytes_read_; }

 private:
  std::istream& stream_;
  std::size_t most_bytes_;
  std::size_t number_ = 0;
  std::size_t bytes_read_ = 0;
};

}  // namespace authledger::tools
