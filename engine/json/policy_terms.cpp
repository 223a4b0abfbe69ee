// What the rules of every kind are made of: spans, names, sources.
#include <algorithm>

#include "engine/json/policy_rules.hpp"

namespace authledger::json {
namespace {

// later_of and earlier_of.
std::optional<Span> combined_span(Fields& fields, std::string_view name, Span::Kind kind,
                                  int least) {
  const auto parts = fields.take(name);
  if (!parts) return std::nullopt;
  Span span{kind, 0, {}};
  const Place here = fields.place_of(name);
  std::size_t index = 0;
  if (parts->is(JsonKind::array))
    for (const JsonNode part : parts->children())
      span.parts.push_back(read_span(part, Place(here, index++), fields.problems, least));
  if (!span.parts.empty()) return span;
  fields.refuse(ProblemCode::invalid_value, name,
                std::string(name) + " must be an array of at least one span");
  return std::nullopt;
}

}  // namespace

Span read_span(JsonNode node, const Place& place, Problems& problems, int least) {
  Fields fields(node, place, problems);
  if (!fields.is_object()) return Span::days(least);
  const std::size_t problems_before = problems.size();
  std::vector<Span> found;
  const auto counted = [&](std::string_view name, Span::Kind kind, int most) {
    if (const auto count = fields.optional_integer(name, least, most))
      found.push_back({kind, *count, {}});
  };
  counted("hours", Span::Kind::hours, 24 * longest_span);
  counted("days", Span::Kind::days, longest_span);
  counted("business_days", Span::Kind::business_days, longest_span);
  counted("months", Span::Kind::months, most_months);
  if (auto span = combined_span(fields, "later_of", Span::Kind::later_of, least))
    found.push_back(std::move(*span));
  if (auto span = combined_span(fields, "earlier_of", Span::Kind::earlier_of, least))
    found.push_back(std::move(*span));
  fields.finish();
  if (found.size() == 1) return found.front();
  if (problems.size() == problems_before)
    refuse(problems, ProblemCode::invalid_value, place,
           "a span needs exactly one of hours, days, business_days, months, later_of, earlier_of");
  return Span::days(least);
}

Span read_day_span(JsonNode node, const Place& place, Problems& problems) {
  Span span = read_span(node, place, problems, 0);
  if (span.kind == Span::Kind::days || span.kind == Span::Kind::business_days) return span;
  refuse(problems, ProblemCode::invalid_value, place, "only days or business_days shift a date");
  return Span::days(0);
}

std::optional<Span> optional_span(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  return node ? std::optional(read_span(*node, fields.place_of(name), fields.problems, 0))
              : std::nullopt;
}

std::optional<Span> optional_day_span(Fields& fields, std::string_view name) {
  const auto node = fields.take(name);
  return node ? std::optional(read_day_span(*node, fields.place_of(name), fields.problems))
              : std::nullopt;
}

int read_count_of(std::string_view unit, JsonNode node, const Place& place, Problems& problems,
                  int least, int most) {
  Fields fields(node, place, problems);
  const int count = fields.integer(unit, least, most);
  fields.finish();
  return count;
}

std::vector<Citation> read_citations(Fields& document) {
  std::vector<Citation> sources;
  each_object(document, "sources", [&](Fields& fields, const Place&) {
    Citation source;
    source.key = fields.text("key");
    source.title = fields.text("title");
    source.address = fields.text_or("address", "");
    source.retrieved = fields.text_or("date", "");
    source.grade = fields.text_or("grade", "");
    source.says = fields.text_or("says", "");
    sources.push_back(std::move(source));
  });
  return sources;
}

int read_source_index(Fields& fields, const std::vector<Citation>& sources) {
  const auto key = fields.optional_text("source");
  if (!key) return -1;
  const auto found =
      std::find_if(sources.begin(), sources.end(), [&](const auto& it) { return it.key == *key; });
  if (found != sources.end()) return static_cast<int>(found - sources.begin());
  fields.refuse(ProblemCode::not_found, "source",
                "source is \"" + *key + "\"; the document's sources have no such key");
  return -1;
}

void read_source(Fields& fields, const Policy& policy, RuleName& name) {
  name.source = read_source_index(fields, policy.sources);
}

RuleName read_name(Fields& fields, const Policy& policy) {
  RuleName name;
  if (const auto key = fields.require("key"))
    name.key = read_key(*key, fields.place_of("key"), fields.problems);
  read_source(fields, policy, name);
  return name;
}

void refuse_repeated_key(Fields& fields, const std::string& key, std::set<std::string>& keys) {
  if (!key.empty() && !keys.insert(key).second)
    fields.refuse(ProblemCode::invalid_value, "key",
                  "key is \"" + key + "\"; an entry before has the same: give each its own");
}

RuleName read_unique_name(Fields& fields, const Policy& policy, std::set<std::string>& keys) {
  RuleName name = read_name(fields, policy);
  refuse_repeated_key(fields, name.key, keys);
  return name;
}

std::vector<std::string> read_some_texts(Fields& fields, std::string_view name) {
  const std::size_t problems_before = fields.problems.size();
  auto texts = fields.texts(name);
  if (fields.is_object() && texts.empty() && fields.problems.size() == problems_before)
    fields.refuse(ProblemCode::invalid_value, name,
                  std::string(name) + " is empty; name one at least");
  return texts;
}

}  // namespace authledger::json
