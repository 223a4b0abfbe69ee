#include "engine/policy/criteria.hpp"

#include <algorithm>

namespace authledger {
namespace {

bool fits(const std::optional<std::string>& wanted, const std::optional<std::string>& known) {
  return !wanted || wanted == known;
}

bool is_asked(const CriteriaScope& scope, const CareTerms& care) {
  const bool has_code =
      scope.codes.empty() || std::ranges::any_of(scope.codes, [&](const std::string& code) {
        return std::ranges::find(care.codes, code) != care.codes.end();
      });
  const bool has_age = (!scope.age_from && !scope.age_to) ||
                       (care.age && *care.age >= scope.age_from.value_or(*care.age) &&
                        *care.age <= scope.age_to.value_or(*care.age));
  return scope.payer == care.payer && fits(scope.plan, care.plan) &&
         fits(scope.line_of_business, care.line_of_business) && fits(scope.state, care.state) &&
         has_code && has_age && (!scope.from || *scope.from <= care.date);
}

}  // namespace

std::string_view word(Speaks speaks) {
  static constexpr std::string_view words[] = {"for", "against", "either"};
  return words[static_cast<std::size_t>(speaks)];
}

std::string_view word(Trend trend) {
  static constexpr std::string_view words[] = {"fell", "unchanged", "rose"};
  return words[static_cast<std::size_t>(trend)];
}

std::string_view word(Figure figure) {
  static constexpr std::string_view words[] = {"attendance_percent", "missed_sessions",
                                               "weeks_under_minimum", "unrecorded_sessions"};
  return words[static_cast<std::size_t>(figure)];
}

std::vector<ChosenCriteria> criteria_for(const std::vector<CriteriaSet>& sets,
                                         const CareTerms& care) {
  std::vector<ChosenCriteria> chosen;
  for (const CriteriaSet& set : sets) {
    const auto scope = std::ranges::find_if(
        set.applies_to, [&](const CriteriaScope& it) { return is_asked(it, care); });
    if (scope != set.applies_to.end()) chosen.push_back({&set, &*scope});
  }
  if (!chosen.empty()) return chosen;
  for (const CriteriaSet& set : sets)
    if (set.is_general) chosen.push_back({&set, nullptr});
  return chosen;
}

}  // namespace authledger
