#include "server/problem.hpp"

#include <algorithm>

#include "engine/json/standing_codec.hpp"

namespace authledger::server {
namespace {

constexpr const char* problem_type = "application/problem+json";

void write_head(JsonWriter& out, int status, std::string_view code, std::string_view detail) {
  out.field("type", "about:blank");
  out.field("title", reason_phrase(status));
  out.field("status", status);
  out.field("detail", detail);
  out.field("code", code);
}

}  // namespace

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 412:
      return "Precondition Failed";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 417:
      return "Expectation Failed";
    case 422:
      return "Unprocessable Content";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      fail("a status without a phrase");
  }
}

const Problem& spokesman(const Problems& problems) {
  return *std::min_element(
      problems.begin(), problems.end(),
      [](const Problem& one, const Problem& other) { return one.code < other.code; });
}

Response refusal(int status, const Problems& problems) {
  const Problem& first = spokesman(problems);
  JsonWriter out;
  out.begin_object();
  write_head(out, status, word(first.code), first.detail);
  out.field("pointer", first.pointer);
  out.key("problems");
  out.begin_array();
  for (const Problem& it : problems) json::write_problem(out, it);
  out.end_array();
  out.end_object();
  return {status, problem_type, std::string(out.text())};
}

Response undecodable(const Problems& problems) {
  return refusal(spokesman(problems).code == ProblemCode::too_large ? 413 : 400, problems);
}

Response not_found(std::string_view detail) {
  return refusal(404, {{ProblemCode::not_found, shortened(detail, longest_detail), ""}});
}

Response problem(int status, std::string_view code, std::string_view detail) {
  JsonWriter out;
  out.begin_object();
  write_head(out, status, code, detail);
  out.end_object();
  return {status, problem_type, std::string(out.text())};
}

Response not_let_in(std::string_view code, std::string_view detail) {
  Response response = problem(401, code, detail);
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"authledger\"");
  return response;
}

Response not_signed_in() {
  return not_let_in("not_signed_in", "send a key that is in force: Authorization: Bearer alk_...");
}

Response not_signed_in_by_password() {
  Response response = not_let_in(
      "not_signed_in", "send a key that is in force, as the password of any name or as Bearer");
  response.headers.emplace_back("WWW-Authenticate",
                                "Basic realm=\"authledger\", charset=\"UTF-8\"");
  return response;
}

Response not_permitted() {
  return problem(403, "not_permitted", "no role of whoever is signed in may do this");
}

}  // namespace authledger::server
