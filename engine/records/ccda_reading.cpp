#include "engine/records/ccda_reading.hpp"

#include <utility>

#include "engine/records/attachments.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/text_note.hpp"

namespace authledger {
namespace {

std::string with_unit(pugi::xml_node quantity) {
  std::string text(attribute(quantity, "value"));
  const std::string_view unit = attribute(quantity, "unit");
  if (!text.empty() && !unit.empty() && unit != "1") text += " " + std::string(unit);
  return text;
}

// "80 to 140 mg/dL", "> 500 mg/dL", ">= 92 %"
std::string interval_text(pugi::xml_node value) {
  const pugi::xml_node low = child(value, "low"), high = child(value, "high");
  const std::string from = with_unit(low), to = with_unit(high);
  if (!from.empty() && !to.empty()) return from + " to " + to;
  if (!from.empty()) return (attribute(low, "inclusive") == "false" ? "> " : ">= ") + from;
  if (!to.empty()) return (attribute(high, "inclusive") == "false" ? "< " : "<= ") + to;
  return with_unit(child(value, "center"));
}

std::string own_characters(pugi::xml_node node) {
  std::string words;
  for (const pugi::xml_node part : node.children())
    if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) words += part.value();
  return words;
}

std::string own_words(pugi::xml_node node) {
  return collapsed(own_characters(node));
}

// Where a code has no words at all.
std::string text_of(const Coding& coding) {
  return "code " + coding.code + " of " + coding.system;
}

}  // namespace

const std::string& CcdaReading::narrative(std::string_view id) const {
  if (id.starts_with('#')) id.remove_prefix(1);
  const auto known = narratives.find(id);
  if (known != narratives.end()) return known->second;
  std::string text;
  if (!id.empty() && narrative_bytes <= most_bytes_of_narratives)
    text = narrative_text(xml.with_id(id));
  narrative_bytes += text.size();
  return narratives.emplace(id, std::move(text)).first->second;
}

bool has_template(pugi::xml_node node, std::string_view last_part) {
  for (const pugi::xml_node id : children(node, "templateId")) {
    const std::string_view root = attribute(id, "root");
    if (root.ends_with(last_part) && root.size() > last_part.size() &&
        root[root.size() - last_part.size() - 1] == '.')
      return true;
  }
  return false;
}

std::string_view null_flavor(pugi::xml_node node) {
  return attribute(node, "nullFlavor");
}

std::vector<Coding> codings_of(pugi::xml_node code) {
  std::vector<Coding> codings;
  const auto add = [&](pugi::xml_node node) {
    if (const std::string_view text = attribute(node, "code"); !text.empty())
      codings.push_back({std::string(attribute(node, "codeSystem")), std::string(text),
                         collapsed(attribute(node, "displayName"))});
  };
  add(code);
  for (const pugi::xml_node translation : children(code, "translation")) add(translation);
  return codings;
}

std::string referred_text(const CcdaReading& reading, pugi::xml_node text) {
  if (!text) return "";
  if (std::string words = own_words(text); !words.empty()) return words;
  const std::string& narrative = reading.narrative(attribute(child(text, "reference"), "value"));
  std::string line;
  for (const char c : std::string_view(narrative).substr(0, longest_written)) {
    if (c == '\n')
      line += " / ";
    else
      line += c;
  }
  // Not in the middle of a character.
  if (narrative.size() > longest_written)
    while (!line.empty() && broken_utf8(line)) line.pop_back();
  return line;
}

std::string text_of_code(const CcdaReading& reading, pugi::xml_node code) {
  if (std::string display = collapsed(attribute(code, "displayName")); !display.empty())
    return display;
  if (std::string original = referred_text(reading, child(code, "originalText")); !original.empty())
    return original;
  for (const pugi::xml_node translation : children(code, "translation"))
    if (std::string display = collapsed(attribute(translation, "displayName")); !display.empty())
      return display;
  return "";
}

void add_original_text(const CcdaReading& reading, pugi::xml_node code, RecordItem& item) {
  std::string original = collapsed(referred_text(reading, child(code, "originalText")));
  if (original.empty()) return;
  const std::string small = lower(original);
  for (const std::string_view known : {std::string_view(item.text), std::string_view(item.written)})
    if (lower(known).find(small) != std::string::npos) return;
  item.details.push_back({std::string(original_text), std::move(original)});
}

std::string value_text(const CcdaReading& reading, pugi::xml_node value) {
  if (!value) return "";
  const std::string_view type = xsi_type(value);
  if (type.starts_with("IVL")) return interval_text(value);
  if (type == "RTO" || type.starts_with("RTO_"))
    return with_unit(child(value, "numerator")) + " / " + with_unit(child(value, "denominator"));
  if (const std::string number = with_unit(value); !number.empty()) return number;
  if (!attribute(value, "code").empty() || child(value, "originalText") ||
      child(value, "translation")) {
    std::string text = text_of_code(reading, value);
    const std::vector<Coding> codings = codings_of(value);
    return text.empty() && !codings.empty() ? text_of(codings.front()) : text;
  }
  if (child(value, "low") || child(value, "high")) return interval_text(value);
  return referred_text(reading, value);
}

