// Why a number or a date of a standing is what it is, in sentences that a biller can read out on
// the phone: the rule and its source, what was said and when, the arithmetic step by step.
//
//     const Explainer explainer(log, book, facility, as_of);
//     for (const Explanation& told : explainer.explain("review:A1")) std::cout << to_text(told);
//
// The arithmetic is reckoned again from the rule and the events, not read off the standing; where
// the two should ever differ, the explanation says so. A sentence has no full stop of its own.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/event.hpp"
#include "engine/explain/timeline.hpp"
#include "engine/standing/standing.hpp"

namespace authledger::explain {

enum class StepKind : std::uint8_t {
  rule,     // what the payer asks for, and in which document
  source,   // where the document has it from
  event,    // what was said, and when it was learned
  step,     // one step of the arithmetic
  other,    // what was weighed and did not decide
  status,   // what has become of it
  caution,  // what nobody knows
};
constexpr int step_kinds = 7;
std::string_view word(StepKind kind);

struct Step {
  StepKind kind = StepKind::step;
  std::string text;
  std::optional<Seq> event = {};  // the event that the sentence is about
};

struct Explanation {
  std::string key;
  std::string figure;  // the number or date itself, as a sentence
  std::vector<Step> steps;
  std::optional<Instant> due_at = {};  // of an obligation: where the arithmetic arrives
};

struct KeyGroup {  // "obligations", "sessions"
  std::string what;
  std::vector<std::string> keys;
};

struct Ground;  // ground.hpp

class Explainer {
 public:
  // The log may stand in any order; book and facility must outlive the explainer.
  Explainer(const std::vector<Event>& log, const PolicyBook& book, const Facility& facility,
            Instant as_of);
  ~Explainer();
  Explainer(const Explainer&) = delete;
  Explainer& operator=(const Explainer&) = delete;

  const Standing& standing() const;
  std::vector<KeyGroup> keys() const;

  // What the key names: an obligation, an authorization, a session, or a figure of the standing.
  // Several when an authorization and a session share an id; empty: no such key.
  std::vector<Explanation> explain(std::string_view key) const;

  // Units, coverage, everything pending, uncovered, findings and unknowns; at most so many
  // obligations and dates of each kind, with a last sentence that says how many more there are.
  std::vector<Explanation> overview() const;

  std::vector<TimelineEntry> timeline() const;

 private:
  std::unique_ptr<const Ground> ground_;
};

}  // namespace authledger::explain
