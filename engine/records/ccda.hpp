// Reads a C-CDA document (R2.1, tolerant of R1.1) into a ClinicalRecord: the narrative of every
// section and the coded entries.
//
// A section is found by its LOINC code, else by its template, else by its title, since exporters
// get each of them wrong. Entries are read by template and by the section they stand in. Source of
// codes and templates: HL7 C-CDA R2.1 implementation guide and hl7.org/ccda examples.
#pragma once

#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

ClinicalRecord read_ccda(std::string_view name, std::string_view bytes);

}  // namespace authledger
