// Whether the service may be sent requests: what /readyz says. /healthz only says that the process
// answers.
//
// The port opens when the ledger is open and what stood under other policies is restated, so a
// service that can be asked has begun.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/time/date.hpp"

namespace authledger::server {

class Health {
 public:
  void drain() { is_draining_ = true; }  // the end is near: no new requests, please

  // A write was refused because the disk is full or the ledger locked. Forgotten after a while,
  // because without requests nobody would learn that it is over.
  void refuse_write(Instant now) { refused_at_ = now.microseconds(); }

  // Why not, in a sentence; none: it may. From any thread, as the others.
  std::optional<std::string_view> not_ready(Instant now) const;

 private:
  std::atomic<bool> is_draining_ = false;
  std::atomic<std::int64_t> refused_at_ = INT64_MIN;  // microseconds since 1970
};

}  // namespace authledger::server
