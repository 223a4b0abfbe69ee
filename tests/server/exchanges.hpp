// Writes down what the tests of the service ask and what it answers, a line of JSON for each, when
// the environment names a file in AUTHLEDGER_EXCHANGES: tests/schemas/check_exchanges.py holds them
// against the description of the service.
#pragma once

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tests/support/json.hpp"

namespace authledger::test {

class Exchanges {
 public:
  static Exchanges& all() {
    static Exchanges exchanges;
    return exchanges;
  }
  bool are_wanted() const { return file_ != nullptr; }

  // What a body has beyond it is not kept, and such a body not checked.
  static constexpr std::size_t longest_body = 400'000;

  void add(nlohmann::json exchange) {
    for (const char* side : {"request", "response"}) {
      nlohmann::json& body = exchange[side]["body"];
      if (body.get_ref<const std::string&>().size() > longest_body) body = nullptr;
    }
    const std::lock_guard lock(mutex_);
    *file_ << exchange.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
  }

 private:
  Exchanges() {
    if (const char* name = std::getenv("AUTHLEDGER_EXCHANGES"))
      file_ = std::make_unique<std::ofstream>(name, std::ios::trunc);
  }

  std::mutex mutex_;
  std::unique_ptr<std::ofstream> file_;  // null: they are not wanted
};

// {"name": "value"} of the lines of a head after its first; of a name that comes twice, the last.
inline nlohmann::json fields_of(std::string_view head) {
  nlohmann::json fields = nlohmann::json::object();
  for (auto at = head.find("\r\n"); at != std::string_view::npos;) {
    head.remove_prefix(at + 2);
    at = head.find("\r\n");
    const std::string_view line = head.substr(0, at);
    const auto colon = line.find(": ");
    if (colon != std::string_view::npos)
      fields[std::string(line.substr(0, colon))] = std::string(line.substr(colon + 2));
  }
  return fields;
}

// Takes the first whole request off what was sent over a connection; none: it is not a plain one,
// with a length or without a body, and nothing of this connection is kept.
inline std::optional<nlohmann::json> take_request(std::string& sent) {
  const auto end = sent.find("\r\n\r\n");
  const auto space = sent.find(' '), second = sent.find(' ', space + 1);
  if (end == std::string::npos || second >= end) return std::nullopt;
  const std::string head = sent.substr(0, end + 2);
  const nlohmann::json fields = fields_of(head);
  std::size_t size = 0;
  if (fields.contains("Content-Length")) {
    const std::string digits = fields["Content-Length"];
    const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), size);
    if (error != std::errc() || stop != digits.data() + digits.size()) return std::nullopt;
  }
  if (fields.contains("Transfer-Encoding") || sent.size() - end - 4 < size) return std::nullopt;
  nlohmann::json request{{"method", sent.substr(0, space)},
                         {"target", sent.substr(space + 1, second - space - 1)},
                         {"headers", fields},
                         {"body", sent.substr(end + 4, size)}};
  sent.erase(0, end + 4 + size);
  return request;
}

}  // namespace authledger::test
