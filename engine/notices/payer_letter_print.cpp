#include "engine/notices/payer_letter_print.hpp"

#include "engine/base/result.hpp"
#include "engine/print/pdf.hpp"

namespace authledger::notices {
namespace {

using namespace print;

constexpr std::size_t longest_name = 70;  // bytes, at the head of a page; whole on the first

std::string said_of(const std::vector<DraftLine>& lines, std::string_view label) {
  for (const DraftLine& line : lines)
    if (line.label == label && line.value) return *line.value;
  return "";
}

// A blank is a line to write on, with what belongs there.
Text value_of(const DraftLine& line) {
  if (line.value) return {{*line.value}};
  return {{"____________________ ", Weight::regular, Tone::soft},
          {"unknown: " + line.missing, Weight::regular, Tone::amber, Size::small}};
}

Table table_of(const std::vector<DraftLine>& lines) {
  Table table{{{"", 1.5}, {"", 4.5}}, false, {}};
  for (const DraftLine& line : lines)
    table.rows.push_back({{{{{line.label, Weight::regular, Tone::soft}}}, {value_of(line)}}});
  return table;
}

std::vector<Field> fields_of(const std::vector<DraftLine>& lines) {
  std::vector<Field> fields;
  for (const DraftLine& line : lines) fields.push_back({line.label, value_of(line)});
  return fields;
}

void add_section(Document& to, const LetterSection& section) {
  to.add(Heading{2, section.title});
  for (const std::string& it : section.paragraphs) to.add(Paragraph{{{it}}});
  if (!section.lines.empty()) to.add(table_of(section.lines));
  if (!section.to_write.empty())
    to.add(Paragraph{{{section.to_write + "\n\n\n\n", Weight::regular, Tone::amber}}, Frame::box});
}

std::string head_of(const PayerLetter& letter) {
  std::string head = shortened(said_of(letter.about, "Member"), longest_name);
  if (head.empty()) head = "member unknown";
  if (const std::string born = said_of(letter.about, "Born"); !born.empty())
    head += " · born " + born;
  if (const std::string id = said_of(letter.about, "Plan member id"); !id.empty())
    head += " · plan member id " + id;
  return head;
}

Document empty_document(const PayerLetter& letter) {
  Document document;
  document.title = letter.title;
  document.author = said_of(letter.from, "Facility");
  document.subject = "Letter to " + said_of(letter.to, "Payer");
  document.head = head_of(letter);
  const std::string number = said_of(letter.about, "Authorization");
  document.head_right =
      number.empty() ? "authorization unknown" : "Authorization " + shortened(number, longest_name);
  document.foot = std::string(letter.decision.is_allowed ? "" : "NOT TO BE SENT. ") +
                  "Confidential health information, as of " + letter.date + ".";
  document.created = letter.as_of;
  return document;
}

}  // namespace

Document document_of(const PayerLetter& letter) {
  Document document = empty_document(letter);
  if (!letter.decision.is_allowed)
    document.add(Paragraph{{{"Not to be sent. ", Weight::bold, Tone::red},
                            {refusal_words(letter.decision), Weight::regular, Tone::red}},
                           Frame::red});
  document.add(Fields{fields_of(letter.from), fields_of(letter.to)});
  document.add(Paragraph{{{letter.title, Weight::bold, Tone::band, Size::large},
                          {"\n" + letter.date, Weight::regular, Tone::soft}}});
  document.add(table_of(letter.about));
  for (const LetterSection& it : letter.sections)
    if (!it.for_sender) add_section(document, it);
  document.add(table_of(letter.signature));
  for (const std::string& it : letter.disclosure_notes) document.add(Paragraph{{{it}}, Frame::box});
  for (const std::string& it : letter.closing)
    document.add(Paragraph{{{it, Weight::regular, Tone::soft, Size::small}}});
  return document;
}

std::string pdf_of(const PayerLetter& letter, Paper paper) {
  return print::pdf_of(document_of(letter), paper);
}

}  // namespace authledger::notices
