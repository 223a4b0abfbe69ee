#include "engine/store/audit_list.hpp"

#include <algorithm>
#include <vector>

#include "engine/base/result.hpp"

namespace authledger::store {
namespace {

class Conditions {
 public:
  void add(std::string_view condition) {
    text_ += (text_.empty() ? "WHERE " : " AND ") + std::string(condition);
  }
  void add(std::string_view condition, sql::Value value) {
    values_.push_back(std::move(value));
    add(std::string(condition) + " $" + std::to_string(values_.size()));
  }

  const std::string& text() const { return text_; }
  const std::vector<sql::Value>& values() const { return values_; }

 private:
  std::string text_;
  std::vector<sql::Value> values_;
};

Conditions conditions_of(const AuditQuery& query) {
  Conditions all;
  if (query.from) all.add("at >=", query.from->microseconds());
  if (query.before) all.add("at <", query.before->microseconds());
  if (query.actor) all.add("actor =", *query.actor);
  if (query.member) all.add("member =", *query.member);
  if (query.action) all.add("action =", *query.action);
  if (query.only_disclosures) all.add("action IN ('disclose', 'export')");
  if (query.after) all.add(query.is_descending ? "seq <" : "seq >", *query.after);
  return all;
}

}  // namespace

void find_audit_entries(sql::Connection& connection, const AuditQuery& query,
                        const std::function<void(const StoredAuditEntry&)>& act) {
  const auto* const sort = std::ranges::find(audit_fields, query.sort);
  ensure(sort != audit_fields.end(), "a report is sorted by a field of its entries");
  const std::string direction = query.is_descending ? " DESC" : "";
  const Conditions conditions = conditions_of(query);
  std::string order = " ORDER BY " + std::string(*sort) + direction;
  if (*sort != "seq") order += ", seq" + direction;
  if (query.limit) order += " LIMIT " + std::to_string(*query.limit);
  for_each_audit_entry(connection, conditions.text() + order, conditions.values(), act);
}

void write_audit_entry(JsonWriter& out, const StoredAuditEntry& it) {
  out.begin_object();
  out.field("seq", it.seq);
  out.field("at", to_exact_text(it.entry.at));
  out.field("actor", it.entry.actor);
  out.field("roles", it.entry.roles);
  out.field("action", it.entry.action);
  out.field("route", it.entry.route);
  out.field("record", it.entry.record);
  out.field("record_id", it.entry.record_id);
  out.field("member", it.entry.member);
  out.field("recipient", it.entry.recipient);
  out.field("purpose", it.entry.purpose);
  out.field("status", it.entry.status);
  out.field("code", it.entry.code);
  out.field("fields", it.entry.fields);
  out.field("request", it.entry.request);
  out.end_object();
}

std::array<std::string, audit_fields.size()> cells_of(const StoredAuditEntry& it) {
  return {std::to_string(it.seq),
          to_exact_text(it.entry.at),
          it.entry.actor,
          it.entry.roles,
          it.entry.action,
          it.entry.route,
          it.entry.record,
          it.entry.record_id.value_or(""),
          it.entry.member.value_or(""),
          it.entry.recipient.value_or(""),
          it.entry.purpose,
          it.entry.status == 0 ? "" : std::to_string(it.entry.status),
          it.entry.code,
          it.entry.fields,
          it.entry.request};
}

}  // namespace authledger::store
