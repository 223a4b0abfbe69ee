// backup and restore. Beside FILE stands FILE.sha256, as `sha256sum` writes it: what a disk or a
// transfer changes in a text is seen by nobody else.
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
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

}  // namespace

int back_up_store(const StorePaths& paths, const std::string& file, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  unlink(checksum_file(file).c_str());  // of an earlier copy with the same name
  Steps steps("backup");
  const auto result = store::back_up(paths.data, file, *book, steps.progress());
  if (!result.is_damaged())
    write_file(checksum_file(file),
               checksum_of(file) + "  " + std::filesystem::path(file).filename().string() + "\n");
  return tell(result, "wrote " + file, "the ledger is damaged; " + file + " was not written",
              exit_store, out);
}

int restore_store(const StorePaths& paths, const std::string& file, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const auto is_whole = is_as_its_checksum_says(file);
  if (is_whole && !*is_whole) {
    out << file << " is not the file that " << checksum_file(file)
        << " was made for; nothing was restored\n";
    return exit_usage;
  }
  if (!is_whole)
    out << "there is no " << checksum_file(file)
        << ": a changed letter in a text would not be noticed\n";
  Steps steps("restore");
  try {
    const auto result = store::restore(file, paths.data, *book, steps.progress());
    return tell(result, "restored " + paths.data, file + " is damaged; nothing was restored",
                exit_usage, out);
  } catch (const store::NoBackup& error) {
    out << error.what() << "; nothing was restored\n";
    return exit_usage;
  }
}

int accept_rollback(const std::string& data, std::ostream& out) {
  const auto given_up = store::DataDirectory::accept_rollback(data);
  out << (given_up ? "given up: " + *given_up
                   : "nothing that was acknowledged is missing; nothing was changed")
      << '\n';
  return given_up ? exit_refused : exit_done;
}

}  // namespace authledger::tools
