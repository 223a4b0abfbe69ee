#include <utility>

#include "engine/records/attachments.hpp"
#include "engine/records/ccda_reading.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

bool is_intent(std::string_view mood) {
  return mood == "INT" || mood == "RQO" || mood == "PRMS" || mood == "PRP" || mood == "ARQ" ||
         mood == "APT";
}

bool is_ended(std::string_view status) {
  return status == "completed" || status == "aborted" || status == "cancelled" ||
         status == "nullified" || status == "obsolete";
}

std::string status_of(pugi::xml_node statement) {
  return std::string(attribute(child(statement, "statusCode"), "code"));
}

void add_detail(RecordItem& item, std::string_view name, std::string text) {
  if (!text.empty()) item.details.push_back({std::string(name), std::move(text)});
}

std::vector<pugi::xml_node> related_statements(pugi::xml_node statement) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node relation : children(statement, "entryRelationship"))
    for (const pugi::xml_node inner : child_elements(relation)) found.push_back(inner);
  return found;
}

// What a statement and its narrative say, with the dates and the author of its own.
RecordItem item_of(CcdaReading& reading, ItemKind kind, pugi::xml_node statement,
                   const CcdaInherited& inherited) {
  RecordItem item;
  item.kind = kind;
  item.codings = codings_of(child(statement, "code"));
  item.text = text_of_code(reading, child(statement, "code"));
  item.written = referred_text(reading, child(statement, "text"));
  item.status = status_of(statement);
  item.negated = attribute(statement, "negationInd") == "true";
  item.no_information = !null_flavor(statement).empty();
  set_dates(reading, child(statement, "effectiveTime"), item);
  item.author = author_of(reading, statement);
  if (item.author.empty()) item.author = inherited.author;
  return item;
}

bool says_something(const RecordItem& item) {
  return !item.text.empty() || !item.written.empty() || !item.codings.empty();
}

Course course_of_plan(std::string_view status) {
  return is_ended(status) ? Course::resolved : Course::planned;
}

std::string drug_name(const CcdaReading& reading, pugi::xml_node statement) {
  const pugi::xml_node product = descendant(statement, "consumable/manufacturedProduct");
  const pugi::xml_node material = child(product, "manufacturedMaterial");
  std::string text = text_of_code(reading, child(material, "code"));
  if (text.empty()) text = one_line(child(material, "name"));
  if (text.empty()) text = one_line(descendant(product, "manufacturedLabeledDrug/name"));
  return text;
}

// The first effectiveTime is when it is taken, further ones how often.
void read_medication_times(CcdaReading& reading, pugi::xml_node statement, RecordItem& item) {
  for (const pugi::xml_node time : children(statement, "effectiveTime")) {
    const std::string_view type = xsi_type(time);
    if (type == "PIVL_TS" || child(time, "period")) {
      const pugi::xml_node period = child(time, "period");
      add_detail(item, "every", value_text(reading, period));
    } else if (type == "EIVL_TS" || child(time, "event")) {
      add_detail(item, "when", std::string(attribute(child(time, "event"), "code")));
    } else if (!item.date && !item.until) {
      set_dates(reading, time, item);
    }
  }
}

void read_medication_details(const CcdaReading& reading, pugi::xml_node statement,
                             RecordItem& item) {
  add_detail(item, "dose", value_text(reading, child(statement, "doseQuantity")));
  add_detail(item, "rate", value_text(reading, child(statement, "rateQuantity")));
  add_detail(item, "route", text_of_code(reading, child(statement, "routeCode")));
  for (const pugi::xml_node inner : related_statements(statement)) {
    if (has_template(inner, "22.4.19"))
      add_detail(item, "indication", value_text(reading, child(inner, "value")));
    else if (has_template(inner, "22.4.20") || has_template(inner, "22.4.147"))
      add_detail(item, "instructions", referred_text(reading, child(inner, "text")));
    else if (attribute(child(inner, "code"), "code") == "33999-4")
      add_detail(item, "status", value_text(reading, child(inner, "value")));
  }
}

