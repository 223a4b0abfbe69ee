// Reads a plain text or Markdown note: its sections by their headings, what its head says about
// patient, date and author, the lines of lists (medications, diagnoses, goals, plan), and scores.
//
//     Patient: Ana Example   DOB: 1990-01-02
//     Date: 2026-03-02
//     PLAN:
//     - continue sertraline
//     PHQ-9: 14
//
// A score is taken only where the words between the questionnaire's name and the number leave no
// doubt; "goal: PHQ-9 below 5" and "PHQ-9 from 18 to 12" are not scores of that day.
#pragma once

#include <string>
#include <string_view>

#include "engine/records/clinical_record.hpp"

namespace authledger {

struct NoteSetting {  // where the note was found, and what is known about it
  std::string document;
  std::string place;  // of the note in its document; empty: the document is the note
  std::string title;
  std::string code;  // of its type, when it has one
  std::optional<RecordDate> date;
  std::string author;
  std::string subject;
  std::string status;
  bool reads_lists = true;  // whether lines of lists become items; not in a record's old notes
};

// Adds the note's items to the record.
void read_note(const NoteSetting& setting, std::string_view text, ClinicalRecord& record);

ClinicalRecord read_text_document(std::string_view name, std::string_view bytes);
// The same of a text that is not the bytes of the document; places start with `place`: "as text".
ClinicalRecord read_text_as(std::string_view name, std::string_view place, std::string_view text);

constexpr std::size_t most_note_bytes = std::size_t{4} << 20;

}  // namespace authledger
