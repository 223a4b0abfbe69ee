// Builds one explanation, sentence by sentence.
#pragma once

#include <string>
#include <vector>

#include "engine/explain/ground.hpp"

namespace authledger::explain {

class Telling {
 public:
  Telling(const Ground& ground, std::string key) : ground_(ground) { told_.key = std::move(key); }

  const Ground& ground() const { return ground_; }
  const Wording& words() const { return ground_.words; }

  void figure(std::string text) { told_.figure = std::move(text); }
  void figure_goes_on(const std::string& sentence) { told_.figure += ". " + sentence; }
  void add(StepKind kind, std::string text);
  void step(std::string text) { add(StepKind::step, std::move(text)); }
  void steps(const std::vector<std::string>& texts);
  void other(std::string text) { add(StepKind::other, std::move(text)); }
  void status(std::string text) { add(StepKind::status, std::move(text)); }
  void caution(std::string text) { add(StepKind::caution, std::move(text)); }
  void event(Seq seq);
  void events(const std::vector<Seq>& seqs);  // the latest ones, when there are many

  // The rule's sentence, the document it stands in, what the document is stacked with, and where
  // the rule comes from. `policy` is the one in force, which may be a stack.
  void rule(const Policy& policy, const RuleName& name, const std::string& sentence);
  void source(const Citation* citation);  // null: says that none is cited
  void no_policy(Date date);              // says that the plain policy applies there

  void due_at(Instant at) { told_.due_at = at; }
  // Keeps a hundred steps of each kind and says how many more there are.
  Explanation finish();

 private:
  void stack(const Policy& policy, const Policy& document);

  const Ground& ground_;
  Explanation told_;
};

std::string document_word(const Policy& policy);  // "sample-payer 2020-01-01"

}  // namespace authledger::explain
