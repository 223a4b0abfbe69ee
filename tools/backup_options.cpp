#include "tools/backup_options.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

namespace authledger::tools {

void add_key_options(CLI::App& command, KeyOptions& options) {
  CLI::Option* file = command.add_option("--key-file", options.file,
                                         "the key of the backup; see backup-key create");
  command.add_option("--key-fd", options.descriptor, "descriptor to read the key from")
      ->check(CLI::NonNegativeNumber)
      ->excludes(file);
}

BackupFile backup_file(const KeyOptions& options, const std::string& file) {
  try {
    if (!options.file.empty()) return {file, read_key_file(options.file)};
    if (options.descriptor >= 0) return {file, read_key_descriptor(options.descriptor)};
    return {file, nullptr};
  } catch (const NoKey& error) {
    throw CLI::ValidationError("the key", error.what());
  }
}

void add_backup_key_command(CLI::App& app, std::string& file, std::function<int()>& chosen) {
  CLI::App* command = app.add_subcommand("backup-key", "keys that backups are encrypted under");
  command->require_subcommand(1);
  CLI::App* create = command->add_subcommand(
      "create", "write a new key into a file for its owner only; keep a copy where no backup is");
  create->add_option("file", file, "the file, which must not be there yet")->required();
  create->callback([&] {
    chosen = [&] {
      try {
        create_key_file(file);
      } catch (const NoKey& error) {
        throw CLI::ValidationError("the key", error.what());
      }
      std::cout << "wrote " << file << "; without it no backup made under it can be read\n";
      return exit_done;
    };
  });
}

}  // namespace authledger::tools