std::string person_name(pugi::xml_node name) {
  std::string text;
  for (const std::string_view part : {"given", "family", "suffix"})
    for (const pugi::xml_node node : children(name, part))
      if (const std::string words = own_words(node); !words.empty())
        text += (text.empty() ? "" : " ") + words;
  return bounded_label(text.empty() ? own_words(name) : std::move(text));
}

std::string person_key(pugi::xml_node assigned) {
  const pugi::xml_node id = child(assigned, "id");
  const std::string_view root = attribute(id, "root");
  if (root.empty()) return "";
  return std::string(root) + "^" + std::string(attribute(id, "extension"));
}

std::string author_of(const CcdaReading& reading, pugi::xml_node statement) {
  for (const pugi::xml_node author : children(statement, "author")) {
    const pugi::xml_node assigned = child(author, "assignedAuthor");
    if (std::string name = person_name(descendant(assigned, "assignedPerson/name")); !name.empty())
      return name;
    if (std::string name = person_name(child(assigned, "name")); !name.empty()) return name;
    const auto known = reading.people.find(person_key(assigned));
    if (known != reading.people.end()) return known->second;
  }
  return "";
}

void add_problem(CcdaReading& reading, pugi::xml_node where, std::string what) {
  if (reading.record.problems.size() < most_problems_of_a_document)
    reading.record.problems.push_back(
        {reading.document, reading.xml.place_of(where), std::move(what)});
}

std::optional<RecordDate> date_of(CcdaReading& reading, pugi::xml_node time) {
  const std::string_view value = attribute(time, "value");
  if (value.empty()) return std::nullopt;
  const auto date = hl7_date(value);
  if (!date)
    add_problem(
        reading, time,
        std::string(time.name()) + " is \"" + excerpt_of(value, 40) + "\", which is not a date");
  return date;
}

void set_dates(CcdaReading& reading, pugi::xml_node effective_time, RecordItem& item) {
  item.date = date_of(reading, effective_time);
  if (!item.date) item.date = date_of(reading, child(effective_time, "low"));
  if (!item.date) item.date = date_of(reading, child(effective_time, "center"));
  item.until = date_of(reading, child(effective_time, "high"));
}

void add_item(CcdaReading& reading, const CcdaSection& section, pugi::xml_node where,
              RecordItem item) {
  item.section = section.kind;
  if (item.text.empty()) item.text = std::exchange(item.written, "");
  if (item.text.empty() && !item.codings.empty()) item.text = text_of(item.codings.front());
  const bool says_nothing = item.text.empty() && item.value.empty() && item.answers.empty();
  if (says_nothing && !item.no_information) return;
  if (item.author.empty()) item.author = section.author;
  item.sources.push_back(
      {reading.document, section.title, section.code, reading.xml.place_of(where)});
  add_item_within_bounds(reading.record, std::move(item));
}

void add_conflict(CcdaReading& reading, Conflict conflict) {
  if (reading.record.conflicts.size() < most_conflicts_of_a_document)
    reading.record.conflicts.push_back(std::move(conflict));
}

std::string attach_embedded(CcdaReading& reading, pugi::xml_node node, std::string_view base64) {
  if (base64.size() > largest_attachment * 2) return "the embedded PDF is larger than is carried";
  auto bytes = from_base64(base64);
  if (!bytes) return "the embedded PDF is not base64";
  return attach_pdf(reading.record,
                    {reading.xml.place_of(node), "", {}, "", "", std::move(*bytes)});
}

BodyText embedded_text(CcdaReading& reading, pugi::xml_node text) {
  BodyText body;
  const std::string_view type = attribute(text, "mediaType");
  const std::string characters = own_characters(text);
  if (!text || trimmed(characters).empty()) return body;
  if (!attribute(text, "compression").empty()) {
    body.problem = "the embedded text is compressed, which is not read";
  } else if (attribute(text, "representation") == "B64" && is_pdf_in_base64(type, characters)) {
    body.problem = attach_embedded(reading, text, characters);
    body.is_pdf = body.problem.empty();
  } else if (attribute(text, "representation") != "B64") {
    body = body_text(type.empty() ? "text/plain" : type, characters);
  } else if (characters.size() > most_note_bytes * 2) {
    body.problem = "the embedded text is larger than is read";
  } else if (const auto decoded = from_base64(characters)) {
    body = body_text(type, *decoded);
  } else {
    body.problem = "the embedded text is not base64";
  }
  if (!body.problem.empty()) add_problem(reading, text, body.problem);
  return body;
}

}  // namespace authledger
