#include "engine/records/text_note.hpp"

#include <algorithm>

#include "engine/records/note_scores.hpp"
#include "engine/records/note_structure.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"

namespace authledger {
namespace {

// Turns the parts of one note into items.
class NoteReader {
 public:
  NoteReader(const NoteSetting& setting, std::string_view text, ClinicalRecord& record)
      : setting_(setting), text_(text), record_(record), count_(text) {}

  void read(std::vector<NoteSection> sections) {
    for (NoteSection& section : sections) {
      if (section.title == head_title) continue;  // its lines are no statements
      while (section.begin < section.end && is_line_mark(section.begin)) ++section.begin;
      if (section.begin >= section.end) continue;
      RecordItem item = item_of(ItemKind::narrative, section, section.begin, section.end);
      add(std::move(item));
      if (setting_.reads_lists) read_list(section);
      if (section.kind != SectionKind::goals && section.kind != SectionKind::plan)
        read_scores(section);
    }
  }

 private:
  bool is_line_mark(std::size_t at) const {
    return std::string_view(" \t\r\n").find(text_[at]) != std::string_view::npos;
  }

  RecordItem item_of(ItemKind kind, const NoteSection& section, std::size_t begin,
                     std::size_t end) {
    RecordItem item;
    item.kind = kind;
    item.section = section.kind;
    item.text = text_.substr(begin, end - begin);
    item.date = setting_.date;
    item.dated_by_document = setting_.date.has_value();
    item.author = setting_.author;
    item.subject = setting_.subject;
    item.status = setting_.status;
    if (item.status == "entered-in-error") item.course = Course::entered_in_error;
    item.sources.push_back({setting_.document,
                            section.title.empty() ? setting_.title : section.title, setting_.code,
                            place(begin, end)});
    return item;
  }

  std::string place(std::size_t begin, std::size_t end) const {
    return setting_.place + (setting_.place.empty() ? "" : " ") + "characters " +
           std::to_string(count_.before(begin)) + "-" + std::to_string(count_.before(end));
  }

  void add(RecordItem item) { add_item_within_bounds(record_, std::move(item)); }

  void add_problem(std::size_t begin, std::size_t end, std::string why) {
    if (record_.problems.size() < most_problems_of_a_document)
      record_.problems.push_back({setting_.document, place(begin, end), std::move(why)});
  }

  // One item for each line, bullet, or part between semicolons of a section that is a list.
  void read_list(const NoteSection& section) {
    const auto kind = [&]() -> std::optional<ItemKind> {
      switch (section.kind) {
        case SectionKind::diagnoses:
          return ItemKind::diagnosis;
        case SectionKind::medications:
          return ItemKind::medication;
        case SectionKind::allergies:
          return ItemKind::allergy;
        case SectionKind::goals:
          return ItemKind::goal;
        case SectionKind::plan:
          return ItemKind::plan;
        default:
          return std::nullopt;
      }
    }();
    if (!kind) return;
    const bool by_semicolon = *kind == ItemKind::medication || *kind == ItemKind::diagnosis;
    for (std::size_t begin = section.begin; begin < section.end;) {
      std::size_t end =
          std::min(text_.find_first_of(by_semicolon ? "\n;" : "\n", begin), section.end);
      const std::size_t next = end + 1;
      while (begin < end &&
             std::string_view(" \t\r-*+>").find(text_[begin]) != std::string_view::npos)
        ++begin;
      if (text_.substr(begin).starts_with("\xE2\x80\xA2")) begin += 3;  // a bullet
      while (begin < end && text_[begin] == ' ') ++begin;
      while (end > begin &&
             std::string_view(" \t\r").find(text_[end - 1]) != std::string_view::npos)
        --end;
      if (begin < end) add(list_item(*kind, section, begin, end));
      begin = next;
    }
  }

  RecordItem list_item(ItemKind kind, const NoteSection& section, std::size_t begin,
                       std::size_t end) {
    RecordItem item = item_of(kind, section, begin, end);
    const std::string small = lower(item.text);
    const bool may_be_denied = kind != ItemKind::goal && kind != ItemKind::plan;  // "No alcohol"
    item.negated = may_be_denied &&
                   (small == "none" || small.starts_with("none ") || small.starts_with("none.") ||
                    small.starts_with("no ") || small.starts_with("denies") || small == "nkda");
    if (!item.negated) item.course = kind == ItemKind::plan ? Course::planned : Course::active;
    if (kind == ItemKind::diagnosis) read_icd(item);
    return item;
  }

