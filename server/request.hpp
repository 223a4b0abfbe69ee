// A request and its answer as plain data: what the service computes with. Sockets, framing and
// Beast stay in http.cpp, so that everything behind it is tested without a socket.
//
//     api.handle({"GET", "/v1/worklist?kind=review"}, [](Response response) { ... });
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/hurry.hpp"
#include "server/principal.hpp"

namespace authledger::server {

struct Request {
  std::string method;        // as sent: "GET"
  std::string target;        // as sent: path and query, percent-encoded
  std::string content_type;  // empty: none sent
  std::string body;
  std::string origin = {};  // empty: none sent; browsers send it with every POST and PUT
  std::string accept = {}, accept_encoding = {};
  // None: not sent. A field that is sent twice is one list (RFC 9110, 5.3).
  std::optional<std::string> idempotency_key = {}, if_match = {}, if_none_match = {};
  std::optional<std::string> purpose = {};  // Purpose-Of-Use
  std::shared_ptr<Hurry> hurry = {};  // null: whoever waits will not say that it should come now
  std::shared_ptr<const Principal> principal = local_principal();  // never null
  // As sent, for the gate: no handler sees it. None: not sent.
  std::optional<std::string> authorization = {}, cookie = {};
  // Of a browser that was sent to the identity provider, see provider_sign_in.hpp; the gate takes
  // it out of the cookies. Empty: it brings none.
  std::string sign_in_cookie = {};
  // What tells the console from other pages, see browser.hpp. Empty: not sent.
  std::string host = {}, fetch_site = {};  // Sec-Fetch-Site
  bool console = false;                    // Authledger-Console: 1
};

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// Called exactly once for a request, on any thread.
using Responder = std::function<void(Response)>;

}  // namespace authledger::server
