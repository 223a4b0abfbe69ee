#include "engine/json/record_codec.hpp"

#include "engine/base/sha256.hpp"
#include "engine/json/lists.hpp"

namespace authledger::json {
namespace {

void field_if_said(JsonWriter& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.field(name, text);
}

void write_coding(JsonWriter& out, const Coding& coding) {
  out.begin_object();
  field_if_said(out, "system", coding.system);
  out.field("code", coding.code);
  field_if_said(out, "display", coding.display);
  out.end_object();
}

void write_detail(JsonWriter& out, const Detail& detail) {
  out.begin_object();
  out.field("name", detail.name);
  out.field("text", detail.text);
  out.end_object();
}

void write_answer(JsonWriter& out, const Answer& answer) {
  out.begin_object();
  out.field("code", answer.code);
  field_if_said(out, "question", answer.question);
  field_if_said(out, "text", answer.text);
  out.field("value", answer.value);
  out.key("source");
  write_source(out, answer.source);
  out.end_object();
}

void write_patient(JsonWriter& out, const PatientIdentity& patient) {
  out.begin_object();
  out.field("name", patient.name);
  out.field("birth_date", patient.birth_date);
  out.key("ids");
  out.begin_array();
  for (const std::string& id : patient.ids) out.value(id);
  out.end_array();
  out.end_object();
}

void write_document(JsonWriter& out, const DocumentInfo& document) {
  out.begin_object();
  out.field("document", document.name);
  out.field("kind", word(document.kind));
  field_if_said(out, "title", document.title);
  write_record_date(out, "date", document.date);
  field_if_said(out, "author", document.author);
  out.field("restricted", document.restricted);
  field_if_said(out, "id", document.id);
  field_if_said(out, "set_id", document.set_id);
  if (document.version > 0) out.field("version", document.version);
  field_if_said(out, "replaces", document.replaces);
  write_list(out, "patients", document.patients, write_patient);
  out.end_object();
}

}  // namespace

void write_record_date(JsonWriter& out, std::string_view name,
                       const std::optional<RecordDate>& date) {
  out.key(name);
  if (date)
    out.value(to_text(*date));
  else
    out.null();
}

void write_source(JsonWriter& out, const Source& source) {
  out.begin_object();
  out.field("document", source.document);
  field_if_said(out, "section", source.section);
  field_if_said(out, "section_code", source.section_code);
  out.field("place", source.place);
  out.end_object();
}

void write_tag(JsonWriter& out, consent::Tag tag) {
  if (tag != consent::Tag::ordinary) out.field("tag", word(tag));
}

void write_conflict(JsonWriter& out, const Conflict& conflict) {
  out.begin_object();
  out.field("what", conflict.what);
  write_tag(out, conflict.tag);
  write_list(out, "sources", conflict.sources, write_source);
  out.end_object();
}

void write_record_problem(JsonWriter& out, const RecordProblem& problem) {
  out.begin_object();
  out.field("document", problem.document);
  out.field("place", problem.place);
  out.field("what", problem.what);
  write_tag(out, problem.tag);
  out.end_object();
}

void write_item(JsonWriter& out, const RecordItem& item) {
  out.begin_object();
  out.field("kind", word(item.kind));
  out.field("section", word(item.section));
  out.field("text", item.text);
  write_tag(out, item.tag);
  field_if_said(out, "written", item.written);
  if (!item.codings.empty()) write_list(out, "codings", item.codings, write_coding);
  field_if_said(out, "value", item.value);
  if (!item.details.empty()) write_list(out, "details", item.details, write_detail);
  if (item.kind == ItemKind::score) {
    out.field("instrument", item.instrument);
    out.field("total", item.total);
    write_list(out, "answers", item.answers, write_answer);
  }
  field_if_said(out, "status", item.status);
  out.field("course", word(item.course));
  out.field("negated", item.negated);
  out.field("no_information", item.no_information);
  write_record_date(out, "date", item.date);
  write_record_date(out, "until", item.until);
  if (item.dated_by_document) out.field("dated_by_document", true);
  field_if_said(out, "author", item.author);
  write_list(out, "sources", item.sources, write_source);
  out.end_object();
}

// A PDF, which is not read.
void write_attachment(JsonWriter& out, const AttachedPdf& pdf) {
  out.begin_object();
  out.field("place", pdf.place);
  field_if_said(out, "title", pdf.title);
  write_record_date(out, "date", pdf.date);
  field_if_said(out, "author", pdf.author);
  out.field("bytes", pdf.bytes.size());
  out.field("sha256", to_hex(sha256(pdf.bytes)));
  out.end_object();
}

void write_record(JsonWriter& out, const ClinicalRecord& record) {
  out.begin_object();
  write_list(out, "documents", record.documents, write_document);
  write_list(out, "items", record.items, write_item);
  if (!record.attachments.empty())
    write_list(out, "attachments", record.attachments, write_attachment);
  write_list(out, "conflicts", record.conflicts, write_conflict);
  write_list(out, "problems", record.problems, write_record_problem);
  out.end_object();
}

}  // namespace authledger::json
