// Everything that a library of payer policies must be so that a reviewer can lean on it: each
// document decodes, cites, dates and contradicts nothing; versions follow each other; every rule
// can come to bear, and a case shows that it does.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "engine/library/library.hpp"

namespace authledger::library {

struct Checked {
  Faults faults;  // by (file, pointer, kind)
  std::size_t documents = 0, rules = 0, sources = 0, cases = 0, criteria = 0;
};

using Progressed = std::function<void(std::size_t done, std::size_t of)>;  // cases

Checked check(const std::vector<TextFile>& files, const Progressed& progressed);

// Faults of one source of a document at `pointer`; `may_be_invented`: it is for teaching.
void check_citation(const Citation& source, const std::string& owner, bool may_be_invented,
                    const std::string& file, const std::string& pointer, Faults& faults);

// The parts of a check.
void check_documents(const Library& library, Faults& faults);      // each alone
void check_criteria(const Library& library, Faults& faults);       // sets, and whom they name
void check_rules_reached(const Library& library, Faults& faults);  // rules that never come to bear
void check_scopes(const Library& library, Faults& faults);         // documents beside each other
void check_cases(const Library& library, const Progressed& progressed, Faults& faults);

}  // namespace authledger::library
