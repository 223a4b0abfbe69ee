#include "engine/records/fhir_reading.hpp"

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

std::optional<JsonNode> first_of(JsonNode node) {
  for (const JsonNode item : node.children()) return item;
  return std::nullopt;
}

std::string scalar_text(JsonNode node) {
  switch (node.kind()) {
    case JsonKind::string:
    case JsonKind::number:
      return std::string(node.text());
    case JsonKind::integer:
      return std::to_string(node.integer());
    case JsonKind::boolean:
      return node.boolean() ? "true" : "false";
    default:
      return "";
  }
}

}  // namespace

std::optional<JsonNode> find_path(JsonNode node, std::string_view path) {
  std::optional<JsonNode> found = node;
  while (found && !path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    if (found->is(JsonKind::array)) found = first_of(*found);
    if (found) found = found->find(path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return found;
}

std::string text_at(JsonNode node, std::string_view path) {
  const auto found = find_path(node, path);
  return found && found->is(JsonKind::string) ? std::string(found->text()) : "";
}

std::string scalar_at(JsonNode node, std::string_view path) {
  const auto found = find_path(node, path);
  return found ? scalar_text(*found) : "";
}

std::vector<JsonNode> array_at(JsonNode node, std::string_view name) {
  std::vector<JsonNode> items;
  if (const auto found = node.find(name); found && found->is(JsonKind::array))
    for (const JsonNode item : found->children()) items.push_back(item);
  return items;
}

std::vector<Coding> codings_of(JsonNode concept_node) {
  std::vector<Coding> codings;
  for (const JsonNode coding : array_at(concept_node, "coding"))
    if (std::string code = text_at(coding, "code"); !code.empty())
      codings.push_back({text_at(coding, "system"), std::move(code), text_at(coding, "display")});
  return codings;
}

std::string text_of_concept(JsonNode concept_node) {
  if (std::string text = collapsed(text_at(concept_node, "text")); !text.empty()) return text;
  const std::vector<Coding> codings = codings_of(concept_node);
  for (const Coding& coding : codings)
    if (!coding.display.empty()) return coding.display;
  if (codings.empty()) return "";
  // FHIR's own codes are words ("in-progress"); those of terminologies are numbers.
  const bool is_word = codings[0].code.find_first_of("0123456789") == std::string::npos;
  return is_word ? codings[0].code : "code " + codings[0].code + " of " + codings[0].system;
}

std::string concept_at(JsonNode node, std::string_view name) {
  auto found = node.find(name);
  if (found && found->is(JsonKind::array)) found = first_of(*found);
  return found ? text_of_concept(*found) : "";
}

std::string quantity_text(JsonNode quantity) {
  const auto value = quantity.find("value");
  if (!value) return "";
  std::string text = text_at(quantity, "comparator");
  if (!text.empty()) text += " ";
  text += scalar_text(*value);
  std::string unit = text_at(quantity, "unit");
  if (unit.empty()) unit = text_at(quantity, "code");
  return unit.empty() || unit == "1" ? text : text + " " + unit;
}

std::string value_text(JsonNode node, std::string_view prefix) {
  for (const JsonNode member : node.children()) {
    std::string_view key = member.key();
    if (!key.starts_with(prefix) || key.size() == prefix.size()) continue;
    key.remove_prefix(prefix.size());
    if (key == "Quantity") return quantity_text(member);
    if (key == "CodeableConcept") return text_of_concept(member);
    if (key == "Coding") {
      std::string display = text_at(member, "display");
      return display.empty() ? "code " + text_at(member, "code") : display;
    }
    if (key == "Range") {
      const auto low = member.find("low"), high = member.find("high");
      return (low ? quantity_text(*low) : "") + " to " + (high ? quantity_text(*high) : "");
    }
    if (key == "Period") return text_at(member, "start") + " to " + text_at(member, "end");
    if (key == "Ratio") {
      const auto top = member.find("numerator"), bottom = member.find("denominator");
      return (top ? quantity_text(*top) : "") + " / " + (bottom ? quantity_text(*bottom) : "");
    }
    if (key == "Reference") return text_at(member, "display");
    if (std::string text = scalar_text(member); !text.empty()) return text;
  }
  return "";
}

std::optional<RecordDate> date_at(FhirReading& reading, const FhirResource& resource,
                                  std::string_view path) {
  const std::string text = text_at(resource.node, path);
  if (text.empty()) return std::nullopt;
  const auto date = fhir_date(text);
  if (!date)
    add_problem(reading, resource, "/" + std::string(path),
                "the date is \"" + excerpt_of(text, 40) + "\", which is not a date");
  return date;
}

std::string human_name(JsonNode name) {
  std::string text;
  for (const JsonNode given : array_at(name, "given"))
    if (given.is(JsonKind::string)) text += (text.empty() ? "" : " ") + std::string(given.text());
  if (const std::string family = text_at(name, "family"); !family.empty())
    text += (text.empty() ? "" : " ") + family;
  if (text.empty()) text = text_at(name, "text");
  return collapsed(text);
}

std::string name_of_reference(const FhirReading& reading, JsonNode reference) {
  if (std::string display = text_at(reference, "display"); !display.empty()) return display;
  const auto found = reading.by_reference.find(text_at(reference, "reference"));
  if (found == reading.by_reference.end()) return "";
  const auto name = found->second.find("name");
  if (!name) return "";
  if (name->is(JsonKind::string)) return std::string(name->text());
  const auto first = first_of(*name);
  return first ? human_name(*first) : "";
}

std::string subject_of(JsonNode resource) {
  const std::string subject = text_at(resource, "subject/reference");
  return subject.empty() ? text_at(resource, "patient/reference") : subject;
}

RecordItem item_of(const FhirResource& resource, ItemKind kind, std::string_view code_member) {
  RecordItem item;
  item.kind = kind;
  if (const auto code = resource.node.find(code_member)) {
    item.codings = codings_of(*code);
    item.text = text_of_concept(*code);
  }
  item.status = text_at(resource.node, "status");
  if (item.status == "entered-in-error") item.course = Course::entered_in_error;
  return item;
}

void add_item(FhirReading& reading, const FhirResource& resource, std::string_view place,
              RecordItem item) {
  if (item.text.empty() && item.value.empty() && item.answers.empty() && !item.no_information) {
    add_problem(reading, resource, place, "the resource says nothing that could be read");
    return;
  }
  item.subject = subject_of(resource.node);
  item.author = bounded_label(std::move(item.author));
  item.sources.push_back({reading.document, text_at(resource.node, "resourceType"), "",
                          resource.place + std::string(place)});
  add_item_within_bounds(reading.record, std::move(item));
}

void add_conflict(FhirReading& reading, Conflict conflict) {
  if (reading.record.conflicts.size() < most_conflicts_of_a_document)
    reading.record.conflicts.push_back(std::move(conflict));
}

void add_problem(FhirReading& reading, const FhirResource& resource, std::string_view place,
                 std::string what) {
  if (reading.record.problems.size() < most_problems_of_a_document)
    reading.record.problems.push_back(
        {reading.document, resource.place + std::string(place), std::move(what)});
}

}  // namespace authledger
