// The programs under test, with payer policies that are their own: a test of a fault must not
// change when a payer does.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "tests/faults/faults.hpp"
#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/server/service.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

// Checkpoints come often here, so that faults meet them, too.
constexpr const char* few_pages = "1000";

// A folder with one policy, for the whole run of the test program.
inline const std::string& invented_payers() {
  static const TemporaryDirectory folder;
  static const bool is_written = [] {
    std::filesystem::create_directories(folder.path() + "/example-payer");
    std::ofstream(folder.path() + "/example-payer/2020-01-01.json") << R"({
      "payer": "example-payer", "version": "1", "effective": {"from": "2020-01-01", "to": null},
      "time_zone": "America/Chicago",
      "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
      "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}]})";
    return true;
  }();
  static_cast<void>(is_written);
  return folder.path();
}

inline std::vector<std::string> serving(const std::string& data) {
  return {"--data",      data,          "--payers", invented_payers(),    "--listen",
          "127.0.0.1:0", "--log-level", "warn",     "--checkpoint-pages", few_pages};
}

inline std::unique_ptr<Daemon> serve(const std::string& data) {
  return std::make_unique<Daemon>(serving(data));
}
inline std::unique_ptr<Daemon> serve(const std::string& data, const Faults& faults) {
  const Preloaded shim(faults);
  return std::make_unique<Daemon>(serving(data));
}

struct Ended {
  int code = 0;      // minus the signal that ended it
  std::string said;  // on either output
};

// The command line, to its end. The words must not need quoting.
inline Ended authledger(const std::vector<std::string>& words) {
  std::string line = AUTHLEDGER_PROGRAM;
  for (const std::string& word : words) line += " '" + word + "'";
  std::FILE* pipe = popen((line + " 2>&1").c_str(), "r");
  Ended ended;
  char bytes[4'096];
  while (const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe))
    ended.said.append(bytes, size);
  const int status = pclose(pipe);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ended;
}

inline Ended verify(const std::string& data) {
  return authledger({"verify", "--data", data, "--payers", invented_payers()});
}

// One request on a connection of its own. Status 0: no answer came.
inline Received ask(std::uint16_t port, const std::string& request) {
  Client client(port);
  if (!client.send(request)) return {};
  return client.receive().value_or(Received{});
}
inline Received post(std::uint16_t port, const std::string& body) {
  return ask(port, post_request("/v1/events", body));
}

// Is anybody there still? Status 0: no.
inline Received ask_or_gone(std::uint16_t port) {
  try {
    return ask(port, get_request("/healthz"));
  } catch (const std::runtime_error&) {
    return {};
  }
}

}  // namespace authledger::test
