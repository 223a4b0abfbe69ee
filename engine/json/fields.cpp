#include "engine/json/fields.hpp"

#include <algorithm>

namespace authledger::json {
namespace {

std::string name_of(const Place& place) {
  const std::string pointer = place.pointer();
  const auto slash = pointer.rfind('/');
  return slash == std::string::npos ? "the document" : pointer.substr(slash + 1);
}

void refuse_type(Problems& problems, JsonNode node, const Place& place, std::string_view wanted) {
  refuse(problems, ProblemCode::wrong_type, place,
         name_of(place) + " is " + node.excerpt() + "; it must be " + std::string(wanted));
}

// The string to parse further, or none with the fault noted.
std::optional<std::string_view> string_of(JsonNode node, const Place& place, Problems& problems,
                                          std::string_view wanted) {
  if (node.is(JsonKind::string)) return node.text();
  refuse_type(problems, node, place, wanted);
  return std::nullopt;
}

template <class Value>
Value parsed(std::optional<Value> (*parse)(std::string_view), JsonNode node, const Place& place,
             Problems& problems, std::string_view wanted) {
  const auto text = string_of(node, place, problems, wanted);
  if (!text) return {};
  const auto value = parse(*text);
  if (!value)
    refuse(problems, ProblemCode::invalid_value, place,
           name_of(place) + " is " + node.excerpt() + "; it must be " + std::string(wanted));
  return value.value_or(Value{});
}

// The store keeps instants in UTC, where this one may lie in a year that no door takes, and reads
// them again with these functions: so the year must do in UTC too.
std::optional<Instant> parse_storable_instant(std::string_view text) {
  static const Instant first = *parse_instant("1900-01-01T00:00:00Z");
  static const Instant last = *parse_instant("2199-12-31T23:59:59.999999Z");
  const auto instant = parse_instant(text);
  return instant && *instant >= first && *instant <= last ? instant : std::nullopt;
}

}  // namespace

std::string Place::pointer() const {
  if (!parent_) return std::string(key_);
  std::string pointer = parent_->pointer() + "/";
  if (is_index_) return pointer + std::to_string(index_);
  for (const char c : key_) {  // RFC 6901
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

void refuse(Problems& problems, ProblemCode code, const Place& place, const std::string& detail) {
  if (problems.size() < most_problems)
    problems.push_back({code, shortened(detail, longest_detail), place.pointer()});
}

std::string read_text(JsonNode node, const Place& place, Problems& problems) {
  const auto text = string_of(node, place, problems, "a text");
  if (!text) return {};
  if (text->empty())
    refuse(problems, ProblemCode::invalid_value, place, name_of(place) + " is empty");
  else if (text->size() > longest_text)
    refuse(problems, ProblemCode::out_of_range, place,
           name_of(place) + " has " + std::to_string(text->size()) + " bytes; at most " +
               std::to_string(longest_text) + " are taken");
  return std::string(*text);
}

std::string read_key(JsonNode node, const Place& place, Problems& problems) {
  std::string key = read_text(node, place, problems);
  const bool is_key = std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (!is_key)
    refuse(problems, ProblemCode::invalid_value, place,
           name_of(place) + " is " + node.excerpt() +
               "; it must consist of letters, digits and hyphens");
  return key;
}

int read_integer(JsonNode node, const Place& place, Problems& problems, int least, int most) {
  if (!node.is(JsonKind::integer)) {
    refuse_type(problems, node, place, "an integer");
    return least;
  }
  if (node.integer() < least || node.integer() > most) {
    refuse(problems, ProblemCode::out_of_range, place,
           name_of(place) + " is " + node.excerpt() + "; it must be from " + std::to_string(least) +
               " to " + std::to_string(most));
    return least;
  }
  return static_cast<int>(node.integer());
}

bool read_boolean(JsonNode node, const Place& place, Problems& problems) {
  if (node.is(JsonKind::boolean)) return node.boolean();
  refuse_type(problems, node, place, "true or false");
  return false;
}

Date read_date(JsonNode node, const Place& place, Problems& problems) {
  return parsed(parse_date, node, place, problems,
                "a possible date as YYYY-MM-DD, from 1900 to 2199");
}

Instant read_instant(JsonNode node, const Place& place, Problems& problems) {
  return parsed(parse_storable_instant, node, place, problems,
                "a possible instant with an offset, such as 2026-03-02T09:00:00-06:00");
}

TimeOfDay read_time_of_day(JsonNode node, const Place& place, Problems& problems) {
  return parsed(parse_time_of_day, node, place, problems, "a time as HH:MM");
}

std::optional<Zone> read_zone(JsonNode node, const Place& place, Problems& problems) {
  const auto text = string_of(node, place, problems, "an IANA time zone such as America/Chicago");
  if (!text) return std::nullopt;
  auto zone = Zone::find(*text);
  if (!zone)
    refuse(problems, ProblemCode::invalid_value, place,
           name_of(place) + " is " + node.excerpt() + "; the tz database has no such zone");
  return zone;
}

Fields::Fields(JsonNode node, const Place& place, Problems& problems_)
    : problems(problems_), node_(node), place_(place), is_object_(node.is(JsonKind::object)) {
  if (!is_object_) refuse_type(problems, node, place, "an object");
  known_.reserve(12);
}

std::optional<JsonNode> Fields::take(std::string_view name) {
  known_.push_back(name);
  return node_.find(name);
}

std::optional<JsonNode> Fields::require(std::string_view name) {
  auto node = take(name);
  if (!node && is_object_)
    json::refuse(problems, ProblemCode::missing_field, place_, std::string(name) + " is missing");
  return node;
}

std::string Fields::text(std::string_view name) {
  const auto node = require(name);
  return node ? read_text(*node, place_of(name), problems) : std::string();
}

std::optional<std::string> Fields::optional_text(std::string_view name) {
  const auto node = take(name);
  return node ? std::optional(read_text(*node, place_of(name), problems)) : std::nullopt;
}

std::string Fields::text_or(std::string_view name, std::string_view absent) {
  const auto node = take(name);
  return node ? read_text(*node, place_of(name), problems) : std::string(absent);
}

std::optional<std::string> Fields::optional_word(
    std::string_view name, std::initializer_list<std::string_view> vocabulary) {
  const auto node = take(name);
  if (!node) return std::nullopt;
  std::string words;
  for (const std::string_view word : vocabulary) {
    if (node->is(JsonKind::string) && node->text() == word) return std::string(word);
    words += (words.empty() ? "" : ", ") + std::string(word);
  }
  refuse(node->is(JsonKind::string) ? ProblemCode::invalid_value : ProblemCode::wrong_type, name,
         std::string(name) + " is " + node->excerpt() + "; it must be one of " + words);
  return std::nullopt;
}

int Fields::integer(std::string_view name, int least, int most) {
  const auto node = require(name);
  return node ? read_integer(*node, place_of(name), problems, least, most) : least;
}

std::optional<int> Fields::optional_integer(std::string_view name, int least, int most) {
  const auto node = take(name);
  return node ? std::optional(read_integer(*node, place_of(name), problems, least, most))
              : std::nullopt;
}

int Fields::integer_or(std::string_view name, int least, int most, int absent) {
  return optional_integer(name, least, most).value_or(absent);
}

bool Fields::boolean(std::string_view name) {
  const auto node = require(name);
  return node && read_boolean(*node, place_of(name), problems);
}

bool Fields::boolean_or(std::string_view name, bool absent) {
  const auto node = take(name);
  return node ? read_boolean(*node, place_of(name), problems) : absent;
}

Date Fields::date(std::string_view name) {
  const auto node = require(name);
  return node ? read_date(*node, place_of(name), problems) : Date();
}

std::optional<Date> Fields::optional_date(std::string_view name) {
  const auto node = take(name);
  return node ? std::optional(read_date(*node, place_of(name), problems)) : std::nullopt;
}

std::optional<Date> Fields::nullable_date(std::string_view name) {
  const auto node = require(name);
  if (!node || node->is(JsonKind::null)) return std::nullopt;
  return read_date(*node, place_of(name), problems);
}

std::optional<Date> Fields::optional_nullable_date(std::string_view name) {
  const auto node = take(name);
  if (!node || node->is(JsonKind::null)) return std::nullopt;
  return read_date(*node, place_of(name), problems);
}

Instant Fields::instant(std::string_view name) {
  const auto node = require(name);
  return node ? read_instant(*node, place_of(name), problems) : Instant();
}

std::optional<Instant> Fields::optional_instant(std::string_view name) {
  const auto node = take(name);
  return node ? std::optional(read_instant(*node, place_of(name), problems)) : std::nullopt;
}

std::optional<std::string> Fields::nullable_text(std::string_view name) {
  const auto node = require(name);
  if (!node || node->is(JsonKind::null)) return std::nullopt;
  return read_text(*node, place_of(name), problems);
}

std::optional<Instant> Fields::nullable_instant(std::string_view name) {
  const auto node = require(name);
  if (!node || node->is(JsonKind::null)) return std::nullopt;
  return read_instant(*node, place_of(name), problems);
}

std::vector<std::string> Fields::texts(std::string_view name) {
  std::vector<std::string> all;
  list(name,
       [&](JsonNode item, const Place& place) { all.push_back(read_text(item, place, problems)); });
  return all;
}

std::vector<std::string> Fields::texts_or_empty(std::string_view name) {
  std::vector<std::string> all;
  list_or_empty(name, [&](JsonNode item, const Place& place) {
    all.push_back(read_text(item, place, problems));
  });
  return all;
}

void Fields::finish() {
  if (!is_object_) return;
  for (const JsonNode member : node_.children()) {
    if (std::find(known_.begin(), known_.end(), member.key()) != known_.end()) continue;
    json::refuse(
        problems, ProblemCode::unknown_field, Place(place_, member.key()),
        "unknown field \"" + std::string(member.key()) + "\" with the value " + member.excerpt());
  }
}

void Fields::refuse(ProblemCode code, std::string_view name, const std::string& detail) {
  json::refuse(problems, code, place_of(name), detail);
}

}  // namespace authledger::json
