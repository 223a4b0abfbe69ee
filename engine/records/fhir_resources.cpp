#include <array>
#include <iterator>

#include "engine/records/fhir_reading.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

void add_detail(RecordItem& item, std::string_view name, std::string text) {
  if (!text.empty()) item.details.push_back({std::string(name), std::move(text)});
}

// The first of these that the resource dates itself with.
template <std::size_t N>
std::optional<RecordDate> first_date(FhirReading& reading, const FhirResource& resource,
                                     const std::array<std::string_view, N>& paths) {
  for (const std::string_view path : paths)
    if (const auto date = date_at(reading, resource, path)) return date;
  return std::nullopt;
}

void read_patient(FhirReading& reading, const FhirResource& resource) {
  auto& patients = reading.record.documents.front().patients;
  if (patients.size() >= most_patients_of_a_document) return;
  const JsonNode node = resource.node;
  PatientIdentity patient;
  patient.key = "Patient/" + text_at(node, "id");
  for (const JsonNode name : array_at(node, "name")) {
    std::string text = human_name(name);
    if (text.empty()) continue;
    const bool preferred = text_at(name, "use") == "official" || patient.name.empty();
    if (preferred && !patient.name.empty()) patient.other_names.push_back(patient.name);
    if (preferred)
      patient.name = std::move(text);
    else
      patient.other_names.push_back(std::move(text));
  }
  if (const auto born = date_at(reading, resource, "birthDate");
      born && born->exact == RecordDate::Exact::day)
    patient.birth_date = born->first;
  for (const JsonNode identifier : array_at(node, "identifier"))
    if (std::string value = text_at(identifier, "value"); !value.empty())
      patient.ids.push_back(std::move(value));
  const auto urls = reading.patient_urls.find(text_at(node, "id"));
  if (urls != reading.patient_urls.end()) patient.key += urls->second;
  patients.push_back(std::move(patient));
}

void read_condition(FhirReading& reading, const FhirResource& resource) {
  RecordItem item = item_of(resource, ItemKind::diagnosis, "code");
  item.section = SectionKind::diagnoses;
  const JsonNode node = resource.node;
  item.status = text_at(node, "clinicalStatus/coding/code");
  const std::string verified = text_at(node, "verificationStatus/coding/code");
  add_detail(item, "verification", verified);
  add_detail(item, "category", concept_at(node, "category"));
  item.negated = verified == "refuted";
  item.date = first_date(
      reading, resource,
      std::array<std::string_view, 3>{"onsetDateTime", "onsetPeriod/start", "recordedDate"});
  item.until =
      first_date(reading, resource,
                 std::array<std::string_view, 2>{"abatementDateTime", "abatementPeriod/end"});
  if (verified == "entered-in-error")
    item.course = Course::entered_in_error;
  else if (item.status == "resolved" || item.status == "inactive" || item.status == "remission" ||
           item.until)
    item.course = Course::resolved;
  else if (!item.status.empty())
    item.course = Course::active;
  add_item(reading, resource, "", std::move(item));
}

// "1 tablet every 1 d", from the parts, when the prescriber wrote no sentence.
std::string dosage_text(JsonNode dosage) {
  if (std::string text = text_at(dosage, "text"); !text.empty()) return text;
  std::string text;
  if (const auto dose = find_path(dosage, "doseAndRate/doseQuantity")) text = quantity_text(*dose);
  if (const auto repeat = find_path(dosage, "timing/repeat")) {
    const std::string times = scalar_at(*repeat, "frequency"),
                      period = scalar_at(*repeat, "period");
    const std::string unit = text_at(*repeat, "periodUnit");
    if (!times.empty() && !period.empty() && !unit.empty())
      text += (text.empty() ? "" : ", ") + times + " time(s) every " + period + " " + unit;
  }
  const auto as_needed = dosage.find("asNeededBoolean");
  if (as_needed && as_needed->boolean()) text += text.empty() ? "as needed" : ", as needed";
  return text;
}

