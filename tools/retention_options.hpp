// What the commands of retention, legal holds and purges are told.
#pragma once

#include <string>
#include <vector>

namespace authledger::tools {

struct RetentionOptions {
  std::string rules;  // file
  std::vector<std::string> members, episodes;
  bool is_all_due = false;
  bool is_done = false;              // false: only say what would be done
  std::vector<std::string> pages;    // directories that the nightly run has written to
  std::vector<std::string> backups;  // directories of backups, to be named
  std::string hold, reason, by;
};

}  // namespace authledger::tools
