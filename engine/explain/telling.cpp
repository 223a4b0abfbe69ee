#include "engine/explain/telling.hpp"

#include <algorithm>
#include <array>

#include "engine/base/result.hpp"

namespace authledger::explain {
namespace {

constexpr std::size_t most_events_told = 12;
constexpr std::size_t most_steps_of_a_kind = 100;

std::string grade_words(const std::string& grade) {
  if (grade == "A") return "grade A: the payer's own text, or state or federal text";
  if (grade == "B") return "grade B: the payer's document, kept by a third party";
  if (grade == "C") return "grade C: a third party's description";
  if (grade == "invented") return "invented, for teaching";
  return "not graded";
}

std::string period_words(const Policy& policy) {
  std::string text = "in force from " + calendar_day(policy.from);
  if (policy.to) text += " to " + calendar_day(*policy.to);
  return text;
}

std::string layer_words(const Policy& policy) {
  switch (policy.layer) {
    case Layer::payer:
      return "the payer's document ";
    case Layer::contract:
      return "the facility's contract ";
    case Layer::law:
      return "the law ";
  }
  return "";
}

}  // namespace

std::string document_word(const Policy& policy) {
  return policy.payer + " " + policy.version;
}

void Telling::add(StepKind kind, std::string text) {
  told_.steps.push_back({.kind = kind, .text = std::move(text)});
}

void Telling::steps(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) step(text);
}

void Telling::event(Seq seq) {
  told_.steps.push_back(
      {.kind = StepKind::event, .text = capital(ground_.said(seq)), .event = seq});
}

void Telling::events(const std::vector<Seq>& seqs) {
  const std::size_t skipped = seqs.size() <= most_events_told ? 0 : seqs.size() - most_events_told;
  if (skipped > 0)
    add(StepKind::event, counted(static_cast<std::int64_t>(skipped), "event") + " from event " +
                             std::to_string(seqs.front()) + " to event " +
                             std::to_string(seqs[skipped - 1]) + ", and");
  for (std::size_t i = skipped; i < seqs.size(); ++i) event(seqs[i]);
}

void Telling::rule(const Policy& policy, const RuleName& name, const std::string& sentence) {
  const Policy& document = policy.document_of(name);
  std::string text = sentence + ": ";
  text += name.key.empty() ? "a rule" : "rule " + quoted(name.key);
  add(StepKind::rule, text + " of " + layer_words(document) + document_word(document) + ", " +
                          period_words(document));
  if (policy.stack.size() > 1) stack(policy, document);
  source(policy.source_of(name));
}

void Telling::stack(const Policy& policy, const Policy& document) {
  std::vector<std::string> names;
  for (const Policy* it : policy.stack) names.push_back(layer_words(*it) + document_word(*it));
  add(StepKind::rule,
      "Several documents speak here, the later word wins: " + joined(names, "and then") +
          "; this rule stands in " + document_word(document));
}

void Telling::source(const Citation* citation) {
  if (!citation) {
    add(StepKind::source, "The rule cites no source");
    return;
  }
  std::string text = quoted(citation->title) + " (" + grade_words(citation->grade);
  if (!citation->retrieved.empty()) text += ", " + citation->retrieved;
  text += ")";
  if (!citation->address.empty()) text += ", " + shortened(citation->address, longest_detail);
  if (!citation->says.empty()) text += ": " + shortened(citation->says, longest_detail);
  add(StepKind::source, text);
}

Explanation Telling::finish() {
  std::array<std::size_t, step_kinds> told{};
  std::erase_if(told_.steps, [&](const Step& step) {
    return ++told.at(static_cast<std::size_t>(step.kind)) > most_steps_of_a_kind;
  });
  for (std::size_t kind = 0; kind < told.size(); ++kind)
    if (told.at(kind) > most_steps_of_a_kind)
      add(static_cast<StepKind>(kind),
          "And " + std::to_string(told.at(kind) - most_steps_of_a_kind) + " more like these");
  return std::move(told_);
}

void Telling::no_policy(Date date) {
  add(StepKind::rule, "No policy of " + ground_.payer_on(date) + " is on file for " +
                          ground_.words.day(date) +
                          ", so no rule is known: the ledger counts by the facility's own clock, "
                          "17:00 and federal holidays, and one unit a session");
}

}  // namespace authledger::explain
