// Entries of the audit trail looked up: by time, actor, member, action, in the order of any column.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json_writer.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// The fields of an entry as reports name and sort them.
constexpr std::array<std::string_view, 15> audit_fields{
    "seq",    "at",        "actor",   "roles",  "action", "route",  "record", "record_id",
    "member", "recipient", "purpose", "status", "code",   "fields", "request"};

struct AuditQuery {
  std::optional<Instant> from = {}, before = {};
  std::optional<std::string> actor = {}, member = {}, action = {};
  bool only_disclosures = false;  // what left the house: "disclose" and "export"
  std::string sort = "seq";       // one of audit_fields
  bool is_descending = false;
  std::optional<std::int64_t> after = {};  // seq of the last that was seen, in the order of seq
  std::optional<std::size_t> limit = {};
};

void find_audit_entries(sql::Connection& connection, const AuditQuery& query,
                        const std::function<void(const StoredAuditEntry&)>& act);

// An object with all of audit_fields; `at` as an instant.
void write_audit_entry(JsonWriter& out, const StoredAuditEntry& entry);

// The same fields as texts, in their order; what is absent is empty.
std::array<std::string, audit_fields.size()> cells_of(const StoredAuditEntry& entry);

}  // namespace authledger::store
