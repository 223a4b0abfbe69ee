// Two organizations behind a gate that wants keys: main and bravo, each with a ledger of its own.
//
//     Gated gated;
//     const std::string key = gated.key(gated.main, "main", {.label = "a", .roles = {"auditor"}});
//     EXPECT_EQ(gated.get(key, "/v1/worklist").status, 200);
#pragma once

#include <future>

#include "engine/store/api_keys.hpp"
#include "server/access.hpp"
#include "server/gate.hpp"
#include "tests/server/exchanges.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {

class Gated {
 public:
  Gated() {
    gate.use(main.desk->settings);
    gate.add("main", main.api, main.data.connect_to_read());
    gate.add("bravo", bravo.api, bravo.data.connect_to_read());
  }

  // The text of a key that is made in the ledger, as an admin would.
  static std::string key(Service& service, const std::string& organization, const Json& wanted) {
    server::Request request{"POST", "/v1/keys", "application/json", wanted.dump()};
    auto admin = *server::local_principal();
    admin.organization = organization;
    request.principal = std::make_shared<const server::Principal>(admin);
    const server::Response made = service.send(request);
    if (made.status != 201) throw std::runtime_error(made.body);
    return body_of(made)["key"];
  }
  std::string key_of_main(const std::vector<std::string>& roles) {
    return key(main, "main", {{"label", "main"}, {"roles", roles}});
  }
  std::string key_of_bravo(const std::vector<std::string>& roles) {
    return key(bravo, "bravo", {{"label", "bravo"}, {"roles", roles}});
  }

  server::Response send(server::Request request) {
    auto answered = std::make_shared<std::promise<server::Response>>();
    auto answer = answered->get_future();
    gate.handle(request, [answered](server::Response response) {
      answered->set_value(std::move(response));
    });
    if (answer.wait_for(std::chrono::seconds(20)) != std::future_status::ready)
      throw std::runtime_error("no answer to " + request.method + " " + request.target);
    server::Response response = answer.get();
    if (Exchanges::all().are_wanted()) Service::write_down(request, response);
    return response;
  }
  static server::Request with_key(const std::string& key, const std::string& method,
                                  const std::string& target, const std::string& body) {
    server::Request request{method, target, body.empty() ? "" : "application/json", body};
    if (!key.empty()) request.authorization = "Bearer " + key;
    return request;
  }
  server::Response get(const std::string& key, const std::string& target) {
    return send(with_key(key, "GET", target, ""));
  }
  server::Response post(const std::string& key, const std::string& target,
                        const std::string& body) {
    return send(with_key(key, "POST", target, body));
  }

  // Of somebody who is made by an admin; "" and the link when there is no password yet.
  static Json person(Service& service, const std::string& organization, const Json& wanted) {
    server::Request request{"POST", "/v1/people", "application/json", wanted.dump()};
    auto admin = *server::local_principal();
    admin.organization = organization;
    request.principal = std::make_shared<const server::Principal>(admin);
    const server::Response made = service.send(request);
    if (made.status != 201) throw std::runtime_error(made.body);
    return body_of(made);
  }
  // The cookie that an answer sets, as the browser sends it.
  static std::string cookie_of(const server::Response& response) {
    const std::string field = header_of(response, "Set-Cookie");
    return field.substr(0, field.find(';'));
  }
  // Somebody who is signed in: their cookie.
  std::string cookie(Service& service, const std::string& organization, const Json& wanted) {
    const std::string link = person(service, organization, wanted)["link"];
    const auto in =
        post("", "/v1/session/password",
             Json{{"link", link.substr(link.rfind('/') + 1)}, {"password", "four words in a row"}}
                 .dump());
    if (in.status != 200) throw std::runtime_error(in.body);
    return cookie_of(in);
  }
  // As the console asks.
  server::Response with_cookie(const std::string& cookie, const std::string& method,
                               const std::string& target, const std::string& body) {
    server::Request request = with_key("", method, target, body);
    request.cookie = cookie;
    request.console = true;
    request.host = "localhost";
    return send(request);
  }
  server::Response get_with(const std::string& cookie, const std::string& target) {
    return with_cookie(cookie, "GET", target, "");
  }

  Service main, bravo;
  server::Gate gate{server::SignIn::required,
                    [this] { return Instant::from_microseconds(main.now); }};
};

inline std::string id_of(const std::string& key) {
  return store::parse_key(key)->id;
}

// What an answer says, but for the id that each request has for itself.
inline std::string said(const server::Response& response) {
  std::string text = std::to_string(response.status) + "\n" + response.content_type + "\n";
  for (const auto& [name, value] : response.headers)
    if (name != "Request-Id") text += name + ": " + value + "\n";
  return text + response.body;
}

inline std::string with_ids(std::string pattern, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    const auto at = pattern.find('{');
    if (at == std::string::npos) break;
    pattern.replace(at, pattern.find('}', at) - at + 1, id);
  }
  return pattern;
}

}  // namespace authledger::test
