#include <iostream>

#include "engine/store/audit_list.hpp"
#include "engine/store/organizations.hpp"
#include "tools/command_line.hpp"
#include "tools/reading.hpp"

namespace authledger::tools {
namespace {

void add_backup_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "backup", "copy the store into one checked file; works beside a running authledgerd");
  command->add_option("--out", arguments.out, "the file; FILE.sha256 is written beside it")
      ->required();
  add_key_options(*command, arguments.backup_key);
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(), {"authledger backup", "export", "ledger"});
      return back_up_store(arguments.store, backup_file(arguments.backup_key, arguments.out),
                           std::cout);
    };
  });

  command = app.add_subcommand("restore",
                               "check a backup and make it the store of a directory that has none");
  command->add_option("file", arguments.file, "what backup has written")->required();
  add_key_options(*command, arguments.backup_key);
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      return restore_store(arguments.store, backup_file(arguments.backup_key, arguments.file),
                           std::cout);
    };
  });

  add_backup_key_command(app, arguments.file, chosen);

  command = app.add_subcommand("accept-rollback",
                               "go on with a store that has lost events which were acknowledged");
  command->add_option("--data", arguments.store.data, "directory of the ledger")
      ->capture_default_str();
  command->callback(
      [&] { chosen = [&] { return accept_rollback(arguments.store.data, std::cout); }; });
}

store::AuditQuery audit_query(const Arguments& arguments, bool only_disclosures) {
  store::AuditQuery query = arguments.audit;
  if (!arguments.from.empty()) query.from = instant_or_now(arguments.from, "--from");
  if (!arguments.to.empty()) query.before = instant_or_now(arguments.to, "--to");
  if (only_disclosures) query.member = arguments.member;
  query.only_disclosures = only_disclosures;
  query.sort = arguments.sort;
  return query;
}

void add_audit_report_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--from", arguments.from, "instant; from the beginning when absent");
  command.add_option("--to", arguments.to, "instant, not included; to the end when absent");
  command.add_option("--format", arguments.audit_format, "table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}))
      ->capture_default_str();
  command.add_option("--sort", arguments.sort, "field to sort by")
      ->check(CLI::IsMember(
          std::vector<std::string>(store::audit_fields.begin(), store::audit_fields.end())))
      ->capture_default_str();
  command.add_flag("--descending", arguments.audit.is_descending, "the last first");
}

int run_audit_report(const Arguments& arguments, bool only_disclosures) {
  const auto output = arguments.audit_format == "csv"    ? AuditOutput::csv
                      : arguments.audit_format == "json" ? AuditOutput::json
                                                         : AuditOutput::table;
  const char* command =
      only_disclosures ? "authledger audit disclosures" : "authledger audit report";
  enter_reading(arguments.store.data, now(), {command, "search", "audit"});
  return report_audit(arguments.store.data, audit_query(arguments, only_disclosures), output,
                      std::cout);
}

void add_audit_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* audit = app.add_subcommand(
      "audit", "the audit trail: check it, list it; works beside a running authledgerd");
  audit->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, std::function<int()> run) {
    CLI::App* command = audit->add_subcommand(name, what);
    command->add_option("--data", arguments.store.data, "directory of the ledger")
        ->capture_default_str();
    command->callback([&chosen, run = std::move(run)] { chosen = run; });
    return command;
  };
  CLI::App* command =
      add("verify", "say whether it is as it was written, or the first bad entry", [&] {
        enter_reading(arguments.store.data, now(), {"authledger audit verify", "read", "audit"});
        return verify_audit(arguments.store.data, arguments.audit_verify, std::cout);
      });
  command->add_option("--known", arguments.audit_verify.known,
                      "SEQ:DIGEST of an entry, noted elsewhere: a head that verify printed");
  command->add_option("--public-key", arguments.audit_verify.public_keys,
                      "another key whose checkpoints count: of a ledger that was restored");
  command = add("report", "list entries", [&] { return run_audit_report(arguments, false); });
  add_audit_report_options(*command, arguments);
  command->add_option("--actor", arguments.audit.actor, "only what this one did");
  command->add_option("--member", arguments.audit.member, "only what concerned this member");
  command->add_option("--action", arguments.audit.action, "only read, search, export, change, ...");
  command = add("disclosures", "list to whom data of a member was given, when and what for",
                [&] { return run_audit_report(arguments, true); });
  add_audit_report_options(*command, arguments);
  command->add_option("--member", arguments.member, "id of the member")->required();
  add("key", "print the public key of the checkpoints",
      [&] { return print_audit_key(arguments.store.data, std::cout); });
}

