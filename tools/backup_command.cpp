// backup and restore. Beside FILE stands FILE.sha256, as `sha256sum` writes it: what a disk or a
// transfer changes in a text is seen by nobody else.
#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <optional>

#include "engine/store/backup.hpp"
#include "engine/store/data_directory.hpp"
#include "tools/atomic_file.hpp"
#include "tools/commands.hpp"
#include "tools/payers.hpp"
#include "tools/progress.hpp"
#include "tools/sealed_file.hpp"

namespace authledger::tools {
namespace {

std::string checksum_file(const std::string& file) {
  return file + ".sha256";
}

std::string checksum_of(const std::string& file) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + file);
  std::string block(std::size_t{1} << 20, '\0');
  EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())), stream.gcount() > 0)
    EVP_DigestUpdate(context.get(), block.data(), static_cast<std::size_t>(stream.gcount()));
  if (stream.bad()) throw std::runtime_error("cannot read " + file);
  std::array<unsigned char, 32> digest{};
  if (EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
    throw std::runtime_error("OpenSSL computes no SHA-256");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += digits[byte >> 4];
    hex += digits[byte & 15];
  }
  return hex;
}

// None: there is no checksum beside the file.
std::optional<bool> is_as_its_checksum_says(const std::string& file) {
  std::ifstream stream(checksum_file(file));
  std::string expected;
  if (!(stream >> expected) || !std::filesystem::exists(file)) return std::nullopt;
  return checksum_of(file) == expected;
}

// Two lines of progress, one after the other.
class Steps {
 public:
  explicit Steps(std::string doing) : doing_(std::move(doing)) {}

  store::CopyProgress progress() {
    return {[this](std::size_t done, std::size_t of) { at(doing_, "pages", done, of); },
            [this](std::size_t done, std::size_t of) { at("check", "episodes", done, of); }};
  }

 private:
  void at(const std::string& doing, const char* what, std::size_t done, std::size_t of) {
    if (what != what_) {
      line_.reset();
      line_.emplace(doing, what, of);
      what_ = what;
    }
    line_->at(done);
  }

  std::string doing_;
  std::string_view what_;
  std::optional<Progress> line_;
};

// What was found, and how it ends. `damaged`: the exit code then.
int tell(const store::Verification& result, const std::string& done, const std::string& undone,
         int damaged, std::ostream& out) {
  for (const std::string& difference : result.differences) out << difference << '\n';
  if (result.is_damaged()) {
    out << undone << '\n';
    return damaged;
  }
  out << done << ": " << result.episodes << " episodes, " << result.events << " events\n";
  if (result.differences.empty()) return exit_done;
  out << "its derived rows differ from its log in " << result.in_derived_rows
      << " places; run nightly, which makes them new\n";
  return exit_refused;
}

// Within the directory of a ledger, for its owner only: where a copy of it lies in the clear while
// it is encrypted or decrypted. What a killed process left there goes.
class ClearCopy {
 public:
  explicit ClearCopy(const std::string& directory) : folder_(directory + "/sealing") {
    store::make_data_directory(folder_);
    lock_ = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock_ < 0 || flock(lock_, LOCK_EX | LOCK_NB) != 0) {
      if (lock_ >= 0) close(lock_);
      throw std::runtime_error("another backup or restore of " + directory + " is under way");
    }
    empty();
  }
  ~ClearCopy() {
    std::error_code none;
    std::filesystem::remove_all(folder_, none);
    close(lock_);
  }
  ClearCopy(const ClearCopy&) = delete;
  ClearCopy& operator=(const ClearCopy&) = delete;

  std::string path() const { return folder_ + "/ledger.db"; }

 private:
  void empty() const {
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      std::filesystem::remove_all(entry);
  }

  std::string folder_;
  int lock_ = -1;
};

