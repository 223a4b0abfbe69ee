#include "engine/records/fhir.hpp"

#include <algorithm>
#include <set>

#include "engine/records/fhir_reading.hpp"
#include "engine/records/identity.hpp"
#include "engine/records/narrative_scores.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"

namespace authledger {
namespace {

std::string pointer_of(const std::string& base, std::string_view name, std::size_t index) {
  return base + "/" + std::string(name) + "/" + std::to_string(index);
}

void learn_references(FhirReading& reading, JsonNode bundle) {
  for (const JsonNode entry : array_at(bundle, "entry")) {
    const auto resource = entry.find("resource");
    if (!resource || !resource->is(JsonKind::object)) continue;
    if (const std::string url = text_at(entry, "fullUrl"); !url.empty())
      reading.by_reference.emplace(url, *resource);
    const std::string type = text_at(*resource, "resourceType"), id = text_at(*resource, "id");
    if (!id.empty()) reading.by_reference.emplace(type + "/" + id, *resource);
    if (const std::string url = text_at(entry, "fullUrl"); type == "Patient" && !url.empty())
      reading.patient_urls[id] += " " + url;
  }
}

// Of the notes of a bundle, those that another one replaces.
void learn_replaced(FhirReading& reading, JsonNode bundle) {
  for (const JsonNode entry : array_at(bundle, "entry"))
    if (const auto resource = entry.find("resource");
        resource && text_at(*resource, "resourceType") == "DocumentReference")
      for (const JsonNode related : array_at(*resource, "relatesTo")) {
        const auto target = reading.by_reference.find(text_at(related, "target/reference"));
        if (text_at(related, "code") == "replaces" && target != reading.by_reference.end())
          reading.replaced_notes.insert(text_at(target->second, "id"));
      }
}

void read_one(FhirReading& reading, JsonNode node, const std::string& place);

void read_bundle(FhirReading& reading, JsonNode bundle, const std::string& place) {
  learn_references(reading, bundle);
  learn_replaced(reading, bundle);
  std::size_t index = 0;
  for (const JsonNode entry : array_at(bundle, "entry")) {
    const std::string here = pointer_of(place, "entry", index++) + "/resource";
    if (const auto resource = entry.find("resource")) read_one(reading, *resource, here);
  }
}

// Resources inside a resource are only known by "#id" to the one that holds them.
void read_one(FhirReading& reading, JsonNode node, const std::string& place) {
  if (!node.is(JsonKind::object)) return;
  if (text_at(node, "resourceType") == "Bundle") {
    read_bundle(reading, node, place);
    return;
  }
  const std::vector<JsonNode> contained = array_at(node, "contained");
  for (const JsonNode inner : contained)
    reading.by_reference.insert_or_assign("#" + text_at(inner, "id"), inner);
  read_resource(reading, {node, place});
  for (const JsonNode inner : contained) reading.by_reference.erase("#" + text_at(inner, "id"));
}

// Who a document speaks of when it has no Patient: a name beside a reference.
void learn_subject(ClinicalRecord& record, JsonNode node) {
  const auto subject = node.find("subject");
  const std::string name = subject ? text_at(*subject, "display") : "";
  const std::string key = subject_of(node);
  if (key.empty()) return;
  auto& patients = record.documents.front().patients;
  for (PatientIdentity& known : patients)
    if (known.key == key) {
      if (known.name.empty()) known.name = name;
      return;
    }
  if (patients.size() < most_patients_of_a_document)
    patients.push_back({key, name, {}, std::nullopt, {}});
}

void learn_subjects(ClinicalRecord& record, JsonNode node) {
  if (text_at(node, "resourceType") != "Bundle") {
    learn_subject(record, node);
    return;
  }
  for (const JsonNode entry : array_at(node, "entry"))
    if (const auto resource = entry.find("resource")) learn_subjects(record, *resource);
}

// With one Patient in the document, what speaks of somebody else is left out.
void leave_out_others(ClinicalRecord& record) {
  const std::vector<PatientIdentity>& patients = record.documents.front().patients;
  if (patients.size() != 1) return;
  std::size_t left_out = 0;
  std::string somebody;
  std::erase_if(record.items, [&](const RecordItem& item) {
    const bool other = !item.subject.empty() && !may_mean(patients.front(), item.subject);
    if (other) somebody = item.subject;
    left_out += other ? 1 : 0;
    return other;
  });
  if (left_out > 0)
    record.problems.push_back({record.documents.front().name, "",
                               std::to_string(left_out) +
                                   " item(s) about another patient, such as " + somebody +
                                   ", are left out"});
}

bool is_resource(JsonNode node) {
  return node.is(JsonKind::object) && !text_at(node, "resourceType").empty();
}

std::vector<std::string_view> lines_of(std::string_view bytes) {
  std::vector<std::string_view> lines;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    lines.push_back(trimmed(bytes.substr(0, end)));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  return lines;
}

bool is_ndjson(const std::vector<std::string_view>& lines) {
  return std::count_if(lines.begin(), lines.end(),
                       [](std::string_view line) { return line.starts_with('{'); }) > 1 &&
         std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
           return line.empty() || (line.starts_with('{') && line.ends_with('}'));
         });
}

void read_lines(ClinicalRecord& record, const std::vector<std::string_view>& lines) {
  JsonReader json;
  const std::string name = record.documents.front().name;
  for (std::size_t i = 0; i < lines.size() && record.problems.size() < most_problems_of_a_document;
       ++i) {
    if (lines[i].empty()) continue;
    const std::string place = "line " + std::to_string(i + 1) + " ";
    const auto tree = json.read(lines[i], document_limits);
    if (!tree || !is_resource(tree->root())) {
      record.problems.push_back(
          {name, place, tree ? "the line is not a FHIR resource" : summary(tree.error())});
      continue;
    }
    FhirReading reading{record, name, {}, {}, {}};
    read_one(reading, tree->root(), place);
    if (text_at(tree->root(), "resourceType") != "Patient") learn_subjects(record, tree->root());
  }
}

}  // namespace

ClinicalRecord read_fhir(std::string_view name, std::string_view bytes) {
  ClinicalRecord record;
  record.documents.push_back({std::string(name), DocumentKind::fhir, "", {}, "", {}, false, ""});
  JsonReader json;
  const auto tree = json.read(bytes, document_limits);
  if (!tree) {
    const std::vector<std::string_view> lines = lines_of(bytes);
    if (!is_ndjson(lines)) {
      record.problems.push_back(
          {std::string(name), tree.error().front().pointer, tree.error().front().detail});
      return record;
    }
    read_lines(record, lines);
  } else if (!is_resource(tree->root())) {
    record.problems.push_back({std::string(name), "", "the JSON is not a FHIR resource"});
    return record;
  } else {
    FhirReading reading{record, std::string(name), {}, {}, {}};
    DocumentInfo& info = record.documents.front();
    info.title = text_at(tree->root(), "resourceType");
    for (const Coding& security : [&] {
           std::vector<Coding> labels;
           if (const auto meta = tree->root().find("meta"))
             for (const JsonNode label : array_at(*meta, "security"))
               labels.push_back({text_at(label, "system"), text_at(label, "code"), ""});
           return labels;
         }())
      if (security.code == "R" || security.code == "V" || security.code == "42CFRPart2")
        info.restricted = true;
    read_one(reading, tree->root(), "");
    if (info.patients.empty()) learn_subjects(record, tree->root());
  }
  leave_out_others(record);
  read_narrative_scores(record, [](const RecordItem& item) {
    return item.sources.front().place.ends_with("/text/div");  // of Compositions
  });
  join_scores(record);
  return record;
}

}  // namespace authledger
