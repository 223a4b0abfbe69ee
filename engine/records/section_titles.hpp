// What a section is about, by the words clinicians put above it.
//
//     section_of_title("Mental Status Exam")      // SectionKind::mental_status
//     section_of_title("Reviewed with patient")   // none
#pragma once

#include <optional>
#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

// Compared without case, marks and numbering; none when the words are not a known title.
std::optional<SectionKind> section_of_title(std::string_view title);

}  // namespace authledger
