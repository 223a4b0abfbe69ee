// What the parts of the C-CDA reader share while one document is read.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "engine/records/body_text.hpp"
#include "engine/records/clinical_record.hpp"
#include "engine/records/xml_document.hpp"

namespace authledger {

struct CcdaReading {
  const XmlDocument& xml;
  ClinicalRecord& record;
  std::string document;
  std::optional<RecordDate> date;             // of the document
  std::string author;                         // of the document
  std::map<std::string, std::string> people;  // by id: those named once and referred to later
  // Narratives by the id that entries refer to them with, so that none is laid out twice.
  mutable std::map<std::string, std::string, std::less<>> narratives;
  mutable std::size_t narrative_bytes = 0;  // of all these
  std::size_t note_bytes = 0;               // of all notes so far

  // "#note1"; empty when there is none, or more were asked for than the bytes below.
  const std::string& narrative(std::string_view id) const;
};
constexpr std::size_t longest_written = 4'000;         // bytes of a narrative beside an entry
constexpr std::size_t most_bytes_of_notes = 32 << 20;  // of a document
// Narratives may lie in one another, each with an id: the same words a hundred times.
constexpr std::size_t most_bytes_of_narratives = 2 * most_xml_bytes;

struct CcdaSection {
  SectionKind kind = SectionKind::other;
  std::string title;
  std::string code;
  std::string author;  // empty: the section names none
};

// What an entry hands down to the statements inside it.
struct CcdaInherited {
  std::string status;  // of the concern
  std::optional<RecordDate> date;
  std::string author;
};

bool has_template(pugi::xml_node node, std::string_view last_part);  // "22.4.16"
std::string_view null_flavor(pugi::xml_node node);

std::vector<Coding> codings_of(pugi::xml_node code);  // the code and its translations
// What a coded element says: its display name, else its original text, else a translation's display
// name. Empty when it has no words.
std::string text_of_code(const CcdaReading& reading, pugi::xml_node code);
// What the clinician wrote, where the code's display name says it otherwise: "CO2" beside "CARBON
// DIOXIDE:SCNC:PT:SER/PLAS:QN:".
void add_original_text(const CcdaReading& reading, pugi::xml_node code, RecordItem& item);
// The narrative behind <text> or <originalText>: its own words, else what its reference points to.
std::string referred_text(const CcdaReading& reading, pugi::xml_node text);
std::string value_text(const CcdaReading& reading, pugi::xml_node value);  // "95 %", "> 500 mg/dL"

std::string person_name(pugi::xml_node name);
std::string author_of(const CcdaReading& reading, pugi::xml_node statement);
std::string person_key(pugi::xml_node assigned);  // "root^extension"

// Reads an effectiveTime, birthTime or the like; a value that is no date becomes a problem.
std::optional<RecordDate> date_of(CcdaReading& reading, pugi::xml_node time);
void set_dates(CcdaReading& reading, pugi::xml_node effective_time, RecordItem& item);

void add_problem(CcdaReading& reading, pugi::xml_node where, std::string what);
void add_conflict(CcdaReading& reading, Conflict conflict);
void add_item(CcdaReading& reading, const CcdaSection& section, pugi::xml_node where,
              RecordItem item);

// One clinical statement of an entry, and what is inside it.
void read_statement(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                    const CcdaInherited& inherited);
void read_observation(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                      const CcdaInherited& inherited);
// <text mediaType="text/rtf" representation="B64">, or plain characters, as text; what is wrong
// with it is listed.
BodyText embedded_text(CcdaReading& reading, pugi::xml_node text);
// Keeps an embedded PDF with the record; returns what is wrong with it, or nothing.
std::string attach_embedded(CcdaReading& reading, pugi::xml_node node, std::string_view base64);

}  // namespace authledger