void read_medication(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                     const CcdaInherited& inherited) {
  const bool is_immunization =
      section.kind == SectionKind::immunizations || has_template(statement, "22.4.52");
  const bool is_plan = is_intent(attribute(statement, "moodCode")) &&
                       section.kind != SectionKind::medications && !is_immunization;
  RecordItem item = item_of(reading,
                            is_plan           ? ItemKind::plan
                            : is_immunization ? ItemKind::immunization
                                              : ItemKind::medication,
                            statement, inherited);
  item.date = item.until = std::nullopt;
  read_medication_times(reading, statement, item);
  read_medication_details(reading, statement, item);
  const pugi::xml_node material =
      descendant(statement, "consumable/manufacturedProduct/manufacturedMaterial");
  if (std::string drug = drug_name(reading, statement); !drug.empty()) {
    if (item.written.empty() && item.text != drug) item.written = item.text;
    item.text = std::move(drug);
    item.codings = codings_of(child(material, "code"));
    add_original_text(reading, child(material, "code"), item);
  }
  if (is_plan)
    item.course = course_of_plan(item.status);
  else if (item.status == "active" || item.status == "ordered" || item.status == "suspended")
    item.course = item.until && item.status == "suspended" ? Course::resolved : Course::active;
  else if (item.status == "completed" && !item.until)
    item.course = Course::unknown;  // R1.1 exporters write "completed" for every medication
  else if (is_ended(item.status))
    item.course = Course::resolved;
  add_item(reading, section, statement, std::move(item));
}

void read_encounter(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                    const CcdaInherited& inherited) {
  const bool is_plan = is_intent(attribute(statement, "moodCode"));
  RecordItem item =
      item_of(reading, is_plan ? ItemKind::plan : ItemKind::encounter, statement, inherited);
  if (item.text.empty() && item.written.empty() && item.codings.empty())
    item.text = is_plan ? "Planned encounter" : "Encounter";
  if (is_plan) item.course = course_of_plan(item.status);
  for (const pugi::xml_node performer : children(statement, "performer"))
    add_detail(item, "performer",
               person_name(descendant(performer, "assignedEntity/assignedPerson/name")));
  for (const pugi::xml_node participant : children(statement, "participant"))
    if (attribute(participant, "typeCode") == "LOC")
      add_detail(item, "location",
                 one_line(descendant(participant, "participantRole/playingEntity/name")));
  const std::vector<pugi::xml_node> related = related_statements(statement);
  for (const pugi::xml_node inner : related)
    if (has_template(inner, "22.4.19") && !has_template(inner, "22.4.80"))
      add_detail(item, "reason", value_text(reading, child(inner, "value")));
  add_item(reading, section, statement, std::move(item));
  for (const pugi::xml_node inner : related)
    if (has_template(inner, "22.4.80"))
      read_statement(reading, section, inner, {"", std::nullopt, inherited.author});
}

// A note of an act: embedded text, else the narrative that it points to.
void read_note_act(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                   const CcdaInherited& inherited) {
  RecordItem item = item_of(reading, ItemKind::narrative, statement, inherited);
  const pugi::xml_node text = child(statement, "text");
  const std::string& narrative = reading.narrative(attribute(child(text, "reference"), "value"));
  if (reading.note_bytes > most_bytes_of_notes) return;
  item.written = std::exchange(item.text, "");
  item.text = narrative.empty() ? embedded_text(reading, text).text : narrative;
  reading.note_bytes += item.text.size();
  if (item.text.empty()) return;
  CcdaSection note = section;
  note.kind = SectionKind::note;
  add_item(reading, note, statement, std::move(item));
}

bool is_container(pugi::xml_node act) {
  for (const std::string_view known :
       {"22.4.3", "22.4.30", "22.4.80", "22.4.33", "22.4.34", "22.4.35", "22.4.36", "22.4.132",
        "22.4.136", "22.4.131", "22.4.146"})
    if (has_template(act, known)) return true;
  return attribute(child(act, "code"), "code") == "CONC";
}

