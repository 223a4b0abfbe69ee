// The command line: flags in, one command run, an exit code out. One of the two places that own a
// clock.
#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <iostream>

#include "engine/store/data_directory.hpp"
#include "engine/time/zone.hpp"
#include "tools/backup_options.hpp"
#include "tools/commands.hpp"

namespace {

using namespace authledger;
using namespace authledger::tools;

Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

// Reads --as-of and --today as what they are, with the engine's own words for what is wrong.
Instant instant_or_now(const std::string& text, const std::string& option) {
  if (text.empty()) return now();
  const auto instant = parse_instant(text);
  if (!instant)
    throw CLI::ValidationError(option, "\"" + text +
                                           "\" is not an instant with an offset, such as "
                                           "2026-03-02T22:00:00-06:00");
  return *instant;
}

Instant as_of_or_now(const std::string& text) {
  return instant_or_now(text, "--as-of");
}

Date today_or(const std::string& text) {
  // The westernmost of its facilities: nothing may be recorded in the future anywhere.
  if (text.empty()) return Zone::find("America/Los_Angeles")->day_of(now());
  const auto date = parse_date(text);
  if (!date)
    throw CLI::ValidationError("--today", "\"" + text + "\" is not a date, such as 2026-03-02");
  return *date;
}

struct Arguments {
  StorePaths store{"var", "payers"};
  std::string file, as_of, today, out, episode, definition = "tools/sample/clinic.json";
  std::vector<std::string> documents;
  bool lines = false, keeps_rows = false, as_json = false, as_table = false;
  TableOptions table;
  std::string key, scenario, with_payers, with_at, night_at = "02:00";
  bool tells_by_exit_code = false;
  AuditVerifyOptions audit_verify;
  store::AuditQuery audit;
  std::string from, to, member, audit_format = "table", sort = "seq";
  NoticeWanted notice;
  std::string organization = "main", name, label, source_system, expires_at;
  std::vector<std::string> roles, facilities;
  KeyOptions backup_key;
  KeyPlace key_place() const { return {store.data, organization}; }
};

void add_store_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--data", arguments.store.data, "directory of the ledger")
      ->capture_default_str();
  command.add_option("--payers", arguments.store.payers, "folder of payer policies")
      ->capture_default_str();
}

int run_standing(const Arguments& arguments) {
  if (arguments.lines) return standing_lines(std::cin, std::cout);
  if (!arguments.episode.empty())
    return standing_of_episode(arguments.store, arguments.episode, as_of_or_now(arguments.as_of),
                               std::cout);
  if (arguments.file == "-") return standing_of_scenario(std::cin, std::cout, std::cerr);
  std::ifstream stream(arguments.file, std::ios::binary);
  if (!stream) {
    std::cerr << (arguments.file.empty()
                      ? "name a scenario file, or --lines, or --episode; see --help"
                      : "cannot read " + arguments.file)
              << '\n';
    return exit_usage;
  }
  return standing_of_scenario(stream, std::cout, std::cerr);
}

int run_nightly(const Arguments& arguments) {
  const auto night_at = parse_time_of_day(arguments.night_at);
  if (!night_at)
    throw CLI::ValidationError("--night-at",
                               "\"" + arguments.night_at + "\" is not HH:MM, such as 02:00");
  try {
    return nightly(arguments.store,
                   {as_of_or_now(arguments.as_of), arguments.out, !arguments.keeps_rows, *night_at},
                   std::cout);
  } catch (const store::LockHeld& error) {
    std::cerr << "authledger: " << error.what() << '\n';
    return exit_try_again;
  }
}

