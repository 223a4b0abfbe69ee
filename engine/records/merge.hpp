// Brings the records of several documents together.
//
// What several documents say in the same words about the same day becomes one item that names all
// its places. What they say differently stays side by side, and is listed as a conflict: two totals
// of a questionnaire on one day, a problem that is active here and resolved there, two doses.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/records/clinical_record.hpp"

namespace authledger {

// Of several versions of a document, only the newest is used; the others are set aside, which is
// a problem of theirs.
ClinicalRecord merge(const std::vector<ClinicalRecord>& records);

struct ReplacedVersion {
  std::size_t index = 0;  // of the record that is set aside
  std::string why;        // "version 2 of it, new.xml, replaces it"
};
// Those that a document among them names as replaced (relatedDocument RPLC, relatesTo), or whose
// set has a newer version among them; in order. Two that replace each other are both kept.
std::vector<ReplacedVersion> replaced_versions(const std::vector<ClinicalRecord>& records);

}  // namespace authledger
