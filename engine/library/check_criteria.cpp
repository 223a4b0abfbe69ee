// Criteria sets: their names, their sources, and whether the payers that they name are known.
#include <algorithm>
#include <set>

#include "engine/library/check.hpp"

namespace authledger::library {
namespace {

// Cited by a criterion, a limit or a scope, or named in the note.
std::vector<bool> sources_used(const CriteriaSet& set) {
  std::vector<bool> is_used(set.sources.size());
  const auto use = [&](int source) {
    if (source >= 0) is_used[static_cast<std::size_t>(source)] = true;
  };
  for (const Criterion& criterion : set.criteria) {
    use(criterion.source);
    if (criterion.fresh) use(criterion.fresh->source);
  }
  for (const CriteriaScope& scope : set.applies_to) use(scope.source);
  for (std::size_t i = 0; i < is_used.size(); ++i)
    if (set.note.find("(" + set.sources[i].key + ")") != std::string::npos) is_used[i] = true;
  return is_used;
}

void check_sources(const CriteriaSet& set, const std::string& file, Faults& faults) {
  std::set<std::string> keys;
  const std::vector<bool> is_used = sources_used(set);
  for (std::size_t i = 0; i < set.sources.size(); ++i) {
    const Citation& source = set.sources[i];
    const std::string pointer = "/sources/" + std::to_string(i);
    if (!keys.insert(source.key).second)
      faults.push_back({FaultKind::source_repeated, file, pointer + "/key",
                        "an earlier source has the key " + source.key + " too",
                        "give each source its own key"});
    if (!is_used[i])
      faults.push_back({FaultKind::source_unused, file, pointer,
                        "nothing cites the source " + source.key,
                        "cite it, name it in the note as (" + source.key + "), or take it out"});
    check_citation(source, set.key, set.key.starts_with("sample-"), file, pointer, faults);
  }
}

}  // namespace

void check_criteria(const Library& library, Faults& faults) {
  for (std::size_t i = 0; i < library.book.criteria.size(); ++i) {
    const CriteriaSet& set = library.book.criteria[i];
    const Place& place = library.criteria_places[i];
    if (const std::string name(stem_of(place.path)); set.key != name)
      faults.push_back({FaultKind::criteria_key_is_not_file, place.path, "/key",
                        "key is " + set.key + ", the file is " + name + ".json",
                        "give both the same name"});
    check_sources(set, place.path, faults);
    for (std::size_t at = 0; at < set.applies_to.size(); ++at) {
      const std::string& payer = set.applies_to[at].payer;
      const auto is_of = [&](const Policy& policy) { return policy.payer == payer; };
      if (std::ranges::none_of(library.book.documents, is_of))
        faults.push_back({FaultKind::criteria_of_no_payer, place.path,
                          "/applies_to/" + std::to_string(at) + "/payer",
                          "there is no document of " + payer,
                          "name the payer as its documents do"});
    }
  }
}

}  // namespace authledger::library
