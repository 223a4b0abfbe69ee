// Rules that stand in a document but can never come to bear, because another always goes before.
#include <algorithm>
#include <set>

#include "engine/library/check.hpp"

namespace authledger::library {
namespace {

constexpr int oldest = 150;  // years; the codec takes no more

struct Ages {
  int from = 0, to = oldest;
  bool is_any = true;  // also for a member without a birth date
};

Ages ages_of(const ServiceRule& rule) {
  return {rule.age_from.value_or(0), rule.age_to.value_or(oldest), !rule.for_ages};
}

// Whether for this code rules before `index` take every member that the rule would.
bool is_taken(const std::vector<ServiceRule>& rules, std::size_t index, const std::string& code) {
  const ServiceRule& rule = rules[index];
  const Ages wanted = ages_of(rule);
  std::set<int> left;
  for (int age = wanted.from; age <= wanted.to; ++age) left.insert(age);
  for (std::size_t k = 0; k < index; ++k) {
    const auto& codes = rules[k].codes;
    if (std::find(codes.begin(), codes.end(), code) == codes.end()) continue;
    const Ages taken = ages_of(rules[k]);
    if (taken.is_any) return true;
    // An age on another date is another number: only a rule for all ages is sure to take those.
    if (rules[k].age_at_admission != rule.age_at_admission || taken.from > taken.to) continue;
    left.erase(left.lower_bound(taken.from), left.upper_bound(taken.to));
    if (left.empty() && !wanted.is_any) return true;
  }
  return false;
}

void check_services(const Policy& policy, const std::string& path, Faults& faults) {
  for (std::size_t i = 0; i < policy.services.size(); ++i) {
    const ServiceRule& rule = policy.services[i];
    const std::string pointer = "/services/" + std::to_string(i);
    const Ages ages = ages_of(rule);
    if (ages.from > ages.to) {
      faults.push_back({FaultKind::ages_reversed, path, pointer + "/ages",
                        "ages are from " + std::to_string(ages.from) + " to " +
                            std::to_string(ages.to) + ": nobody",
                        "let from be no more than to"});
      continue;
    }
    if (!rule.codes.empty() &&
        std::all_of(rule.codes.begin(), rule.codes.end(),
                    [&](const auto& code) { return is_taken(policy.services, i, code); }))
      faults.push_back({FaultKind::service_never_fits, path, pointer,
                        "earlier rules take all its codes, for everybody whom it would fit",
                        "move it before them, or take out the codes or ages that it shares"});
  }
}

bool counts_days(const Span& span) {
  return span.kind == Span::Kind::days || span.kind == Span::Kind::business_days;
}

// Whether `other` yields a date whenever `rule` does, and never a later one.
bool never_later(const ReviewRule& other, const ReviewRule& rule, bool other_is_first) {
  if (other.shape != rule.shape) return false;
  const auto beats = [&](int ours, int theirs) {
    return ours > theirs || (ours == theirs && other_is_first);
  };
  switch (rule.shape) {
    case ReviewRule::Shape::units_left:
      return beats(other.units, rule.units);
    case ReviewRule::Shape::units_used:
      return beats(-other.units, -rule.units);
    default:
      break;
  }
  if (other.span.kind != rule.span.kind || !counts_days(rule.span)) return false;
  return rule.shape == ReviewRule::Shape::after_start ? beats(-other.span.count, -rule.span.count)
                                                      : beats(other.span.count, rule.span.count);
}

void check_reviews(const Policy& policy, const std::string& path, Faults& faults) {
  for (std::size_t i = 0; i < policy.reviews.size(); ++i)
    for (std::size_t k = 0; k < policy.reviews.size(); ++k) {
      if (i == k || !never_later(policy.reviews[k], policy.reviews[i], k < i)) continue;
      faults.push_back({FaultKind::review_never_wins, path, "/reviews/" + std::to_string(i),
                        "the review " + policy.reviews[k].name.key +
                            ", which counts from the same, is never later: this one never wins",
                        "the earliest review of a document is the one that is due: keep one"});
      break;
    }
}

}  // namespace

void check_rules_reached(const Library& library, Faults& faults) {
  for (std::size_t i = 0; i < library.places.size(); ++i) {
    check_services(library.book.documents[i], library.places[i].path, faults);
    check_reviews(library.book.documents[i], library.places[i].path, faults);
  }
}

}  // namespace authledger::library
