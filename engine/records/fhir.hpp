// Reads FHIR R4 JSON into a ClinicalRecord: a Bundle of any type, one resource, or NDJSON.
//
// Resources that a packet has no use for (Claim, ...) are passed over. Items of another patient
// than the document's only one are left out, with a problem.
#pragma once

#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

ClinicalRecord read_fhir(std::string_view name, std::string_view bytes);

}  // namespace authledger
