#include "server/framing.hpp"

#include <algorithm>
#include <array>

namespace authledger::server {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t longest_method = 32;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_hex(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

// `word` is in lower case.
bool is_word(std::string_view text, std::string_view word) {
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [](char c, char wanted) { return lower(c) == wanted; });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits without a sign, a list or a leading zero; whether it is too much is for the body limit.
bool is_length(std::string_view text) {
  return !text.empty() && text.size() <= 18 && (text == "0" || text.front() != '0') &&
         std::all_of(text.begin(), text.end(), is_digit);
}

std::uint64_t to_number(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return number;
}

// A name or an address, and perhaps a port: no user, no list, no path.
bool is_host(std::string_view text) {
  std::string_view name = text.substr(0, text.find(':'));
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end < 3) return false;
    const std::string_view address = text.substr(1, end - 1);
    if (!std::all_of(address.begin(), address.end(),
                     [](char c) { return is_hex(c) || c == ':' || c == '.'; }))
      return false;
    name = text.substr(0, end + 1);
  } else if (name.empty() || !std::all_of(name.begin(), name.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
             })) {
    return false;
  }
  const std::string_view rest = text.substr(name.size());
  if (rest.empty()) return true;
  const std::string_view port = rest.substr(1);
  return rest.front() == ':' && !port.empty() && port.size() <= 5 &&
         std::all_of(port.begin(), port.end(), is_digit) && to_number(port) <= 65'535;
}

// Only what RFC 3986 lets stand there unencoded, and whole %XX.
bool is_path_and_query(std::string_view text) {
  constexpr std::string_view marks = "-._~!$&'()*+,;=:@/?";
  if (!text.starts_with('/')) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos) continue;
    if (c != '%' || i + 2 >= text.size() || !is_hex(text[i + 1]) || !is_hex(text[i + 2]))
      return false;
    i += 2;
  }
  return true;
}

struct RequestLine {
  std::string_view method, target, version;
};

std::optional<RequestLine> split(std::string_view line) {
  const auto first = line.find(' ');
  const auto last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return std::nullopt;
  return RequestLine{line.substr(0, first), line.substr(first + 1, last - first - 1),
                     line.substr(last + 1)};
}

std::optional<FramingFault> version_fault(std::string_view version) {
  if (version == "HTTP/1.1" || version == "HTTP/1.0") return std::nullopt;
  const bool is_well_formed = version.size() == 8 && version.starts_with("HTTP/") &&
                              is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
  return FramingFault{is_well_formed ? 505 : 400, "the request line does not end with HTTP/1.1"};
}

// What the fields say about framing; the counts are of lines.
struct Fields {
  std::string_view host;
  std::uint64_t content_length = 0;
  int hosts = 0, lengths = 0, codings = 0;
  std::array<int, 4> singles{};  // of single_fields
};

// Said twice, two programs could each believe another one.
constexpr std::array<std::string_view, 4> single_fields{"content-type", "authorization", "origin",
                                                        "expect"};

// Counts a field that decides the framing; a fault when its value is not the one way to write it.
std::optional<FramingFault> count_field(std::string_view line, Fields& fields) {
  if (auto fault = field_fault(line)) return FramingFault{400, std::move(*fault)};
  const auto colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (is_word(name, "host")) {
    ++fields.hosts;
    fields.host = value;
    if (!is_host(value)) return FramingFault{400, "host is not a name and perhaps a port"};
  } else if (is_word(name, "content-length")) {
    ++fields.lengths;
    if (!is_length(value)) return FramingFault{400, "content-length is not a plain number"};
    fields.content_length = to_number(value);
  } else if (is_word(name, "transfer-encoding")) {
    ++fields.codings;
    if (is_word(value, "chunked")) return std::nullopt;
    return FramingFault{is_token(value) && !is_word(value, "identity") ? 501 : 400,
                        "transfer-encoding must be chunked, if anything"};
  }
  for (std::size_t i = 0; i < single_fields.size(); ++i)
    if (is_word(name, single_fields[i]) && ++fields.singles[i] > 1)
      return FramingFault{400, "there is more than one " + std::string(single_fields[i])};
  return std::nullopt;
}

