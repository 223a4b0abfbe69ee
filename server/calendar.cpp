#include "server/calendar.hpp"

#include <algorithm>
#include <boost/uuid/name_generator_sha1.hpp>
#include <boost/uuid/uuid_io.hpp>

namespace authledger::server {
namespace {

constexpr std::size_t longest_line = 75;  // octets, without CRLF

// The name space of our UIDs: drawn once, and never changed, or every entry would come twice.
constexpr boost::uuids::uuid name_space{{0x9c, 0x1f, 0x5a, 0x3e, 0x70, 0x2d, 0x4b, 0x86, 0xa4, 0x17,
                                         0x52, 0xe8, 0xd0, 0x6b, 0x3f, 0x91}};

// Each text with its size before it, so that no two lists of texts make one name.
std::string uid_of(const std::vector<std::string>& identity) {
  std::string name;
  for (const std::string& text : identity) name += std::to_string(text.size()) + ":" + text;
  return to_string(boost::uuids::name_generator_sha1(name_space)(name));
}

// RFC 5545, 3.3.11. A line end becomes \n; other control characters are not allowed at all.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '\\' || c == ';' || c == ',') safe += '\\';
    if (c == '\n')
      safe += "\\n";
    else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7F)
      safe += c;
  }
  return safe;
}

bool continues_a_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

// RFC 5545, 3.1: what is longer goes on after CRLF and a space, which counts as an octet.
void add_line(std::string& text, std::string_view line) {
  std::size_t room = longest_line;
  while (line.size() > room) {
    std::size_t size = room;
    while (size > 1 && continues_a_character(line[size])) --size;
    text.append(line.substr(0, size)).append("\r\n ");
    line.remove_prefix(size);
    room = longest_line - 1;
  }
  text.append(line).append("\r\n");
}

// 20260302T150000Z
std::string utc(Instant instant) {
  std::string text = to_text(instant);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text;
}

void add_entry(std::string& text, const CalendarEntry& entry) {
  add_line(text, "BEGIN:VEVENT");
  add_line(text, "UID:" + uid_of(entry.identity));
  add_line(text, "DTSTAMP:" + utc(entry.changed_at));
  add_line(text, "DTSTART:" + utc(entry.starts_at));
  add_line(text, "SUMMARY:" + escaped(entry.summary));
  if (!entry.category.empty()) add_line(text, "CATEGORIES:" + escaped(entry.category));
  add_line(text, "TRANSP:TRANSPARENT");  // nobody is busy because of it
  add_line(text, "END:VEVENT");
}

}  // namespace

std::string calendar_text(std::string_view name, const std::vector<CalendarEntry>& entries) {
  std::string text;
  add_line(text, "BEGIN:VCALENDAR");
  add_line(text, "VERSION:2.0");
  add_line(text, "PRODID:-//authledger//authledgerd//EN");
  add_line(text, "CALSCALE:GREGORIAN");
  add_line(text, "NAME:" + escaped(name));  // RFC 7986
  add_line(text, "X-WR-CALNAME:" + escaped(name));
  for (const CalendarEntry& entry : entries) add_entry(text, entry);
  add_line(text, "END:VCALENDAR");
  return text;
}

}  // namespace authledger::server