int run_explain(Arguments arguments) {
  if (arguments.scenario.empty()) {
    if (!arguments.episode.empty())
      return explain_episode(arguments.store, arguments.episode, arguments.key,
                             as_of_or_now(arguments.as_of), std::cout, std::cerr);
    std::cerr << "name an episode, or --scenario; see --help\n";
    return exit_usage;
  }
  // A scenario holds one episode, so the first word may be the key already.
  if (arguments.key.empty()) arguments.key = arguments.episode;
  std::optional<Instant> as_of;
  if (!arguments.as_of.empty()) as_of = as_of_or_now(arguments.as_of);
  if (arguments.scenario == "-")
    return explain_scenario(std::cin, arguments.key, as_of, std::cout, std::cerr);
  std::ifstream stream(arguments.scenario, std::ios::binary);
  if (stream) return explain_scenario(stream, arguments.key, as_of, std::cout, std::cerr);
  std::cerr << "cannot read " << arguments.scenario << '\n';
  return exit_usage;
}

void add_notice_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  auto* command = app.add_subcommand("notice", "print the words of a notice that is owed");
  add_store_options(*command, arguments);
  command->add_option("--episode", arguments.notice.episode)->required();
  command->add_option("--obligation", arguments.notice.obligation, "its key")->required();
  command->add_option("--channel", arguments.notice.channel, "phone, fax or portal")->required();
  command->add_option("--format", arguments.notice.format, "text, html or json");
  command->callback([&] {
    chosen = [&] {
      return print_notice(arguments.store, arguments.notice, now(), std::cout, std::cerr);
    };
  });
}

void add_explain_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "explain", "print why the figures of an episode are what they are, in sentences");
  command->add_option("episode", arguments.episode, "id of an episode in the store");
  command->add_option("key", arguments.key,
                      "an obligation's key, remaining, covered_through, an authorization, a "
                      "session, uncovered:DATE, a finding; what matters now when absent");
  command->add_option("--scenario", arguments.scenario,
                      "scenario file instead of the store; - for standard input");
  command->add_option("--as-of", arguments.as_of, "instant; now, or the scenario's, when absent");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return run_explain(arguments); }; });
}

int run_compare(const Arguments& arguments) {
  if (arguments.with_payers.empty() && arguments.with_at.empty()) {
    std::cerr << "name what to compare with: --with FOLDER, or --with-at INSTANT; see --help\n";
    return exit_usage;
  }
  const Instant at = instant_or_now(arguments.as_of, "--at");
  return compare_store(
      arguments.store,
      {.with_payers = arguments.with_payers,
       .at = at,
       .with_at = arguments.with_at.empty() ? at : instant_or_now(arguments.with_at, "--with-at"),
       .episode = arguments.episode,
       .as_json = arguments.as_json,
       .tells_by_exit_code = arguments.tells_by_exit_code},
      std::cout);
}

void add_compare_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "compare", "print what changes under another folder of policies, or at another moment");
  command->add_option("--with", arguments.with_payers,
                      "the other folder of policies, whole: today's with the draft in it");
  command->add_option("--at", arguments.as_of, "instant; now when absent");
  command->add_option("--with-at", arguments.with_at, "the other instant; the same when absent");
  command->add_option("--episode", arguments.episode,
                      "only this one; all of the store when absent");
  command->add_flag("--json", arguments.as_json, "as JSON");
  command->add_flag("--exit-code", arguments.tells_by_exit_code, "exit with 1 if anything changes");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return run_compare(arguments); }; });
}

void add_check_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("check", "check a folder of payer policies and run the cases beside them");
  command->add_option("folder", arguments.file, "the folder: one folder in it for each payer")
      ->required();
  command->add_flag("--json", arguments.as_json, "what was found as JSON");
  CLI::Option* table = command->add_flag("--table", arguments.as_table,
                                         "print payers by rules by grade instead of checking");
  command->add_flag("--markdown", arguments.table.is_markdown, "the table as Markdown")
      ->needs(table);
  command
      ->add_option("--into", arguments.table.into,
                   "put the table as Markdown between the markers in this file")
      ->needs(table);
  command->callback([&] {
    chosen = [&] {
      if (arguments.as_table) return print_payers_table(arguments.file, arguments.table, std::cout);
      return check_payers(arguments.file, arguments.as_json ? CheckOutput::json : CheckOutput::text,
                          std::cout);
    };
  });
}

