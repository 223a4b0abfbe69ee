#include "engine/records/ccda.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "engine/records/ccda_reading.hpp"
#include "engine/records/note_scores.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"
#include "engine/records/section_titles.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

struct KnownSection {
  SectionKind kind;
  std::string_view loinc;
  std::string_view section_template;  // the end of its OID
};

constexpr KnownSection known_sections[]{
    {SectionKind::diagnoses, "11450-4", "22.2.5.1"},
    {SectionKind::diagnoses, "11450-4", "22.2.5"},
    {SectionKind::diagnoses, "11535-2", "22.2.24"},
    {SectionKind::diagnoses, "46241-6", "22.2.43"},
    {SectionKind::diagnoses, "42347-5", "22.2.43"},
    {SectionKind::diagnoses, "75310-3", "22.2.58"},
    {SectionKind::medications, "10160-0", "22.2.1.1"},
    {SectionKind::medications, "10160-0", "22.2.1"},
    {SectionKind::medications, "10183-2", "22.2.11.1"},
    {SectionKind::medications, "75311-1", "22.2.11"},
    {SectionKind::medications, "42346-7", "22.2.44"},
    {SectionKind::medications, "29549-3", "22.2.38"},
    {SectionKind::allergies, "48765-2", "22.2.6.1"},
    {SectionKind::allergies, "48765-2", "22.2.6"},
    {SectionKind::results, "30954-2", "22.2.3.1"},
    {SectionKind::results, "30954-2", "22.2.3"},
    {SectionKind::results, "11383-7", "22.2.61"},
    {SectionKind::vital_signs, "8716-3", "22.2.4.1"},
    {SectionKind::vital_signs, "8716-3", "22.2.4"},
    {SectionKind::goals, "61146-7", "22.2.60"},
    {SectionKind::plan, "18776-5", "22.2.10"},
    {SectionKind::interventions, "62387-6", "20.21.2.3"},
    {SectionKind::assessment, "51848-0", "22.2.8"},
    {SectionKind::assessment, "51847-2", "22.2.9"},
    {SectionKind::mental_status, "10190-7", "22.2.56"},
    {SectionKind::functional_status, "47420-5", "22.2.14"},
    {SectionKind::functional_status, "10210-3", "20.2.5"},
    {SectionKind::social_history, "29762-2", "22.2.17"},
    {SectionKind::family_history, "10157-6", "22.2.15"},
    {SectionKind::encounters, "46240-8", "22.2.22.1"},
    {SectionKind::encounters, "46240-8", "22.2.22"},
    {SectionKind::procedures, "47519-4", "22.2.7.1"},
    {SectionKind::procedures, "47519-4", "22.2.7"},
    {SectionKind::procedures, "46264-8", "22.2.23"},
    {SectionKind::immunizations, "11369-6", "22.2.2.1"},
    {SectionKind::immunizations, "11369-6", "22.2.2"},
    {SectionKind::history, "10164-2", "19376.1.5.3.1.3.4"},
    {SectionKind::history, "10154-3", "1.1.13.2.1"},
    {SectionKind::history, "46239-0", "22.2.13"},
    {SectionKind::history, "29299-5", "22.2.12"},
    {SectionKind::history, "11348-0", "22.2.20"},
    {SectionKind::history, "61150-9", "20.21.2.2"},
    {SectionKind::history, "10187-3", "1.5.3.1.3.18"},
    {SectionKind::history, "42349-1", "1.5.3.1.3.1"},
    {SectionKind::note, "61149-1", "20.21.2.1"},
    {SectionKind::note, "29545-1", "10.20.2.10"},
    {SectionKind::note, "10184-0", "1.5.3.1.3.26"},
    {SectionKind::note, "8648-8", "1.5.3.1.3.5"},
    {SectionKind::note, "8648-8", "22.2.64"},
    {SectionKind::note, "11493-4", "22.2.16"},
    {SectionKind::note, "18841-7", "22.2.42"},
    {SectionKind::note, "11506-3", "22.2.65"},
    {SectionKind::note, "34117-2", "22.2.65"},
    {SectionKind::note, "11488-4", "22.2.65"},
    {SectionKind::note, "18842-5", "22.2.65"},
    {SectionKind::note, "34109-9", "22.2.65"},
    {SectionKind::note, "78306-8", "22.2.65"},
    {SectionKind::instructions, "8653-8", "22.2.41"},
    {SectionKind::instructions, "69730-0", "22.2.45"},
    {SectionKind::instructions, "42344-2", "1.5.3.1.3.33"},
    {SectionKind::privacy, "57017-6", "3.3251.1.5"},
};

SectionKind kind_of(pugi::xml_node section, std::string_view loinc, std::string_view title) {
  for (const KnownSection& known : known_sections)
    if (known.loinc == loinc) return known.kind;
  for (const KnownSection& known : known_sections)
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

// Scores that only the words of a section hold. Where an instrument is coded anywhere, the words
// are taken to speak of the same.
void read_mentioned_scores(CcdaReading& reading) {
  std::set<std::string, std::less<>> coded;
  for (const RecordItem& item : reading.record.items)
    if (item.kind == ItemKind::score) coded.insert(item.instrument);
  std::vector<RecordItem> found;
  for (RecordItem& item : reading.record.items) {
    const bool is_wish = item.section == SectionKind::goals || item.section == SectionKind::plan ||
                         item.section == SectionKind::instructions;
    if (item.kind != ItemKind::narrative || is_wish) continue;
    const std::vector<MentionedScore> mentions = mentioned_scores(item.text);
    if (mentions.empty()) continue;
    // The narrative may have megabytes: it is no part of what each score is copied from.
    std::string narrative = std::exchange(item.text, "");
    const RecordItem like = item;
    item.text = std::move(narrative);
    for (const MentionedScore& mention : mentions) {
      if (coded.contains(mention.instrument->name) || found.size() >= most_items_of_a_document)
        continue;
      RecordItem score = like;
      score.kind = ItemKind::score;
      score.text = item.text.substr(mention.begin, mention.end - mention.begin);
      score.instrument = mention.instrument->name;
      if (mention.date) score.date = RecordDate{*mention.date, RecordDate::Exact::day};
      score.dated_by_document = !mention.date && item.dated_by_document;
      std::string why = mention.doubt;
      if (why.empty()) why = set_total(score, *mention.instrument, mention.value);
      if (why.empty())
        found.push_back(std::move(score));
      else if (reading.record.problems.size() < most_problems_of_a_document)
        reading.record.problems.push_back(
            {reading.document, item.sources.front().place, std::move(why)});
    }
  }
  for (RecordItem& score : found) add_item_within_bounds(reading.record, std::move(score));
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
      info.replaces =
          std::string(attribute(id, "root")) + "^" + std::string(attribute(id, "extension"));
    }
}

// An unstructured body: its text is read like a note on its own.
void read_unstructured(CcdaReading& reading, pugi::xml_node body) {
  const pugi::xml_node text = child(body, "text");
  const BodyText note = embedded_text(reading, text);
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
  if (body) read_mentioned_scores(reading);
  if (reading.narrative_bytes > most_bytes_of_narratives)
    add_problem(reading, root, "entries refer to more narrative than is read");
  join_scores(record);
  return record;
}

}  // namespace authledger
