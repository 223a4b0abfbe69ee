#include "engine/records/clinical_record.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace authledger {
namespace {

constexpr std::array<std::string_view, 16> kind_words{
    "diagnosis",     "medication",        "allergy",        "score",
    "result",        "vital_sign",        "goal",           "plan",
    "mental_status", "functional_status", "social_history", "family_history",
    "encounter",     "procedure",         "immunization",   "narrative"};

constexpr std::array<std::string_view, 22> section_words{
    "other",          "diagnoses",      "medications",   "allergies",
    "results",        "vital_signs",    "goals",         "plan",
    "interventions",  "assessment",     "mental_status", "functional_status",
    "social_history", "family_history", "encounters",    "procedures",
    "immunizations",  "history",        "risk",          "note",
    "instructions",   "privacy"};

constexpr std::array<std::string_view, 5> course_words{"unknown", "active", "planned", "resolved",
                                                       "entered_in_error"};
constexpr std::array<std::string_view, 5> document_words{"unknown", "ccda", "fhir", "text", "pdf"};

std::size_t bytes_of(const Source& source) {
  return sizeof source + source.document.size() + source.section.size() +
         source.section_code.size() + source.place.size();
}

std::size_t bytes_of(const RecordItem& item) {
  std::size_t bytes = sizeof item + item.text.size() + item.written.size() + item.value.size() +
                      item.status.size() + item.author.size() + item.subject.size();
  for (const Coding& coding : item.codings)
    bytes += sizeof coding + coding.system.size() + coding.code.size() + coding.display.size();
  for (const Detail& detail : item.details)
    bytes += sizeof detail + detail.name.size() + detail.text.size();
  for (const Answer& answer : item.answers)
    bytes += sizeof answer + answer.question.size() + answer.text.size() + bytes_of(answer.source);
  for (const Source& source : item.sources) bytes += bytes_of(source);
  return bytes;
}

}  // namespace

void add_item_within_bounds(ClinicalRecord& record, RecordItem item) {
  const std::size_t bytes = bytes_of(item);
  if (record.items.size() < most_items_of_a_document &&
      record.item_bytes + bytes <= most_item_bytes_of_a_document) {
    record.item_bytes += bytes;
    record.items.push_back(std::move(item));
    return;
  }
  constexpr std::string_view what = "the document has more items than are read";
  if (std::none_of(record.problems.begin(), record.problems.end(),
                   [&](const RecordProblem& known) { return known.what == what; }))
    record.problems.push_back({record.documents.front().name,
                               item.sources.empty() ? "" : item.sources.front().place,
                               std::string(what)});
}

std::string bounded_label(std::string text) {
  constexpr std::size_t longest = 400;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "...";
}

std::string_view word(ItemKind kind) {
  return kind_words[static_cast<std::size_t>(kind)];
}
std::string_view word(SectionKind kind) {
  return section_words[static_cast<std::size_t>(kind)];
}
std::string_view word(Course course) {
  return course_words[static_cast<std::size_t>(course)];
}
std::string_view word(DocumentKind kind) {
  return document_words[static_cast<std::size_t>(kind)];
}

std::string to_text(const RecordDate& date) {
  std::string text = to_text(date.first);
  if (date.exact == RecordDate::Exact::year) text.resize(4);
  if (date.exact == RecordDate::Exact::month) text.resize(7);
  return text;
}

}  // namespace authledger