void add_backup_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "backup", "copy the store into one checked file; works beside a running authledgerd");
  command->add_option("--out", arguments.out, "the file; FILE.sha256 is written beside it")
      ->required();
  add_key_options(*command, arguments.backup_key);
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
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
      add("verify", "say whether it is as it was written, or the first bad entry",
          [&] { return verify_audit(arguments.store.data, arguments.audit_verify, std::cout); });
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
    chosen = [&] { return list_keys(arguments.key_place(), now(), std::cout, std::cerr); };
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

void add_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "standing", "print the standing of a scenario, or of an episode in the store, as JSON");
  command->add_option("scenario", arguments.file, "scenario file; - for standard input");
  command->add_flag("--lines", arguments.lines,
                    "one scenario a line from standard input, one standing a line out");
  command->add_option("--episode", arguments.episode, "id of an episode in the store");
  command->add_option("--as-of", arguments.as_of, "instant; now when absent");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return run_standing(arguments); }; });

  command = app.add_subcommand(
      "import", "import facilities, members, documents and events from an NDJSON file");
  command->add_option("file", arguments.file, "the file; refused lines go to FILE.refused.ndjson")
      ->required();
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] { return import_file(arguments.store, arguments.file, now(), std::cout); };
  });

  command = app.add_subcommand(
      "nightly", "restate every open episode; write the worklist and the packets of due reviews");
  command->add_option("--as-of", arguments.as_of, "instant; now when absent");
  command->add_option("--out", arguments.out, "directory for what is written")->required();
  command
      ->add_option("--night-at", arguments.night_at,
                   "HH:MM of each facility's time, as authledgerd has it")
      ->capture_default_str();
  command->add_flag("--read-only", arguments.keeps_rows,
                    "do not restate: works beside a running authledgerd");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return run_nightly(arguments); }; });

  command = app.add_subcommand(
      "verify", "rebuild what is derived from the log and compare it with the store");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return verify_store(arguments.store, std::cout); }; });

  add_backup_commands(app, arguments, chosen);
  add_audit_commands(app, arguments, chosen);
  add_key_commands(app, arguments, chosen);
  add_organization_commands(app, arguments, chosen);

  command = app.add_subcommand("record",
                               "print what is read from clinical documents, as JSON with places");
  command->add_option("documents", arguments.documents, "C-CDA, FHIR R4 or text files")->required();
  command->callback(
      [&] { chosen = [&] { return print_records(arguments.documents, std::cout); }; });

  add_explain_command(app, arguments, chosen);
  add_notice_command(app, arguments, chosen);
  add_compare_command(app, arguments, chosen);
  add_check_command(app, arguments, chosen);

  command = app.add_subcommand("sample-clinic", "write the sample clinic as a file to import");
  command->add_option("--definition", arguments.definition, "what the clinic is made of")
      ->capture_default_str();
  command->add_option("--today", arguments.today,
                      "date around which it happens; today when absent");
  command->add_option("--out", arguments.out, "directory for clinic.ndjson and its documents")
      ->required();
  command->callback([&] {
    chosen = [&] {
      return write_sample_clinic(arguments.definition, today_or(arguments.today), arguments.out,
                                 std::cout);
    };
  });
}

}  // namespace

int main(int count, char** values) {
  std::ios::sync_with_stdio(false);
  CLI::App app{"authledger: what insurance authorized, what was used, what is due, and why"};
  app.require_subcommand(1);
  app.set_version_flag("--version", AUTHLEDGER_VERSION);
  app.footer(
      "Exit codes: 0 done; 1 done, but something was refused, differs or is missing;\n"
      "2 the command or its input cannot be used; 3 the store cannot be used;\n"
      "75 another process writes to the store.");
  Arguments arguments;
  std::function<int()> chosen;
  add_commands(app, arguments, chosen);
  try {
    app.parse(count, values);
    return chosen();
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_usage;
  } catch (const std::exception& error) {
    std::cerr << "authledger: " << error.what() << '\n';
    return exit_store;
  }
}
