#include "tests/server/service.hpp"

#include <future>

#include "engine/store/registry.hpp"
#include "server/log.hpp"
#include "tests/server/exchanges.hpp"

namespace authledger::test {

std::shared_ptr<const PolicyBook> invented_book() {
  auto book = std::make_shared<PolicyBook>();
  book->documents.push_back(policy(R"(
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}])"));
  book->fingerprint = "invented";
  return book;
}

Service::Service(server::WriterLimits limits)
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

server::Response Service::send(const server::Request& request) {
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

void Service::write_down(const server::Request& request, const server::Response& response) {
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

bool Service::enter_facility() {
  server::start_log("off");
  sql::Transaction transaction(data.writer());
  store::enter_facility(data.writer(), {"main", "Main", "", zone("America/Chicago"), {}},
                        clock.tick());
  transaction.commit();
  return true;
}

Json body_of(const server::Response& response) {
  return parsed(response.body);
}

std::string header_of(const server::Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

// Events of an invented episode.
std::string admission(const std::string& episode) {
  return R"({"id": "adm-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "episode.admitted", "date": "2026-03-02", "level_of_care": "iop"})";
}
std::string attendance(const std::string& episode, const std::string& session) {
  return R"({"id": "ev-)" + session + R"(", "episode": ")" + episode +
         R"(", "type": "session.recorded", "session": ")" + session +
         R"(", "start": "2026-03-02T09:00:00-06:00", "minutes": 180, "service": "S9480",)"
         R"( "outcome": "attended"})";
}
std::string coverage(const std::string& episode) {
  return R"({"id": "cov-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "coverage.set", "payer": "example-payer", "effective": "2026-01-01"})";
}
std::string approval(const std::string& episode) {
  return R"({"id": "apr-)" + episode + R"(", "episode": ")" + episode +
         R"(", "type": "authorization.decided", "authorization": "A1", "number": "N-1",)"
         R"( "decision": "approved", "decided_at": "2026-03-01T10:00:00-06:00",)"
         R"( "start": "2026-03-02", "end": "2026-03-31",)"
         R"( "lines": [{"codes": ["S9480"], "units": 18}]})";
}

}  // namespace authledger::test
