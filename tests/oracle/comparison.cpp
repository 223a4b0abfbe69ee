#include <algorithm>

#include "tests/oracle/oracle.hpp"

namespace authledger::oracle {
namespace {

using Json = nlohmann::json;
using Names = std::vector<std::string>;

Json only(const Json& object, const Names& names) {
  Json kept = Json::object();
  for (const std::string& name : names)
    if (object.contains(name)) kept[name] = object[name];
  return kept;
}

Names operator+(Names names, const Names& more) {
  names.insert(names.end(), more.begin(), more.end());
  return names;
}

const Names of_standing = {
    "as_of",          "episode",  "remaining", "covered_through", "first_uncovered_day",
    "authorizations", "sessions", "uncovered", "unrecorded",      "under_intensity_weeks",
    "obligations"};
const Names of_authorization = {"authorization", "number",           "decision", "start",
                                "end",           "last_covered_day", "lines"};
const Names of_line = {"codes",     "unit",          "units",       "used",
                       "remaining", "forecast_used", "exhausts_on", "unused_at_end"};
const Names of_session = {"session", "date",    "minutes", "outcome",
                          "charged", "covered", "flags",   "allocations"};
const Names of_uncovered = {"date", "service", "units", "reason"};
const Names of_week = {"week_of", "service", "minutes", "minimum"};
const Names of_obligation = {"key",      "kind",   "rule",  "authorization",
                             "opens_at", "due_at", "status"};

void keep_only(Json& standing, const std::string& list, const Names& names) {
  for (Json& item : standing[list]) item = only(item, names);
}

void compare(const Json& found, const Json& expected, const std::string& at, Names& out) {
  if (found == expected) return;
  if (found.is_object() && expected.is_object()) {
    for (const auto& [name, value] : expected.items())
      compare(found.value(name, Json("(absent)")), value, at + "/" + name, out);
    for (const auto& [name, value] : found.items())
      if (!expected.contains(name)) out.push_back(at + "/" + name + ": not expected");
  } else if (found.is_array() && expected.is_array() && found.size() == expected.size()) {
    for (std::size_t index = 0; index < found.size(); ++index)
      compare(found[index], expected[index], at + "/" + std::to_string(index), out);
  } else if (found.is_array() && expected.is_array()) {
    for (const Json& item : found)
      if (std::find(expected.begin(), expected.end(), item) == expected.end())
        out.push_back(at + ": not expected " + item.dump());
    for (const Json& item : expected)
      if (std::find(found.begin(), found.end(), item) == found.end())
        out.push_back(at + ": missing " + item.dump());
    out.push_back(at + ": " + std::to_string(found.size()) + " items, expected " +
                  std::to_string(expected.size()));
  } else {
    out.push_back(at + ": " + found.dump() + ", expected " + expected.dump());
  }
}

}  // namespace

Json section_11(const Json& printed) {
  Json standing = only(printed, of_standing);
  keep_only(standing, "authorizations", of_authorization);
  for (Json& authorization : standing["authorizations"]) keep_only(authorization, "lines", of_line);
  keep_only(standing, "sessions", of_session);
  keep_only(standing, "uncovered", of_uncovered);
  keep_only(standing, "under_intensity_weeks", of_week);
  keep_only(standing, "obligations", of_obligation);
  return standing;
}

Json figures(const Json& printed) {
  Json standing =
      only(printed, of_standing + Names{"findings", "unknowns", "next_request", "attendance"});
  keep_only(standing, "authorizations",
            of_authorization +
                Names{"valid_until_at_least", "not_revocable_until", "urgent_extension_by"});
  for (Json& authorization : standing["authorizations"])
    keep_only(authorization, "lines", of_line + Names{"likely"});
  keep_only(standing, "sessions", of_session + Names{"tier", "file_by"});
  keep_only(standing, "uncovered", of_uncovered + Names{"retro"});
  keep_only(standing, "under_intensity_weeks", of_week);
  keep_only(standing, "obligations",
            of_obligation + Names{"action", "whom", "if_late", "evidence", "assignee",
                                  "snoozed_until", "waived"});
  for (Json& obligation : standing["obligations"])
    if (obligation.contains("waived")) obligation["waived"] = obligation["waived"]["reason"];
  keep_only(standing, "findings",
            {"kind", "from", "to", "service", "subject", "actual", "limit", "open"});
  for (Json& unknown : standing["unknowns"]) {
    const Json& policy = unknown["because"]["policy"];
    unknown = {{"about", unknown["about"]},
               {"note", unknown["note"]},
               {"policy",
                policy["payer"].get<std::string>() + "/" + policy["version"].get<std::string>()}};
  }
  standing["next_request"] = only(standing["next_request"], {"from", "unit", "needed", "amount"});
  return standing;
}

std::vector<std::string> differences(const Json& found, const Json& expected) {
  Names out;
  compare(found, expected, "", out);
  return out;
}

}  // namespace authledger::oracle
