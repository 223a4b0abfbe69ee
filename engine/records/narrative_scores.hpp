// Scores that stand in the words of a document's sections.
#pragma once

#include "engine/records/clinical_record.hpp"

namespace authledger {

// Scores that only the words of a section hold. Where an instrument is coded anywhere, the words
// are taken to speak of the same.
// Only narratives that `is_read` holds of are looked at.
void read_narrative_scores(ClinicalRecord& record, bool (*is_read)(const RecordItem&));

}  // namespace authledger
