// A write of the service's own, such as a restating: it waits for room in the queue, then for its
// answer, and gives up when the service stops.
#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "server/request.hpp"
#include "server/writer.hpp"

namespace authledger::server {

// `pauses` waits that long and says whether to go on. None: it was not to go on, or the writer has
// stopped; nothing was written then. From any thread but the writer's.
std::optional<Response> write_in_turn(Writer& writer, const Write& write,
                                      const std::function<bool(std::chrono::milliseconds)>& pauses);

}  // namespace authledger::server
