// Documents beside each other: versions of one scope that overlap or leave a gap, documents that
// are never chosen, and what stands on nothing.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/library/check.hpp"
#include "engine/library/rule_list.hpp"

namespace authledger::library {
namespace {

using Scope = std::tuple<Layer, std::string, std::optional<std::string>, std::optional<std::string>,
                         std::optional<std::string>, std::optional<std::string>,
                         std::optional<std::string>, std::optional<std::string>>;

Scope scope_of(const Policy& it) {
  return {it.layer, it.payer,   it.plan,    it.line_of_business,
          it.state, it.funding, it.network, it.facility};
}

std::string days(Date from, Date to) {
  const int count = to - from + 1;
  return to_text(from) + (count == 1 ? "" : " to " + to_text(to)) + " (" + std::to_string(count) +
         (count == 1 ? " day)" : " days)");
}

class ScopeCheck {
 public:
  ScopeCheck(const Library& library, Faults& faults) : library_(library), faults_(faults) {}

  void check() {
    std::map<Scope, std::vector<std::size_t>> scopes;
    std::set<std::string> payers;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      const Policy& policy = documents_[i];
      if (!policy.to || *policy.to >= policy.from) scopes[scope_of(policy)].push_back(i);
      if (policy.layer == Layer::payer) payers.insert(policy.payer);
    }
    for (auto& [scope, versions] : scopes) check_versions(versions);
    check_duty_keys();
    for (std::size_t i = 0; i < documents_.size(); ++i) check_what_it_stands_on(i, payers);
  }

 private:
  void tell(FaultKind kind, std::size_t document, std::string pointer, std::string message,
            std::string mend) {
    faults_.push_back({kind, library_.places[document].path, std::move(pointer), std::move(message),
                       std::move(mend)});
  }
  const std::string& path(std::size_t document) const { return library_.places[document].path; }

  // `versions` are of one scope, in the order of the library.
  void check_versions(std::vector<std::size_t>& versions) {
    std::stable_sort(versions.begin(), versions.end(), [&](std::size_t one, std::size_t other) {
      return documents_[one].from < documents_[other].from;
    });
    // `last` is the version that reaches furthest of those before.
    for (std::size_t k = 1, last = 0; k < versions.size(); ++k) {
      check_next(versions[last], versions[k]);
      const auto& reach = documents_[versions[last]].to;
      const auto& own = documents_[versions[k]].to;
      if (reach && (!own || *own > *reach)) last = k;
    }
  }

  void check_next(std::size_t before, std::size_t next) {
    const Policy& earlier = documents_[before];
    const Policy& later = documents_[next];
    if (earlier.to && *earlier.to < later.from) {
      if (later.from - *earlier.to > 1)
        tell(FaultKind::gap, before, "/effective/to",
             "no version of this scope speaks on " + days(*earlier.to + 1, later.from - 1) +
                 "; the next is " + path(next),
             "let it end on the day before the next starts; if nobody knows what held between, "
             "add a version that says so in unknown");
      return;
    }
    const bool is_hidden = earlier.layer == Layer::payer && earlier.from == later.from &&
                           (!earlier.to || (later.to && *later.to <= *earlier.to));
    if (is_hidden) {
      tell(FaultKind::never_chosen, next, "/effective",
           "on all its days " + path(before) + ", of the same scope, is chosen",
           "narrow one of the two in applies_to, or let them follow each other");
      return;
    }
    const std::optional<Date> end = !earlier.to ? later.to
                                    : !later.to ? earlier.to
                                                : std::min(earlier.to, later.to);
    tell(FaultKind::overlap, before, "/effective/to",
         path(next) + ", of the same scope, speaks too " +
             (end ? "on " + days(later.from, *end) : "from " + to_text(later.from) + " on"),
         "let it end on " + to_text(later.from - 1) + ", the day before the next starts");
  }

  // Ledger rules, section 2: an obligation of a duty is told apart by its key alone.
  void check_duty_keys() {
    std::map<std::pair<std::string, std::string>, std::pair<std::size_t, const DutyRule*>> firsts;
    for (std::size_t i = 0; i < documents_.size(); ++i) {
      const auto& duties = documents_[i].duties;
      for (std::size_t k = 0; k < duties.size(); ++k) {
        const DutyRule& duty = duties[k];
        const auto [first, is_first] =
            firsts.try_emplace({documents_[i].payer, duty.name.key}, i, &duty);
        const DutyRule& other = *first->second.second;
        if (duty.after == other.after && duty.every == other.every) continue;
        tell(FaultKind::duty_key_means_two_things, i, "/duties/" + std::to_string(k) + "/key",
             "the duty " + duty.name.key + " is counted " + counted(duty) + " here and " +
                 counted(other) + " in " + path(first->second.first),
             "give one of the two another key: within a payer a key means one duty");
      }
    }
  }

  static std::string counted(const DutyRule& duty) {
    if (duty.after == DutyRule::After::by_session) return "by session";
    return (duty.every ? "again and again after " : "once after ") + std::string(word(duty.after));
  }

  void check_what_it_stands_on(std::size_t document, const std::set<std::string>& payers) {
    const Policy& top = documents_[document];
    if (top.layer == Layer::contract && !payers.contains(top.payer))
      tell(FaultKind::contract_without_payer, document, "/payer",
           "the contract stands on " + top.payer + ", of which there is no document",
           "name the payer as its documents do");
    for (std::size_t k = 0; k < top.removes.size(); ++k)
      if (!is_found_below(top, top.removes[k]))
        tell(FaultKind::removes_nothing, document, "/removes/" + std::to_string(k),
             "no document that it can stand on has the rule " + top.removes[k],
             "name a rule's key as the document below has it");
  }

  bool is_found_below(const Policy& top, const std::string& key) const {
    for (const Policy& below : documents_) {
      if (&below == &top || below.layer > top.layer) continue;
      if (top.layer == Layer::contract && below.payer != top.payer) continue;
      for (const ListedRule& rule : rules_of(below))
        if (rule.name->key == key) return true;
    }
    return false;
  }

  const Library& library_;
  const std::vector<Policy>& documents_ = library_.book.documents;
  Faults& faults_;
};

}  // namespace

void check_scopes(const Library& library, Faults& faults) {
  ScopeCheck(library, faults).check();
}

}  // namespace authledger::library
