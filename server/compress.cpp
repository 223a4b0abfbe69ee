#include "server/compress.hpp"

#include <zlib.h>

#include <algorithm>
#include <boost/algorithm/string/predicate.hpp>
#include <optional>
#include <string>

namespace authledger::server {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// What stands before the mark; the rest stays in `text`.
std::string_view cut(std::string_view& text, char mark) {
  const std::string_view part = text.substr(0, text.find(mark));
  text.remove_prefix(std::min(text.size(), part.size() + 1));
  return trimmed(part);
}

// In thousandths; "q=0.5" is 500. None: not a weight of RFC 9110, 12.4.2.
std::optional<int> weight(std::string_view parameter) {
  if (parameter.empty()) return 1'000;
  if (parameter.size() < 3 || (parameter[0] | 0x20) != 'q' || parameter[1] != '=')
    return std::nullopt;
  const std::string_view number = parameter.substr(2);
  if ((number[0] != '0' && number[0] != '1') || number.size() > 5) return std::nullopt;
  int thousandths = (number[0] - '0') * 1'000;
  if (number.size() > 1 && number[1] != '.') return std::nullopt;
  for (std::size_t i = 2, worth = 100; i < number.size(); ++i, worth /= 10) {
    if (number[i] < '0' || number[i] > '9') return std::nullopt;
    thousandths += (number[i] - '0') * static_cast<int>(worth);
  }
  return thousandths <= 1'000 ? std::optional(thousandths) : std::nullopt;
}

bool is_compressible(std::string_view content_type) {
  const std::string_view type = content_type.substr(0, content_type.find(';'));
  return (type.starts_with("text/") && type != "text/event-stream") || type.ends_with("json");
}

// None: zlib has no memory.
std::optional<std::string> gzipped(const std::string& plain) {
  // One thread serves all connections: the fastest level, which takes most of the redundancy of
  // JSON already. 15 bits of window; 16 more ask for the head and foot of gzip.
  constexpr int level = Z_BEST_SPEED, window_and_gzip = 15 + 16, memory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, window_and_gzip, memory, Z_DEFAULT_STRATEGY) != Z_OK)
    return std::nullopt;
  std::string packed(deflateBound(&stream, plain.size()), '\0');
  std::string input = plain;  // zlib takes no const
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const int ended = deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return ended == Z_STREAM_END ? std::optional(std::move(packed)) : std::nullopt;
}

}  // namespace

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<int> gzip, identity, any;
  while (!accept_encoding.empty()) {
    std::string_view item = cut(accept_encoding, ',');
    if (item.empty()) continue;
    const std::string_view coding = cut(item, ';');
    const auto preference = weight(trimmed(item));
    if (!preference) return false;
    if (boost::algorithm::iequals(coding, "gzip") || boost::algorithm::iequals(coding, "x-gzip"))
      gzip = *preference;
    else if (boost::algorithm::iequals(coding, "identity"))
      identity = *preference;
    else if (coding == "*")
      any = *preference;
  }
  const int wish = gzip.value_or(any.value_or(0));
  return wish > 0 && wish >= identity.value_or(0);
}

void compress(Response& response, std::string_view accept_encoding) {
  constexpr std::size_t most_bytes = std::size_t{1} << 30;  // what zlib counts in one go
  if (response.body.size() < least_bytes_to_compress || response.body.size() > most_bytes ||
      !is_compressible(response.content_type))
    return;
  const auto named = [&](std::string_view name) {
    return std::ranges::find_if(response.headers, [&](const auto& header) {
      return boost::algorithm::iequals(header.first, name);
    });
  };
  if (named("Content-Encoding") != response.headers.end()) return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (!accepts_gzip(accept_encoding)) return;
  auto packed = gzipped(response.body);
  if (!packed || packed->size() >= response.body.size()) return;
  response.body = std::move(*packed);
  if (const auto tag = named("ETag"); tag != response.headers.end() && tag->second.ends_with('"'))
    tag->second.insert(tag->second.size() - 1, mark_of_gzip);
  response.headers.emplace_back("Content-Encoding", "gzip");
}

}  // namespace authledger::server
