#include "engine/records/note_structure.hpp"

#include <algorithm>
#include <iterator>

#include "engine/records/plain_text.hpp"
#include "engine/records/section_titles.hpp"

namespace authledger {
namespace {

struct Line {
  std::size_t begin, end;  // bytes, without the line break
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back({begin, end});
    begin = end + 1;
  }
  return lines;
}

struct Heading {
  std::string title;
  SectionKind kind = SectionKind::note;
  std::size_t body = 0;  // where its text starts
};

std::string_view without_marks(std::string_view title) {
  while (!title.empty() &&
         std::string_view(" \t*_#:").find(title.front()) != std::string_view::npos)
    title.remove_prefix(1);
  while (!title.empty() &&
         std::string_view(" \t*_#:\r").find(title.back()) != std::string_view::npos)
    title.remove_suffix(1);
  return title;
}

// "Goal" of "Goal 2".
std::string_view without_number(std::string_view title) {
  const std::size_t last = title.find_last_not_of("0123456789");
  if (last == std::string_view::npos || last + 1 == title.size() || title[last] != ' ')
    return title;
  return trimmed(title.substr(0, last));
}

// "LOCAL TITLE", but not "SI" or "PHQ-9".
bool is_capitals(std::string_view title) {
  std::size_t letters = 0;
  for (const char c : title) {
    if (c >= 'a' && c <= 'z') return false;
    if (c >= 'A' && c <= 'Z') ++letters;
    if (c >= '0' && c <= '9') return false;
  }
  return letters >= 4 && title.size() <= 60;
}

bool is_underline(std::string_view line) {
  line = trimmed(line);
  return line.size() >= 3 && (line.find_first_not_of('-') == std::string_view::npos ||
                              line.find_first_not_of('=') == std::string_view::npos);
}

std::optional<Heading> heading_at(std::string_view text, const std::vector<Line>& lines,
                                  std::size_t index) {
  const Line& line = lines[index];
  const std::string_view words = text.substr(line.begin, line.end - line.begin);
  const std::string_view bare = without_marks(words);
  if (bare.empty() || bare.size() > 400) return std::nullopt;
  const std::string_view start = trimmed(words);
  const auto next_line = [&](std::string_view title, SectionKind kind) {
    return Heading{std::string(title), kind, std::min(line.end + 1, text.size())};
  };
  // What stands below a signature is no part of the section above it.
  if (const std::string small = lower(start.substr(0, 24));
      small.starts_with("electronically signed") || small.starts_with("signed by"))
    return Heading{"signature", SectionKind::other, line.begin};
  const auto known = section_of_title(bare);
  if (start.starts_with('#')) return next_line(bare, known.value_or(SectionKind::note));
  if (index + 1 < lines.size() && bare.size() <= 60 &&
      is_underline(
          text.substr(lines[index + 1].begin, lines[index + 1].end - lines[index + 1].begin)))
    return next_line(bare, known.value_or(SectionKind::note));
  if (known) return next_line(bare, *known);
  const std::size_t colon = words.find(':');
  if (colon == std::string_view::npos || colon > 62) return std::nullopt;
  const std::string_view title = without_marks(words.substr(0, colon));
  const auto kind = section_of_title(without_number(title));
  if (!kind && !is_capitals(title)) return std::nullopt;
  std::size_t body = line.begin + colon + 1;
  while (body < line.end && std::string_view("* \t").find(text[body]) != std::string_view::npos)
    ++body;
  return Heading{std::string(title), kind.value_or(SectionKind::note), body};
}

// What the first lines of a note say about it: "Patient: ... DOB: ... Date: ...".
enum class HeadKey : std::uint8_t { patient, born, id, date, author };
struct HeadWord {
  std::string_view word;
  HeadKey key;
};
constexpr HeadWord head_words[]{{"patient name", HeadKey::patient},
                                {"patient", HeadKey::patient},
                                {"client name", HeadKey::patient},
                                {"client", HeadKey::patient},
                                {"member name", HeadKey::patient},
                                {"member", HeadKey::patient},
                                {"name", HeadKey::patient},
                                {"date of birth", HeadKey::born},
                                {"birth date", HeadKey::born},
                                {"birthdate", HeadKey::born},
                                {"dob", HeadKey::born},
                                {"member id", HeadKey::id},
                                {"mrn", HeadKey::id},
                                {"patient id", HeadKey::id},
                                {"date of service", HeadKey::date},
                                {"service date", HeadKey::date},
                                {"session date", HeadKey::date},
                                {"dos", HeadKey::date},
                                {"date", HeadKey::date},
                                {"author", HeadKey::author},
                                {"clinician", HeadKey::author},
                                {"therapist", HeadKey::author},
                                {"provider", HeadKey::author},
                                {"signed by", HeadKey::author},
                                {"electronically signed by", HeadKey::author}};

struct HeadField {
  HeadKey key;
  std::size_t begin;  // of the word
  std::size_t value;
};

std::optional<HeadField> head_field_at(std::string_view line, std::string_view small,
                                       std::size_t at) {
  for (const HeadWord& known : head_words) {
    if (!small.substr(at).starts_with(known.word)) continue;
    std::size_t end = at + known.word.size();
    while (end < line.size() && (line[end] == ' ' || line[end] == '*')) ++end;
    if (end < line.size() && line[end] == ':') return HeadField{known.key, at, end + 1};
  }
  return std::nullopt;
}

std::vector<HeadField> head_fields(std::string_view line) {
  std::vector<HeadField> fields;
  const std::string small = lower(line);
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (at > 0 && is_letter_or_digit(line[at - 1])) continue;
    // Only at the start, or set apart: "referring provider: ..." is no field of its own.
    const std::string_view before = trimmed(line.substr(0, at));
    if (fields.empty() && before.find_first_not_of("*#-|") != std::string_view::npos) break;
    const auto field = head_field_at(line, small, at);
    if (!field) continue;
    fields.push_back(*field);
    at = field->value - 1;
  }
  return fields;
}