void read_medication(FhirReading& reading, const FhirResource& resource) {
  RecordItem item = item_of(resource, ItemKind::medication, "medicationCodeableConcept");
  item.section = SectionKind::medications;
  const JsonNode node = resource.node;
  if (const auto reference = node.find("medicationReference"); reference && item.text.empty()) {
    item.text = text_at(*reference, "display");
    const auto known = reading.by_reference.find(text_at(*reference, "reference"));
    if (known != reading.by_reference.end()) {
      if (const auto code = known->second.find("code")) item.codings = codings_of(*code);
      if (item.text.empty()) item.text = concept_at(known->second, "code");
    }
  }
  for (const std::string_view member : {"dosageInstruction", "dosage"})
    for (const JsonNode dosage : array_at(node, member)) {
      add_detail(item, "dosage", dosage_text(dosage));
      add_detail(item, "route", concept_at(dosage, "route"));
    }
  add_detail(item, "intent", text_at(node, "intent"));
  add_detail(item, "indication", concept_at(node, "reasonCode"));
  add_detail(item, "indication", text_at(node, "reasonReference/display"));
  item.date =
      first_date(reading, resource,
                 std::array<std::string_view, 4>{"effectivePeriod/start", "effectiveDateTime",
                                                 "authoredOn", "dateAsserted"});
  item.until = date_at(reading, resource, "effectivePeriod/end");
  if (const auto who = node.find("requester"))
    add_detail(item, "prescriber", name_of_reference(reading, *who));
  for (const std::string_view member : {"requester", "informationSource"})
    if (const auto who = node.find(member); who && item.author.empty())
      item.author = name_of_reference(reading, *who);
  if (item.status == "active" || item.status == "intended" || item.status == "on-hold")
    item.course = Course::active;
  else if (item.status == "completed" || item.status == "stopped" || item.status == "cancelled" ||
           item.status == "not-taken")
    item.course = Course::resolved;
  item.negated = item.status == "not-taken";
  add_item(reading, resource, "", std::move(item));
}

void read_care_plan(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  RecordItem plan = item_of(resource, ItemKind::plan, "category");
  plan.section = SectionKind::plan;
  plan.text = text_at(node, "title");
  if (plan.text.empty()) plan.text = concept_at(node, "category");
  if (plan.text.empty()) plan.text = text_at(node, "description");
  plan.date = date_at(reading, resource, "period/start");
  plan.until = date_at(reading, resource, "period/end");
  if (!plan.date) plan.date = date_at(reading, resource, "created");
  const bool is_current =
      plan.status == "active" || plan.status == "on-hold" || plan.status == "draft";
  if (plan.course != Course::entered_in_error)
    plan.course = is_current ? Course::active : Course::resolved;
  if (const auto author = node.find("author")) plan.author = name_of_reference(reading, *author);
  std::size_t index = 0;
  for (const JsonNode activity : array_at(node, "activity")) {
    std::string what = text_at(activity, "detail/description");
    if (const auto detail = activity.find("detail"); detail && what.empty())
      what = concept_at(*detail, "code");
    if (const auto reference = activity.find("reference"); reference && what.empty())
      what = name_of_reference(reading, *reference);
    if (!what.empty()) {
      RecordItem item = plan;
      item.details = {{"care plan", plan.text}};
      item.text = std::move(what);
      item.codings.clear();
      if (const auto code = find_path(activity, "detail/code")) item.codings = codings_of(*code);
      item.status = text_at(activity, "detail/status");
      add_item(reading, resource, "/activity/" + std::to_string(index), std::move(item));
    }
    ++index;
  }
  if (!plan.text.empty()) add_item(reading, resource, "", std::move(plan));
}

void read_goal(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  RecordItem item = item_of(resource, ItemKind::goal, "description");
  item.section = SectionKind::goals;
  item.status = text_at(node, "lifecycleStatus");
  if (item.status.empty()) item.status = text_at(node, "status");
  add_detail(item, "progress", concept_at(node, "achievementStatus"));
  for (const JsonNode target : array_at(node, "target")) {
    add_detail(item, "measure", concept_at(target, "measure"));
    add_detail(item, "target", value_text(target, "detail"));
  }
  item.date =
      first_date(reading, resource, std::array<std::string_view, 2>{"startDate", "statusDate"});
  item.until = date_at(reading, resource, "target/dueDate");
  if (const auto who = node.find("expressedBy")) item.author = name_of_reference(reading, *who);
  if (item.status == "entered-in-error")
    item.course = Course::entered_in_error;
  else if (item.status == "completed" || item.status == "cancelled" || item.status == "rejected")
    item.course = Course::resolved;
  else if (item.status == "proposed" || item.status == "planned")
    item.course = Course::planned;
  else if (!item.status.empty())
    item.course = Course::active;
  add_item(reading, resource, "", std::move(item));
}

