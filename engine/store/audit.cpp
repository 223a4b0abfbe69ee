#include "engine/store/audit.hpp"

#include "engine/base/sha256.hpp"
#include "engine/store/writer_memory.hpp"

namespace authledger::store {
namespace {

constexpr std::string_view columns =
    "seq, at, actor, roles, action, route, record, record_id, member, recipient, purpose, status,"
    " code, fields, request, digest";

// RFC 8785, 3.2.2.2. RapidJSON's writer differs: it prints escapes in upper case.
void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (const auto at = std::string_view("\b\t\n\f\r").find(c);
               at != std::string_view::npos) {
      out += '\\';
      out += "btnfr"[at];
    } else {
      out += "\\u00";
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  out += '"';
}

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out += name;
  append_string(out, text);
}

void append_if(std::string& out, std::string_view name, const std::optional<std::string>& text) {
  if (text) append_member(out, name, *text);
}

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

StoredAuditEntry read_row(const sql::Row& row) {
  const auto text = [&](int column) { return std::string(row.text(column)); };
  StoredAuditEntry it;
  it.seq = row.integer(0);
  it.entry.at = Instant::from_microseconds(row.integer(1));
  it.entry.actor = text(2);
  it.entry.roles = text(3);
  it.entry.action = text(4);
  it.entry.route = text(5);
  it.entry.record = text(6);
  it.entry.record_id = maybe_text(row, 7);
  it.entry.member = maybe_text(row, 8);
  it.entry.recipient = maybe_text(row, 9);
  it.entry.purpose = text(10);
  it.entry.status = static_cast<int>(row.integer(11));
  it.entry.code = text(12);
  it.entry.fields = text(13);
  it.entry.request = text(14);
  it.digest = text(15);
  return it;
}

}  // namespace

AuditEntry local_entry(Instant at, std::string action, std::string route, std::string record) {
  return {.at = at,
          .actor = "local",
          .action = std::move(action),
          .route = std::move(route),
          .record = std::move(record)};
}

std::string canonical_entry(std::int64_t seq, const AuditEntry& entry) {
  std::string out;
  out.reserve(320);
  append_member(out, "{\"action\":", entry.action);
  append_member(out, ",\"actor\":", entry.actor);
  out += ",\"at\":" + std::to_string(entry.at.microseconds());
  append_member(out, ",\"code\":", entry.code);
  append_member(out, ",\"fields\":", entry.fields);
  append_if(out, ",\"member\":", entry.member);
  append_member(out, ",\"purpose\":", entry.purpose);
  append_if(out, ",\"recipient\":", entry.recipient);
  append_member(out, ",\"record\":", entry.record);
  append_if(out, ",\"record_id\":", entry.record_id);
  append_member(out, ",\"request\":", entry.request);
  append_member(out, ",\"roles\":", entry.roles);
  append_member(out, ",\"route\":", entry.route);
  out += ",\"seq\":" + std::to_string(seq);
  out += ",\"status\":" + std::to_string(entry.status) + "}";
  return out;
}

std::string audit_digest_after(const std::string& digest_before, std::int64_t seq,
                               const AuditEntry& entry) {
  return sha256(digest_before + canonical_entry(seq, entry));
}

void append_audit(sql::Connection& writer, const AuditEntry& entry) {
  const ChainLink head = audit_head(writer);
  const std::int64_t seq = head.position + 1;
  const std::string digest = audit_digest_after(head.digest, seq, entry);
  writer.run(
      "INSERT INTO audit (seq, at, actor, roles, action, route, record, record_id, member,"
      " recipient, purpose, status, code, fields, request, digest)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
      {seq, entry.at.microseconds(), entry.actor, entry.roles, entry.action, entry.route,
       entry.record, sql::nullable(entry.record_id), sql::nullable(entry.member),
       sql::nullable(entry.recipient), entry.purpose, std::int64_t{entry.status}, entry.code,
       entry.fields, entry.request, sql::Bytes{digest}},
      sql::ignore_rows);
  if (WriterMemory* memory = writer.memory()) memory->last_audit_entry = ChainLink{seq, digest};
}

void for_each_audit_entry(sql::Connection& connection, const std::string& where,
                          const std::vector<sql::Value>& values,
                          const std::function<void(const StoredAuditEntry&)>& act) {
  connection.run("SELECT " + std::string(columns) + " FROM audit " + where, values,
                 [&](const sql::Row& row) { act(read_row(row)); });
}

ChainLink audit_head(sql::Connection& connection) {
  WriterMemory* const memory = connection.memory();
  if (memory && memory->last_audit_entry) return *memory->last_audit_entry;
  ChainLink head{0, std::string(sha256_size, '\0')};
  connection.run("SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1", {},
                 [&](const sql::Row& row) {
                   head = {row.integer(0), std::string(row.text(1))};
                 });
  if (memory) memory->last_audit_entry = head;
  return head;
}

std::optional<std::string> audit_digest(sql::Connection& connection, std::int64_t seq) {
  if (seq == 0) return std::string(sha256_size, '\0');
  std::optional<std::string> digest;
  connection.run("SELECT digest FROM audit WHERE seq = $1", {seq},
                 [&](const sql::Row& row) { digest = row.text(0); });
  return digest;
}

std::string audit_anchor_file(const std::string& directory) {
  return directory + "/audit-anchor";
}

}  // namespace authledger::store
