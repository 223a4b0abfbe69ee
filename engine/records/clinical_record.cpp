#include "engine/records/clinical_record.hpp"

#include <array>

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
constexpr std::array<std::string_view, 4> document_words{"unknown", "ccda", "fhir", "text"};

}  // namespace

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
