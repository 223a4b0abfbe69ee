// What the service tells about itself: whether it is ready, and its figures. Figures that somebody
// else keeps are asked for when the metrics are.
#pragma once

#include <functional>
#include <vector>

#include "server/health.hpp"
#include "server/metrics.hpp"

namespace authledger::server {

struct Vitals {
  Health health;
  Metrics metrics;
  std::vector<std::function<void(Sampled&)>> samplers;  // run on the thread of Api::handle()
};

}  // namespace authledger::server
