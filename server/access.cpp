#include "server/access.hpp"

#include <algorithm>
#include <iterator>

#include "engine/base/json_tree.hpp"
#include "engine/json/fields.hpp"
#include "engine/store/roles.hpp"

namespace authledger::server {
namespace {

constexpr AccessAction actions[] = {AccessAction::none,    AccessAction::read,
                                    AccessAction::search,  AccessAction::export_records,
                                    AccessAction::change,  AccessAction::sign_in,
                                    AccessAction::sign_out};

void read_roles(json::Fields& fields) {
  std::vector<std::string> named;
  fields.list("roles", [&](JsonNode node, const json::Place& place) {
    json::Fields role(node, place, fields.problems);
    named.push_back(role.text("name"));
    role.text("meaning");
    role.finish();
  });
  if (!std::equal(named.begin(), named.end(), store::roles.begin(), store::roles.end()))
    fields.refuse(ProblemCode::invalid_value, "roles",
                  "roles are not those that a key may have, in their order");
}

void read_who(json::Fields& fields, AccessRow& row) {
  row.is_public = fields.boolean_or("public", false);
  for (std::string& role : fields.texts_or_empty("roles")) {
    if (!store::is_role(role))
      fields.refuse(ProblemCode::invalid_value, "roles", "there is no role \"" + role + "\"");
    row.roles.insert(std::move(role));
  }
  if (row.is_public != row.roles.empty())
    fields.refuse(ProblemCode::invalid_value, "roles",
                  "a route is for some roles, or it is public");
}

AccessRow read_row(JsonNode node, const json::Place& place, Problems& problems) {
  json::Fields fields(node, place, problems);
  AccessRow row;
  row.method = fields.text("method");
  row.pattern = fields.text("pattern");
  read_who(fields, row);
  row.action = fields.one_of("action", actions);
  row.record = fields.text("record");
  fields.finish();
  return row;
}

}  // namespace

std::string_view word(AccessAction action) {
  switch (action) {
    case AccessAction::none:
      return "none";
    case AccessAction::read:
      return "read";
    case AccessAction::search:
      return "search";
    case AccessAction::export_records:
      return "export";
    case AccessAction::change:
      return "change";
    case AccessAction::sign_in:
      return "sign_in";
    case AccessAction::sign_out:
      return "sign_out";
  }
  fail("an action without a word");
}

bool AccessRow::admits(const Principal& principal) const {
  return is_public || std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
           return principal.roles.contains(role);
         });
}

const AccessRow* AccessTable::find(std::string_view method, std::string_view pattern) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const AccessRow& row) {
    return row.method == method && row.pattern == pattern;
  });
  return found == rows.end() ? nullptr : &*found;
}

Result<AccessTable> read_access(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree) return tree.error();
  Problems problems;
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  read_roles(fields);
  AccessTable table;
  fields.list("routes", [&](JsonNode node, const json::Place& place) {
    AccessRow row = read_row(node, place, problems);
    if (table.find(row.method, row.pattern))
      json::refuse(problems, ProblemCode::invalid_value, place, "the route is there already");
    table.rows.push_back(std::move(row));
  });
  fields.finish();
  if (!problems.empty()) return problems;
  return table;
}

const AccessTable& access_table() {
  static const AccessTable table = [] {
    auto read = read_access(access_document);
    ensure(read.has_value(), "server/access.json can be read");
    return std::move(*read);
  }();
  return table;
}

}  // namespace authledger::server
