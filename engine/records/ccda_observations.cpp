#include <algorithm>
#include <utility>

#include "engine/records/ccda_reading.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"

namespace authledger {
namespace {

struct KnownObservation {
  std::string_view last_part;  // of its template
  ItemKind kind;
};
constexpr KnownObservation known_observations[]{
    {"22.4.4", ItemKind::diagnosis},          {"22.4.7", ItemKind::allergy},
    {"24.3.90", ItemKind::allergy},           {"22.4.2", ItemKind::result},
    {"22.4.27", ItemKind::vital_sign},        {"22.4.74", ItemKind::mental_status},
    {"22.4.73", ItemKind::mental_status},     {"22.4.67", ItemKind::functional_status},
    {"22.4.68", ItemKind::functional_status}, {"22.4.128", ItemKind::functional_status},
    {"22.4.38", ItemKind::social_history},    {"22.4.78", ItemKind::social_history},
    {"22.4.85", ItemKind::social_history},    {"22.4.200", ItemKind::social_history},
    {"22.4.46", ItemKind::family_history},    {"22.4.13", ItemKind::procedure},
    {"22.4.144", ItemKind::result},
};

ItemKind kind_in(SectionKind section) {
  switch (section) {
    case SectionKind::allergies:
      return ItemKind::allergy;
    case SectionKind::vital_signs:
      return ItemKind::vital_sign;
    case SectionKind::mental_status:
      return ItemKind::mental_status;
    case SectionKind::functional_status:
      return ItemKind::functional_status;
    case SectionKind::social_history:
      return ItemKind::social_history;
    case SectionKind::family_history:
      return ItemKind::family_history;
    case SectionKind::plan:
      return ItemKind::plan;
    case SectionKind::procedures:
      return ItemKind::procedure;
    default:
      return ItemKind::result;
  }
}

ItemKind kind_of(pugi::xml_node observation, SectionKind section) {
  for (const KnownObservation& known : known_observations)
    if (has_template(observation, known.last_part)) {
      // A problem observation among functional findings is such a finding.
      const bool is_finding =
          known.kind == ItemKind::diagnosis &&
          (section == SectionKind::functional_status || section == SectionKind::mental_status);
      return is_finding ? kind_in(section) : known.kind;
    }
  return kind_in(section);
}

bool is_intent(std::string_view mood) {
  return !mood.empty() && mood != "EVN" && mood != "GOL" && mood != "DEF";
}

// Parts of another statement that are no statements of their own.
bool is_part(pugi::xml_node observation) {
  for (const std::string_view part : {"22.4.6", "22.4.8", "22.4.9", "22.4.143", "22.4.110"})
    if (has_template(observation, part)) return true;
  return false;
}

// The code says only that the value is asserted, not what is observed.
bool is_assertion(pugi::xml_node observation) {
  const pugi::xml_node node = child(observation, "code");
  const std::string_view code = attribute(node, "code");
  const bool has_words = child(node, "originalText") || child(node, "translation");
  return (code.empty() && !has_words) || code == "ASSERTION" ||
         has_template(observation, "22.4.68") || has_template(observation, "22.4.73");
}

std::vector<pugi::xml_node> inner_observations(pugi::xml_node node) {
  std::vector<pugi::xml_node> found;
  for (const std::string_view link : {"entryRelationship", "component"})
    for (const pugi::xml_node relation : children(node, link))
      for (const pugi::xml_node inner : children(relation, "observation")) found.push_back(inner);
  return found;
}

// Scores have a number and, beside it, the words of the answer.
pugi::xml_node number_of(pugi::xml_node observation) {
  for (const pugi::xml_node value : children(observation, "value"))
    if (!attribute(value, "value").empty()) return value;
  return child(observation, "value");
}

Answer answer_of(const CcdaReading& reading, const CcdaSection& section, pugi::xml_node node,
                 const Instrument& instrument, std::string_view code) {
  Answer answer;
  answer.code = code;
  answer.question = text_of_code(reading, child(node, "code"));
  if (answer.question.empty()) answer.question = referred_text(reading, child(node, "text"));
  for (const pugi::xml_node value : children(node, "value")) {
    const std::string_view number = attribute(value, "value");
    if (number.size() == 1 && number[0] >= '0' && number[0] <= '9') answer.value = number[0] - '0';
    if (answer.text.empty() || !attribute(value, "code").empty())
      answer.text = value_text(reading, value);
    if (!answer.value) answer.value = answer_value(instrument, code, attribute(value, "code"));
  }
  answer.source = {reading.document, section.title, section.code, reading.xml.place_of(node)};
  return answer;
}

// One observation of an instrument with what is inside it: the panel, its total, its answers.
void read_score(CcdaReading& reading, const CcdaSection& section, pugi::xml_node node,
                const ScoreCode& code, const CcdaInherited& inherited) {
  const Instrument& instrument = *code.instrument;
  RecordItem score;
  score.kind = ItemKind::score;
  score.instrument = instrument.name;
  score.codings = codings_of(child(node, "code"));
  score.text = text_of_code(reading, child(node, "code"));
  if (score.text.empty()) score.text = instrument.name;
  score.status = attribute(child(node, "statusCode"), "code");
  score.negated = attribute(node, "negationInd") == "true";
  set_dates(reading, child(node, "effectiveTime"), score);
  score.until = std::nullopt;
  if (!score.date) score.date = inherited.date;
  score.author = author_of(reading, node);
  if (score.author.empty()) score.author = inherited.author;

  if (code.role == ScoreCode::Role::answer) {
    score.answers.push_back(answer_of(reading, section, node, instrument, code.code));
  } else {
    const std::string value = value_text(reading, number_of(node));
    if (!value.empty())
      if (std::string why = set_total(score, instrument, value); !why.empty())
        add_problem(reading, node, std::move(why));
  }
  for (const pugi::xml_node inner : inner_observations(node)) {
    const std::vector<Coding> codings = codings_of(child(inner, "code"));
    const auto part = score_code(codings, "");
    if (!part) continue;
    if (std::string what =
            label_contradiction(codings, text_of_code(reading, child(inner, "code")));
        !what.empty())
      add_conflict(
          reading,
          {std::move(what),
           {{reading.document, section.title, section.code, reading.xml.place_of(inner)}}});
    const bool is_answer = part->role == ScoreCode::Role::answer ||
                           std::find(instrument.items.begin(), instrument.items.end(),
                                     part->code) != instrument.items.end();
    if (is_answer)
      score.answers.push_back(answer_of(reading, section, inner, instrument, part->code));
    else
      read_score(reading, section, inner, *part, {"", score.date, score.author});
  }
  if (score.total || !score.answers.empty() || !score.value.empty())
    add_item(reading, section, node, std::move(score));
}

std::string problem_status(const CcdaReading& reading, pugi::xml_node observation) {
  for (const pugi::xml_node inner : inner_observations(observation)) {
    if (attribute(child(inner, "code"), "code") != "33999-4" && !has_template(inner, "22.4.6"))
      continue;
    const std::string_view code = attribute(child(inner, "value"), "code");
    if (code == "55561003") return "active";
    if (code == "73425007") return "inactive";
    if (code == "413322009") return "resolved";
    return lower(value_text(reading, child(inner, "value")));
  }
  return "";
}

// A concern may stay active after the problem itself is over, so the problem's own words count
// first.
void set_problem_course(const CcdaReading& reading, pugi::xml_node observation,
                        const CcdaInherited& inherited, RecordItem& item) {
  const std::string own = problem_status(reading, observation);
  const pugi::xml_node high = descendant(observation, "effectiveTime/high");
  item.status = own.empty() ? inherited.status : own;
  if (item.until || own == "resolved" || own == "inactive")
    item.course = Course::resolved;
  else if (own == "active")
    item.course = Course::active;
  else if (null_flavor(high) == "UNK" && inherited.status == "completed")
    item.course = Course::resolved;
  else if (inherited.status == "active")
    item.course = Course::active;
  else if (inherited.status == "completed" || inherited.status == "aborted")
    item.course = Course::resolved;
  if (item.until && own.empty() && item.status == "active") item.status = "ended";
}

void read_allergy_parts(const CcdaReading& reading, pugi::xml_node observation, RecordItem& item) {
  for (const pugi::xml_node participant : children(observation, "participant")) {
    const pugi::xml_node entity = descendant(participant, "participantRole/playingEntity");
    std::string substance = text_of_code(reading, child(entity, "code"));
    if (substance.empty()) substance = one_line(child(entity, "name"));
    if (substance.empty()) continue;
    item.details.push_back({"type", item.text});
    item.text = std::move(substance);
    item.codings = codings_of(child(entity, "code"));
    break;
  }
  for (const pugi::xml_node inner : inner_observations(observation)) {
    const std::string_view name = has_template(inner, "22.4.9")   ? "reaction"
                                  : has_template(inner, "22.4.8") ? "severity"
                                                                  : "";
    std::string text = value_text(reading, child(inner, "value"));
    if (!name.empty() && !text.empty())
      item.details.push_back({std::string(name), std::move(text)});
    for (const pugi::xml_node deeper : inner_observations(inner))
      if (has_template(deeper, "22.4.8"))
        item.details.push_back({"severity", value_text(reading, child(deeper, "value"))});
  }
}

void read_goal(CcdaReading& reading, pugi::xml_node observation, RecordItem& item) {
  item.kind = ItemKind::goal;
  const pugi::xml_node value = child(observation, "value");
  const std::string_view type = xsi_type(value);
  if (type == "ST" || type == "ED") {
    if (std::string text = value_text(reading, value); !text.empty()) item.text = std::move(text);
  } else {
    item.value = value_text(reading, value);
    if (!item.written.empty()) std::swap(item.text, item.written);
  }
  if (item.status == "active")
    item.course = Course::active;
  else if (item.status == "completed" || item.status == "aborted" || item.status == "cancelled")
    item.course = Course::resolved;
  for (const pugi::xml_node inner : inner_observations(observation))
    if (has_template(inner, "22.4.110"))
      item.details.push_back({"progress", value_text(reading, child(inner, "value"))});
}

void set_value(const CcdaReading& reading, pugi::xml_node observation, RecordItem& item) {
  const pugi::xml_node value = child(observation, "value");
  item.value = value_text(reading, value);
  if (item.value.empty() && !null_flavor(value).empty()) {
    item.no_information = true;
    item.details.push_back({"value", "nullFlavor " + std::string(null_flavor(value))});
  }
  const pugi::xml_node interpretation = child(observation, "interpretationCode");
  std::string flag = collapsed(attribute(interpretation, "displayName"));
  if (flag.empty()) flag = attribute(interpretation, "code");
  if (!flag.empty()) item.details.push_back({"interpretation", std::move(flag)});
}

// Puts the value in the place of the text, with its codes.
void assert_value(const CcdaReading& reading, pugi::xml_node value, RecordItem& item) {
  std::string text = value_text(reading, value);
  if (text.empty()) text = item.written;
  if (text.empty()) return;
  item.text = std::move(text);
  item.codings = codings_of(value);
  item.value.clear();
}

}  // namespace

void read_observation(CcdaReading& reading, const CcdaSection& section, pugi::xml_node node,
                      const CcdaInherited& inherited) {
  if (is_part(node)) return;
  const pugi::xml_node code = child(node, "code");
  RecordItem item;
  item.codings = codings_of(code);
  item.text = text_of_code(reading, code);
  const std::string_view mood = attribute(node, "moodCode");
  if (std::string what = label_contradiction(item.codings, item.text); !what.empty())
    add_conflict(reading,
                 {std::move(what),
                  {{reading.document, section.title, section.code, reading.xml.place_of(node)}}});
  if (mood == "EVN" || mood.empty())
    if (const auto score = score_code(item.codings, item.text)) {
      read_score(reading, section, node, *score, inherited);
      return;
    }

  item.kind = is_intent(mood) ? ItemKind::plan : kind_of(node, section.kind);
  item.written = referred_text(reading, child(node, "text"));
  item.status = attribute(child(node, "statusCode"), "code");
  item.negated = attribute(node, "negationInd") == "true";
  set_dates(reading, child(node, "effectiveTime"), item);
  if (!item.date) item.date = inherited.date;
  item.author = author_of(reading, node);
  if (item.author.empty()) item.author = inherited.author;
  const pugi::xml_node value = child(node, "value");
  if (mood == "GOL") {
    read_goal(reading, node, item);
  } else if (item.kind == ItemKind::plan) {
    item.course = Course::planned;
    item.value = value_text(reading, value);
  } else if (item.kind == ItemKind::diagnosis || item.kind == ItemKind::allergy ||
             item.kind == ItemKind::family_history) {
    assert_value(reading, value, item);
    if (item.kind == ItemKind::allergy) read_allergy_parts(reading, node, item);
    set_problem_course(reading, node, inherited, item);
  } else if (is_assertion(node)) {
    assert_value(reading, value, item);
  } else {
    set_value(reading, node, item);
    add_original_text(reading, code, item);
  }
  if (item.text.empty() && item.written.empty() && item.value.empty() && item.codings.empty())
    return;
  add_item(reading, section, node, std::move(item));
}

}  // namespace authledger
