// The figures of the service for Prometheus, as text in its exposition format. Labels are of our
// own making and few: patterns of routes, methods, classes of status; never an id, never a text of
// a sender's.
//
//     metrics.count({"GET", "/v1/episodes/{id}/standing", 200, 0.0013});
//     metrics.text(sampled);
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace authledger::server {

struct MeasuredRequest {
  std::string_view method, route;
  int status = 0;
  double seconds = 0;
};

// What others keep, as it is now; counts are of this run but for `events`.
struct Sampled {
  std::size_t commits = 0, committed_writes = 0, queued_weight = 0;
  std::int64_t events = 0;  // in the ledger
  std::uintmax_t wal_bytes = 0;
  std::size_t connections = 0, turned_away = 0;
  std::map<int, std::size_t> refused;  // before there was a route to go by: count by status
  std::size_t nights_done = 0, nights_due = 0, episodes_waiting = 0;
  std::int64_t last_night_at = 0;  // seconds since 1970; 0: none in this run
  bool is_ready = true;
};

class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void count(const MeasuredRequest& request);  // from any thread
  std::string text(const Sampled& sampled);    // from one thread at a time

 private:
  class Families;
  std::unique_ptr<Families> families_;
};

}  // namespace authledger::server
