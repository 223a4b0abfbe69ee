// One request read from a connection, and one answer written to it. Beast reads the fields of a
// head that the framing guard has let through; where a body ends is for us to say. For the files
// http*.cpp only.
#pragma once

#include <cstddef>
#include <functional>

#include "server/http.hpp"
#include "server/http_connection.hpp"
#include "server/request.hpp"

namespace authledger::server {

// What one exchange holds in memory, of what all of them may hold: it grows as bytes arrive and is
// given back when the exchange is over.
class Share {
 public:
  // `full` is called whenever there is no room.
  Share(std::size_t& held, std::size_t limit, const std::function<void()>& full)
      : held_(held), limit_(limit), full_(full) {}
  ~Share() { held_ -= mine_; }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // False: there is no room for so much more.
  bool grow(std::size_t size) {
    const bool has_room = held_ + size <= limit_;
    if (has_room)
      add(size);
    else
      full_();
    return has_room;
  }
  // What is there already, such as an answer; the next request finds less room.
  void add(std::size_t size) {
    held_ += size;
    mine_ += size;
  }

 private:
  std::size_t& held_;
  const std::size_t limit_;
  const std::function<void()>& full_;
  std::size_t mine_ = 0;
};

// What became of reading one request.
struct Received {
  enum class Kind { closed, request, refused } kind = Kind::closed;
  Request request = {};
  Response refusal = {};  // after it the connection is closed
  Moment deadline = {};   // of the request with its answer
  bool is_head = false;   // also of a refused one: its answer has no body either
  bool keep_alive = false;
  bool is_1_1 = true;
};

// From the first byte, which has arrived, to the last. `head_deadline`: when the head must be
// there.
Task<Received> read_request(Connection& connection, const HttpLimits& limits, Moment head_deadline,
                            Share& share);

struct AnswerForm {
  bool is_head = false;  // the request was HEAD: the length, but no body
  bool keep_alive = false;
  bool is_1_1 = true;
};

// False: the client has gone, or it is late.
Task<bool> write_response(Connection& connection, Response response, AnswerForm form);

Response overloaded();  // 503 with Retry-After

}  // namespace authledger::server
