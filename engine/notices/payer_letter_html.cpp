#include <ctemplate/template.h>

#include "engine/base/result.hpp"
#include "engine/notices/letter_template.hpp"
#include "engine/notices/payer_letter.hpp"

namespace authledger::notices {
namespace {

using Dictionary = ctemplate::TemplateDictionary;

constexpr const char* template_name = "payer letter";

void set(Dictionary* to, const char* name, const std::string& text) {
  to->SetValue(name, ctemplate::TemplateString(text.data(), text.size()));
}

void add_line(Dictionary* to, const char* section, const DraftLine& line) {
  auto* const row = to->AddSectionDictionary(section);
  set(row, "LABEL", line.label);
  if (line.value)
    set(row->AddSectionDictionary("KNOWN"), "VALUE", *line.value);
  else
    set(row->AddSectionDictionary("BLANK"), "MISSING", line.missing);
}

void add_texts(Dictionary* to, const char* section, const char* name,
               const std::vector<std::string>& texts) {
  for (const std::string& it : texts) set(to->AddSectionDictionary(section), name, it);
}

// The sender's name stands above the rest of its lines, as on a letterhead.
void add_sender(Dictionary* to, const std::vector<DraftLine>& from) {
  for (const DraftLine& line : from) {
    if (line.label == "Facility" && line.value)
      set(to->AddSectionDictionary("SENDER"), "NAME", *line.value);
    else
      add_line(to, "FROM", line);
  }
}

void add_disclosure(Dictionary* to, const PayerLetter& letter) {
  if (letter.decision.is_allowed) {
    if (!letter.disclosure_notes.empty())
      add_texts(to->AddSectionDictionary("NOTES"), "NOTE", "TEXT", letter.disclosure_notes);
    return;
  }
  auto* const stop = to->AddSectionDictionary("STOP");
  set(stop, "WHY", refusal_words(letter.decision));
  add_texts(stop, "NOTE", "TEXT", letter.disclosure_notes);
}

void add_clock(Dictionary* to, const PayerLetter& letter) {
  if (letter.clock) {
    auto* const due = to->AddSectionDictionary("DUE");
    set(due, "BY", letter.clock->due_text);
    set(due, "LEFT", letter.clock->time_left);
    return;
  }
  set(to->AddSectionDictionary("NO_CLOCK"), "WHY", letter.no_clock);
}

void add_section(Dictionary* to, const LetterSection& section) {
  auto* const in = to->AddSectionDictionary(section.for_sender ? "ASIDE" : "SECTION");
  set(in, "HEADING", section.title);
  add_texts(in, "PARAGRAPH", "WORDS", section.paragraphs);
  if (!section.lines.empty()) {
    auto* const lines = in->AddSectionDictionary("LINES");
    for (const DraftLine& line : section.lines) add_line(lines, "LINE", line);
  }
  if (!section.to_write.empty()) set(in->AddSectionDictionary("WRITE"), "WHAT", section.to_write);
}

}  // namespace

std::string html_of(const PayerLetter& letter) {
  static const bool is_known =
      ctemplate::StringToTemplateCache(template_name, letter_template, ctemplate::DO_NOT_STRIP);
  ensure(is_known, "the template of letters cannot be read");
  Dictionary top("payer letter");
  set(&top, "TITLE", letter.title);
  set(&top, "DATE", letter.date);
  add_disclosure(&top, letter);
  add_sender(&top, letter.from);
  for (const DraftLine& line : letter.to) add_line(&top, "TO", line);
  for (const DraftLine& line : letter.about) add_line(&top, "ABOUT", line);
  add_clock(&top, letter);
  for (const LetterSection& it : letter.sections) add_section(&top, it);
  for (const DraftLine& line : letter.signature) add_line(&top, "SIGN", line);
  add_texts(&top, "CLOSING", "WORDS", letter.closing);
  std::string page;
  ctemplate::ExpandTemplate(template_name, ctemplate::DO_NOT_STRIP, &top, &page);
  return page;
}

}  // namespace authledger::notices
