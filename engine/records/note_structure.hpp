// The parts of a text note: what its head says, and its sections.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/clinical_record.hpp"

namespace authledger {

struct NoteSection {
  std::string title;  // empty: what stands before the first heading
  SectionKind kind = SectionKind::note;
  std::size_t begin = 0, end = 0;  // bytes of its body, without blanks at either end
};

constexpr const char* head_title = "head of the note";  // of the lines that NoteHead reads

// Headings are Markdown's, known titles on a line of their own or before a colon, and words in
// capitals before a colon.
std::vector<NoteSection> note_sections(std::string_view text);

struct NoteHead {  // of the first forty lines: "Patient: ... DOB: ... Date: ..."
  PatientIdentity patient;
  std::vector<std::string> names;  // every one that the head gives to the patient
  std::optional<Date> date;
  std::string author;
};

NoteHead note_head(std::string_view text);

}  // namespace authledger
