// The command line, put together from parts: what the flags say, and which commands there are.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "tools/backup_options.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {

struct Arguments {
  StorePaths store{"var", "payers"};
  std::string file, as_of, today, out, episode, definition = "tools/sample/clinic.json";
  std::vector<std::string> documents;
  bool lines = false, keeps_rows = false, as_json = false, as_table = false;
  std::size_t jobs = 0;
  TableOptions table;
  std::string key, scenario, with_payers, with_at, night_at = "02:00";
  bool tells_by_exit_code = false;
  AuditVerifyOptions audit_verify;
  store::AuditQuery audit;
  std::string from, to, member, audit_format = "table", sort = "seq";
  NoticeWanted notice;
  LetterWanted letter;
  PacketWanted packet;
  std::string organization = "main", name, label, source_system, expires_at, url;
  std::vector<std::string> roles, facilities;
  KeyOptions backup_key;
  RetentionOptions retention;
  KeyPlace key_place() const { return {store.data, organization}; }
};

Instant now();  // by the machine's clock

// Throws CLI::ValidationError, in the engine's own words. Empty: now.
Instant instant_or_now(const std::string& text, const std::string& option);

void add_store_options(CLI::App& command, Arguments& arguments);  // --data, --payers

// Commands of who runs the service: backups, the audit trail, keys, organizations. The one that was
// asked for is put into `chosen`.
void add_administration_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen);
void add_people_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen);
void add_retention_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen);

}  // namespace authledger::tools
