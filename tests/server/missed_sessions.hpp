// A payer that wants to be told of each no-show, as a folder of policies for the programs.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace authledger::test {

inline void write_payer_of_notices(const std::string& folder) {
  std::filesystem::create_directories(folder + "/example-payer");
  std::ofstream(folder + "/example-payer/2020-01-01.json") << R"({
    "payer": "example-payer", "version": "1", "effective": {"from": "2020-01-01", "to": null},
    "time_zone": "America/New_York",
    "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
    "missed_sessions": [{"key": "no-show", "outcomes": ["no_show"], "count": 1,
                         "pattern": "consecutive", "repeat": "each",
                         "notify": {"hours": 24}, "whom": "payer"}]})";
}

}  // namespace authledger::test
