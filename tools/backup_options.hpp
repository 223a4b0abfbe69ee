// The options and commands of the key that backups are encrypted under.
#pragma once

#include <functional>
#include <string>

#include "tools/commands.hpp"

namespace CLI {
class App;
}

namespace authledger::tools {

struct KeyOptions {
  std::string file;
  int descriptor = -1;  // -1: none
};

void add_key_options(CLI::App& command, KeyOptions& options);

// Throws CLI::ValidationError when the key cannot be had.
BackupFile backup_file(const KeyOptions& options, const std::string& file);

// `backup-key create FILE`
void add_backup_key_command(CLI::App& app, std::string& file, std::function<int()>& chosen);

}  // namespace authledger::tools
