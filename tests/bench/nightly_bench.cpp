// Whether the memory of `authledger nightly` grows with the packets, and how many it builds in a
// second. Prints JSON: resident kilobytes at each tenth of the packets, the most there ever was,
// and packets a second, files and rows on disk included:
//
//     ninja -C build/release nightly_bench && build/release/tests/nightly_bench [PACKETS [JOBS]]
//
// The episodes are made up: a note each, so that a packet is small and there are many.
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

#include "engine/base/json_writer.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/tools/made_up_episodes.hpp"

namespace authledger::test {
namespace {

constexpr int marks = 10;

long status_kilobytes(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(name)) return std::stol(line.substr(name.size()));
  return 0;
}

int measure(int packets, std::size_t jobs) {
  const TemporaryDirectory temporary;
  const MadeUpEpisodes episodes(temporary.path(), packets);
  if (!episodes.is_imported()) {
    std::cerr << "the made-up episodes could not be imported\n";
    return EXIT_FAILURE;
  }
  std::vector<long> resident;
  std::chrono::steady_clock::time_point first;
  const auto watch = [&](const tools::NightProgress& it) {
    if (!it.is_packets) first = std::chrono::steady_clock::now();
    if (it.is_packets && it.done > 0 && it.done * marks / it.total > resident.size())
      resident.push_back(status_kilobytes("VmRSS:"));
  };
  std::ostringstream said;
  const int code = tools::nightly(episodes.paths(),
                                  {*parse_instant("2026-11-14T12:00:00Z"),
                                   temporary.path() + "/out", true, TimeOfDay{120}, jobs, watch},
                                  said);
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - first;
  std::cerr << said.str();
  JsonWriter out;
  out.begin_object();
  out.field("packets", packets);
  out.field("packets_a_second", static_cast<long>(packets / spent.count()));
  out.key("resident_kilobytes");
  out.begin_array();
  for (const long it : resident) out.value(it);
  out.end_array();
  out.field("most_kilobytes", status_kilobytes("VmHWM:"));
  out.end_object();
  std::cout << pretty(out.text()) << '\n';
  return code;
}

}  // namespace
}  // namespace authledger::test

int main(int count, char** words) {
  const int packets = count > 1 ? std::atoi(words[1]) : 10'000;
  const int jobs = count > 2 ? std::atoi(words[2]) : 0;
  if (packets < 10 || jobs < 0) {
    std::cerr << "nightly_bench [PACKETS [JOBS]], at least 10 packets\n";
    return EXIT_FAILURE;
  }
  return authledger::test::measure(packets, static_cast<std::size_t>(jobs));
}
