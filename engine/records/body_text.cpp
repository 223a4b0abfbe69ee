#include "engine/records/body_text.hpp"

#include <array>
#include <utility>

#include "engine/records/plain_text.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

// 0x80 to 0x9F; the others are as in Unicode.
constexpr std::array<char32_t, 32> windows_1252{
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

BodyText refused(std::string why) {
  return {"", std::move(why), false};
}

bool is_of(std::string_view type, std::string_view part) {
  return type.find(part) != std::string_view::npos;
}

}  // namespace

bool looks_like_html(std::string_view bytes) {
  const std::string head = lower(trimmed(bytes.substr(0, 1024)).substr(0, 15));
  return head.starts_with("<html") || head.starts_with("<!doctype html");
}

void append_utf8(std::string& out, char32_t character) {
  if (character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) character = 0xFFFD;
  const auto part = [&](int shift) {
    return static_cast<char>(0x80 | ((character >> shift) & 0x3F));
  };
  if (character < 0x80) {
    out += static_cast<char>(character);
  } else if (character < 0x800) {
    out += static_cast<char>(0xC0 | (character >> 6));
    out += part(0);
  } else if (character < 0x10000) {
    out += static_cast<char>(0xE0 | (character >> 12));
    (out += part(6)) += part(0);
  } else {
    out += static_cast<char>(0xF0 | (character >> 18));
    ((out += part(12)) += part(6)) += part(0);
  }
}

void append_windows_1252(std::string& out, unsigned char byte) {
  append_utf8(out, byte >= 0x80 && byte <= 0x9F ? windows_1252[byte - 0x80] : char32_t{byte});
}

std::string tidied(std::string_view text) {
  std::string out;
  const auto end_line = [&] {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t')) out.pop_back();
  };
  for (const char c : text) {
    if (c == '\n') {
      end_line();
      if (!out.empty() && !out.ends_with("\n\n")) out += '\n';
    } else if (c == '\t' || static_cast<unsigned char>(c) >= 0x20) {
      if (c != '\x7F') out += c;
    }
  }
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ' || out.back() == '\t'))
    out.pop_back();
  return out;
}

BodyText body_text(std::string_view media_type, std::string_view bytes) {
  const std::string type = lower(trimmed(excerpt_of(media_type, 100)));
  if (bytes.size() > most_note_bytes)
    return refused("the body has " + std::to_string(bytes.size()) + " bytes; at most " +
                   std::to_string(most_note_bytes) + " are read");
  if (bytes.starts_with("%PDF") || is_of(type, "pdf"))
    return refused("the body is a PDF, which is not read; whoever reviews has to open it");
  if (is_of(type, "rtf") || bytes.starts_with("{\\rtf")) return rtf_text(bytes);
  if (is_of(type, "html") || (type.empty() && looks_like_html(bytes))) return html_text(bytes);
  if (!type.empty() && !type.starts_with("text/plain") && !type.starts_with("text/markdown"))
    return refused("the body is " + type + ", which is not read; whoever reviews has to open it");
  if (broken_utf8(bytes)) return refused("the body is not UTF-8 text");
  if (bytes.find('\0') != std::string_view::npos) return refused("the body holds a NUL byte");
  return {std::string(trimmed(bytes)), "", false};
}

}  // namespace authledger
