// Documents inside FHIR: notes and reports with what is attached to them, Compositions with the
// narrative of their sections, and clinical impressions.
#include <utility>

#include "engine/records/attachments.hpp"
#include "engine/records/body_text.hpp"
#include "engine/records/fhir_reading.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/section_kinds.hpp"
#include "engine/records/section_titles.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

std::optional<RecordDate> first_date(FhirReading& reading, const FhirResource& resource,
                                     std::initializer_list<std::string_view> paths) {
  for (const std::string_view path : paths)
    if (const auto date = date_at(reading, resource, path)) return date;
  return std::nullopt;
}

// As is_usable() of engine/packet has it for what is read.
bool is_out_of_use(std::string_view status) {
  return status == "superseded" || status == "cancelled" || status == "entered-in-error" ||
         status == "nullified";
}

// An inline attachment, read as a note as far as it has text. Anything else is a problem of the
// document; so is an attachment that is only named, since nobody fetches it.
void read_attachment(FhirReading& reading, const FhirResource& resource, JsonNode attachment,
                     const std::string& place, NoteSetting setting) {
  std::string data = text_at(attachment, "data"), type = text_at(attachment, "contentType");
  const std::string url = text_at(attachment, "url");
  if (const auto binary = reading.by_reference.find(url);
      data.empty() && binary != reading.by_reference.end()) {
    data = text_at(binary->second, "data");
    if (type.empty()) type = text_at(binary->second, "contentType");
  }
  if (data.empty()) {
    if (!url.empty())
      add_problem(reading, resource, place, "the attachment is not in the document, only its URL");
    return;
  }
  const bool is_large_pdf = is_pdf_in_base64(type, data) && data.size() <= largest_attachment * 2;
  if (data.size() > most_note_bytes * 2 && !is_large_pdf) {
    add_problem(reading, resource, place, "the attachment is larger than is read");
    return;
  }
  auto bytes = from_base64(data);
  if (!bytes) {
    add_problem(reading, resource, place, "the attachment is not base64");
    return;
  }
  if (is_pdf(type, *bytes)) {
    if (is_out_of_use(setting.status)) return;
    std::string problem =
        attach_pdf(reading.record, {resource.place + place, setting.title, setting.date,
                                    setting.author, subject_of(resource.node), std::move(*bytes)});
    if (!problem.empty()) add_problem(reading, resource, place, std::move(problem));
    return;
  }
  const BodyText body = body_text(type, *bytes);
  if (!body.problem.empty()) add_problem(reading, resource, place, body.problem);
  if (body.text.empty()) return;
  setting.document = reading.document;
  setting.place = resource.place + place + (body.is_converted ? " as text" : "");
  setting.subject = subject_of(resource.node);
  setting.reads_lists = false;
  read_note(setting, body.text, reading.record);
}

// What the sections of a Composition share.
struct CompositionReading {
  FhirReading& reading;
  const FhirResource& resource;
  std::optional<RecordDate> date;
  std::string author;
};

std::string first_author(const FhirReading& reading, JsonNode node) {
  for (const JsonNode author : array_at(node, "author"))
    if (std::string name = name_of_reference(reading, author); !name.empty()) return name;
  return "";
}

// The resources that a section names are read on their own; one that is missing is missed.
void check_entries(CompositionReading& composition, JsonNode section, const std::string& place,
                   const std::string& title) {
  for (const JsonNode entry : array_at(section, "entry")) {
    const std::string reference = text_at(entry, "reference");
    if (reference.empty() || composition.reading.by_reference.contains(reference)) continue;
    add_problem(composition.reading, composition.resource, place,
                "the section \"" + title + "\" refers to " + bounded_label(reference) +
                    ", which is not in the document");
  }
}

void read_composition_section(CompositionReading& composition, JsonNode section,
                              const std::string& place) {
  RecordItem item;
  item.kind = ItemKind::narrative;
  Source source;
  source.document = composition.reading.document;
  source.place = composition.resource.place + place + "/text/div";
  source.section = bounded_label(text_at(section, "title"));
  std::optional<SectionKind> kind;
  if (const auto code = section.find("code")) {
    if (source.section.empty()) source.section = bounded_label(text_of_concept(*code));
    for (const Coding& coding : codings_of(*code)) {
      if (source.section_code.empty()) source.section_code = bounded_label(coding.code);
      if (!kind) kind = section_of_loinc(coding.code);
    }
  }
  if (!kind) kind = section_of_title(source.section);
  item.section = kind.value_or(SectionKind::other);
  const BodyText body = html_text(text_at(section, "text/div"));
  if (!body.problem.empty())
    add_problem(composition.reading, composition.resource, place + "/text/div", body.problem);
  item.text = body.text;
  if (const auto reason = section.find("emptyReason")) {
    item.no_information = true;
    item.status = text_of_concept(*reason);
    if (item.text.empty()) source.place = composition.resource.place + place;
  }
  item.date = composition.date;
  item.dated_by_document = composition.date.has_value();
  item.author = first_author(composition.reading, section);
  if (item.author.empty()) item.author = composition.author;
  item.subject = subject_of(composition.resource.node);
  check_entries(composition, section, place, source.section);
  item.sources.push_back(std::move(source));
  if (!item.text.empty() || item.no_information)
    add_item_within_bounds(composition.reading.record, std::move(item));
  std::size_t index = 0;
  for (const JsonNode inner : array_at(section, "section"))
    read_composition_section(composition, inner, place + "/section/" + std::to_string(index++));
}

std::string identifier_text(JsonNode identifier) {
  const std::string value = text_at(identifier, "value");
  return value.empty() ? "" : text_at(identifier, "system") + "|" + value;
}

