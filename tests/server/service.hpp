// A service without sockets, on a ledger in a folder of its own that goes away with it. The clock
// stands still unless a test moves it.
//
//     Service service;
//     EXPECT_EQ(service.post("/v1/events", admission("E1")).status, 201);
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "engine/store/data_directory.hpp"
#include "server/api.hpp"
#include "server/writer.hpp"
#include "tests/support/given.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

// One payer, example-payer: a day of S9480 is a unit, and a review is due 3 days before the end.
std::shared_ptr<const PolicyBook> invented_book();

class Service {
 public:
  Service() : Service(server::WriterLimits{}) {}
  explicit Service(server::WriterLimits limits);

  server::Response send(const server::Request& request);
  server::Response get(const std::string& target) { return send({"GET", target, "", ""}); }
  server::Response post(const std::string& body) {
    return send({"POST", "/v1/events", "application/json", body});
  }
  server::Response put(const std::string& target, const std::string& body) {
    return send({"PUT", target, "application/json", body});
  }

  // For the check against the description of the service.
  static void write_down(const server::Request& request, const server::Response& response);

  TemporaryDirectory folder;
  std::atomic<std::int64_t> now = instant("2026-03-10T15:00:00Z").microseconds();
  std::atomic<bool> is_broken = false;
  store::DataDirectory data;
  server::Clock clock;
  bool has_facility;
  server::Writer writer;
  server::ChangeRoom changes;
  server::Api api;
  const std::shared_ptr<server::SignInDesk> desk = std::make_shared<server::SignInDesk>();

 private:
  bool enter_facility();
};

Json body_of(const server::Response& response);
std::string header_of(const server::Response& response, const std::string& name);

// Events of an invented episode.
std::string admission(const std::string& episode);
std::string attendance(const std::string& episode, const std::string& session);
std::string coverage(const std::string& episode);
std::string approval(const std::string& episode);

}  // namespace authledger::test
