// The target of a request, taken apart and decoded: what is asked for, and how.
//
//     parse_target("/v1/episodes/E%201/standing?as_of=2026-03-02T15:00:00Z")
//         // path {"v1", "episodes", "E 1", "standing"}, query {{"as_of", "2026-03-02T15:00:00Z"}}
//
// The path is split before it is decoded, so that an id may hold any character, a slash included
// (%2F). In the query a plus is a space, as forms send it. Refused: a broken percent sign, text
// that is not UTF-8, a target that is no path.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/base/result.hpp"

namespace authledger::server {

using Query = std::vector<std::pair<std::string, std::string>>;  // in the order sent

struct Target {
  std::vector<std::string> path;  // "/" has none
  Query query;
};

Result<Target> parse_target(std::string_view text);

// A text as one segment of a path: everything but letters, digits and -._~ becomes %XX.
std::string percent_encoded(std::string_view text);

}  // namespace authledger::server
