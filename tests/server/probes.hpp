// The payloads of tests/data/http11probe, and those that are too long to be kept in a file.
#pragma once

#include <string>
#include <vector>

#include "tests/support/json.hpp"

namespace authledger::test {

struct Probe {
  std::string id, payload;
  Json said;  // as the collection has it
};

// Those that are too long to be kept in a file.
inline std::vector<Probe> long_probes() {
  const std::string host = "Host: localhost\r\n";
  const auto much = [](char c) { return std::string(100'000, c); };
  const Json too_large{{"expected_text", "400/414/431 or close"}};
  return {
      {"MAL-LONG-URL", "GET /" + much('A') + " HTTP/1.1\r\n" + host + "\r\n", too_large},
      {"MAL-LONG-HEADER-VALUE",
       "GET / HTTP/1.1\r\n" + host + "X-Big: " + much('B') + "\r\n\r\n",
       {{"expected_text", "400/431 or close"}}},
      {"MAL-LONG-HEADER-NAME",
       "GET / HTTP/1.1\r\n" + host + much('A') + ": val\r\n\r\n",
       {{"expected_text", "400/431 or close"}}},
      {"MAL-LONG-METHOD",
       much('A') + " / HTTP/1.1\r\n" + host + "\r\n",
       {{"expected_text", "400 or close"}}},
      {"MAL-CHUNK-EXT-64K",
       "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n5;ext=" +
           std::string(65'536, 'a') + "\r\nhello\r\n0\r\n\r\n",
       {{"expected_text", "400 or 2xx"}}},
      {"COOK-OVERSIZED",
       "GET /echo HTTP/1.1\r\n" + host + "Cookie: big=" + much('A') + "\r\n\r\n",
       {{"expected_text", "400/431 (rejected) or 2xx (survived)"}}},
  };
}

inline Json read_probe_file(const std::string& file) {
  return read_json(std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/http11probe/" + file);
}

inline std::vector<Probe> all_probes() {
  std::vector<Probe> probes = long_probes();
  const Json collection = read_probe_file("http11probe.json");
  for (const Json& it : collection["tests"]) {
    Probe probe{it["id"], it["payload"], it};
    for (auto at = probe.payload.find("@@HOST@@"); at != std::string::npos;
         at = probe.payload.find("@@HOST@@"))
      probe.payload.replace(at, 8, "localhost");
    probes.push_back(std::move(probe));
  }
  return probes;
}

}  // namespace authledger::test
