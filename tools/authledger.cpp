// The command line: flags in, one command run, an exit code out. One of the two places that own a
// clock.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <iostream>

#include "engine/store/data_directory.hpp"
#include "engine/time/zone.hpp"
#include "tools/command_line.hpp"
#include "tools/progress.hpp"
#include "tools/reading.hpp"

namespace authledger::tools {

Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_microseconds(
      std::chrono::duration_cast<std::chrono::microseconds>(since).count());
}

Instant instant_or_now(const std::string& text, const std::string& option) {
  if (text.empty()) return now();
  const auto instant = parse_instant(text);
  if (!instant)
    throw CLI::ValidationError(option, "\"" + text +
                                           "\" is not an instant with an offset, such as "
                                           "2026-03-02T22:00:00-06:00");
  return *instant;
}

void add_store_options(CLI::App& command, Arguments& arguments) {
  command.add_option("--data", arguments.store.data, "directory of the ledger")
      ->capture_default_str();
  command.add_option("--payers", arguments.store.payers, "folder of payer policies")
      ->capture_default_str();
}

}  // namespace authledger::tools

namespace {

using namespace authledger;
using namespace authledger::tools;

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

int run_standing(const Arguments& arguments) {
  if (arguments.lines) return standing_lines(std::cin, std::cout);
  if (!arguments.episode.empty()) {
    enter_reading(arguments.store.data, now(),
                  {"authledger standing", "read", "episode", arguments.episode});
    return standing_of_episode(arguments.store, arguments.episode, as_of_or_now(arguments.as_of),
                               std::cout);
  }
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
  if (arguments.keeps_rows)
    enter_reading(arguments.store.data, now(),
                  {"authledger nightly --read-only", "export", "episode"});
  std::optional<Progress> episodes, packets;
  const auto watch = [&](const NightProgress& it) {
    std::optional<Progress>& line = it.is_packets ? packets : episodes;
    if (it.is_packets) episodes.reset();
    if (!line) line.emplace("nightly", it.is_packets ? "packets" : "episodes", it.total);
    line->at(it.done);
    if (it.done == it.total) line.reset();
  };
  try {
    return nightly(arguments.store,
                   {as_of_or_now(arguments.as_of), arguments.out, !arguments.keeps_rows, *night_at,
                    arguments.jobs, watch},
                   std::cout);
  } catch (const store::LockHeld& error) {
    std::cerr << "authledger: " << error.what() << '\n';
    return exit_try_again;
  }
}

int run_explain(Arguments arguments) {
  if (arguments.scenario.empty()) {
    if (!arguments.episode.empty()) {
      enter_reading(arguments.store.data, now(),
                    {"authledger explain", "read", "episode", arguments.episode});
      return explain_episode(arguments.store, arguments.episode, arguments.key,
                             as_of_or_now(arguments.as_of), std::cout, std::cerr);
    }
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
      enter_reading(arguments.store.data, now(),
                    {"authledger notice", "read", "episode", arguments.notice.episode});
      return print_notice(arguments.store, arguments.notice, now(), std::cout, std::cerr);
    };
  });
}

void add_letter_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  auto* command = app.add_subcommand("letter", "print the draft of a letter to the payer");
  command->add_option("kind", arguments.letter.kind, "discharge, appeal or peer-to-peer")
      ->required();
  command->add_option("episode", arguments.letter.episode, "id of an episode in the store")
      ->required();
  command->add_option("--authorization", arguments.letter.authorization,
                      "about the decision on it; on the latest that denied something when absent");
  command->add_flag("--quotes", arguments.letter.with_quotes,
                    "quote the record as the episode's latest packet does, where consent allows");
  command->add_option("--format", arguments.letter.format, "text, html, json or pdf")
      ->capture_default_str();
  command->add_option("--paper", arguments.letter.paper, "of a PDF: letter or a4")
      ->capture_default_str();
  command->add_option("--output", arguments.letter.output, "file; standard output when absent");
  command->add_option("--as-of", arguments.as_of, "instant; now when absent");
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(),
                    {"authledger letter", "read", "episode", arguments.letter.episode});
      const Instant as_of = as_of_or_now(arguments.as_of);
      return print_letter(arguments.store, arguments.letter, as_of, std::max(as_of, now()),
                          std::cout, std::cerr);
    };
  });
}

void add_nightly_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  auto* command = app.add_subcommand(
      "nightly", "restate every open episode; write the worklist and the packets of due reviews");
  command->add_option("--as-of", arguments.as_of, "instant; now when absent");
  command->add_option("--out", arguments.out, "directory for what is written")->required();
  command
      ->add_option("--night-at", arguments.night_at,
                   "HH:MM of each facility's time, as authledgerd has it")
      ->capture_default_str();
  command
      ->add_option("--jobs", arguments.jobs,
                   "packets built at once; as many as there are cores when absent")
      ->check(CLI::Range(1, 256));
  command->add_flag("--read-only", arguments.keeps_rows,
                    "do not restate: works beside a running authledgerd");
  add_store_options(*command, arguments);
  command->callback([&] { chosen = [&] { return run_nightly(arguments); }; });
}

void add_packet_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  auto* command = app.add_subcommand(
      "packet", "print the packet of one review, or a script for reviewing by telephone");
  command->add_option("episode", arguments.packet.episode, "id of an episode in the store")
      ->required();
  command->add_option("--authorization", arguments.packet.authorization,
                      "of its review; of the first that is still to be done when absent");
  command
      ->add_option("--format", arguments.packet.format,
                   "html, json, pdf, script (text) or script-pdf")
      ->capture_default_str();
  command->add_option("--paper", arguments.packet.paper, "letter or a4")->capture_default_str();
  command->add_option("--output", arguments.packet.output, "file; standard output when absent");
  command->add_option("--as-of", arguments.as_of, "instant; now when absent");
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(),
                    {"authledger packet", "read", "episode", arguments.packet.episode});
      return print_packet(arguments.store, arguments.packet, as_of_or_now(arguments.as_of),
                          std::cout, std::cerr);
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
  enter_reading(arguments.store.data, now(),
                {"authledger compare", arguments.episode.empty() ? "search" : "read", "episode",
                 arguments.episode});
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

void add_record_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "record", "print what is read from clinical documents, as JSON with places");
  command->add_option("documents", arguments.documents, "C-CDA, FHIR R4 or text files")->required();
  command->callback(
      [&] { chosen = [&] { return print_records(arguments.documents, std::cout); }; });
}

void add_assert_command(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand(
      "assert",
      "print whether a sentence affirms, denies or suspects what it mentions, whether "
      "that is recent, historical or hypothetical, and whether it is the patient's");
  command
      ->add_flag("--lines", arguments.lines,
                 "{\"sentence\", \"concept\"} a line from standard input; {\"assertion\", "
                 "\"temporality\", \"experiencer\"} a line out, or {\"error\"}")
      ->required();
  command->callback([&] { chosen = [] { return assert_lines(std::cin, std::cout, std::cerr); }; });
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

  add_nightly_command(app, arguments, chosen);

  command = app.add_subcommand(
      "verify", "rebuild what is derived from the log and compare it with the store");
  add_store_options(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(), {"authledger verify", "read", "ledger"});
      return verify_store(arguments.store, std::cout);
    };
  });

  add_administration_commands(app, arguments, chosen);

  add_record_command(app, arguments, chosen);
  add_assert_command(app, arguments, chosen);
  add_explain_command(app, arguments, chosen);
  add_notice_command(app, arguments, chosen);
  add_letter_command(app, arguments, chosen);
  add_packet_command(app, arguments, chosen);
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
