// Where the API leaves what is to be written: the Writer with its thread (writer.hpp), or whoever
// drives a Committer by hand, as a simulation does.
#pragma once

#include "server/committer.hpp"
#include "server/request.hpp"

namespace authledger::server {

class WriteQueue {
 public:
  // False: it takes no more; `responder` is not called.
  virtual bool submit(Write write, Responder responder) = 0;

 protected:
  ~WriteQueue() = default;
};

}  // namespace authledger::server
