// A request and its answer as plain data: what the service computes with. Sockets, framing and
// Beast stay in http.cpp, so that everything behind it is tested without a socket.
//
//     api.handle({"GET", "/v1/worklist?kind=review"}, [](Response response) { ... });
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace authledger::server {

struct Request {
  std::string method;        // as sent: "GET"
  std::string target;        // as sent: path and query, percent-encoded
  std::string content_type;  // empty: none sent
  std::string body;
  std::string origin = {};  // empty: none sent; browsers send it with every POST and PUT
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