void read_encounter(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  RecordItem item = item_of(resource, ItemKind::encounter, "type");
  item.section = SectionKind::encounters;
  item.text = concept_at(node, "type");
  if (const auto type = node.find("type"); type && type->is(JsonKind::array))
    for (const JsonNode each : type->children())
      for (Coding& coding : codings_of(each)) item.codings.push_back(std::move(coding));
  if (item.text.empty()) item.text = "Encounter";
  add_detail(item, "class", text_at(node, "class/code"));
  add_detail(item, "reason", concept_at(node, "reasonCode"));
  if (const auto who = find_path(node, "participant/individual"))
    add_detail(item, "performer", name_of_reference(reading, *who));
  add_detail(item, "location", text_at(node, "location/location/display"));
  item.date = date_at(reading, resource, "period/start");
  item.until = date_at(reading, resource, "period/end");
  add_item(reading, resource, "", std::move(item));
}

void read_procedure(FhirReading& reading, const FhirResource& resource) {
  RecordItem item = item_of(resource, ItemKind::procedure, "code");
  item.section = SectionKind::procedures;
  item.date =
      first_date(reading, resource,
                 std::array<std::string_view, 2>{"performedDateTime", "performedPeriod/start"});
  add_detail(item, "reason", concept_at(resource.node, "reasonCode"));
  item.negated = item.status == "not-done";
  add_item(reading, resource, "", std::move(item));
}

void read_allergy(FhirReading& reading, const FhirResource& resource) {
  const JsonNode node = resource.node;
  RecordItem item = item_of(resource, ItemKind::allergy, "code");
  item.section = SectionKind::allergies;
  item.status = text_at(node, "clinicalStatus/coding/code");
  const std::string verified = text_at(node, "verificationStatus/coding/code");
  item.negated = verified == "refuted";
  add_detail(item, "criticality", text_at(node, "criticality"));
  for (const JsonNode reaction : array_at(node, "reaction"))
    add_detail(item, "reaction", concept_at(reaction, "manifestation"));
  item.date = first_date(reading, resource,
                         std::array<std::string_view, 2>{"onsetDateTime", "recordedDate"});
  if (verified == "entered-in-error")
    item.course = Course::entered_in_error;
  else if (item.status == "active")
    item.course = Course::active;
  else if (!item.status.empty())
    item.course = Course::resolved;
  add_item(reading, resource, "", std::move(item));
}

void read_immunization(FhirReading& reading, const FhirResource& resource) {
  RecordItem item = item_of(resource, ItemKind::immunization, "vaccineCode");
  item.section = SectionKind::immunizations;
  item.date = date_at(reading, resource, "occurrenceDateTime");
  item.negated = item.status == "not-done";
  add_item(reading, resource, "", std::move(item));
}

struct ResourceReader {
  std::string_view type;
  void (*read)(FhirReading&, const FhirResource&);
};
constexpr ResourceReader readers[]{{"Patient", read_patient},
                                   {"Condition", read_condition},
                                   {"MedicationRequest", read_medication},
                                   {"MedicationStatement", read_medication},
                                   {"Observation", read_fhir_observation},
                                   {"QuestionnaireResponse", read_fhir_responses},
                                   {"CarePlan", read_care_plan},
                                   {"Goal", read_goal},
                                   {"Encounter", read_encounter},
                                   {"Procedure", read_procedure},
                                   {"AllergyIntolerance", read_allergy},
                                   {"Immunization", read_immunization},
                                   {"DocumentReference", read_fhir_note},
                                   {"DiagnosticReport", read_fhir_report},
                                   {"Composition", read_fhir_composition},
                                   {"ClinicalImpression", read_fhir_impression}};

}  // namespace

void read_resource(FhirReading& reading, const FhirResource& resource) {
  const std::string type = text_at(resource.node, "resourceType");
  for (const ResourceReader& reader : readers)
    if (reader.type == type) reader.read(reading, resource);
}

}  // namespace authledger
