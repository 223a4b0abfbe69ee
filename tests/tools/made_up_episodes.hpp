// A store of made-up episodes at two facilities, each with a note and an authorization of one of
// two invented payers, whose reviews open at different instants.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include "tools/commands.hpp"

namespace authledger::test {

inline std::string content_of_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::map<std::string, std::string> files_in(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory))
    if (entry.is_regular_file())
      files[std::filesystem::relative(entry.path(), directory).string()] =
          content_of_file(entry.path());
  return files;
}

// Reviews are due three days before the end, at 17:00 of the payer.
inline void write_payer(const std::string& directory, const std::string& payer,
                        const std::string& zone, int opens_days_before) {
  std::filesystem::create_directories(directory + "/" + payer);
  std::ofstream(directory + "/" + payer + "/2020-01-01.json")
      << R"({"payer": ")" << payer << R"(", "version": "1",)"
      << R"( "effective": {"from": "2020-01-01", "to": null}, "time_zone": ")" << zone << R"(",)"
      << R"( "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],)"
      << R"( "reviews": [{"key": "before-end", "before": "end", "days": 3,)"
      << R"( "opens": {"days": )" << opens_days_before << "}}]}";
}

class MadeUpEpisodes {
 public:
  // E001, E002, …: odd ones at F1 (Chicago), even ones at F2 (Denver); of each four the first two
  // are of east-payer (New York, four days), the others of west-payer (Los Angeles, ten days). All
  // end on 20 November 2026.
  MadeUpEpisodes(const std::string& directory, int count) : directory_(directory) {
    write_payer(directory + "/payers", "east-payer", "America/New_York", 4);
    write_payer(directory + "/payers", "west-payer", "America/Los_Angeles", 10);
    std::ofstream lines(directory + "/episodes.ndjson");
    lines << R"({"facility":{"id":"F1","time_zone":"America/Chicago","part2_program":false}})"
          << "\n"
          << R"({"facility":{"id":"F2","time_zone":"America/Denver","part2_program":false}})"
          << "\n";
    for (int i = 1; i <= count; ++i) write_episode(lines, i);
    lines.close();
    std::ostringstream said;
    is_imported_ =
        tools::import_file(paths(), directory + "/episodes.ndjson",
                           *parse_instant("2026-11-02T12:00:00Z"), said) == tools::exit_done;
  }

  bool is_imported() const { return is_imported_; }
  tools::StorePaths paths() const { return {directory_ + "/data", directory_ + "/payers"}; }

  static std::string id(int i) {
    const std::string digits = std::to_string(i);
    return digits.size() < 3 ? std::string(3 - digits.size(), '0') + digits : digits;
  }

  // More lines, such as a document that is broken.
  int import(const std::string& lines) const {
    std::ofstream(directory_ + "/more.ndjson") << lines;
    std::ostringstream said;
    return tools::import_file(paths(), directory_ + "/more.ndjson",
                              *parse_instant("2026-11-02T12:00:00Z"), said);
  }

 private:
  void write_episode(std::ostream& lines, int i) const {
    const std::string n = id(i);
    std::ofstream(directory_ + "/note" + n + ".txt")
        << "Date: 2026-11-01\nAssessment: Invented person " << n
        << " attends regularly.\nRisk: denies suicidal ideation.\nPHQ-9: " << i % 28 << "\n";
    const std::string episode = R"("episode":"E)" + n + "\"}\n";
    lines << R"({"member":{"id":"M)" << n << R"(","name":"Invented Person )" << n << "\"}}\n"
          << R"({"document":{"member":"M)" << n << R"(","name":"note","path":"note)" << n
          << ".txt\"}}\n"
          << R"({"id":"a)" << n << R"(","facility":")" << (i % 2 == 1 ? "F1" : "F2")
          << R"(","member":"M)" << n
          << R"(","type":"episode.admitted","date":"2026-11-01","level_of_care":"iop",)" << episode
          << R"({"id":"c)" << n << R"(","type":"coverage.set","payer":")"
          << ((i - 1) % 4 < 2 ? "east" : "west") << R"(-payer","effective":"2026-11-01",)"
          << episode << R"({"id":"d)" << n
          << R"(","type":"authorization.decided","authorization":"A1","decision":"approved",)"
          << R"("decided_at":"2026-11-01T14:00:00Z","start":"2026-11-01","end":"2026-11-20",)"
          << R"("lines":[{"codes":["S9480"],"units":12}],)" << episode;
  }

  std::string directory_;
  bool is_imported_ = false;
};

}  // namespace authledger::test