std::optional<FramingFault> fault_of(const Fields& fields, bool is_1_1) {
  const auto fault = [](const char* detail) { return FramingFault{400, detail}; };
  if (is_1_1 && fields.hosts != 1) return fault("a request needs exactly one host");
  if (fields.hosts > 1) return fault("there is more than one host");
  if (fields.lengths > 1) return fault("there is more than one content-length");
  if (fields.codings > 1) return fault("there is more than one transfer-encoding");
  if (fields.codings > 0 && fields.lengths > 0)
    return fault("content-length and transfer-encoding contradict each other");
  if (fields.codings > 0 && !is_1_1) return fault("http/1.0 has no transfer-encoding");
  return std::nullopt;
}

// RFC 9112, 3.2: "/path?query", or "http://host/path" with the host of the field, or "*".
std::optional<FramingFault> take_target(const RequestLine& line, std::string_view host,
                                        std::string_view& target) {
  target = line.target;
  if (line.method == "CONNECT") return FramingFault{501, "this server is no proxy"};
  if (line.method == "OPTIONS" && target == "*") return std::nullopt;
  const auto scheme = target.find("://");
  if (scheme != std::string_view::npos &&
      (is_word(target.substr(0, scheme), "http") || is_word(target.substr(0, scheme), "https"))) {
    target.remove_prefix(scheme + 3);
    const std::string_view authority = target.substr(0, target.find_first_of("/?"));
    if (!std::equal(authority.begin(), authority.end(), host.begin(), host.end(),
                    [](char a, char b) { return lower(a) == lower(b); }))
      return FramingFault{400, "the address names another host than the field does"};
    target.remove_prefix(authority.size());
    if (target.empty()) target = "/";
  }
  if (is_path_and_query(target)) return std::nullopt;
  return FramingFault{400, "the address is not a path of characters that need no encoding"};
}

}  // namespace

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_letter(c) || is_digit(c) || marks.find(c) != std::string_view::npos;
  });
}

std::optional<std::string> field_fault(std::string_view line) {
  const bool has_control = std::any_of(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
  });
  if (has_control) return "a header line holds a control character";
  const auto colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon)))
    return "a header line does not start with a name and a colon";
  return std::nullopt;
}

HeadScan scan_head(std::string_view bytes, std::size_t from) {
  for (auto at = bytes.find('\n', from); at != std::string_view::npos;
       at = bytes.find('\n', at + 1)) {
    if (at == 0 || bytes[at - 1] != '\r') return {HeadScan::State::malformed, 0};
    if (at == 1) return {HeadScan::State::malformed, 0};  // an empty line where the request belongs
    if (bytes.substr(0, at + 1).ends_with("\r\n\r\n")) return {HeadScan::State::complete, at + 1};
  }
  return {};
}

int status_of_oversize(std::string_view bytes) {
  const auto method_end = bytes.find(' ');
  if (method_end > longest_method) return 400;
  return bytes.find('\n') == std::string_view::npos ? 414 : 431;
}

Framing read_framing(std::string_view head) {
  const auto first_end = head.find(line_end);
  const auto line = split(head.substr(0, first_end));
  Framing framing;
  const auto refuse = [&framing](FramingFault fault) {
    framing.fault = std::move(fault);
    return framing;
  };
  if (!line || !is_token(line->method) || line->method.size() > longest_method)
    return refuse({400, "the request line is not a method, an address and a version"});
  if (auto fault = version_fault(line->version)) return refuse(std::move(*fault));
  head.remove_prefix(first_end + line_end.size());
  Fields fields;
  while (!head.empty() && head != line_end) {
    const auto end = head.find(line_end);
    if (auto fault = count_field(head.substr(0, end), fields)) return refuse(std::move(*fault));
    head.remove_prefix(end + line_end.size());
  }
  if (auto fault = fault_of(fields, line->version == "HTTP/1.1")) return refuse(std::move(*fault));
  if (auto fault = take_target(*line, fields.host, framing.target))
    return refuse(std::move(*fault));
  framing.is_chunked = fields.codings > 0;
  framing.content_length = fields.content_length;
  return framing;
}

}  // namespace authledger::server