int run_create_key(const Arguments& arguments) {
  store::ApiKey wanted;
  wanted.label = arguments.label;
  wanted.roles = {arguments.roles.begin(), arguments.roles.end()};
  if (!arguments.facilities.empty())
    wanted.facilities = {arguments.facilities.begin(), arguments.facilities.end()};
  if (!arguments.source_system.empty()) wanted.source_system = arguments.source_system;
  if (!arguments.expires_at.empty())
    wanted.expires_at = instant_or_now(arguments.expires_at, "--expires-at");
  return create_key(arguments.key_place(), std::move(wanted), now(), std::cout, std::cerr);
}

void add_key_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* keys = app.add_subcommand("keys", "make, list and revoke the keys that sign in");
  keys->require_subcommand(1);
  const auto place = [&](CLI::App* command) {
    command->add_option("--data", arguments.store.data, "directory of the ledger")->required();
    command->add_option("--organization", arguments.organization, "whose key it is")
        ->capture_default_str();
  };
  CLI::App* command = keys->add_subcommand(
      "create", "make a key and print it, once; while the service runs: POST /v1/keys");
  place(command);
  command->add_option("--role", arguments.roles, "what it may do; docs/access.md; several")
      ->required();
  command->add_option("--facility", arguments.facilities, "only there; several; all when absent");
  command->add_option("--source-system", arguments.source_system, "which system it is for");
  command->add_option("--label", arguments.label, "what people call it")->required();
  command->add_option("--expires-at", arguments.expires_at, "instant; never when absent");
  command->callback([&] { chosen = [&] { return run_create_key(arguments); }; });

  command = keys->add_subcommand("list", "print the keys, without their secrets");
  place(command);
  command->callback([&] {
    chosen = [&] {
      enter_reading(store::directory_of(arguments.store.data, arguments.organization), now(),
                    {"authledger keys list", "read", "key"});
      return list_keys(arguments.key_place(), now(), std::cout, std::cerr);
    };
  });

  command = keys->add_subcommand("revoke", "take a key out of force, for ever");
  place(command);
  command->add_option("id", arguments.key, "of the key")->required();
  command->callback([&] {
    chosen = [&] {
      return revoke_key(arguments.key_place(), arguments.key, now(), std::cout, std::cerr);
    };
  });
}

void add_organization_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* organizations =
      app.add_subcommand("organizations", "the tenants of a service: a ledger file each");
  organizations->require_subcommand(1);
  CLI::App* command = organizations->add_subcommand("add", "make the ledger of one more");
  command->add_option("name", arguments.name, "letters (a to z), digits, hyphens")->required();
  command->add_option("--data", arguments.store.data, "directory of the service")->required();
  command->callback([&] {
    chosen = [&] {
      return add_organization(arguments.store.data, arguments.name, std::cout, std::cerr);
    };
  });
  command = organizations->add_subcommand("list", "print them, with their directories");
  command->add_option("--data", arguments.store.data, "directory of the service")->required();
  command->callback(
      [&] { chosen = [&] { return list_organizations(arguments.store.data, std::cout); }; });
}

void add_delivery_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* deliveries =
      app.add_subcommand("deliveries", "notices that did not reach an endpoint, and were given up");
  deliveries->require_subcommand(1);
  CLI::App* command = deliveries->add_subcommand("failed", "print them");
  command->add_option("--data", arguments.store.data, "directory of the ledger")->required();
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(),
                    {"authledger deliveries failed", "search", "message"});
      return list_failed_deliveries(arguments.store.data, std::cout);
    };
  });
  command = deliveries->add_subcommand(
      "replay",
      "have one tried again, under the same id; while the service runs: POST "
      "/v1/outbox/ID/deliveries/ENDPOINT/replay");
  command->add_option("--data", arguments.store.data, "directory of the ledger")->required();
  command->add_option("message", arguments.key, "its id")->required();
  command->add_option("--endpoint", arguments.name, "its name")->required();
  command->callback([&] {
    chosen = [&] {
      return replay_delivery(arguments.store.data, arguments.key, arguments.name, now(), std::cout,
                             std::cerr);
    };
  });
}

}  // namespace

void add_administration_commands(CLI::App& app, Arguments& arguments,
                                 std::function<int()>& chosen) {
  add_backup_commands(app, arguments, chosen);
  add_audit_commands(app, arguments, chosen);
  add_key_commands(app, arguments, chosen);
  add_people_commands(app, arguments, chosen);
  add_organization_commands(app, arguments, chosen);
  add_delivery_commands(app, arguments, chosen);
  add_retention_commands(app, arguments, chosen);
}

}  // namespace authledger::tools
