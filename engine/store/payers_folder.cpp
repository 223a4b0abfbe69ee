#include "engine/store/payers_folder.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/json/policy_codec.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

bool is_policy_file(const fs::path& path) {
  if (path.extension() != ".json") return false;
  return std::none_of(path.begin(), path.end(),
                      [](const fs::path& part) { return part == "cases" || part == "criteria"; });
}

// In the order of their paths. Folders that may not be read are passed over; `failed` tells of the
// rest.
std::vector<fs::path> policy_files(const fs::path& folder, std::error_code& failed) {
  constexpr std::size_t most_files = 2'000;
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    std::error_code ignored;
    const fs::path relative = entry->path().lexically_relative(folder);
    if (is_policy_file(relative) && entry->is_regular_file(ignored)) files.push_back(relative);
    if (files.size() > most_files) {
      failed = std::make_error_code(std::errc::file_too_large);
      break;  // increment() would forget it
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

Result<PolicyBook> read_payers_folder(const std::string& path) {
  if (!fs::is_directory(path))
    return Problems{{ProblemCode::not_found, path + " is not a folder of payer policies", ""}};
  PolicyBook book;
  Problems problems;
  boost::crc_32_type texts;
  std::error_code failed;
  const std::vector<fs::path> files = policy_files(path, failed);
  if (failed)
    return Problems{{ProblemCode::not_found,
                     "the policies in " + path + " cannot be listed: " + failed.message(), ""}};
  for (const fs::path& file : files) {
    std::ifstream stream(fs::path(path) / file, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    if (!stream) {
      problems.push_back({ProblemCode::not_found, "the file cannot be read", file.string()});
      continue;
    }
    const std::string text = content.str();
    texts.process_bytes(text.data(), text.size());
    auto policy = json::read_policy_text(text);
    if (policy) {
      book.documents.push_back(std::move(*policy));
      continue;
    }
    for (const Problem& problem : policy.error())
      problems.push_back({problem.code, problem.detail, file.string() + problem.pointer});
  }
  if (!problems.empty()) return problems;
  book.fingerprint = "crc32:" + std::to_string(texts.checksum());
  return book;
}

}  // namespace authledger::store
