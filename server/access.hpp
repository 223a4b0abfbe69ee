// Who may do what: server/access.json, built into the service, decoded once. What is not in it is
// refused to everybody.
//
//     const AccessRow* row = access_table().find("GET", "/v1/worklist");
//     if (!row || !row->admits(*request.principal)) ...
//
// Made from the same file: docs/access.md, and the tests that go through it line by line.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "server/principal.hpp"

namespace authledger::server {

extern const std::string_view access_document;  // server/access.json as it is

enum class AccessAction : std::uint8_t {
  none,
  read,
  search,
  export_records,
  change,
  sign_in,
  sign_out
};
std::string_view word(AccessAction action);  // as in the file

struct AccessRow {
  std::string method, pattern;  // "GET", "/v1/episodes/{id}"; HEAD goes with GET
  bool is_public = false;       // to anybody, signed in or not
  std::set<std::string> roles;  // one of them suffices
  AccessAction action = AccessAction::none;
  std::string record;  // what kind of thing it is about: "episode"; "none"

  bool admits(const Principal& principal) const;
};

struct AccessTable {
  std::vector<AccessRow> rows;

  // Null: there is no row, so nobody may.
  const AccessRow* find(std::string_view method, std::string_view pattern) const;
};

// Refuses what is not exactly the roles of engine/store/roles.hpp with a meaning each, and routes
// with a known action and record, each once, of known roles.
Result<AccessTable> read_access(std::string_view text);

// Of the document that is built in; ensures that it can be read (main asks read_access before).
const AccessTable& access_table();

}  // namespace authledger::server
