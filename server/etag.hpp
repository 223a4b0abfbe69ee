// Entity tags and the conditions on them (RFC 9110, 8.8.3 and 13): who changes an entry says which
// one they have seen, and does not overwrite the change of somebody else. Nobody has to.
//
//     const auto conditions = read_conditions(call.request);
//     if (!conditions) return invalid_conditions();
//     return answer_if(*conditions, response);                               // of a GET
//     if (!allows_change(*conditions, tag_now)) return precondition_failed();    // of a PUT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/request.hpp"

namespace authledger::server {

std::string entity_tag(std::string_view content);  // strong, in its quotes

// The tags of If-Match or If-None-Match.
struct TagList {
  bool is_any = false;            // "*": whatever there is
  std::vector<std::string> tags;  // in their quotes, a weak one with its W/
};

struct Conditions {
  std::optional<TagList> match, none_match;
};

// None: a field is not a list of tags.
std::optional<Conditions> read_conditions(const Request& request);

// `tag`: of what stands there now; none: nothing does.
bool allows_change(const Conditions& conditions, const std::optional<std::string>& tag);

// The answer with the tag of its body; 304 without the body when the sender has it already, 412
// when it is not what was asked for.
Response answer_if(const Conditions& conditions, Response response);

Response precondition_failed();  // 412
Response invalid_conditions();   // 400

}  // namespace authledger::server