store::Verification back_up_sealed(const StorePaths& paths, const BackupFile& backup,
                                   const PolicyBook& book, const store::CopyProgress& progress) {
  store::DataDirectory::open_to_read(paths.data);
  std::error_code none;
  const auto parent = std::filesystem::absolute(backup.file).parent_path();
  if (std::filesystem::equivalent(parent, paths.data, none))
    throw std::runtime_error(backup.file +
                             " is in the directory of the ledger; a backup belongs elsewhere");
  const ClearCopy copy(paths.data);
  auto result = store::back_up(paths.data, copy.path(), book, progress);
  if (result.is_damaged()) return result;
  const std::string fresh = backup.file + ".part";
  seal_file(copy.path(), fresh, *backup.key);
  check_sealed(fresh, *backup.key);
  const int folder = open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool is_there = std::rename(fresh.c_str(), backup.file.c_str()) == 0 && fsync(folder) == 0;
  const int why = errno;
  close(folder);
  if (!is_there)
    throw std::runtime_error("cannot write " + backup.file + ": " + std::strerror(why));
  return result;
}

store::Verification restore_sealed(const StorePaths& paths, const BackupFile& backup,
                                   const PolicyBook& book, const store::CopyProgress& progress) {
  check_sealed(backup.file, *backup.key);  // before anything is written
  store::make_data_directory(paths.data);
  const ClearCopy copy(paths.data);
  unseal_file(backup.file, copy.path(), *backup.key);
  return store::restore(copy.path(), paths.data, book, progress);
}

// What a checksum or a key tells before anything is read; empty: nothing.
std::string why_not_restored(const BackupFile& backup, std::ostream& out) {
  const std::string& file = backup.file;
  if (const auto is_whole = is_as_its_checksum_says(file); is_whole && !*is_whole)
    return file + " is not the file that " + checksum_file(file) + " was made for";
  else if (!is_whole && !backup.key)
    out << "there is no " << checksum_file(file)
        << ": a changed letter in a text would not be noticed\n";
  if (!backup.key && is_sealed(file)) return file + " is encrypted; name its key: --key-file FILE";
  // Else whoever can replace the file could do without the key.
  if (backup.key && !is_sealed(file))
    return file + " is not an encrypted backup, so the key is not for it";
  return "";
}

// The backup cannot know; the ledger that it replaces does, in its audit trail.
void tell_of_purges(const std::string& file, std::ostream& out) {
  out << "whoever was purged after " << file
      << " was made is in the ledger again, and is to be purged again: authledger audit report"
         " --action purge of the ledger that it replaces names them\n";
}

}  // namespace

int back_up_store(const StorePaths& paths, const BackupFile& backup, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const std::string& file = backup.file;
  unlink(checksum_file(file).c_str());  // of an earlier copy with the same name
  Steps steps("backup");
  const auto result = backup.key ? back_up_sealed(paths, backup, *book, steps.progress())
                                 : store::back_up(paths.data, file, *book, steps.progress());
  if (!result.is_damaged())
    write_file(checksum_file(file),
               checksum_of(file) + "  " + std::filesystem::path(file).filename().string() + "\n");
  if (!backup.key && !result.is_damaged())
    out << "warning: " << file
        << " is not encrypted: whoever can read it reads every member's record; see --key-file\n";
  return tell(result, "wrote " + file, "the ledger is damaged; " + file + " was not written",
              exit_store, out);
}

int restore_store(const StorePaths& paths, const BackupFile& backup, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const std::string& file = backup.file;
  if (const std::string why = why_not_restored(backup, out); !why.empty()) {
    out << why << "; nothing was restored\n";
    return exit_usage;
  }
  Steps steps("restore");
  try {
    const auto result = backup.key ? restore_sealed(paths, backup, *book, steps.progress())
                                   : store::restore(file, paths.data, *book, steps.progress());
    if (!result.is_damaged()) tell_of_purges(file, out);
    return tell(result, "restored " + paths.data, file + " is damaged; nothing was restored",
                exit_usage, out);
  } catch (const store::NoBackup& error) {
    out << error.what() << "; nothing was restored\n";
  } catch (const NotAsSealed& error) {
    out << file << ": " << error.what() << "; nothing was restored\n";
  }
  return exit_usage;
}

int accept_rollback(const std::string& data, std::ostream& out) {
  const auto given_up = store::DataDirectory::accept_rollback(data);
  out << (given_up ? "given up: " + *given_up
                   : "nothing that was acknowledged is missing; nothing was changed")
      << '\n';
  return given_up ? exit_refused : exit_done;
}

}  // namespace authledger::tools
