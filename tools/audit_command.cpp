// The audit trail from outside: whether it is whole, what is in it, whose data went where. Only
// reads, so all of it works beside a running service.
#include <algorithm>
#include <iostream>
#include <vector>

#include "engine/base/csv.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/audit_checkpoints.hpp"
#include "engine/store/audit_list.hpp"
#include "engine/store/audit_verify.hpp"
#include "engine/store/data_directory.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

using Cells = std::vector<std::string>;

// "12:0f3a..." as verify prints the head.
std::optional<store::ChainLink> read_link(const std::string& text) {
  const auto colon = text.find(':');
  const std::string digits = text.substr(0, colon);
  const bool is_number = !digits.empty() && digits.size() < 19 &&
                         std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number || colon == std::string::npos) return std::nullopt;
  auto digest = from_hex(text.substr(colon + 1));
  if (!digest || digest->size() != sha256_size) return std::nullopt;
  return store::ChainLink{std::stoll(digits), std::move(*digest)};
}

bool add_told(const AuditVerifyOptions& options, store::KnownAboutAudit& known) {
  for (const std::string& text : options.known) {
    const auto link = read_link(text);
    if (!link) {
      std::cerr << "\"" << text << "\" is not SEQ:DIGEST, as audit verify prints the head\n";
      return false;
    }
    known.links.push_back(*link);
  }
  for (const std::string& text : options.public_keys) {
    const auto key = from_hex(text);
    if (!key || key->size() != ed25519_public_key_size) {
      std::cerr << "\"" << text << "\" is not a public key, as audit key prints it\n";
      return false;
    }
    known.public_keys.push_back(*key);
  }
  return true;
}

// Columns as wide as what is in them; those that are empty in all rows are left out.
void print_table(const std::vector<Cells>& rows, std::ostream& out) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const Cells& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_head = &row == &rows.front();
      if (!row[i].empty() && (!is_head || rows.size() == 1))
        widths[i] = std::max({widths[i], row[i].size(), rows.front()[i].size()});
    }
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i)
      if (widths[i] > 0) line += row[i] + std::string(widths[i] + 2 - row[i].size(), ' ');
    out << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
  }
}

void print_csv(const std::vector<Cells>& rows, std::ostream& out) {
  for (const Cells& row : rows) out << csv_line(row);
}

}  // namespace

int verify_audit(const std::string& data, const AuditVerifyOptions& options, std::ostream& out) {
  const auto directory = store::DataDirectory::open_to_read(data);
  store::KnownAboutAudit known = store::known_in(data);  // before the entries: a service goes on
  if (!add_told(options, known)) return exit_usage;
  const auto reader = directory.connect_to_read();
  const sql::Transaction snapshot(*reader);
  const store::AuditVerification result = store::verify_audit(*reader, known);
  if (result.bad) out << result.bad->why << '\n';
  for (const std::string& fault : result.faults) out << fault << '\n';
  out << result.entries << " entries, " << result.checkpoints << " checkpoints, "
      << (result.is_whole() ? "whole" : "NOT WHOLE") << '\n';
  if (result.is_whole())
    out << "head " << result.head.position << ":" << to_hex(result.head.digest) << '\n';
  return result.is_whole() ? exit_done : exit_refused;
}

int report_audit(const std::string& data, const store::AuditQuery& query, AuditOutput output,
                 std::ostream& out) {
  const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
  const sql::Transaction snapshot(*reader);
  if (output == AuditOutput::json) {
    JsonWriter entries;
    entries.begin_array();
    store::find_audit_entries(*reader, query, [&](const store::StoredAuditEntry& it) {
      store::write_audit_entry(entries, it);
    });
    entries.end_array();
    out << pretty(entries.text()) << '\n';
    return exit_done;
  }
  std::vector<Cells> rows{{store::audit_fields.begin(), store::audit_fields.end()}};
  store::find_audit_entries(*reader, query, [&](const store::StoredAuditEntry& it) {
    const auto cells = store::cells_of(it);
    rows.emplace_back(cells.begin(), cells.end());
  });
  if (output == AuditOutput::csv)
    print_csv(rows, out);
  else
    print_table(rows, out);
  return exit_done;
}

int print_audit_key(const std::string& data, std::ostream& out) {
  store::DataDirectory::open_to_read(data);
  const auto key = store::read_audit_key(data);
  if (!key) {
    out << "there is no key yet: the service makes it with its first checkpoint\n";
    return exit_refused;
  }
  out << to_hex(key->public_key()) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
