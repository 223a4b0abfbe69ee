#include "engine/records/ccda.hpp"

#include <utility>

#include "engine/records/ccda_reading.hpp"
#include "engine/records/narrative_scores.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"
#include "engine/records/section_kinds.hpp"
#include "engine/records/section_titles.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

SectionKind kind_of(pugi::xml_node section, std::string_view loinc, std::string_view title) {
  if (const auto kind = section_of_loinc(loinc)) return *kind;
  for (const KnownSection& known : known_sections())
    if (has_template(section, known.section_template)) return known.kind;
  return section_of_title(title).value_or(SectionKind::other);
}

// A section without narrative or entries still says something when it says "no information".
void read_narrative(CcdaReading& reading, const CcdaSection& section, pugi::xml_node node) {
  const pugi::xml_node text = child(node, "text");
  const std::string_view flavor = null_flavor(node);
  RecordItem item;
  item.kind = ItemKind::narrative;
  item.text = narrative_text(text);
  if (item.text.empty() && flavor.empty()) return;
  item.no_information = !flavor.empty();
  item.status = flavor;
  item.date = reading.date;
  item.dated_by_document = true;
  item.author = section.author.empty() ? reading.author : section.author;
  add_item(reading, section, text ? text : node, std::move(item));
}

void read_section(CcdaReading& reading, pugi::xml_node node) {
  CcdaSection section;
  section.title = bounded_label(one_line(child(node, "title")));
  section.code = bounded_label(std::string(attribute(child(node, "code"), "code")));
  section.kind = kind_of(node, section.code, section.title);
  section.author = author_of(reading, node);
  read_narrative(reading, section, node);
  for (const pugi::xml_node entry : children(node, "entry"))
    for (const pugi::xml_node statement : child_elements(entry))
      read_statement(reading, section, statement, {"", std::nullopt, section.author});
  for (const pugi::xml_node component : children(node, "component"))
    for (const pugi::xml_node inner : children(component, "section")) read_section(reading, inner);
}

PatientIdentity patient_of(CcdaReading& reading, pugi::xml_node role) {
  PatientIdentity identity;
  for (const pugi::xml_node id : children(role, "id")) {
    const std::string_view extension = attribute(id, "extension");
    if (!extension.empty()) identity.ids.emplace_back(extension);
  }
  const pugi::xml_node patient = child(role, "patient");
  for (const pugi::xml_node name : children(patient, "name")) {
    std::string text = person_name(name);
    if (text.empty()) continue;
    if (identity.name.empty())
      identity.name = std::move(text);
    else
      identity.other_names.push_back(std::move(text));
  }
  const auto born = date_of(reading, child(patient, "birthTime"));
  if (born && born->exact == RecordDate::Exact::day) identity.birth_date = born->first;
  return identity;
}

// People who are named once and later referred to by id.
void learn_people(CcdaReading& reading, pugi::xml_node root) {
  std::vector<pugi::xml_node> open{root};
  while (!open.empty()) {
    const pugi::xml_node node = open.back();
    open.pop_back();
    if (is_element(node, "assignedAuthor") || is_element(node, "assignedEntity")) {
      std::string name = person_name(descendant(node, "assignedPerson/name"));
      const std::string key = person_key(node);
      if (!name.empty() && !key.empty()) reading.people.emplace(key, std::move(name));
    }
    for (const pugi::xml_node inside : child_elements(node)) open.push_back(inside);
  }
}

std::string instance_id(pugi::xml_node id) {
  const std::string_view root = attribute(id, "root");
  if (root.empty()) return "";
  return std::string(root) + "^" + std::string(attribute(id, "extension"));
}

int version_of(pugi::xml_node number) {
  const std::string_view digits = attribute(number, "value");
  int version = 0;
  if (digits.size() > 6) return 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return 0;
    version = version * 10 + (c - '0');
  }
  return version;
}

void read_header(CcdaReading& reading, pugi::xml_node root) {
  DocumentInfo& info = reading.record.documents.front();
  info.title = one_line(child(root, "title"));
  info.date = reading.date = date_of(reading, child(root, "effectiveTime"));
  learn_people(reading, root);
  info.author = reading.author = author_of(reading, root);
  for (const pugi::xml_node target : children(root, "recordTarget"))
    if (const pugi::xml_node role = child(target, "patientRole")) {
      PatientIdentity identity = patient_of(reading, role);
      if (!identity.name.empty() || identity.birth_date || !identity.ids.empty())
        info.patients.push_back(std::move(identity));
    }
  const std::string_view confidentiality = attribute(child(root, "confidentialityCode"), "code");
  info.restricted = confidentiality == "R" || confidentiality == "V";
  for (const pugi::xml_node related : children(root, "relatedDocument"))
    if (attribute(related, "typeCode") == "RPLC") {
      const pugi::xml_node id = descendant(related, "parentDocument/id");
      info.replaces = instance_id(id);
    }
  info.id = instance_id(child(root, "id"));
  info.set_id = instance_id(child(root, "setId"));
  info.version = version_of(child(root, "versionNumber"));
}

// An unstructured body: its text is read like a note on its own.
void read_unstructured(CcdaReading& reading, pugi::xml_node body) {
  const pugi::xml_node text = child(body, "text");
  const BodyText note = embedded_text(reading, text);
  if (note.is_pdf) return;
  if (note.text.empty()) {
    if (note.problem.empty())
      add_problem(reading, text ? text : body,
                  child(text, "reference") ? "the unstructured body is another file, "
                                             "which is not in the document"
                                           : "the unstructured body is empty");
    return;
  }
  NoteSetting setting;
  setting.document = reading.document;
  setting.place = reading.xml.place_of(text) + (note.is_converted ? " as text" : "");
  setting.title = bounded_label(reading.record.documents.front().title);
  setting.date = reading.date;
  setting.author = reading.author;
  read_note(setting, note.text, reading.record);
}

}  // namespace

ClinicalRecord read_ccda(std::string_view name, std::string_view bytes) {
  ClinicalRecord record;
  record.documents.push_back({std::string(name), DocumentKind::ccda, "", {}, "", {}, false, ""});
  XmlDocument xml;
  if (std::string why = xml.load(bytes); !why.empty()) {
    record.problems.push_back({std::string(name), "", std::move(why)});
    return record;
  }
  CcdaReading reading{xml, record, std::string(name), std::nullopt, "", {}, {}, 0, 0};
  const pugi::xml_node root = xml.root();
  if (!is_element(root, "ClinicalDocument")) {
    add_problem(
        reading, root,
        "the root element is " + std::string(root.name()) + "; it must be ClinicalDocument");
    return record;
  }
  read_header(reading, root);
  const pugi::xml_node component = child(root, "component");
  const pugi::xml_node body = child(component, "structuredBody");
  for (const pugi::xml_node part : children(body, "component"))
    for (const pugi::xml_node section : children(part, "section")) read_section(reading, section);
  if (const pugi::xml_node unstructured = child(component, "nonXMLBody"))
    read_unstructured(reading, unstructured);
  else if (!body)
    add_problem(reading, root, "the document has neither a structuredBody nor a nonXMLBody");
  if (body) read_narrative_scores(record, [](const RecordItem&) { return true; });
  if (reading.narrative_bytes > most_bytes_of_narratives)
    add_problem(reading, root, "entries refer to more narrative than is read");
  join_scores(record);
  return record;
}

}  // namespace authledger
