#include "server/compress.hpp"

#define ZLIB_CONST  // the input is only read
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

auto named(Response& response, std::string_view name) {
  return std::ranges::find_if(response.headers, [&](const auto& header) {
    return boost::algorithm::iequals(header.first, name);
  });
}

constexpr std::size_t bytes_a_step = std::size_t{128} << 10;

}  // namespace

class Compression::Packer {
 public:
  explicit Packer(std::string_view plain) : plain_(plain) {
    // The fastest level, which takes most of the redundancy of JSON already. 15 bits of window; 16
    // more ask for the head and foot of gzip.
    constexpr int level = Z_BEST_SPEED, window_and_gzip = 15 + 16, memory = 8;
    has_failed_ = deflateInit2(&stream_, level, Z_DEFLATED, window_and_gzip, memory,
                               Z_DEFAULT_STRATEGY) != Z_OK;  // there is no memory
  }
  ~Packer() { deflateEnd(&stream_); }
  Packer(const Packer&) = delete;
  Packer& operator=(const Packer&) = delete;

  // True: it is over.
  bool step() {
    if (has_failed_) return true;
    const std::string_view piece = plain_.substr(0, bytes_a_step);
    plain_.remove_prefix(piece.size());
    const std::size_t before = packed_.size();
    packed_.resize(before + deflateBound(&stream_, piece.size()) + room_for_what_waits);
    stream_.next_in = bytes_of(piece.data());
    stream_.avail_in = static_cast<uInt>(piece.size());
    stream_.next_out = reinterpret_cast<Bytef*>(packed_.data() + before);
    stream_.avail_out = static_cast<uInt>(packed_.size() - before);
    const int result = deflate(&stream_, plain_.empty() ? Z_FINISH : Z_NO_FLUSH);
    packed_.resize(packed_.size() - stream_.avail_out);
    const bool is_all_read = stream_.avail_in == 0;
    has_failed_ = plain_.empty() ? result != Z_STREAM_END : result != Z_OK || !is_all_read;
    return has_failed_ || plain_.empty();
  }

  // None: it failed.
  std::optional<std::string> take() {
    return has_failed_ ? std::nullopt : std::optional(std::move(packed_));
  }

 private:
  static constexpr std::size_t room_for_what_waits = std::size_t{128} << 10;  // within zlib

  static const Bytef* bytes_of(const char* text) {
    return static_cast<const Bytef*>(static_cast<const void*>(text));
  }

  z_stream stream_{};
  std::string_view plain_;  // what is left of it
  std::string packed_;
  bool has_failed_ = false;
};

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

Compression::Compression(Response& response, std::string_view accept_encoding)
    : response_(response) {
  if (response.body.size() < least_bytes_to_compress || !is_compressible(response.content_type) ||
      named(response, "Content-Encoding") != response.headers.end())
    return;
  response.headers.emplace_back("Vary", "Accept-Encoding");
  if (accepts_gzip(accept_encoding)) packer_ = std::make_unique<Packer>(response.body);
}

Compression::~Compression() = default;

bool Compression::step() {
  if (!packer_) return true;
  if (!packer_->step()) return false;
  auto packed = packer_->take();
  packer_.reset();
  if (!packed || packed->size() >= response_.body.size()) return true;
  response_.body = std::move(*packed);
  const auto tag = named(response_, "ETag");
  if (tag != response_.headers.end() && tag->second.ends_with('"'))
    tag->second.insert(tag->second.size() - 1, mark_of_gzip);
  response_.headers.emplace_back("Content-Encoding", "gzip");
  return true;
}

void compress(Response& response, std::string_view accept_encoding) {
  Compression compression(response, accept_encoding);
  while (!compression.step()) continue;
}

}  // namespace authledger::server
