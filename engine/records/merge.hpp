// Brings the records of several documents together.
//
// What several documents say in the same words about the same day becomes one item that names all
// its places. What they say differently stays side by side, and is listed as a conflict: two totals
// of a questionnaire on one day, a problem that is active here and resolved there.
#pragma once

#include <vector>

#include "engine/records/clinical_record.hpp"

namespace authledger {

ClinicalRecord merge(const std::vector<ClinicalRecord>& records);

}  // namespace authledger
