#include "server/audit_entries.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "engine/store/api_keys.hpp"
#include "engine/store/broken_glass.hpp"
#include "engine/store/holds.hpp"
#include "engine/store/log.hpp"
#include "engine/store/people.hpp"

namespace authledger::server {
namespace {

// What comes up in a clinic, of the codes of the value set.
constexpr std::array<std::string_view, 29> purposes{
    "TREAT",   "ETREAT",   "BTG",      "ERTREAT", "CAREMGT",  "COC",       "HPAYMT",   "CLMATTCH",
    "COVAUTH", "COVERAGE", "ELIGDTRM", "ELIGVER", "ENROLLM",  "REMITADV",  "HOPERAT",  "HACCRED",
    "HCOMPL",  "HDECD",    "HDIRECT",  "HLEGAL",  "HQUALIMP", "HSYSADMIN", "PATADMIN", "PATSFTY",
    "PATRQT",  "FAMRQT",   "PUBHLTH",  "HRESCH",  "THREAT"};

void add_word(std::string& words, std::string_view word) {
  if (!words.empty()) words += ' ';
  words += word;
}

// The code of the problem in the body: no text of it has a quote that is not escaped.
std::string code_of(const Response& response) {
  constexpr std::string_view name = ",\"code\":\"";
  if (response.status < 400) return {};
  const auto at = response.body.find(name);
  if (at == std::string::npos) return {};
  const auto begin = at + name.size();
  return response.body.substr(begin, response.body.find('"', begin) - begin);
}

bool is_file(const Response& response) {
  return response.content_type.starts_with("text/csv") ||
         response.content_type.starts_with("text/calendar");
}

std::string action_of(const store::AuditEntry& entry, const Response& response) {
  if (response.status == 401 || response.status == 403) return "deny";
  return is_file(response) ? "export" : entry.action;
}

bool is_in(sql::Connection& connection, std::string_view statement, const std::string& id) {
  bool is_there = false;
  connection.run(statement, {id}, [&](const sql::Row&) { is_there = true; });
  return is_there;
}

// Sets the record and its member, when the ledger has it.
bool finds_record(sql::Connection& connection, const std::string& id, store::AuditEntry& entry) {
  bool is_there = false;
  if (entry.record == "policy" || entry.record == "report") {
    is_there = entry.status < 400;
  } else if (entry.record == "key") {
    is_there = store::find_key(connection, id).has_value();
  } else if (entry.record == "person") {
    is_there = store::find_person(connection, id).has_value();
  } else if (entry.record == "broken_glass") {
    is_there = store::find_broken_glass(connection, id).has_value();
  } else if (entry.record == "hold") {
    const auto hold = store::find_hold(connection, id);
    is_there = hold.has_value();
    if (hold) entry.member = hold->member;
  } else if (entry.record == "message") {
    is_there = is_in(connection, "SELECT 1 FROM outbox WHERE id = $1", id);
  } else if (entry.record == "facility") {
    is_there = is_in(connection, "SELECT 1 FROM facility WHERE id = $1 LIMIT 1", id);
  } else if (entry.record == "member") {
    is_there = is_in(connection, "SELECT 1 FROM member WHERE id = $1 LIMIT 1", id);
    if (is_there) entry.member = id;
  } else {
    const auto log = store::find_log(connection, id);
    is_there = log.has_value();
    if (log) entry.member = log->member;
  }
  if (is_there) entry.record_id = id;
  return is_there;
}

std::string fields_of(const Query& query) {
  std::set<std::string_view> names;
  for (const auto& parameter : query) names.insert(parameter.first);
  std::string fields;
  for (const std::string_view name : names) add_word(fields, name);
  return fields;
}

// Whether what was asked had been understood when it was answered so. If not, its names may be no
// names of ours.
bool has_decoded(int status) {
  return status < 400 || status == 404 || status == 409 || status == 412 || status == 422;
}

}  // namespace

std::shared_ptr<RequestAudit> audit_of(const Request& request, const AccessRow* row,
                                       const std::vector<std::string>& ids, const Query& query,
                                       const std::string& request_id) {
  if (!row || row->action == AccessAction::none || row->record == "service") return nullptr;
  auto audit = std::make_shared<RequestAudit>();
  store::AuditEntry& entry = audit->entry;
  entry.actor = request.principal->subject;
  for (const std::string& role : request.principal->roles) add_word(entry.roles, role);
  entry.action = word(row->action);
  entry.route.append(row->method).append(" ").append(row->pattern);
  entry.record = row->record;
  entry.request = request_id;
  if (request.purpose && is_purpose_of_use(*request.purpose))
    entry.purpose = *request.purpose;
  else if (request.principal->reads_by_emergency)
    entry.purpose = "BTG";
  entry.fields = fields_of(query);
  if (row->record == "policy" && ids.size() == 2)
    audit->record_ids.push_back(ids[0] + "/" + ids[1]);
  else if (!ids.empty())
    audit->record_ids.push_back(ids[0]);
  return audit;
}

std::string field_names(JsonNode object) {
  std::string names;
  for (const JsonNode member : object.children()) add_word(names, member.key());
  return names;
}

void enter_request(sql::Connection& writer, const RequestAudit& audit, const Response& response,
                   Instant now) {
  store::AuditEntry entry = audit.entry;
  entry.at = now;
  entry.status = response.status;
  entry.code = code_of(response);
  entry.action = action_of(entry, response);
  if (!has_decoded(entry.status)) entry.fields.clear();
  bool has_any = false;
  for (const std::string& id : audit.record_ids) {
    if (!finds_record(writer, id, entry)) continue;
    store::append_audit(writer, entry);
    has_any = true;
  }
  if (!has_any) store::append_audit(writer, entry);
}

bool is_purpose_of_use(std::string_view code) {
  return std::ranges::find(purposes, code) != purposes.end();
}

}  // namespace authledger::server
