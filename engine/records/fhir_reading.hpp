// What the parts of the FHIR reader share while one document is read.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "engine/base/json_tree.hpp"
#include "engine/records/clinical_record.hpp"

namespace authledger {

struct FhirReading {
  ClinicalRecord& record;
  std::string document;
  std::map<std::string, JsonNode, std::less<>> by_reference;  // "Patient/1", "urn:uuid:..."
  std::map<std::string, std::string> patient_urls;  // fullUrls by id, for references that use them
  std::set<std::string> replaced_notes;             // ids of DocumentReferences
};

// A resource and its place in the document.
struct FhirResource {
  JsonNode node;
  std::string place;  // "/entry/3/resource", "line 3 "
};

// A path of member names, "period/start"; of an array its first element.
std::optional<JsonNode> find_path(JsonNode node, std::string_view path);
std::string text_at(JsonNode node, std::string_view path);    // empty when absent or no string
std::string scalar_at(JsonNode node, std::string_view path);  // numbers as written, too
std::vector<JsonNode> array_at(JsonNode node, std::string_view name);

std::vector<Coding> codings_of(JsonNode concept_node);  // of a CodeableConcept
std::string text_of_concept(JsonNode concept_node);     // its text, else a display, else a code
std::string concept_at(JsonNode node, std::string_view name);  // of the first, when it is an array
std::string quantity_text(JsonNode quantity);
std::string value_text(JsonNode node, std::string_view prefix);  // value[x]: "14 {score}"

std::optional<RecordDate> date_at(FhirReading& reading, const FhirResource& resource,
                                  std::string_view path);
std::string name_of_reference(const FhirReading& reading, JsonNode reference);  // display or name
std::string human_name(JsonNode name);
std::string subject_of(JsonNode resource);

RecordItem item_of(const FhirResource& resource, ItemKind kind, std::string_view code_member);
void add_conflict(FhirReading& reading, Conflict conflict);
void add_item(FhirReading& reading, const FhirResource& resource, std::string_view place,
              RecordItem item);
void add_problem(FhirReading& reading, const FhirResource& resource, std::string_view place,
                 std::string what);

void read_resource(FhirReading& reading, const FhirResource& resource);
void read_fhir_observation(FhirReading& reading, const FhirResource& resource);
void read_fhir_responses(FhirReading& reading, const FhirResource& resource);
void read_fhir_note(FhirReading& reading, const FhirResource& resource);  // DocumentReference
void read_fhir_report(FhirReading& reading, const FhirResource& resource);
void read_fhir_composition(FhirReading& reading, const FhirResource& resource);
void read_fhir_impression(FhirReading& reading, const FhirResource& resource);

}  // namespace authledger
