#include "server/framing.hpp"

#include <algorithm>

namespace authledger::server {
namespace {

constexpr std::string_view line_end = "\r\n";

bool is_token(std::string_view text) {  // RFC 9110, 5.6.2
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  });
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits without a sign, a list or a leading zero; its range is for the body limit to judge.
bool is_length(std::string_view text) {
  return !text.empty() && text.size() <= 18 && (text == "0" || text.front() != '0') &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Framing {
  int hosts = 0, lengths = 0, codings = 0;
};

// Counts a field that decides the framing; a fault when its value is not the one way to write it.
std::optional<std::string> count_field(std::string_view line, Framing& framing) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return "a header line does not start with a name and a colon";
  const std::string name = lower(line.substr(0, colon));
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name == "host") ++framing.hosts;
  if (name == "content-length") {
    ++framing.lengths;
    if (!is_length(value)) return "content-length is not a plain number";
  }
  if (name == "transfer-encoding") {
    ++framing.codings;
    if (lower(value) != "chunked") return "transfer-encoding must be chunked, if anything";
  }
  return std::nullopt;
}

std::optional<std::string> fault_of(const Framing& framing, bool is_1_1) {
  if (is_1_1 && framing.hosts != 1) return "a request needs exactly one host";
  if (framing.hosts > 1) return "there is more than one host";
  if (framing.lengths > 1) return "there is more than one content-length";
  if (framing.codings > 1) return "there is more than one transfer-encoding";
  if (framing.codings > 0 && framing.lengths > 0)
    return "content-length and transfer-encoding contradict each other";
  if (framing.codings > 0 && !is_1_1) return "http/1.0 has no transfer-encoding";
  return std::nullopt;
}

}  // namespace

HeadScan scan_head(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return {HeadScan::State::malformed, 0};
    if (at == 1) return {HeadScan::State::malformed, 0};  // an empty line where the request belongs
    if (bytes.substr(0, at + 1).ends_with("\r\n\r\n")) return {HeadScan::State::complete, at + 1};
  }
  return {};
}

std::optional<std::string> framing_fault(std::string_view head) {
  const auto first_end = head.find(line_end);
  const std::string_view request_line = head.substr(0, first_end);
  const bool is_1_1 = request_line.ends_with(" HTTP/1.1");
  if (!is_1_1 && !request_line.ends_with(" HTTP/1.0"))
    return "the request line does not end with HTTP/1.1";
  head.remove_prefix(first_end + line_end.size());
  Framing framing;
  while (!head.empty() && head != line_end) {
    const auto end = head.find(line_end);
    const std::string_view line = head.substr(0, end);
    const bool has_control = std::any_of(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
    });
    if (has_control) return "a header line holds a control character";
    if (auto fault = count_field(line, framing)) return fault;
    head.remove_prefix(end + line_end.size());
  }
  return fault_of(framing, is_1_1);
}

}  // namespace authledger::server
