// No library: those at hand build trees without bounds, or compare each attribute of a tag with all
// before it, which a hostile page turns into hours. This reads tags only as far as text needs.
#include <algorithm>
#include <array>
#include <utility>

#include "engine/records/body_text.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

struct Entity {
  std::string_view name;
  char32_t character;
};
// Those that notes use; another one stays as it is written.
constexpr Entity entities[]{
    {"amp", '&'},      {"apos", '\''},    {"bull", 0x2022},  {"cent", 0xA2},     {"copy", 0xA9},
    {"deg", 0xB0},     {"divide", 0xF7},  {"eacute", 0xE9},  {"frac12", 0xBD},   {"frac14", 0xBC},
    {"frac34", 0xBE},  {"ge", 0x2265},    {"gt", '>'},       {"hellip", 0x2026}, {"ldquo", 0x201C},
    {"le", 0x2264},    {"lsquo", 0x2018}, {"lt", '<'},       {"mdash", 0x2014},  {"micro", 0xB5},
    {"middot", 0xB7},  {"nbsp", ' '},     {"ndash", 0x2013}, {"ne", 0x2260},     {"ntilde", 0xF1},
    {"para", 0xB6},    {"plusmn", 0xB1},  {"quot", '"'},     {"rdquo", 0x201D},  {"reg", 0xAE},
    {"rsquo", 0x2019}, {"sect", 0xA7},    {"sup2", 0xB2},    {"sup3", 0xB3},     {"times", 0xD7},
    {"trade", 0x2122},
};

template <std::size_t N>
bool is_one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

constexpr std::array<std::string_view, 30> blocks{
    "p",       "div",    "ul",     "ol",  "li",    "table", "tr",         "caption",
    "thead",   "tbody",  "tfoot",  "br",  "hr",    "pre",   "blockquote", "section",
    "article", "header", "footer", "dl",  "dt",    "dd",    "form",       "fieldset",
    "address", "figure", "main",   "nav", "aside", "center"};
constexpr std::array<std::string_view, 3> struck{"del", "s", "strike"};
constexpr std::array<std::string_view, 6> unseen{"script",   "style",    "title",
                                                 "template", "textarea", "iframe"};

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : rest_(html) {}

  BodyText read() {
    while (!rest_.empty()) {
      const std::size_t text = std::min(rest_.find('<'), rest_.size());
      words(rest_.substr(0, text));
      rest_.remove_prefix(text);
      if (!rest_.empty()) markup();
    }
    BodyText body{tidied(out_), "", true};
    if (left_out_) body.problem = "struck text of the HTML is left out";
    return body;
  }

 private:
  void markup() {
    if (rest_.starts_with("<!--")) {
      skip_past("-->", 4);
    } else if (rest_.starts_with("<!") || rest_.starts_with("<?")) {
      skip_past(">", 2);
    } else if (rest_.size() > 1 && (is_letter_or_digit(rest_[1]) || rest_[1] == '/')) {
      tag();
    } else {
      words(rest_.substr(0, 1));
      rest_.remove_prefix(1);
    }
  }

  void skip_past(std::string_view mark, std::size_t from) {
    const std::size_t end = rest_.find(mark, from);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + mark.size());
  }

  void tag() {
    rest_.remove_prefix(1);
    const bool is_end = rest_.starts_with('/');
    if (is_end) rest_.remove_prefix(1);
    std::size_t length = 0;
    while (length < rest_.size() && is_letter_or_digit(rest_[length])) ++length;
    const std::string name = lower(rest_.substr(0, std::min<std::size_t>(length, 20)));
    char quote = 0;
    std::size_t end = length;
    for (; end < rest_.size(); ++end) {
      const char c = rest_[end];
      if (quote != 0)
        quote = c == quote ? '\0' : quote;
      else if ((c == '"' || c == '\'') && rest_[end - 1] == '=')
        quote = c;
      else if (c == '>')
        break;
    }
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (!is_end && is_one_of(name, unseen))
      skip_element(name);
    else
      apply(name, is_end);
  }

  // Behind the end tag of an element whose content is no text.
  void skip_element(const std::string& name) {
    for (std::size_t at = 0; (at = rest_.find("</", at)) != std::string_view::npos; at += 2)
      if (lower(rest_.substr(at + 2, name.size())) == name) {
        rest_.remove_prefix(at);
        skip_past(">", 2);
        return;
      }
    rest_ = {};
  }

  void apply(const std::string& name, bool is_end) {
    const bool is_heading = name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6';
    if (is_one_of(name, struck)) {
      struck_ += is_end ? (struck_ > 0 ? -1 : 0) : 1;
    } else if (is_heading) {
      start_line();
      if (!is_end) out_ += "## ";
    } else if (name == "td" || name == "th") {
      if (!is_end && !out_.empty() && out_.back() != '\n') out_ += " | ";
    } else if (is_one_of(name, blocks)) {
      start_line();
    }
  }

  void start_line() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (out_.ends_with("\n##")) out_.resize(out_.size() - 2);  // a heading without words
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }

  void words(std::string_view text) {
    if (struck_ > 0) {
      left_out_ = left_out_ || !trimmed(text).empty();
      return;
    }
    while (!text.empty()) {
      if (text.front() == '&') {
        entity(text);
        continue;
      }
      const char c = text.front();
      text.remove_prefix(1);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r')
        out_ += c;
      else if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n')
        out_ += ' ';
    }
  }

  void entity(std::string_view& text) {
    const std::size_t end = text.substr(0, 12).find(';');
    const std::string_view name = end == std::string_view::npos ? "" : text.substr(1, end - 1);
    char32_t character = 0;
    if (name.starts_with('#')) {
      character = number(name.substr(1));
    } else {
      const auto known = std::find_if(std::begin(entities), std::end(entities),
                                      [&](const Entity& each) { return each.name == name; });
      if (known != std::end(entities)) character = known->character;
    }
    if (character == 0) {
      out_ += '&';
      text.remove_prefix(1);
      return;
    }
    append_utf8(out_, character == 0xA0 ? U' ' : character);
    text.remove_prefix(end + 1);
  }

  static char32_t number(std::string_view digits) {
    const bool is_hex = digits.starts_with('x') || digits.starts_with('X');
    if (is_hex) digits.remove_prefix(1);
    char32_t value = 0;
    for (const char c : lower(digits)) {
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : 99;
      if (digit >= (is_hex ? 16 : 10)) return 0;
      value = value * (is_hex ? 16 : 10) + static_cast<char32_t>(digit);
      if (value > 0x10FFFF) return 0;
    }
    return value;
  }

  std::string_view rest_;
  std::string out_;
  int struck_ = 0;
  bool left_out_ = false;
};

}  // namespace

BodyText html_text(std::string_view html) {
  if (html.starts_with("\xEF\xBB\xBF")) html.remove_prefix(3);
  if (html.find('\0') != std::string_view::npos) return {"", "the HTML holds a NUL byte", false};
  if (!broken_utf8(html)) return HtmlReader(html).read();
  std::string converted;
  for (const char c : html) append_windows_1252(converted, static_cast<unsigned char>(c));
  return HtmlReader(converted).read();
}

}  // namespace authledger
