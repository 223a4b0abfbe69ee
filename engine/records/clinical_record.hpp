// A ClinicalRecord is what clinical documents say about a patient, as a flat list of items.
//
//     ClinicalRecord record = read_document("ccd.xml", "", bytes);
//     record.items[0].text                   // "Essential hypertension"
//     record.items[0].sources[0].place       // "/ClinicalDocument/component/..."
//
// Nothing here is concluded or rephrased: texts, codes and values are the document's own, and every
// item says where it stands. What could not be read is in `problems`. A missing statement and a
// statement that there is none are different things: see RecordItem::negated and no_information.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/consent/consent.hpp"
#include "engine/time/date.hpp"

namespace authledger {

enum class ItemKind : std::uint8_t {
  diagnosis,
  medication,
  allergy,
  score,  // of a questionnaire with a known instrument
  result,
  vital_sign,
  goal,
  plan,
  mental_status,
  functional_status,
  social_history,
  family_history,
  encounter,
  procedure,
  immunization,
  narrative  // text of a section or note, as written
};
std::string_view word(ItemKind kind);

// What a section of a document is about; items know the one they stand in.
enum class SectionKind : std::uint8_t {
  other,
  diagnoses,
  medications,
  allergies,
  results,
  vital_signs,
  goals,
  plan,
  interventions,
  assessment,
  mental_status,
  functional_status,
  social_history,
  family_history,
  encounters,
  procedures,
  immunizations,
  history,  // complaint, present illness, past illness, subjective
  risk,     // risk and safety
  note,     // progress note, consultation, hospital course, objective
  instructions,
  privacy
};
std::string_view word(SectionKind kind);

// Whether the thing is so today, as far as the document says.
enum class Course : std::uint8_t { unknown, active, planned, resolved, entered_in_error };
std::string_view word(Course course);

// A date as exact as the document gives it, on the calendar the document was written in.
struct RecordDate {
  enum class Exact : std::uint8_t { year, month, day };
  Date first;  // the first day of the year, month or day
  Exact exact = Exact::day;
  friend auto operator<=>(const RecordDate&, const RecordDate&) = default;
};
std::string to_text(const RecordDate& date);  // "2015", "2015-06", "2015-06-22"

// Where a statement stands. `place` is an XPath (XML), a JSON Pointer (FHIR; of lines of an NDJSON
// file after "line 3 "), or "characters 120-345" (text), counted in Unicode characters from 0, end
// exclusive. "as text" before the latter: of the text that an HTML or RTF body shows.
struct Source {
  std::string document;
  std::string section;  // title, or the FHIR resource type
  std::string section_code;
  std::string place;
  friend bool operator==(const Source&, const Source&) = default;
};

struct Coding {
  std::string system;  // an OID or URI, as the document gives it
  std::string code;
  std::string display;
  friend bool operator==(const Coding&, const Coding&) = default;
};

struct Detail {  // "dose": "1", "route": "ORAL"
  std::string name;
  std::string text;
  friend bool operator==(const Detail&, const Detail&) = default;
};

// The name of a detail: other words of the document for the same thing.
constexpr std::string_view original_text = "original text";

struct Answer {  // to one question of an instrument
  std::string code;
  std::string question;
  std::string text;
  std::optional<int> value;
  Source source;
};

struct RecordItem {
  ItemKind kind = ItemKind::narrative;
  SectionKind section = SectionKind::other;
  std::string text;     // what it is, in the document's words
  std::string written;  // the narrative that the entry points to, when it says it otherwise
  std::vector<Coding> codings;
  std::string value;  // of results, scores, observations, with its unit
  std::vector<Detail> details;

  std::string instrument;    // of scores: "PHQ-9"
  std::optional<int> total;  // of scores; none when only answers are there
  std::vector<Answer> answers;

  std::string status;  // the document's word
  Course course = Course::unknown;
  bool negated = false;         // the document says that it is not so
  bool no_information = false;  // the document says that it does not know (nullFlavor)

  std::optional<RecordDate> date;   // of the event, onset, start or writing
  std::optional<RecordDate> until;  // resolved, stopped, due
  bool dated_by_document = false;   // `date` is that of the whole document
  std::string author;
  std::string subject;  // FHIR reference of the patient, while the record is being read
  std::vector<Source> sources;
  consent::Tag tag = consent::Tag::ordinary;  // in a packet: the strictest of its documents
};

struct PatientIdentity {
  std::string key;  // FHIR: the ids that references use, separated by blanks
  std::string name;
  std::vector<std::string> other_names;
  std::optional<Date> birth_date;
  std::vector<std::string> ids;
};

enum class DocumentKind : std::uint8_t { unknown, ccda, fhir, text, pdf };
std::string_view word(DocumentKind kind);

struct DocumentInfo {
  std::string name;
  DocumentKind kind = DocumentKind::unknown;
  std::string title;
  std::optional<RecordDate> date;
  std::string author;
  std::vector<PatientIdentity> patients;
  bool restricted = false;  // confidentiality R or V: such as 42 CFR Part 2
  std::string replaces;     // the id of the document it replaces
  std::string id = {};      // "root^extension" or "system|value"; empty: it has none
  std::string set_id = {};  // that all versions of it share
  int version = 0;          // within the set
  // Of a PDF, which is not read but goes with the packet as it is.
  int pages = 0;
  std::string sha256 = {};  // hexadecimal
  std::string within = {};  // the document that embeds or attaches it; empty: filed on its own
  int carried = 0;          // PDFs that this one embeds or attaches and that go with the packet
};

struct AttachedPdf {
  std::string place;  // in its document, as a Source says it
  std::string title;
  std::optional<RecordDate> date;
  std::string author;
  std::string subject;  // FHIR reference of the patient
  std::string bytes;
};

struct RecordProblem {
  std::string document;
  std::string place;
  std::string what;
  consent::Tag tag = consent::Tag::ordinary;  // likewise
};

struct Conflict {  // documents that contradict each other or themselves
  std::string what;
  std::vector<Source> sources;
  consent::Tag tag = consent::Tag::ordinary;  // likewise
};

struct ClinicalRecord {
  std::vector<DocumentInfo> documents;  // one after reading, several after merging
  std::vector<RecordItem> items;
  std::vector<Conflict> conflicts;
  std::vector<RecordProblem> problems;
  std::vector<AttachedPdf> attachments;  // not read; see attachments.hpp
  std::size_t item_bytes = 0;            // of all items' texts, while the record is being read
};

// More than this of one document is not read, and the record says so.
constexpr std::size_t most_items_of_a_document = 20'000;
constexpr std::size_t most_item_bytes_of_a_document = std::size_t{128} << 20;
constexpr std::size_t most_patients_of_a_document = 1'000;
constexpr std::size_t most_problems_of_a_document = 200;
constexpr std::size_t most_sources_of_an_item = 1'000;
constexpr std::size_t most_conflicts_of_a_document = 1'000;

// Adds an item of the record's only document, or says once that there are more than are read.
void add_item_within_bounds(ClinicalRecord& record, RecordItem item);
// A part of a document that many items repeat (a title, an author), cut to a length that the
// product of both can bear.
std::string bounded_label(std::string text);

}  // namespace authledger
