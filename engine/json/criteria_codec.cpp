#include "engine/json/criteria_codec.hpp"

#include <algorithm>
#include <set>

#include "engine/json/policy_rules.hpp"
#include "engine/records/instruments.hpp"

namespace authledger::json {
namespace {

constexpr Speaks all_sides[] = {Speaks::for_it, Speaks::against_it, Speaks::either};
constexpr Trend all_trends[] = {Trend::fell, Trend::unchanged, Trend::rose};
constexpr Figure all_figures[] = {Figure::attendance_percent, Figure::missed_sessions,
                                  Figure::weeks_under_minimum, Figure::unrecorded_sessions};
constexpr EvidenceKind all_rules[] = {EvidenceKind::notes, EvidenceKind::scores,
                                      EvidenceKind::symptoms, EvidenceKind::impairment};
constexpr int oldest = 3'660;  // days
constexpr int largest_total = 1'000;

bool is_section(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(SectionKind::privacy); ++i)
    if (word(static_cast<SectionKind>(i)) == text) return true;
  return false;
}

bool is_item(std::string_view text) {
  for (int i = 0; i < static_cast<int>(ItemKind::narrative); ++i)
    if (word(static_cast<ItemKind>(i)) == text) return true;
  return false;
}

bool is_concept(std::string_view text) {
  const auto knows = [&](const assertion::Lexicon& lexicon) {
    return std::ranges::find(lexicon.names, text) != lexicon.names.end();
  };
  return knows(assertion::lexicon()) || knows(assertion::need_lexicon());
}

bool is_instrument(std::string_view text) {
  return instrument_named(text) != nullptr;
}

void refuse_unknown(Fields& fields, std::string_view name, const std::vector<std::string>& texts,
                    bool (*is_known)(std::string_view)) {
  for (const std::string& text : texts)
    if (!is_known(text))
      fields.refuse(ProblemCode::invalid_value, name,
                    "\"" + text + "\" is none of the " + std::string(name) + " that are known");
}

std::vector<std::string> known_texts(Fields& fields, std::string_view name,
                                     bool (*is_known)(std::string_view)) {
  std::vector<std::string> texts = read_some_texts(fields, name);
  refuse_unknown(fields, name, texts, is_known);
  return texts;
}

void read_bounds(Fields& fields, int most, std::optional<int>& at_least,
                 std::optional<int>& at_most) {
  at_least = fields.optional_integer("at_least", 0, most);
  at_most = fields.optional_integer("at_most", 0, most);
  if (at_least && at_most && *at_least > *at_most)
    fields.refuse(ProblemCode::invalid_value, "at_most", "at_most is less than at_least");
}

void need_a_bound(Fields& fields, const Place& place, bool has_one) {
  if (!fields.is_object() || has_one) return;
  refuse(fields.problems, ProblemCode::missing_field, place,
         "without at_least, at_most or a trend any figure would speak: name one");
}

StatementSought read_statement(Fields& fields) {
  StatementSought sought;
  sought.concepts = known_texts(fields, "concepts", is_concept);
  sought.assertion =
      fields.optional_word("assertion", {"affirmed", "negated", "possible"}).value_or("affirmed");
  sought.temporality = fields.optional_word("temporality", {"recent", "historical", "hypothetical"})
                           .value_or("recent");
  sought.experiencer =
      fields.optional_word("experiencer", {"patient", "other"}).value_or("patient");
  sought.sections = fields.texts_or_empty("sections");
  refuse_unknown(fields, "sections", sought.sections, is_section);
  return sought;
}

EntrySought read_entry(Fields& fields) {
  EntrySought sought;
  sought.items = known_texts(fields, "items", is_item);
  sought.mentioning = fields.texts_or_empty("mentioning");
  return sought;
}

ScoreSought read_score(Fields& fields, const Place& place) {
  ScoreSought sought;
  sought.instruments = known_texts(fields, "instruments", is_instrument);
  read_bounds(fields, largest_total, sought.at_least, sought.at_most);
  if (const auto node = fields.optional_word("trend", {"fell", "unchanged", "rose"}))
    sought.trend = *std::ranges::find_if(all_trends, [&](Trend it) { return word(it) == *node; });
  need_a_bound(fields, place, sought.at_least || sought.at_most || sought.trend);
  return sought;
}

FigureSought read_figure(Fields& fields, const Place& place) {
  FigureSought sought;
  sought.figure = fields.one_of("of", all_figures);
  read_bounds(fields, largest_count, sought.at_least, sought.at_most);
  need_a_bound(fields, place, sought.at_least || sought.at_most);
  return sought;
}

EvidenceSought read_evidence_sought(Fields& fields, const Place& place) {
  EvidenceSought sought;
  sought.speaks = fields.one_of("speaks", all_sides);
  int shapes = 0;
  optional_object(fields, "statement", [&](Fields& it, const Place&) {
    sought.what = read_statement(it);
    ++shapes;
  });
  optional_object(fields, "passage", [&](Fields& it, const Place&) {
    sought.what = PassageSought{known_texts(it, "sections", is_section)};
    ++shapes;
  });
  optional_object(fields, "entry", [&](Fields& it, const Place&) {
    sought.what = read_entry(it);
    ++shapes;
  });
  optional_object(fields, "score", [&](Fields& it, const Place& at) {
    sought.what = read_score(it, at);
    ++shapes;
  });
  optional_object(fields, "figure", [&](Fields& it, const Place& at) {
    sought.what = read_figure(it, at);
    ++shapes;
  });
  if (fields.is_object() && shapes != 1)
    refuse(fields.problems, ProblemCode::missing_field, place,
           "evidence is exactly one of statement, passage, entry, score, figure");
  return sought;
}

// A list that must be there and have an entry.
template <class Read>
void some_objects(Fields& fields, std::string_view name, Read read) {
  std::size_t count = 0;
  const std::size_t before = fields.problems.size();
  fields.list(name, [&](JsonNode item, const Place& place) {
    Fields object(item, place, fields.problems);
    read(object, place);
    object.finish();
    ++count;
  });
  if (fields.is_object() && count == 0 && fields.problems.size() == before)
    fields.refuse(ProblemCode::invalid_value, name,
                  std::string(name) + " is empty; name one at least");
}

std::string own_key(Fields& fields) {
  const auto key = fields.require("key");
  return key ? read_key(*key, fields.place_of("key"), fields.problems) : "";
}

Criterion read_criterion(Fields& fields, const CriteriaSet& set) {
  Criterion criterion;
  criterion.key = own_key(fields);
  criterion.title = fields.text("title");
  criterion.words = fields.text_or("words", "");
  criterion.source = read_source_index(fields, set.sources);
  if (!criterion.words.empty() && set.names_only)
    fields.refuse(ProblemCode::invalid_value, "words",
                  "the set is names_only: its texts may not stand here");
  if (!criterion.words.empty() && criterion.source < 0)
    fields.refuse(ProblemCode::missing_field, "source", "words are quoted without their source");
  criterion.who = fields.text("who");
  optional_object(fields, "fresh", [&](Fields& it, const Place&) {
    criterion.fresh = CriterionFreshness{it.integer("days", 0, oldest), -1};
    criterion.fresh->source = read_source_index(it, set.sources);
  });
  fields.list_or_empty("payer_rules", [&](JsonNode node, const Place& place) {
    for (const EvidenceKind kind : all_rules)
      if (node.is(JsonKind::string) && node.text() == word(kind)) {
        criterion.payer_rules.push_back(kind);
        return;
      }
    refuse(fields.problems, ProblemCode::invalid_value, place,
           "payer_rules has " + node.excerpt() +
               "; it must be one of notes, scores, symptoms, impairment");
  });
  some_objects(fields, "evidence", [&](Fields& it, const Place& place) {
    criterion.evidence.push_back(read_evidence_sought(it, place));
  });
  return criterion;
}

CriteriaScope read_scope(Fields& fields, const CriteriaSet& set) {
  CriteriaScope scope;
  if (const auto payer = fields.require("payer"))
    scope.payer = read_key(*payer, fields.place_of("payer"), fields.problems);
  scope.plan = fields.optional_text("plan");
  scope.line_of_business = fields.optional_text("line_of_business");
  scope.state = fields.optional_text("state");
  scope.codes = fields.texts_or_empty("codes");
  optional_object(fields, "ages", [&](Fields& it, const Place&) {
    scope.age_from = it.optional_integer("from", 0, 150);
    scope.age_to = it.optional_integer("to", 0, 150);
    if (scope.age_from && scope.age_to && *scope.age_from > *scope.age_to)
      it.refuse(ProblemCode::invalid_value, "to", "ages end before they begin");
  });
  scope.from = fields.optional_date("from");
  if (fields.is_object()) fields.require("source");
  scope.source = read_source_index(fields, set.sources);
  return scope;
}

}  // namespace

Result<CriteriaSet> read_criteria(JsonNode root) {
  Problems problems;
  const Place top("");
  Fields fields(root, top, problems);
  CriteriaSet set;
  set.key = own_key(fields);
  set.title = fields.text("title");
  set.note = fields.text("note");
  set.is_general = fields.boolean_or("general", false);
  set.names_only = fields.boolean_or("names_only", false);
  set.sources = read_citations(fields);
  each_object(fields, "applies_to",
              [&](Fields& it, const Place&) { set.applies_to.push_back(read_scope(it, set)); });
  if (fields.is_object() && !set.is_general && set.applies_to.empty() && problems.empty())
    fields.refuse(ProblemCode::missing_field, "applies_to",
                  "the set is neither general nor asked by a payer: nobody would see it");
  std::set<std::string> keys;
  some_objects(fields, "criteria", [&](Fields& it, const Place&) {
    set.criteria.push_back(read_criterion(it, set));
    refuse_repeated_key(it, set.criteria.back().key, keys);
  });
  fields.finish();
  if (!problems.empty()) return problems;
  return set;
}

Result<CriteriaSet> read_criteria_text(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return tree.error();
  return read_criteria(tree->root());
}

}  // namespace authledger::json
