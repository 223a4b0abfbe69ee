// Carries parcels to their endpoints, many at once on one thread: webhooks and mails through
// libcurl, files by hand.
//
//     Carrier carrier;
//     carrier.start(parcel);
//     for (const Carried& it : carrier.wait(500ms)) ...     // those that arrived, or did not
//
// What it keeps to: 20 seconds for one parcel; no redirect is followed; at most 64 KiB of an answer
// are read; no proxy of the environment; the address that is connected to must be public, whatever
// its name says, unless the endpoint may be elsewhere; https, and STARTTLS for mail, unless it may
// do without.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <vector>

#include "server/courier.hpp"

namespace authledger::server {

struct CarrierLimits {
  std::chrono::milliseconds time{20'000};
  std::size_t answer_bytes = std::size_t{64} << 10;
};

struct Carried {
  Parcel parcel;
  Outcome outcome;
};

class Carrier {
 public:
  explicit Carrier(CarrierLimits limits);
  ~Carrier();  // what is under way is broken off
  Carrier(const Carrier&) = delete;
  Carrier& operator=(const Carrier&) = delete;

  void start(Parcel parcel);
  // Waits until something arrived, at most so long.
  std::vector<Carried> wait(std::chrono::milliseconds at_most);
  void wake();  // wait() returns soon; from any thread

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace authledger::server
