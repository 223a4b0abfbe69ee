// Tells systemd, or whoever else has started the service and waits at NOTIFY_SOCKET, how far it is
// (sd_notify(3)). Without such a socket it says nothing.
//
//     ServiceManager().ready();       // the port is open
#pragma once

#include <string>

namespace authledger::server {

class ServiceManager {
 public:
  ServiceManager();  // the socket that the environment names

  bool is_there() const { return !socket_.empty(); }

  // What cannot be told is logged, and otherwise of no consequence. From any thread.
  void ready() const;
  void reloading() const;  // until ready()
  void stopping() const;

 private:
  void tell(const std::string& state) const;

  std::string socket_;  // a path, or "@name" of the abstract ones; empty: none
};

}  // namespace authledger::server
