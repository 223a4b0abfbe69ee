// Where the API leaves what is to be written: the Writer with its thread (writer.hpp), or whoever
// drives a Committer by hand, as a simulation does.
#pragma once

#include <memory>

#include "engine/policy/policy_book.hpp"
#include "server/committer.hpp"
#include "server/request.hpp"

namespace authledger::server {

class WriteQueue {
 public:
  // A request's write; it is answered together with those of its group. False: it takes no more;
  // `responder` is not called.
  virtual bool submit_request(Write write, Responder responder) = 0;

  // The policies by which episodes are restated from now on; before, none is.
  virtual void use(std::shared_ptr<const PolicyBook> book) = 0;

 protected:
  ~WriteQueue() = default;
};

}  // namespace authledger::server
