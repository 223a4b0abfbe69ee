#include "server/idempotency.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/sha256.hpp"
#include "engine/store/idempotency.hpp"
#include "server/handlers.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_key = 255;

bool is_printable(char it) {
  return it >= ' ' && it <= '~';
}

// A string of RFC 8941, 3.3.3, or, as many clients send it, the same without the quotes. None: it
// is neither, or empty, or too long.
std::optional<std::string> read_key(std::string_view field) {
  const bool is_quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  if (is_quoted) field = field.substr(1, field.size() - 2);
  std::string key;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (!is_printable(field[i])) return std::nullopt;
    if (field[i] == '\\' && is_quoted) {
      if (++i == field.size() || (field[i] != '\\' && field[i] != '"')) return std::nullopt;
    } else if (field[i] == '"' ||
               (!is_quoted && std::string_view(" ,;\\").find(field[i]) != std::string_view::npos)) {
      return std::nullopt;
    }
    key += field[i];
  }
  if (key.empty() || key.size() > longest_key) return std::nullopt;
  return key;
}

// Nobody meets the keys of another: two senders may use the same one for different things.
std::string key_of(const Principal& principal, const std::string& key) {
  return principal.subject == local_principal()->subject ? key : principal.subject + "\n" + key;
}

std::string fingerprint(const Request& request) {
  const auto condition = [](std::string_view name, const std::optional<std::string>& field) {
    return field ? std::string(name) + *field + "\n" : std::string();
  };
  return to_hex(sha256(request.method + "\n" + request.target + "\n" + request.content_type + "\n" +
                       condition("If-Match: ", request.if_match) +
                       condition("If-None-Match: ", request.if_none_match) + request.body));
}

Response said_before(store::RememberedAnswer before, const std::string& fingerprint) {
  if (before.fingerprint != fingerprint)
    return problem(422, "idempotency_key_reused",
                   "the Idempotency-Key belongs to another request; take a new one");
  Response response{before.status, std::move(before.content_type), std::move(before.body)};
  response.headers.emplace_back("Idempotent-Replayed", "true");
  return response;
}

}  // namespace

Answer once(const Call& call, Write write) {
  if (!call.request.idempotency_key) return write;
  auto key = read_key(*call.request.idempotency_key);
  if (!key)
    return problem(400, "invalid_header",
                   "the Idempotency-Key must be a string of 1 to " + std::to_string(longest_key) +
                       " printable ASCII characters, in double quotes");
  key = key_of(*call.request.principal, *key);
  auto hold = KeysInFlight::hold(call.keys_in_flight, *key);
  if (!hold)
    return problem(409, "in_flight",
                   "the first request with this Idempotency-Key has no answer yet; send it again");
  return Write{[key = *key, hold = std::move(hold), print = fingerprint(call.request),
                apply = std::move(write.apply)](sql::Connection& writer, Instant now) {
                 if (auto before = store::find_answer(writer, key, now))
                   return said_before(std::move(*before), print);
                 Response response = apply(writer, now);
                 ensure(response.headers.empty(), "a remembered answer has no headers of its own");
                 store::remember_answer(
                     writer, key, {print, response.status, response.content_type, response.body},
                     now);
                 return response;
               },
               write.weight};
}

}  // namespace authledger::server