constexpr std::size_t head_lines = 40;

std::string_view head_line(std::string_view text, const Line& line) {
  return text.substr(line.begin, std::min<std::size_t>(line.end - line.begin, 400));
}

bool is_list(SectionKind kind) {
  return kind == SectionKind::diagnoses || kind == SectionKind::medications ||
         kind == SectionKind::allergies || kind == SectionKind::goals;
}

// Where the section in hand ends without another heading: "Diagnosis: F33.1 ..." speaks for its
// line and for bullets below it, "Plan: ..." for its paragraph, and a list in bullets ends with
// them.
class SectionEnd {
 public:
  SectionEnd(SectionKind kind, bool starts_on_heading_line)
      : is_list_(is_list(kind)), is_inline_(starts_on_heading_line) {}

  // Asked for each line below the heading that is no heading itself.
  bool is_before(std::string_view line) {
    const std::string_view words = trimmed(line);
    if (words.empty()) {
      after_blank_ = true;
      return is_inline_;
    }
    const bool is_bullet = line.front() == ' ' || line.front() == '\t' ||
                           std::string_view("-*+").find(words.front()) != std::string_view::npos ||
                           words.starts_with("\xE2\x80\xA2");
    if (is_list_ && is_inline_) return !is_bullet;
    const bool ends = is_list_ && has_bullets_ && after_blank_ && !is_bullet;
    has_bullets_ = has_bullets_ || is_bullet;
    after_blank_ = false;
    return ends;
  }

 private:
  bool is_list_, is_inline_;
  bool has_bullets_ = false, after_blank_ = false;
};

