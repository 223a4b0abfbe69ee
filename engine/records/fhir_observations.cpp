#include <algorithm>

#include "engine/records/fhir_reading.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"

namespace authledger {
namespace {

bool has_category(JsonNode observation, std::string_view sought) {
  for (const JsonNode category : array_at(observation, "category"))
    for (const Coding& coding : codings_of(category))
      if (coding.code == sought) return true;
  return false;
}

ItemKind kind_of(JsonNode observation, const std::vector<Coding>& codings) {
  static constexpr std::string_view tobacco = "72166-2";
  if (has_category(observation, "social-history") ||
      std::any_of(codings.begin(), codings.end(),
                  [](const Coding& coding) { return coding.code == tobacco; }))
    return ItemKind::social_history;
  if (has_category(observation, "vital-signs")) return ItemKind::vital_sign;
  if (has_category(observation, "functional-status")) return ItemKind::functional_status;
  if (has_category(observation, "cognitive-status")) return ItemKind::mental_status;
  return ItemKind::result;
}

std::optional<RecordDate> observed_on(FhirReading& reading, const FhirResource& resource) {
  for (const std::string_view path :
       {"effectiveDateTime", "effectivePeriod/start", "effectiveInstant", "issued"})
    if (const auto date = date_at(reading, resource, path)) return date;
  return std::nullopt;
}

Answer answer_of(const FhirReading& reading, JsonNode node, std::string_view prefix,
                 const Instrument& instrument, std::string_view code, std::string question,
                 std::string place) {
  Answer answer;
  answer.code = code;
  answer.question = std::move(question);
  answer.text = value_text(node, prefix);
  for (const JsonNode member : node.children()) {
    if (!member.key().starts_with(prefix)) continue;
    std::vector<Coding> codings = codings_of(member);
    if (std::string direct = text_at(member, "code"); !direct.empty())
      codings.push_back({"", std::move(direct), ""});
    for (const Coding& coding : codings)
      if (!answer.value) answer.value = answer_value(instrument, code, coding.code);
    const JsonNode number = member.find("value").value_or(member);
    if (number.is(JsonKind::integer) && number.integer() >= 0 && number.integer() <= 9)
      answer.value = static_cast<int>(number.integer());
  }
  answer.source = {reading.document, "", "", std::move(place)};
  return answer;
}

// Sets the total from value[x]; whatever is wrong becomes a problem.
void set_total_from(FhirReading& reading, const FhirResource& resource, JsonNode holder,
                    std::string_view prefix, const Instrument& instrument, RecordItem& score) {
  const std::string value = value_text(holder, prefix);
  if (value.empty()) return;
  if (std::string why = set_total(score, instrument, value); !why.empty())
    add_problem(reading, resource, "", std::move(why));
}

void check_label(FhirReading& reading, const std::vector<Coding>& codings, std::string_view label,
                 const std::string& place) {
  if (std::string what = label_contradiction(codings, label); !what.empty())
    add_conflict(reading, {std::move(what), {{reading.document, "", "", place}}});
}

void read_components(FhirReading& reading, const FhirResource& resource,
                     const Instrument& instrument, RecordItem& score) {
  std::size_t index = 0;
  for (const JsonNode component : array_at(resource.node, "component")) {
    const std::string place = resource.place + "/component/" + std::to_string(index++);
    const auto code = component.find("code");
    const auto part = code ? score_code(codings_of(*code), "") : std::nullopt;
    if (!part) continue;
    check_label(reading, codings_of(*code), text_of_concept(*code), place);
    if (part->role == ScoreCode::Role::total)
      set_total_from(reading, resource, component, "value", instrument, score);
    else
      score.answers.push_back(answer_of(reading, component, "value", instrument, part->code,
                                        text_of_concept(*code), place));
  }
}

void read_score(FhirReading& reading, const FhirResource& resource, const ScoreCode& code) {
  const Instrument& instrument = *code.instrument;
  RecordItem score = item_of(resource, ItemKind::score, "code");
  score.section = SectionKind::results;
  score.instrument = instrument.name;
  score.date = observed_on(reading, resource);
  if (const auto who = find_path(resource.node, "performer"); who)
    for (const JsonNode performer : array_at(resource.node, "performer")) {
      score.author = name_of_reference(reading, performer);
      break;
    }
  if (code.role == ScoreCode::Role::answer)
    score.answers.push_back(answer_of(reading, resource.node, "value", instrument, code.code,
                                      score.text, resource.place));
  else
    set_total_from(reading, resource, resource.node, "value", instrument, score);
  read_components(reading, resource, instrument, score);
  if (score.total || !score.value.empty() || !score.answers.empty())
    add_item(reading, resource, "", std::move(score));
}

// "120 mmHg", and a detail for each component.
void set_values(JsonNode node, RecordItem& item) {
  item.value = value_text(node, "value");
  for (const JsonNode component : array_at(node, "component"))
    item.details.push_back({concept_at(component, "code"), value_text(component, "value")});
  if (const std::string absent = concept_at(node, "dataAbsentReason"); !absent.empty()) {
    item.no_information = true;
    item.details.push_back({"data absent", absent});
  }
  if (const std::string flag = concept_at(node, "interpretation"); !flag.empty())
    item.details.push_back({"interpretation", flag});
}

// linkId "/44250-9" or "44250-9", as US Core writes them; a definition may hold the code as well.
std::string code_of_link(JsonNode item) {
  std::string link = text_at(item, "linkId");
  if (const std::size_t slash = link.rfind('/'); slash != std::string::npos)
    link.erase(0, slash + 1);
  return link;
}

struct Responses {
  std::vector<RecordItem> scores;  // one for each instrument
  std::string lines;               // what belongs to no instrument: "question: answer"
};

RecordItem& score_for(Responses& responses, const Instrument& instrument, const RecordItem& like) {
  for (RecordItem& score : responses.scores)
    if (score.instrument == instrument.name) return score;
  responses.scores.push_back(like);
  responses.scores.back().instrument = instrument.name;
  return responses.scores.back();
}

void read_response_items(FhirReading& reading, const FhirResource& resource, JsonNode holder,
                         const std::string& place, const RecordItem& like, Responses& out) {
  std::size_t index = 0;
  for (const JsonNode item : array_at(holder, "item")) {
    const std::string here = place + "/item/" + std::to_string(index++);
    const std::string code = code_of_link(item), question = text_at(item, "text");
    const std::vector<Coding> codings{{"http://loinc.org", code, ""}};
    const auto part = score_code(codings, "");
    if (part) check_label(reading, codings, question, resource.place + here);
    for (const JsonNode answer : array_at(item, "answer")) {
      if (part && part->role == ScoreCode::Role::answer)
        score_for(out, *part->instrument, like)
            .answers.push_back(answer_of(reading, answer, "value", *part->instrument, code,
                                         question, resource.place + here));
      else if (part)
        set_total_from(reading, resource, answer, "value", *part->instrument,
                       score_for(out, *part->instrument, like));
      else
        out.lines += (out.lines.empty() ? "" : "\n") + (question.empty() ? code : question) + ": " +
                     value_text(answer, "value");
      read_response_items(reading, resource, answer, here, like, out);
    }
    read_response_items(reading, resource, item, here, like, out);
  }
}

}  // namespace

void read_fhir_observation(FhirReading& reading, const FhirResource& resource) {
  RecordItem item = item_of(resource, ItemKind::result, "code");
  if (item.status == "cancelled") return;
  check_label(reading, item.codings, item.text, resource.place + "/code");
  const auto score = score_code(item.codings, item.text);
  if (score && item.course != Course::entered_in_error) {
    read_score(reading, resource, *score);
    return;
  }
  item.kind = kind_of(resource.node, item.codings);
  item.section = item.kind == ItemKind::vital_sign       ? SectionKind::vital_signs
                 : item.kind == ItemKind::social_history ? SectionKind::social_history
                                                         : SectionKind::results;
  item.date = observed_on(reading, resource);
  set_values(resource.node, item);
  add_item(reading, resource, "", std::move(item));
}

void read_fhir_responses(FhirReading& reading, const FhirResource& resource) {
  RecordItem like;
  like.kind = ItemKind::score;
  like.section = SectionKind::results;
  like.text = text_at(resource.node, "questionnaire");
  like.status = text_at(resource.node, "status");
  if (like.status == "entered-in-error") return;
  like.date = date_at(reading, resource, "authored");
  if (const auto author = resource.node.find("author"))
    like.author = name_of_reference(reading, *author);
  Responses responses;
  read_response_items(reading, resource, resource.node, "", like, responses);
  for (RecordItem& score : responses.scores) add_item(reading, resource, "", std::move(score));
  if (responses.lines.empty()) return;
  RecordItem rest = like;
  rest.kind = ItemKind::narrative;
  rest.section = SectionKind::results;
  rest.written = like.text;
  rest.text = responses.lines;
  add_item(reading, resource, "", std::move(rest));
}

}  // namespace authledger