// What a Composition says of the document that it heads.
void set_document(CompositionReading& composition) {
  const JsonNode node = composition.resource.node;
  DocumentInfo& info = composition.reading.record.documents.front();
  info.title = text_at(node, "title");
  info.date = composition.date;
  info.author = composition.author;
  const std::string confidentiality = text_at(node, "confidentiality");
  if (confidentiality == "R" || confidentiality == "V") info.restricted = true;
  if (const auto identifier = node.find("identifier")) info.id = identifier_text(*identifier);
  for (const JsonNode related : array_at(node, "relatesTo"))
    if (text_at(related, "code") == "replaces") {
      const auto target = related.find("targetIdentifier");
      if (target && info.replaces.empty()) info.replaces = identifier_text(*target);
    }
}

// One statement of a clinical impression.
void add_impression(FhirReading& reading, const FhirResource& resource, const RecordItem& like,
                    const std::string& place, ItemKind kind, std::string text) {
  if (text.empty()) return;
  RecordItem item = like;
  item.kind = kind;
  item.text = std::move(text);
  add_item(reading, resource, place, std::move(item));
}

}  // namespace

void read_fhir_note(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  NoteSetting setting;
  setting.title = concept_at(node, "type");
  if (setting.title.empty()) setting.title = text_at(node, "description");
  if (const auto type = node.find("type"))
    for (const Coding& coding : codings_of(*type)) {
      setting.code = coding.code;
      break;
    }
  setting.status = text_at(node, "status");
  if (reading.replaced_notes.contains(text_at(node, "id"))) setting.status = "superseded";
  if (setting.status == "superseded")
    add_problem(reading, resource, "", "a newer version of this note replaces it");
  for (const std::string_view path : {"date", "context/period/start"})
    if (!setting.date) setting.date = date_at(reading, resource, path);
  for (const JsonNode author : array_at(node, "author"))
    if (setting.author.empty()) setting.author = name_of_reference(reading, author);
  std::size_t index = 0;
  for (const JsonNode content : array_at(node, "content")) {
    const std::string place = "/content/" + std::to_string(index++) + "/attachment/data";
    if (const auto attachment = content.find("attachment"))
      read_attachment(reading, resource, *attachment, place, setting);
  }
}

void read_fhir_report(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  NoteSetting setting;
  setting.title = concept_at(node, "code");
  setting.status = text_at(node, "status");
  setting.date =
      first_date(reading, resource,
                 {"effectiveDateTime", "effectivePeriod/start", "effectiveInstant", "issued"});
  for (const JsonNode performer : array_at(node, "performer"))
    if (setting.author.empty()) setting.author = name_of_reference(reading, performer);
  std::size_t index = 0;
  for (const JsonNode form : array_at(node, "presentedForm"))
    read_attachment(reading, resource, form, "/presentedForm/" + std::to_string(index++) + "/data",
                    setting);
  if (std::string conclusion = text_at(node, "conclusion"); !conclusion.empty()) {
    RecordItem item = item_of(resource, ItemKind::narrative, "code");
    item.section = SectionKind::results;
    item.written = item.text;
    item.text = std::move(conclusion);
    item.date = setting.date;
    add_item(reading, resource, "/conclusion", std::move(item));
  }
}

void read_fhir_composition(FhirReading& reading, const FhirResource& resource) {
  CompositionReading composition{reading, resource, date_at(reading, resource, "date"),
                                 first_author(reading, resource.node)};
  // Of a document, the Composition is the first resource; a collection may hold several.
  DocumentInfo& info = reading.record.documents.front();
  if (info.title == "Bundle" || info.title == "Composition") set_document(composition);
  std::size_t index = 0;
  for (const JsonNode section : array_at(resource.node, "section"))
    read_composition_section(composition, section, "/section/" + std::to_string(index++));
}

void read_fhir_impression(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  RecordItem like = item_of(resource, ItemKind::narrative, "code");
  like.section = SectionKind::assessment;
  like.written = std::exchange(like.text, "");
  like.date = first_date(reading, resource, {"effectiveDateTime", "effectivePeriod/start", "date"});
  if (const auto who = node.find("assessor")) like.author = name_of_reference(reading, *who);
  for (const std::string member : {"description", "summary"})
    add_impression(reading, resource, like, "/" + member, ItemKind::narrative,
                   text_at(node, member));
  std::size_t index = 0;
  for (const JsonNode note : array_at(node, "note"))
    add_impression(reading, resource, like, "/note/" + std::to_string(index++) + "/text",
                   ItemKind::narrative, text_at(note, "text"));
  index = 0;
  for (const JsonNode finding : array_at(node, "finding")) {
    RecordItem item = like;
    if (const auto code = finding.find("itemCodeableConcept")) {
      item.codings = codings_of(*code);
      item.text = text_of_concept(*code);
    } else if (const auto reference = finding.find("itemReference")) {
      item.text = text_at(*reference, "display");
    }
    if (std::string basis = text_at(finding, "basis"); !basis.empty())
      item.details.push_back({"basis", std::move(basis)});
    const std::string place = "/finding/" + std::to_string(index++);
    add_impression(reading, resource, item, place, ItemKind::result, item.text);
  }
  index = 0;
  for (const JsonNode prognosis : array_at(node, "prognosisCodeableConcept")) {
    RecordItem item = like;
    item.codings = codings_of(prognosis);
    item.written = "prognosis";
    add_impression(reading, resource, item, "/prognosisCodeableConcept/" + std::to_string(index++),
                   ItemKind::result, text_of_concept(prognosis));
  }
}

}  // namespace authledger
