#include "engine/store/file_modes.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "engine/store/sql.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_told = 20;

// None: it has gone meanwhile, as the log does when its last reader closes it.
std::optional<struct stat> status_of(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) == 0) return status;
  if (errno == ENOENT) return std::nullopt;
  throw sql::Error("cannot look at " + path + ": " + std::strerror(errno));
}

void look_at(const std::string& path, uid_t owner, std::vector<std::string>& told) {
  const auto status = status_of(path);
  if (!status || told.size() == most_told) return;
  if ((status->st_mode & (S_IRWXG | S_IRWXO)) != 0)
    told.push_back(path + " can be reached by others than its owner");
  if (status->st_uid != owner)
    told.push_back(path + " belongs to another user than the directory of the ledger");
}

}  // namespace

std::vector<std::string> open_to_others(const std::string& directory) {
  std::vector<std::string> told;
  const auto top = status_of(directory);
  if (!top) return told;
  look_at(directory, top->st_uid, told);
  std::error_code failed;
  fs::recursive_directory_iterator it(directory, failed);
  while (!failed && it != fs::recursive_directory_iterator()) {
    look_at(it->path().string(), top->st_uid, told);
    it.increment(failed);
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    throw sql::Error("cannot look into " + directory + ": " + failed.message());
  return told;
}

void refuse_open_to_others(const std::string& directory) {
  const std::vector<std::string> told = open_to_others(directory);
  const auto top = status_of(directory);
  if (top && top->st_uid != geteuid())
    throw sql::Error(directory +
                     " belongs to another user than this process runs as; run it as "
                     "its owner, or give it away: chown -R USER " +
                     directory);
  if (told.empty()) return;
  throw sql::Error(told.front() + (told.size() > 1 ? ", and more" : "") +
                   "; the ledger is for its owner alone: chown -R $(stat -c %u " + directory +
                   ") " + directory + " && chmod -R u=rwX,go= " + directory);
}

}  // namespace authledger::store
