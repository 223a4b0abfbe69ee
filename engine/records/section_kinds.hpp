// What the sections of C-CDA documents and FHIR Compositions are about, by their codes.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

struct KnownSection {
  SectionKind kind;
  std::string_view loinc;
  std::string_view section_template;  // the end of its OID
};
std::span<const KnownSection> known_sections();

std::optional<SectionKind> section_of_loinc(std::string_view loinc);

}  // namespace authledger
