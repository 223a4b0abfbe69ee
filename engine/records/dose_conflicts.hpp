// Medications that are taken in two doses at once, as far as the documents say.
//
// A coded list speaks until it ends an entry; a line of a note speaks of the note's day. So two
// coded active entries of a drug contradict each other whenever they were written, and a line of a
// note only what is said of the same day. How often a dose is taken is not compared: documents say
// it in too many ways.
#pragma once

#include "engine/records/clinical_record.hpp"

namespace authledger {

// "sertraline" of "Sertraline 50 MG Oral Tablet [Zoloft]"; empty where no name comes first.
std::string drug_in(std::string_view text);
// "50 mg" and the like, in the order of the text; "0.05 g" stays as it is.
std::vector<std::string> amounts_in(std::string_view text);

void list_dose_conflicts(ClinicalRecord& record);

}  // namespace authledger
