// The words of the criteria that the packet's page and its print share.
#pragma once

#include <string>
#include <vector>

#include "engine/packet/packet_words.hpp"

namespace authledger {

// The quote in its marks, on one line; of scores "PHQ-9: 14, -4 since the baseline"; of figures
// "attended 83 % of 12 sessions offered".
std::string text_of(const CriterionEvidence& evidence);
// "2026-03-16, Dana Roe, too old"; of figures the events.
std::string origin_of(const CriterionEvidence& evidence);

std::string newest_text(const CriterionStanding& standing);  // of one with evidence
std::string fresh_text(const CriterionStanding& standing);   // "fresh", "nothing found"
// "2026-03-01 or later, by the payer's rule symptoms", "at most 14 days old, by our own measure";
// empty: nobody says.
std::string limit_text(const CriterionStanding& standing);
std::string supplier_text(const CriterionStanding& standing);  // "Nothing found; clinician ..."

// "Asked by this payer: title of the source (grade A)", or that nobody says so.
std::string asked_text(const CriteriaStanding& standing);

// The titles of the sources whose words are quoted, each once.
std::vector<std::string> quoted_sources(const CriteriaSet& set);

std::vector<const CriterionEvidence*> on_side(const CriterionStanding& standing, Speaks side);

}  // namespace authledger
