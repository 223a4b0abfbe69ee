// Rich Text Format 1.9.1, as far as its text needs. Debian has programs for it, but no library.
#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "engine/records/body_text.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::size_t deepest_group = 200;

// Groups whose words are no part of the text.
constexpr std::array<std::string_view, 30> unseen{
    "fonttbl",   "colortbl", "stylesheet", "info",     "pict",       "object",
    "header",    "headerl",  "headerr",    "headerf",  "footer",     "footerl",
    "footerr",   "footerf",  "annotation", "fldinst",  "themedata",  "datastore",
    "listtable", "rsidtbl",  "generator",  "xmlnstbl", "nonshppict", "shppict",
    "filetbl",   "revtbl",   "listtext",   "pntext",   "atnid",      "atnauthor"};

struct Sign {
  std::string_view word;
  std::string_view text;
};
constexpr Sign signs[]{
    {"par", "\n"},           {"line", "\n"},       {"sect", "\n"},       {"page", "\n"},
    {"row", "\n"},           {"cell", " | "},      {"tab", "\t"},        {"emdash", "\u2014"},
    {"endash", "\u2013"},    {"lquote", "\u2018"}, {"rquote", "\u2019"}, {"ldblquote", "\u201C"},
    {"rdblquote", "\u201D"}, {"bullet", "\u2022"}, {"emspace", " "},     {"enspace", " "},
};

struct Group {
  bool is_unseen = false;    // a destination that is no text
  bool is_left_out = false;  // struck, deleted or hidden
  int fallback = 1;          // characters behind \u that stand for it
};

class RtfReader {
 public:
  explicit RtfReader(std::string_view rtf) : rest_(rtf) {}

  BodyText read() {
    while (!rest_.empty() && problem_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '{')
        open();
      else if (c == '}')
        close();
      else if (c == '\\')
        control();
      else if (c != '\r' && c != '\n')
        character(static_cast<unsigned char>(c));
      if (groups_.empty()) break;
    }
    if (!problem_.empty()) return {"", problem_, false};
    BodyText body{tidied(out_), "", true};
    if (left_out_) body.problem = "struck, deleted or hidden text of the RTF is left out";
    if (has_other_page_)
      body.problem += std::string(body.problem.empty() ? "" : "; ") + "characters of code page " +
                      std::to_string(page_) + " of the RTF are not read";
    return body;
  }

 private:
  void open() {
    groups_.push_back(groups_.empty() ? Group{} : groups_.back());
    skip_ = 0;
    if (groups_.size() > deepest_group)
      problem_ = "the RTF is nested deeper than " + std::to_string(deepest_group) + " groups";
  }

  void close() {
    skip_ = 0;
    if (!groups_.empty()) groups_.pop_back();
  }

  Group& group() {
    if (groups_.empty()) groups_.push_back({});
    return groups_.back();
  }

  // Counts what stands only for readers that do not know \u.
  bool is_fallback() {
    if (skip_ == 0) return false;
    --skip_;
    return true;
  }

  void character(unsigned char byte) {
    if (is_fallback()) return;
    std::string text;
    if (byte >= 0x80 && page_ != 1252) {
      has_other_page_ = has_other_page_ || !group().is_unseen;
      append_utf8(text, 0xFFFD);
    } else {
      append_windows_1252(text, byte);
    }
    put(text);
  }

  void put(std::string_view text) {
    if (group().is_unseen) return;
    if (group().is_left_out)
      left_out_ = left_out_ || !trimmed(text).empty();
    else
      out_ += text;
  }

  void control() {
    if (rest_.empty()) return;
    const char c = rest_.front();
    if (c < 'a' || c > 'z') {
      rest_.remove_prefix(1);
      symbol(c);
      return;
    }
    std::size_t length = 0;
    while (length < rest_.size() && length < 32 && rest_[length] >= 'a' && rest_[length] <= 'z')
      ++length;
    const std::string_view name = rest_.substr(0, length);
    rest_.remove_prefix(length);
    const bool is_negative = rest_.starts_with('-');
    if (is_negative) rest_.remove_prefix(1);
    bool has_number = false;
    long number = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1)) {
      has_number = true;
      if (number < 100'000'000) number = number * 10 + (rest_.front() - '0');
    }
    if (rest_.starts_with(' ')) rest_.remove_prefix(1);
    word(name, has_number, is_negative ? -number : number);
  }

  void symbol(char c) {
    if (c == '\'') {
      const auto digit = [](char d) {
        const char small = d >= 'A' && d <= 'F' ? static_cast<char>(d + 32) : d;
        return small >= '0' && small <= '9'   ? small - '0'
               : small >= 'a' && small <= 'f' ? small - 'a' + 10
                                              : -1;
      };
      if (rest_.size() < 2) return;
      const int high = digit(rest_[0]), low = digit(rest_[1]);
      if (high < 0 || low < 0) return;
      rest_.remove_prefix(2);
      character(static_cast<unsigned char>(high * 16 + low));
    } else if (c == '*') {
      group().is_unseen = true;
    } else if (c == '\\' || c == '{' || c == '}') {
      character(static_cast<unsigned char>(c));
    } else if (c == '~') {
      put(" ");
    } else if (c == '_') {
      put("-");
    } else if (c == '\n' || c == '\r') {
      put("\n");
    }
  }

  void word(std::string_view name, bool has_number, long number) {
    const bool is_on = !has_number || number != 0;
    if (name == "bin") {
      rest_.remove_prefix(std::min(rest_.size(), static_cast<std::size_t>(std::max(number, 0L))));
    } else if (is_fallback()) {
      return;
    } else if (name == "u") {
      unicode(number);
    } else if (name == "uc") {
      group().fallback = static_cast<int>(std::clamp(number, 0L, 16L));
    } else if (name == "ansicpg") {
      page_ = number;
    } else if (name == "strike" || name == "striked" || name == "deleted" || name == "v") {
      group().is_left_out = is_on;
    } else if (name == "plain") {
      group().is_left_out = false;
    } else if (std::find(unseen.begin(), unseen.end(), name) != unseen.end()) {
      group().is_unseen = true;
    } else {
      const auto known = std::find_if(std::begin(signs), std::end(signs),
                                      [&](const Sign& sign) { return sign.word == name; });
      if (known != std::end(signs)) put(known->text);
    }
  }

  // 16 bits, signed; two of them for what lies beyond.
  void unicode(long number) {
    skip_ = group().fallback;
    const auto unit = static_cast<char32_t>(number & 0xFFFF);
    if (unit >= 0xD800 && unit <= 0xDBFF) {
      high_ = unit;
      return;
    }
    std::string text;
    const bool is_low = unit >= 0xDC00 && unit <= 0xDFFF && high_ != 0;
    append_utf8(text, is_low ? 0x10000 + ((high_ - 0xD800) << 10) + (unit - 0xDC00) : unit);
    high_ = 0;
    put(text);
  }

  std::string_view rest_;
  std::vector<Group> groups_;
  std::string out_;
  std::string problem_;
  int skip_ = 0;
  long page_ = 1252;
  char32_t high_ = 0;
  bool left_out_ = false;
  bool has_other_page_ = false;
};

}  // namespace

BodyText rtf_text(std::string_view rtf) {
  rtf = trimmed(rtf);
  if (!rtf.starts_with("{\\rtf")) return {"", "the body is no RTF, though it is said to be", false};
  return RtfReader(rtf).read();
}

}  // namespace authledger
