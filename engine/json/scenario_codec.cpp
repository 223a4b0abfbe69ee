#include "engine/json/scenario_codec.hpp"

#include <algorithm>

#include "engine/json/event_codec.hpp"
#include "engine/json/policy_codec.hpp"
#include "engine/json/register_codec.hpp"

namespace authledger::json {
namespace {

void refuse_repeated_seqs(const std::vector<Event>& log, Problems& problems) {
  std::vector<std::int64_t> seqs;
  seqs.reserve(log.size());
  for (const Event& event : log) seqs.push_back(event.seq);
  std::sort(seqs.begin(), seqs.end());
  const auto twice = std::adjacent_find(seqs.begin(), seqs.end());
  if (twice != seqs.end())
    refuse(problems, ProblemCode::invalid_value, Place("/log"),
           "two events have the seq " + std::to_string(*twice) +
               "; a seq is one event's place in the log");
}

}  // namespace

Result<Scenario> read_scenario(JsonNode node) {
  Problems problems;
  const Place root("");
  Fields fields(node, root, problems);
  const Instant as_of = fields.instant("as_of");
  std::optional<Facility> facility;
  if (const auto at = fields.require("facility"))
    facility = read_facility(*at, fields.place_of("facility"), problems);
  PolicyBook book;
  fields.list("policies", [&](JsonNode item, const Place& place) {
    if (auto policy = read_policy(item, place, problems))
      book.documents.push_back(std::move(*policy));
  });
  std::vector<Event> log;
  fields.list("log", [&](JsonNode item, const Place& place) {
    log.push_back(read_event(item, place, problems));
  });
  fields.finish();
  if (problems.empty()) refuse_repeated_seqs(log, problems);
  if (!problems.empty() || !facility) return problems;
  return Scenario{as_of, std::move(*facility), std::move(book), std::move(log)};
}

}  // namespace authledger::json
