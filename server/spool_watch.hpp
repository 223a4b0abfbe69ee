// The thread that takes the entries of commands beside the service into the audit trail
// (store/audit_spool.hpp): it looks every second.
//
//     SpoolWatch watch("var", writer);
//     watch.stop();      // before the writer stops; what is left is for whoever writes next
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "server/writer.hpp"

namespace authledger::server {

class SpoolWatch {
 public:
  SpoolWatch(std::string directory, Writer& writer);
  ~SpoolWatch();  // stop()
  SpoolWatch(const SpoolWatch&) = delete;
  SpoolWatch& operator=(const SpoolWatch&) = delete;

  void stop();

 private:
  void run();
  void look();
  bool pauses(std::chrono::milliseconds time);

  const std::string directory_;
  Writer& writer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_stopping_ = false;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