  // "F33.1 Major depressive disorder": a code of ICD-10-CM, where one stands.
  static void read_icd(RecordItem& item) {
    const std::string_view text = item.text;
    for (std::size_t at = 0; at + 3 <= text.size(); ++at) {
      if (at > 0 && is_letter_or_digit(text[at - 1])) continue;
      if (text[at] < 'A' || text[at] > 'Z' || text[at + 1] < '0' || text[at + 1] > '9') continue;
      std::size_t end = at + 2;
      while (end < text.size() && is_letter_or_digit(text[end])) ++end;
      if (end - at != 3) continue;
      if (end + 1 < text.size() && text[end] == '.' && is_letter_or_digit(text[end + 1]))
        for (++end; end < text.size() && is_letter_or_digit(text[end]);) ++end;
      if (end - at > 8) continue;
      item.codings.push_back(
          {"http://hl7.org/fhir/sid/icd-10-cm", std::string(text.substr(at, end - at)), ""});
      return;
    }
  }

  void read_scores(const NoteSection& section) {
    const std::string_view body = text_.substr(section.begin, section.end - section.begin);
    for (const MentionedScore& mention : mentioned_scores(body)) {
      const std::size_t begin = section.begin + mention.begin, end = section.begin + mention.end;
      if (!mention.doubt.empty()) {
        add_problem(begin, end, mention.doubt);
        continue;
      }
      RecordItem score = item_of(ItemKind::score, section, begin, end);
      score.instrument = mention.instrument->name;
      if (mention.date) {
        score.date = RecordDate{*mention.date, RecordDate::Exact::day};
        score.dated_by_document = false;
      }
      if (std::string why = set_total(score, *mention.instrument, mention.value); !why.empty())
        add_problem(begin, end, std::move(why));
      else
        add(std::move(score));
    }
  }

  const NoteSetting& setting_;
  std::string_view text_;
  ClinicalRecord& record_;
  CharacterCount count_;
};

}  // namespace

void read_note(const NoteSetting& setting, std::string_view text, ClinicalRecord& record) {
  NoteReader(setting, text, record).read(note_sections(text));
}

ClinicalRecord read_text_document(std::string_view name, std::string_view bytes) {
  return read_text_as(name, "", bytes);
}

ClinicalRecord read_text_as(std::string_view name, std::string_view place, std::string_view bytes) {
  ClinicalRecord record;
  record.documents.push_back({std::string(name), DocumentKind::text, "", {}, "", {}, false, ""});
  const auto refuse = [&](std::string why) {
    record.problems.push_back({std::string(name), "", std::move(why)});
    return record;
  };
  if (bytes.size() > most_note_bytes)
    return refuse("the note has " + std::to_string(bytes.size()) + " bytes; at most " +
                  std::to_string(most_note_bytes) + " are read");
  if (const auto broken = broken_utf8(bytes))
    return refuse("the text is not valid UTF-8 at byte " + std::to_string(*broken));
  if (bytes.find('\0') != std::string_view::npos) return refuse("the text holds a NUL byte");
  if (trimmed(bytes).empty()) return refuse("the document is empty");

  const NoteHead head = note_head(bytes);
  DocumentInfo& info = record.documents.front();
  info.author = head.author;
  if (head.date) info.date = RecordDate{*head.date, RecordDate::Exact::day};
  if (!head.patient.name.empty() || head.patient.birth_date) info.patients.push_back(head.patient);
  for (const std::string& other : head.names)
    if (lower(collapsed(other)) != lower(collapsed(head.patient.name)))
      record.problems.push_back(
          {std::string(name), "",
           "the note names two patients, \"" + head.patient.name + "\" and \"" + other + "\""});
  NoteSetting setting;
  setting.document = name;
  setting.place = place;
  setting.date = info.date;
  setting.author = head.author;
  read_note(setting, bytes, record);
  join_scores(record);
  return record;
}

}  // namespace authledger
