// An explanation of what given() says, as one text without line breaks.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "engine/explain/explain.hpp"
#include "tests/support/given.hpp"

namespace authledger::explain {

inline std::string flat(const std::vector<Explanation>& told) {
  std::string text;
  for (const Explanation& it : told) {
    text += it.figure + ". ";
    for (const Step& step : it.steps)
      text += "[" + std::string(word(step.kind)) + "] " + step.text + ". ";
  }
  return text;
}

// Those of the parts that the text lacks, and the text; empty: it has all.
inline std::string missing(const std::string& text, std::initializer_list<std::string_view> parts) {
  std::string lacks;
  for (const std::string_view part : parts)
    if (text.find(part) == std::string::npos) lacks += "lacks: " + std::string(part) + "\n";
  return lacks.empty() ? "" : lacks + "in: " + text;
}

inline std::string told(const test::Given& given, std::string_view as_of, std::string_view key) {
  const Explainer explainer(given.log(), given.book(), given.facility(), test::instant(as_of));
  return flat(explainer.explain(key));
}

inline std::string overview(const test::Given& given, std::string_view as_of) {
  const Explainer explainer(given.log(), given.book(), given.facility(), test::instant(as_of));
  return flat(explainer.overview());
}

}  // namespace authledger::explain
