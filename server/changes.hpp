// What was committed, in the order of commitment, for whoever follows it: GET /v1/changes.
//
//     ChangeRoom room(data.connect_to_read());
//     writer.tell_of_commits(room.bell());
//     room.enter({.after = 17, .at_most = 25s}, request.hurry, respond);
//
// Whoever has read everything may wait for more in the room. It has one thread and one connection
// for all who wait, and holds no transaction while there is nothing to read.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "engine/store/sql.hpp"
#include "server/hurry.hpp"
#include "server/principal.hpp"
#include "server/request.hpp"

namespace authledger::server {

constexpr int longest_wait_for_changes = 25;  // seconds; within HttpLimits::request

struct WaitForChanges {
  std::int64_t after = 0;  // a position
  std::size_t limit = 100;
  bool is_csv = false;
  std::chrono::seconds at_most{0};
  std::shared_ptr<const Principal> principal = local_principal();  // who waits; never null
};

struct ChangePage {
  bool is_empty = true;  // there is nothing behind the position yet
  Response response;
};
// Throws sql::DamagedRow when a stored event cannot be read.
ChangePage read_changes(sql::Connection& reader, const WaitForChanges& wanted);

// Somebody who has read everything and waits for more.
struct Waiter {
  WaitForChanges wanted;
  std::chrono::steady_clock::time_point until;
  std::shared_ptr<std::atomic<bool>> is_hurried;
  Responder responder;
};

// What the room's thread does when it is called: answers those who need not wait any longer at
// `now` (nobody needs to when the room closes) and returns the others. Whose key was revoked, or
// whose session has ended meanwhile, is told 401.
std::vector<Waiter> answer_waiters(sql::Connection& reader, std::vector<Waiter> waiters,
                                   std::chrono::steady_clock::time_point now, bool is_closing);

class WaitingRoom {
 public:
  // Answers when something is committed behind the position, when the time is over, or when it is
  // told to hurry (`hurry` may be null). False: there is no room for more, and `responder` is not
  // called.
  virtual bool enter(const WaitForChanges& wanted, const std::shared_ptr<Hurry>& hurry,
                     Responder responder) = 0;

 protected:
  ~WaitingRoom() = default;
};

class ChangeRoom final : public WaitingRoom {
 public:
  explicit ChangeRoom(std::unique_ptr<sql::Connection> reader);
  ~ChangeRoom();  // answers everybody
  ChangeRoom(const ChangeRoom&) = delete;
  ChangeRoom& operator=(const ChangeRoom&) = delete;

  static constexpr std::size_t most_waiting = 250;

  // Answers on the room's thread.
  bool enter(const WaitForChanges& wanted, const std::shared_ptr<Hurry>& hurry,
             Responder responder) override;

  // To be rung when something is committed, from any thread; may outlive the room.
  std::function<void()> bell() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with those who call later
  std::unique_ptr<sql::Connection> reader_;
  std::thread thread_;  // last: starts when everything else is there
};

}  // namespace authledger::server
