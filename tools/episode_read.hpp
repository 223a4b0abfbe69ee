// An episode of the store with what the commands that print something of it need.
#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>

#include "engine/store/data_directory.hpp"
#include "engine/store/restate.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {

struct EpisodeRead {
  std::unique_ptr<const PolicyBook> book;  // the standing points into it
  store::DataDirectory data;
  std::unique_ptr<sql::Connection> reader;
  store::Restated found;
  std::optional<Member> member;
};

// None: `exit_code` says what the command ends with, and `errors` why. Throws sql::Error.
std::optional<EpisodeRead> read_episode(const StorePaths& paths, const std::string& episode,
                                        Instant as_of, std::ostream& errors, int& exit_code);

}  // namespace authledger::tools
