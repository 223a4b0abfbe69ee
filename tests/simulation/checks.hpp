// What must hold between two steps: the service says what the model says.
#pragma once

#include <string>

#include "engine/store/anchor.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/service_run.hpp"

namespace authledger::simulation {

struct Violation {  // thrown; not a std::exception, so that the service does not take it for one
  std::string what;
};

// The events behind the first `known`, as they were committed: all, in order, nothing else.
void check_events(ServiceRun& run, const Model& model, std::size_t known);
void check_standing(ServiceRun& run, const Model& model, const std::string& episode,
                    std::optional<Instant> as_of);
void check_register(ServiceRun& run, const Model& model);
// A page for the follower who has read up to `after`. Up to where it goes.
std::int64_t check_changes(const Model& model, std::int64_t after,
                           const server::Response& response);
// Nothing that may have been acknowledged is gone.
void check_anchor(ServiceRun& run, const store::ChainLink& anchor);
// When all that is due has been done: no facility's latest night is left out.
void check_night_of(const Model& model, Instant now);
// What is done of the nights, each once.
void check_nights(ServiceRun& run, const Model& model);
// Everything that waits restated; then all of it: besides these the derived rows against a rebuild
// and the worklist against the standings. `one_book`: the run's policies are the only ones there
// ever were.
void check_all(ServiceRun& run, const Model& model, bool one_book);
// The model's own figures against the second reading of the rules.
void check_with_oracle(const Model& model, const PolicyBook& book, Instant as_of);

}  // namespace authledger::simulation
