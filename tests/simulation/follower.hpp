// Who follows GET /v1/changes over the network, page by page, and must be told every event once, in
// the order of commitment, whatever becomes of the service and of the answers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/simulation/model.hpp"
#include "tests/simulation/service_run.hpp"
#include "tests/simulation/stage.hpp"

namespace authledger::simulation {

class Follower {
 public:
  // All of them live longer. `run` is null while the service is down.
  Follower(Stage& stage, Dice& network, const Disk& disk, const Model& model,
           const std::unique_ptr<ServiceRun>& run)
      : stage_(stage), network_(network), disk_(disk), model_(model), run_(run) {}

  void follow();    // until all is calm
  void catch_up();  // with a run that is up; throws Violation when something is missing then

 private:
  void ask(std::int64_t asked, const std::string& target, int number);
  void take(std::int64_t asked, const server::Response& response);

  Stage& stage_;
  Dice& network_;
  const Disk& disk_;
  const Model& model_;
  const std::unique_ptr<ServiceRun>& run_;
  std::int64_t followed_ = 0;  // a position
  int asks_ = 0;
};

}  // namespace authledger::simulation
