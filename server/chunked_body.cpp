#include "server/chunked_body.hpp"

#include <algorithm>
#include <charconv>

#include "server/framing.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_line = 1'024;        // of a size with its extensions, of one trailer
constexpr std::size_t most_trailer_bytes = 4'096;  // of all trailers
constexpr std::size_t most_digits = 15;

// ";name", ";name=token" or `;name="text"`, as often as it likes.
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    const auto name_end = std::min(text.find_first_of(";="), text.size());
    if (!is_token(text.substr(0, name_end))) return false;
    text.remove_prefix(name_end);
    if (!text.starts_with('=')) continue;
    text.remove_prefix(1);
    std::size_t value_end = std::min(text.find(';'), text.size());
    if (text.starts_with('"')) {
      value_end = text.find_first_of("\"\\", 1);  // with a backslash: nobody needs it
      if (value_end == std::string_view::npos || text[value_end] != '"') return false;
      ++value_end;
    } else if (!is_token(text.substr(0, value_end))) {
      return false;
    }
    text.remove_prefix(value_end);
  }
  return true;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::size_t ChunkedBody::take(std::string_view bytes, std::string& body) {
  std::size_t used = 0;
  while (state_ == State::more && used < bytes.size()) {
    const std::string_view rest = bytes.substr(used);
    if (expects_ == Expects::data) {
      const auto size =
          static_cast<std::size_t>(std::min<std::uint64_t>(left_of_chunk_, rest.size()));
      body.append(rest.substr(0, size));
      used += size;
      left_of_chunk_ -= size;
      if (left_of_chunk_ == 0) expects_ = Expects::end_of_data;
      continue;
    }
    const std::size_t size = take_line(rest);
    if (size == 0) break;
    used += size;
  }
  return used;
}

// 0: the line is not complete.
std::size_t ChunkedBody::take_line(std::string_view bytes) {
  const auto end = bytes.substr(0, longest_line).find('\n');
  const bool is_after_data = expects_ == Expects::end_of_data;
  if (end == std::string_view::npos) {
    const bool is_wrong_already = is_after_data && (bytes.size() > 1 || bytes.front() != '\r');
    if (bytes.size() >= longest_line || is_wrong_already) state_ = State::malformed;
    return 0;
  }
  if (end == 0 || bytes[end - 1] != '\r') {
    state_ = State::malformed;
    return 0;
  }
  const std::string_view line = bytes.substr(0, end - 1);
  if (is_after_data) {
    if (!line.empty()) state_ = State::malformed;
    expects_ = Expects::size;
  } else if (expects_ == Expects::size) {
    start_chunk(line);
  } else {
    take_trailer(line);
  }
  return end + 1;
}

void ChunkedBody::start_chunk(std::string_view line) {
  const auto digits_end = std::min(line.find(';'), line.size());
  const std::string_view digits = line.substr(0, digits_end);
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), left_of_chunk_, 16);
  if (digits.empty() || digits.front() == '-' || digits.size() > most_digits ||
      error != std::errc() || end != digits.data() + digits.size() || has_control(line) ||
      !are_extensions(line.substr(digits_end))) {
    state_ = State::malformed;
  } else if (left_of_chunk_ > left_of_body_) {
    state_ = State::too_large;
  } else {
    left_of_body_ -= left_of_chunk_;
    expects_ = left_of_chunk_ == 0 ? Expects::trailer : Expects::data;
  }
}

void ChunkedBody::take_trailer(std::string_view line) {
  trailer_bytes_ += line.size();
  if (line.empty())
    state_ = State::done;
  else if (trailer_bytes_ > most_trailer_bytes || field_fault(line))
    state_ = State::malformed;
}

}  // namespace authledger::server
