#include "engine/records/section_kinds.hpp"

namespace authledger {
namespace {

constexpr KnownSection sections[]{
    {SectionKind::diagnoses, "11450-4", "22.2.5.1"},
    {SectionKind::diagnoses, "11450-4", "22.2.5"},
    {SectionKind::diagnoses, "11535-2", "22.2.24"},
    {SectionKind::diagnoses, "46241-6", "22.2.43"},
    {SectionKind::diagnoses, "42347-5", "22.2.43"},
    {SectionKind::diagnoses, "75310-3", "22.2.58"},
    {SectionKind::medications, "10160-0", "22.2.1.1"},
    {SectionKind::medications, "10160-0", "22.2.1"},
    {SectionKind::medications, "10183-2", "22.2.11.1"},
    {SectionKind::medications, "75311-1", "22.2.11"},
    {SectionKind::medications, "42346-7", "22.2.44"},
    {SectionKind::medications, "29549-3", "22.2.38"},
    {SectionKind::allergies, "48765-2", "22.2.6.1"},
    {SectionKind::allergies, "48765-2", "22.2.6"},
    {SectionKind::results, "30954-2", "22.2.3.1"},
    {SectionKind::results, "30954-2", "22.2.3"},
    {SectionKind::results, "11383-7", "22.2.61"},
    {SectionKind::vital_signs, "8716-3", "22.2.4.1"},
    {SectionKind::vital_signs, "8716-3", "22.2.4"},
    {SectionKind::goals, "61146-7", "22.2.60"},
    {SectionKind::plan, "18776-5", "22.2.10"},
    {SectionKind::interventions, "62387-6", "20.21.2.3"},
    {SectionKind::assessment, "51848-0", "22.2.8"},
    {SectionKind::assessment, "51847-2", "22.2.9"},
    {SectionKind::mental_status, "10190-7", "22.2.56"},
    {SectionKind::functional_status, "47420-5", "22.2.14"},
    {SectionKind::functional_status, "10210-3", "20.2.5"},
    {SectionKind::social_history, "29762-2", "22.2.17"},
    {SectionKind::family_history, "10157-6", "22.2.15"},
    {SectionKind::encounters, "46240-8", "22.2.22.1"},
    {SectionKind::encounters, "46240-8", "22.2.22"},
    {SectionKind::procedures, "47519-4", "22.2.7.1"},
    {SectionKind::procedures, "47519-4", "22.2.7"},
    {SectionKind::procedures, "46264-8", "22.2.23"},
    {SectionKind::immunizations, "11369-6", "22.2.2.1"},
    {SectionKind::immunizations, "11369-6", "22.2.2"},
    {SectionKind::history, "10164-2", "19376.1.5.3.1.3.4"},
    {SectionKind::history, "10154-3", "1.1.13.2.1"},
    {SectionKind::history, "46239-0", "22.2.13"},
    {SectionKind::history, "29299-5", "22.2.12"},
    {SectionKind::history, "11348-0", "22.2.20"},
    {SectionKind::history, "61150-9", "20.21.2.2"},
    {SectionKind::history, "10187-3", "1.5.3.1.3.18"},
    {SectionKind::history, "42349-1", "1.5.3.1.3.1"},
    {SectionKind::note, "61149-1", "20.21.2.1"},
    {SectionKind::note, "29545-1", "10.20.2.10"},
    {SectionKind::note, "10184-0", "1.5.3.1.3.26"},
    {SectionKind::note, "8648-8", "1.5.3.1.3.5"},
    {SectionKind::note, "8648-8", "22.2.64"},
    {SectionKind::note, "11493-4", "22.2.16"},
    {SectionKind::note, "18841-7", "22.2.42"},
    {SectionKind::note, "11506-3", "22.2.65"},
    {SectionKind::note, "34117-2", "22.2.65"},
    {SectionKind::note, "11488-4", "22.2.65"},
    {SectionKind::note, "18842-5", "22.2.65"},
    {SectionKind::note, "34109-9", "22.2.65"},
    {SectionKind::note, "78306-8", "22.2.65"},
    {SectionKind::instructions, "8653-8", "22.2.41"},
    {SectionKind::instructions, "69730-0", "22.2.45"},
    {SectionKind::instructions, "42344-2", "1.5.3.1.3.33"},
    {SectionKind::privacy, "57017-6", "3.3251.1.5"},
};

}  // namespace

std::span<const KnownSection> known_sections() {
  return sections;
}

std::optional<SectionKind> section_of_loinc(std::string_view loinc) {
  for (const KnownSection& known : sections)
    if (known.loinc == loinc) return known.kind;
  return std::nullopt;
}

}  // namespace authledger
