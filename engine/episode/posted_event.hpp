// An event as somebody sends it: with an id of the sender's own and the episode it belongs to, and
// without the seq and recorded_at that the store gives.
#pragma once

#include <optional>
#include <string>

#include "engine/episode/event.hpp"

namespace authledger {

struct PostedEvent {
  std::string id;
  std::string episode;
  std::optional<std::string>
      facility;  // where the episode is treated; needed once, when there are several
  std::optional<std::string> member;
  std::optional<Instant> recorded_at;  // only an import may say when it was learned
  Fact fact;
  std::string withdraws;  // of event.withdrawn: the id of the event; its seq is found by the store
};

}  // namespace authledger
