#include "tools/line_reader.hpp"

namespace authledger::tools {

Line LineReader::next(std::string& line) {
  line.clear();
  std::streambuf& buffer = *stream_.rdbuf();
  constexpr int end = std::char_traits<char>::eof();
  int next = buffer.sbumpc();
  if (next == end) return Line::end;
  ++number_;
  bool is_too_long = false;
  for (; next != end && next != '\n'; next = buffer.sbumpc()) {
    ++bytes_read_;
    if (line.size() < most_bytes_)
      line += static_cast<char>(next);
    else
      is_too_long = true;
  }
  if (next == '\n') ++bytes_read_;
  if (is_too_long) return Line::too_long;
  if (!line.empty() && line.back() == '\r') line.pop_back();
  return Line::read;
}

}  // namespace authledger::tools
