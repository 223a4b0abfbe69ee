// A service without sockets, on a ledger in a folder of its own that goes away with it. The clock
// stands still unless a test moves it.
//
//     Service service;
//     EXPECT_EQ(service.post("/v1/events", admission("E1")).status, 201);
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/store/data_directory.hpp"
#include "engine/store/registry.hpp"
#include "server/api.hpp"
#include "server/log.hpp"
#include "tests/server/exchanges.hpp"
#include "server/writer.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

using Json = nlohmann::json;

inline std::shared_ptr<const PolicyBook> invented_book() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}])"));
  book->fingerprint = "invented";
  return book;
}

class Service {
 public:
  Service() : Service(server::WriterLimits{}) {}
  explicit Service(server::WriterLimits limits)
      : data(store::DataDirectory::open_to_write(folder.path())),
        clock([this] { return Instant::from_microseconds(now); }),
        has_facility(enter_facility()),
        writer(data.writer(), clock, limits, [this](const std::string&) { is_broken = true; }),
        changes(data.connect_to_read()),
        api(invented_book(), data.connect_to_read(), writer, clock, changes) {
    desk->settings.takes_people = true;
    desk->settings.password_cost = {1, 8'192};  // a test signs in as often as it likes
    api.use(desk);
    writer.tell_of_commits(changes.bell());
  }

  server::Response send(const server::Request& request) {
    auto answered = std::make_shared<std::promise<server::Response>>();
    auto answer = answered->get_future();
    api.handle(request,
               [answered](server::Response response) { answered->set_value(std::move(response)); });
    if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
      throw std::runtime_error("no answer to " + request.method + " " + request.target);
    server::Response response = answer.get();
    if (Exchanges::all().are_wanted()) write_down(request, response);
    return response;
  }
  server::Response get(const std::string& target) { return send({"GET", target, "", ""}); }
  server::Response post(const std::string& body) {
    return send({"POST", "/v1/events", "application/json", body});
  }
  server::Response put(const std::string& target, const std::string& body) {
    return send({"PUT", target, "application/json", body});
  }

  // For the check against the description of the service.
  static void write_down(const server::Request& request, const server::Response& response) {
    Json sent = Json::object(), got = Json::object();
    const auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) sent[name] = value;
    };
    add("Content-Type", request.content_type);
    add("Accept", request.accept);
    add("Idempotency-Key", request.idempotency_key.value_or(""));
    add("If-Match", request.if_match.value_or(""));
    add("If-None-Match", request.if_none_match.value_or(""));
    if (!response.content_type.empty()) got["Content-Type"] = response.content_type;
    for (const auto& [name, value] : response.headers) got[name] = value;
    Exchanges::all().add(
        {{"request",
          {{"method", request.method},
           {"target", request.target},
           {"headers", sent},
           {"body", request.body}}},
         {"response", {{"status", response.status}, {"headers", got}, {"body", response.body}}}});
  }

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
  bool enter_facility() {
    server::start_log("off");
    sql::Transaction transaction(data.writer());
    store::enter_facility(data.writer(), {"main", "Main", "", zone("America/Chicago"), {}},
                          clock.tick());
    transaction.commit();
    return true;
  }
};

inline Json body_of(const server::Response& response) {
  return Json::parse(response.body);
}

inline std::string header_of(const server::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

// Events of an invented episode.
inline std::string admission(const std::string& episode) {
  return R"({"id": "adm-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "episode.admitted", "date": "2026-03-02", "level_of_care": "iop"})";
}
inline std::string attendance(const std::string& episode, const std::string& session) {
  return R"({"id": "ev-)" + session + R"(", "episode": ")" + episode +
         R"(", "type": "session.recorded", "session": ")" + session +
         R"(", "start": "2026-03-02T09:00:00-06:00", "minutes": 180, "service": "S9480",)"
         R"( "outcome": "attended"})";
}
inline std::string coverage(const std::string& episode) {
  return R"({"id": "cov-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "coverage.set", "payer": "example-payer", "effective": "2026-01-01"})";
}
inline std::string approval(const std::string& episode) {
  return R"({"id": "apr-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "authorization.decided", "authorization": "A1", "number": "N-1",)"
         R"( "decision": "approved", "decided_at": "2026-03-01T10:00:00-06:00",)"
         R"( "start": "2026-03-02", "end": "2026-03-31",)"
         R"( "lines": [{"codes": ["S9480"], "units": 18}]})";
}

}  // namespace authledger::test
