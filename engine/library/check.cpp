#include "engine/library/check.hpp"

#include <algorithm>
#include <tuple>

#include "engine/library/rule_list.hpp"

namespace authledger::library {

Checked check(const std::vector<TextFile>& files, const Progressed& progressed) {
  Checked checked;
  const Library library = read_library(files, checked.faults);
  check_documents(library, checked.faults);
  check_rules_reached(library, checked.faults);
  check_scopes(library, checked.faults);
  check_criteria(library, checked.faults);
  check_cases(library, progressed, checked.faults);
  std::stable_sort(checked.faults.begin(), checked.faults.end(),
                   [](const Fault& one, const Fault& other) {
                     return std::tie(one.file, one.pointer, one.kind) <
                            std::tie(other.file, other.pointer, other.kind);
                   });
  checked.documents = library.book.documents.size();
  for (const Policy& policy : library.book.documents) {
    checked.rules += rules_of(policy).size();
    checked.sources += policy.sources.size();
  }
  for (const CriteriaSet& set : library.book.criteria) checked.sources += set.sources.size();
  checked.criteria = library.book.criteria.size();
  checked.cases = library.cases.size();
  return checked;
}

}  // namespace authledger::library
