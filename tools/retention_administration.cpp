#include <iostream>

#include "tools/command_line.hpp"
#include "tools/reading.hpp"

namespace authledger::tools {
namespace {

void add_data(CLI::App& command, Arguments& arguments) {
  command.add_option("--data", arguments.store.data, "directory of the ledger")->required();
}

void add_hold_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  CLI::App* holds =
      app.add_subcommand("hold", "legal holds: place, lift and list what must not be purged");
  holds->require_subcommand(1);
  RetentionOptions& options = arguments.retention;
  const auto words = [&](CLI::App* command) {
    command->add_option("--reason", options.reason, "why")->required();
    command->add_option("--by", options.by, "on whose word")->required();
  };
  CLI::App* command = holds->add_subcommand(
      "place", "on a member or an episode; while the service runs: POST /v1/holds");
  add_data(*command, arguments);
  command->add_option("--member", options.members, "its id")->expected(1);
  command->add_option("--episode", options.episodes, "its id")->expected(1);
  words(command);
  command->callback([&] {
    chosen = [&] {
      return place_hold(arguments.store.data, arguments.retention, now(), std::cout, std::cerr);
    };
  });
  command = holds->add_subcommand("lift", "end a hold; it stays on file");
  add_data(*command, arguments);
  command->add_option("id", options.hold, "of the hold")->required();
  words(command);
  command->callback([&] {
    chosen = [&] {
      return lift_hold(arguments.store.data, arguments.retention, now(), std::cout, std::cerr);
    };
  });
  command = holds->add_subcommand("list", "print all, those that were lifted too");
  add_data(*command, arguments);
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(), {"authledger hold list", "read", "hold"});
      return list_holds(arguments.store.data, std::cout);
    };
  });
}

}  // namespace

void add_retention_commands(CLI::App& app, Arguments& arguments, std::function<int()>& chosen) {
  RetentionOptions& options = arguments.retention;
  CLI::App* command = app.add_subcommand(
      "retention", "list who is due to be purged by the rules, and why not; purges nothing");
  add_data(*command, arguments);
  command->add_option("--rules", options.rules, "file of the rules of retention")->required();
  command->callback([&] {
    chosen = [&] {
      enter_reading(arguments.store.data, now(), {"authledger retention", "search", "member"});
      return list_retention(arguments.store.data, arguments.retention, now(), std::cout, std::cerr);
    };
  });

  command = app.add_subcommand(
      "purge", "take who is due out of the store for good; not while authledgerd runs");
  add_data(*command, arguments);
  command->add_option("--rules", options.rules, "file of the rules of retention")->required();
  command->add_option("--member", options.members, "id; several");
  command->add_option("--episode", options.episodes, "id of one that names no member; several");
  command->add_flag("--due", options.is_all_due, "all who are due");
  command->add_option("--pages", options.pages,
                      "directory that nightly has written to; its pages go too; several");
  command->add_option("--backups", options.backups, "directory of backups, to name them; several");
  command->add_flag("--yes", options.is_done, "do it; else it is only said what would be done");
  command->callback([&] {
    chosen = [&] {
      if (!arguments.retention.is_done)
        enter_reading(arguments.store.data, now(), {"authledger purge", "search", "member"});
      return purge_store(arguments.store.data, arguments.retention, now(), std::cout, std::cerr);
    };
  });
  add_hold_commands(app, arguments, chosen);
}

}  // namespace authledger::tools