std::vector<NoteSection> split(std::string_view text, const std::vector<Line>& lines) {
  std::vector<NoteSection> sections{{"", SectionKind::note, 0, text.size()}};
  NoteSection around;  // what a section that ends by itself gives back to: the last block's
  std::optional<SectionEnd> end;
  bool has_text = false;  // since the last block began: below it a name is no head line any more
  for (std::size_t index = 0; index < lines.size(); ++index) {
    const Line& line = lines[index];
    const auto open = [&](std::string title, SectionKind kind, std::size_t begin) {
      sections.back().end = line.begin;
      sections.push_back({std::move(title), kind, begin, text.size()});
    };
    const bool is_head = !has_text && index < head_lines;
    if (is_head && !head_fields(head_line(text, line)).empty()) {
      if (sections.back().title != head_title) open(head_title, SectionKind::other, line.begin);
      end.emplace(SectionKind::diagnoses, true);  // speaks for its line only
    } else if (const auto heading = heading_at(text, lines, index)) {
      const bool is_inline = heading->body < line.end;
      open(heading->title, heading->kind, heading->body);
      end.emplace(heading->kind, is_inline);
      if (!is_inline) around = {heading->title, heading->kind, 0, 0};
      has_text = is_inline;
    } else {
      const std::string_view words = text.substr(line.begin, line.end - line.begin);
      has_text = has_text || !trimmed(words).empty();
      if (!end || !end->is_before(words)) continue;
      const bool is_other = is_list(around.kind);
      open(is_other ? "" : around.title, is_other ? SectionKind::note : around.kind, line.begin);
      end.reset();
    }
  }
  for (NoteSection& section : sections) {
    const auto is_mark = [&](std::size_t at) {
      return std::string_view(" \t\r\n").find(text[at]) != std::string_view::npos;
    };
    // An underline belongs to its heading.
    const std::size_t first_line = std::min(text.find('\n', section.begin), section.end);
    if (section.begin < first_line &&
        is_underline(text.substr(section.begin, first_line - section.begin)))
      section.begin = first_line;
    while (section.begin < section.end && is_mark(section.begin)) ++section.begin;
    while (section.end > section.begin && is_mark(section.end - 1)) --section.end;
  }
  return sections;
}

void read_head_field(HeadKey key, std::string_view value, NoteHead& head) {
  const auto date = date_at_start(value);
  switch (key) {
    case HeadKey::patient:
      if (!value.empty()) head.names.emplace_back(value);
      break;
    case HeadKey::born:
      if (date && !head.patient.birth_date) head.patient.birth_date = date->date;
      break;
    case HeadKey::id:
      if (!value.empty()) head.patient.ids.emplace_back(value);
      break;
    case HeadKey::date:
      if (date && !head.date) head.date = date->date;
      break;
    case HeadKey::author:
      if (head.author.empty()) head.author = value;
      break;
  }
}

NoteHead read_head(std::string_view text, const std::vector<Line>& lines) {
  NoteHead head;
  for (std::size_t index = 0; index < lines.size() && index < head_lines; ++index) {
    const std::string_view line = head_line(text, lines[index]);
    const std::vector<HeadField> fields = head_fields(line);
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::size_t end = i + 1 < fields.size() ? fields[i + 1].begin : line.size();
      std::string_view value = line.substr(fields[i].value, end - fields[i].value);
      value = value.substr(
          0, std::min({value.find('|'), value.find("  ", 2), value.find('\t', 1), value.size()}));
      while (!value.empty() &&
             std::string_view(" \t\r*|,;(").find(value.front()) != std::string_view::npos)
        value.remove_prefix(1);
      while (!value.empty() &&
             std::string_view(" \t\r*|,;(").find(value.back()) != std::string_view::npos)
        value.remove_suffix(1);
      read_head_field(fields[i].key, value, head);
    }
    const std::string_view whole = trimmed(line);
    const auto date = date_at_start(whole);
    if (!head.date && index < 5 && date && date->length == whole.size()) head.date = date->date;
  }
  if (!head.names.empty()) head.patient.name = head.names.front();
  return head;
}

}  // namespace

std::vector<NoteSection> note_sections(std::string_view text) {
  return split(text, lines_of(text));
}

NoteHead note_head(std::string_view text) {
  return read_head(text, lines_of(text));
}

}  // namespace authledger
