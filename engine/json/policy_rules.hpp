// The parts of the policy codec: each reads the rules of one kind from a document that is open, and
// adds them to the policy. Sources must have been read before, because rules point to them.
#pragma once

#include <set>
#include <string>

#include "engine/json/fields.hpp"
#include "engine/policy/policy.hpp"

namespace authledger::json {

void read_services(Fields& document, Policy& policy);
void read_allowances(Fields& document, Policy& policy);
void read_request_amounts(Fields& document, Policy& policy);
void read_quotas(Fields& document, Policy& policy);
void read_group_sizes(Fields& document, Policy& policy);
void read_exclusions(Fields& document, Policy& policy);

void read_reviews(Fields& document, Policy& policy);
void read_missed_sessions(Fields& document, Policy& policy);
void read_duties(Fields& document, Policy& policy);
void read_clocks(Fields& document, Policy& policy);
void read_evidence(Fields& document, Policy& policy);

void read_review_forms(Fields& document, Policy& policy);

void read_prior_authorization(Fields& document, Policy& policy);
void read_approvals(Fields& document, Policy& policy);
void read_retro_authorization(Fields& document, Policy& policy);
void read_timely_filing(Fields& document, Policy& policy);
void read_transition(Fields& document, Policy& policy);

// A span of exactly one kind. `least` is the smallest count that makes sense here.
Span read_span(JsonNode node, const Place& place, Problems& problems, int least);
Span read_day_span(JsonNode node, const Place& place, Problems& problems);
std::optional<Span> optional_span(Fields& fields, std::string_view name);
std::optional<Span> optional_day_span(Fields& fields, std::string_view name);

// The number in {"days": n}, where only that unit makes sense.
int read_count_of(std::string_view unit, JsonNode node, const Place& place, Problems& problems,
                  int least, int most);

std::vector<Citation> read_citations(Fields& document);  // `sources`
// The index of the one whose key `source` holds; -1: there is no such field, or it was refused.
int read_source_index(Fields& fields, const std::vector<Citation>& sources);

// The citation that a rule names, by its key.
void read_source(Fields& fields, const Policy& policy, RuleName& name);

// `key` and `source` of a rule that must have a key.
RuleName read_name(Fields& fields, const Policy& policy);
// The same in a list that has every key once; `keys` are those of the entries before.
RuleName read_unique_name(Fields& fields, const Policy& policy, std::set<std::string>& keys);
void refuse_repeated_key(Fields& fields, const std::string& key, std::set<std::string>& keys);

// Texts of which there must be one at least.
std::vector<std::string> read_some_texts(Fields& fields, std::string_view name);

// Calls read(fields, place) with each object of an array that may be absent.
template <class Read>
void each_object(Fields& fields, std::string_view name, Read read) {
  fields.list_or_empty(name, [&](JsonNode item, const Place& place) {
    Fields object(item, place, fields.problems);
    read(object, place);
    object.finish();
  });
}

// Calls read(fields, place) with an object that may be absent.
template <class Read>
void optional_object(Fields& fields, std::string_view name, Read read) {
  const auto node = fields.take(name);
  if (!node) return;
  const Place place = fields.place_of(name);
  Fields object(*node, place, fields.problems);
  read(object, place);
  object.finish();
}

}  // namespace authledger::json
