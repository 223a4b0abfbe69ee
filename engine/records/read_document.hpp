// Reads one clinical document of any kind that is understood: C-CDA, FHIR R4 JSON, plain
// text, and notes in HTML or RTF.
//
// Never throws for what is in the bytes: a broken or hostile document comes back as a record
// without items and with a problem that says why.
#pragma once

#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

// The kind is found by looking; the media type ("" when unknown) only helps where that is
// ambiguous.
ClinicalRecord read_document(std::string_view name, std::string_view media_type,
                             std::string_view bytes);

}  // namespace authledger