void read_act(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
              const CcdaInherited& inherited) {
  // References to other entries or documents, and planned coverage, say nothing of their own.
  if (has_template(statement, "22.4.122") || has_template(statement, "22.4.129") ||
      descendant(statement, "reference/externalDocument"))
    return;
  if (has_template(statement, "22.4.202")) {
    read_note_act(reading, section, statement, inherited);
    return;
  }
  if (is_container(statement)) {
    CcdaInherited handed{status_of(statement), std::nullopt, author_of(reading, statement)};
    if (handed.author.empty()) handed.author = inherited.author;
    for (const pugi::xml_node inner : related_statements(statement))
      read_statement(reading, section, inner, handed);
    return;
  }
  const bool is_plan = is_intent(attribute(statement, "moodCode")) ||
                       section.kind == SectionKind::plan || has_template(statement, "22.4.20");
  RecordItem item =
      item_of(reading, is_plan ? ItemKind::plan : ItemKind::procedure, statement, inherited);
  if (is_plan) item.course = course_of_plan(item.status);
  if (!says_something(item)) return;
  add_item(reading, section, statement, std::move(item));
}

void read_procedure(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                    const CcdaInherited& inherited) {
  const bool is_plan = is_intent(attribute(statement, "moodCode"));
  RecordItem item =
      item_of(reading, is_plan ? ItemKind::plan : ItemKind::procedure, statement, inherited);
  if (is_plan) item.course = course_of_plan(item.status);
  for (const pugi::xml_node participant : children(statement, "participant"))
    if (has_template(participant, "22.4.37") ||
        has_template(child(participant, "participantRole"), "22.4.37"))
      add_detail(
          item, "device",
          text_of_code(reading, descendant(participant, "participantRole/playingDevice/code")));
  if (!says_something(item) && !item.details.empty()) item.text = item.details.front().text;
  if (says_something(item)) add_item(reading, section, statement, std::move(item));
}

void read_organizer(CcdaReading& reading, const CcdaSection& section, pugi::xml_node organizer,
                    const CcdaInherited& inherited) {
  RecordItem dated;
  set_dates(reading, child(organizer, "effectiveTime"), dated);
  CcdaInherited handed{"", dated.date, author_of(reading, organizer)};
  if (handed.author.empty()) handed.author = inherited.author;
  for (const pugi::xml_node component : children(organizer, "component"))
    for (const pugi::xml_node inner : child_elements(component))
      read_statement(reading, section, inner, handed);
}

// A PDF within an entry goes with the packet; pictures are neither read nor carried.
void read_media(CcdaReading& reading, const CcdaSection& section, pugi::xml_node media) {
  const pugi::xml_node value = child(media, "value");
  const std::string_view base64 = value.text().get();
  if (!is_pdf_in_base64(attribute(value, "mediaType"), base64)) return;
  const std::size_t known = reading.record.attachments.size();
  if (std::string problem = attach_embedded(reading, value, base64); !problem.empty())
    add_problem(reading, value, std::move(problem));
  else if (reading.record.attachments.size() > known)
    reading.record.attachments.back().title = section.title;
}

}  // namespace

void read_statement(CcdaReading& reading, const CcdaSection& section, pugi::xml_node statement,
                    const CcdaInherited& inherited) {
  if (is_element(statement, "act"))
    read_act(reading, section, statement, inherited);
  else if (is_element(statement, "observation"))
    read_observation(reading, section, statement, inherited);
  else if (is_element(statement, "organizer"))
    read_organizer(reading, section, statement, inherited);
  else if (is_element(statement, "substanceAdministration"))
    read_medication(reading, section, statement, inherited);
  else if (is_element(statement, "encounter"))
    read_encounter(reading, section, statement, inherited);
  else if (is_element(statement, "procedure"))
    read_procedure(reading, section, statement, inherited);
  else if (is_element(statement, "observationMedia"))
    read_media(reading, section, statement);
}

}  // namespace authledger
