// The console: the files that server/web was built into, held in memory as they were at the start.
//
//     auto console = read_console("/usr/share/authledger/console");
//     api.show(std::make_shared<const Console>(std::move(*console)));
#pragma once

#include <map>
#include <string>

#include "engine/base/result.hpp"

namespace authledger::server {

struct Console {
  std::string page;                                        // index.html; empty: there is no console
  std::map<std::string, std::string, std::less<>> assets;  // by name; a name stands for its content
};

// Problems: there is no index.html in the folder, or a file of it cannot be read.
Result<Console> read_console(const std::string& directory);

// Where the build and the package put it, seen from the program; empty: in neither place.
std::string console_beside_program();

}  // namespace authledger::server
