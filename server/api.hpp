// The API: one table of routes, and what all of them share - taking the target apart, finding the
// route, a request id on every answer, one log line for each request.
//
//     Api api(book, data.connect_to_read(), writer, clock, changes);
//     api.handle({"GET", "/healthz"}, [](Response response) { ... });
//
// handle() is called from one thread at a time: it reads through the one connection it was given.
// Reads answer before it returns; writes answer later, from the writer's thread, and waits for
// changes from that of their room.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json_tree.hpp"
#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "server/changes.hpp"
#include "server/clock.hpp"
#include "server/console.hpp"
#include "server/idempotency.hpp"
#include "server/request.hpp"
#include "server/sign_in_desk.hpp"
#include "server/standing_cache.hpp"
#include "server/vitals.hpp"
#include "server/write_queue.hpp"

namespace authledger::server {

struct RouteName {
  std::string_view method, pattern;  // "GET", "/v1/episodes/{id}"
};
std::vector<RouteName> route_names();  // as in the table

class Api {
 public:
  Api(std::shared_ptr<const PolicyBook> book, std::unique_ptr<sql::Connection> reader,
      WriteQueue& writer, Clock& clock, WaitingRoom& changes);

  void handle(const Request& request, const Responder& responder);

  // For the requests that are handled from now on. On the thread of handle().
  void use(std::shared_ptr<const PolicyBook> book);

  // What GET / shows from now on. On the thread of handle().
  void show(std::shared_ptr<const Console> console) { console_ = std::move(console); }

  // How people sign in; before the first request.
  void use(std::shared_ptr<SignInDesk> desk) { desk_ = std::move(desk); }

  Vitals& vitals() { return *vitals_; }

  // Where what is not a request's is left to be written.
  WriteQueue& writes() { return writer_; }

 private:
  std::shared_ptr<const PolicyBook> book_;
  std::unique_ptr<sql::Connection> reader_;
  WriteQueue& writer_;
  Clock& clock_;
  WaitingRoom& changes_;
  JsonReader json_;
  std::shared_ptr<KeysInFlight> keys_in_flight_ = std::make_shared<KeysInFlight>();
  // Shared with answers that are on their way.
  std::shared_ptr<Vitals> vitals_ = std::make_shared<Vitals>();
  std::shared_ptr<const Console> console_ = std::make_shared<const Console>();
  std::shared_ptr<SignInDesk> desk_ = std::make_shared<SignInDesk>();
  StandingCache standings_{std::size_t{64} << 20};
  std::string instance_;  // start of every request id of this run
  std::uint64_t requests_ = 0;
};

}  // namespace authledger::server
