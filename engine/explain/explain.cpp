#include "engine/explain/explain.hpp"

#include <algorithm>
#include <set>

#include "engine/base/result.hpp"
#include "engine/explain/findings_told.hpp"
#include "engine/explain/obligations_told.hpp"
#include "engine/explain/units_told.hpp"

namespace authledger::explain {
namespace {

constexpr std::size_t most_told_of_a_kind = 100;
constexpr std::string_view uncovered_prefix = "uncovered:";

void append(std::vector<Explanation>& to, std::vector<Explanation> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

// Cuts what a hostile log could make endless.
void append_some(std::vector<Explanation>& to, std::vector<Explanation> more,
                 const std::string& key) {
  const std::size_t all = more.size();
  if (all > most_told_of_a_kind) {
    more.resize(most_told_of_a_kind);
    more.push_back({.key = key,
                    .figure = "And " + std::to_string(all - most_told_of_a_kind) +
                              " more, which standing lists",
                    .steps = {}});
  }
  append(to, std::move(more));
}

std::vector<Date> uncovered_dates(const Standing& standing) {
  std::set<Date> dates;
  for (const UncoveredUnits& it : standing.uncovered) dates.insert(it.date);
  return {dates.begin(), dates.end()};
}

std::vector<std::string> figure_keys(const Ground& ground) {
  std::vector<std::string> keys{"remaining", "covered_through"};
  const auto add = [&](bool is_there, const char* key) {
    if (is_there) keys.emplace_back(key);
  };
  add(!tell_next_request(ground).empty(), "next_request");
  add(!tell_attendance(ground).empty(), "attendance");
  add(!ground.standing.unrecorded.empty(), "unrecorded");
  add(!ground.standing.under_intensity_weeks.empty(), "under_intensity_weeks");
  add(!ground.standing.unknowns.empty(), "unknowns");
  return keys;
}

std::vector<Explanation> tell_figure(const Ground& ground, std::string_view key) {
  if (key == "remaining") return {tell_remaining(ground)};
  if (key == "covered_through" || key == "first_uncovered_day") return {tell_coverage(ground)};
  if (key == "next_request") return tell_next_request(ground);
  if (key == "attendance") return tell_attendance(ground);
  if (key == "unrecorded") return tell_unrecorded(ground);
  if (key == "under_intensity_weeks") return tell_weeks(ground);
  if (key == "unknowns") return tell_unknowns(ground);
  if (key.starts_with(uncovered_prefix))
    if (const auto date = parse_date(key.substr(uncovered_prefix.size())))
      return tell_uncovered(ground, *date);
  return tell_findings(ground, key);
}

}  // namespace

std::string_view word(StepKind kind) {
  switch (kind) {
    case StepKind::rule:
      return "rule";
    case StepKind::source:
      return "source";
    case StepKind::event:
      return "event";
    case StepKind::step:
      return "step";
    case StepKind::other:
      return "other";
    case StepKind::status:
      return "status";
    case StepKind::caution:
      return "caution";
  }
  fail("a kind of step without a word");
}

Explainer::Explainer(const std::vector<Event>& log, const PolicyBook& book,
                     const Facility& facility, Instant as_of)
    : ground_(std::make_unique<const Ground>(log, book, facility, as_of)) {}

Explainer::~Explainer() = default;

const Standing& Explainer::standing() const {
  return ground_->standing;
}

std::vector<TimelineEntry> Explainer::timeline() const {
  return explain::timeline(*ground_);
}

std::vector<KeyGroup> Explainer::keys() const {
  const Standing& now = ground_->standing;
  std::vector<KeyGroup> groups{{"figures", figure_keys(*ground_)},
                               {"obligations", {}},
                               {"authorizations", {}},
                               {"uncovered days", {}},
                               {"findings", {}},
                               {"sessions", {}}};
  for (const Obligation& it : now.obligations) groups[1].keys.push_back(it.key);
  for (const AuthorizationStanding& it : now.authorizations) groups[2].keys.push_back(it.id);
  for (const Date date : uncovered_dates(now))
    groups[3].keys.push_back(std::string(uncovered_prefix) + to_text(date));
  std::set<std::string_view> kinds;
  for (const Finding& it : now.findings) kinds.insert(word(it.kind));
  groups[4].keys.assign(kinds.begin(), kinds.end());
  for (const SessionStanding& it : now.sessions) groups[5].keys.push_back(it.session);
  std::erase_if(groups, [](const KeyGroup& group) { return group.keys.empty(); });
  return groups;
}

std::vector<Explanation> Explainer::explain(std::string_view key) const {
  std::vector<Explanation> told;
  for (const Obligation& it : ground_->standing.obligations)
    if (it.key == key) told.push_back(tell_obligation(*ground_, it));
  if (const auto* shown = ground_->authorization_standing(key))
    told.push_back(tell_authorization(*ground_, *shown));
  if (const auto* session = ground_->session(key)) told.push_back(tell_session(*ground_, *session));
  append(told, tell_figure(*ground_, key));
  return told;
}

std::vector<Explanation> Explainer::overview() const {
  const Ground& ground = *ground_;
  std::vector<Explanation> told{tell_remaining(ground), tell_coverage(ground)};
  append(told, tell_next_request(ground));
  std::vector<Explanation> pending;
  std::size_t left_off = 0;
  for (const Obligation& it : ground.standing.obligations) {
    if (!is_pending(it.status)) continue;
    if (pending.size() < most_told_of_a_kind)
      pending.push_back(tell_obligation(ground, it));
    else
      ++left_off;
  }
  append(told, std::move(pending));
  if (left_off > 0)
    told.push_back({.key = "obligations",
                    .figure = "And " + std::to_string(left_off) +
                              " more that are pending; ask for one by its key",
                    .steps = {}});
  std::vector<Explanation> uncovered;
  for (const Date date : uncovered_dates(ground.standing)) {
    if (uncovered.size() > most_told_of_a_kind) break;
    append(uncovered, tell_uncovered(ground, date));
  }
  append_some(told, std::move(uncovered), "uncovered");
  append(told, tell_unrecorded(ground));
  append_some(told, tell_weeks(ground), "under_intensity_weeks");
  append_some(told, tell_all_findings(ground), "findings");
  append(told, tell_unknowns(ground));
  return told;
}

}  // namespace authledger::explain
