#include "engine/store/payers_folder.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>

#include "engine/json/criteria_codec.hpp"
#include "engine/json/policy_codec.hpp"
#include "engine/library/fault.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

bool stands_in(const fs::path& path, std::string_view folder) {
  return std::find(path.begin(), path.end(), folder) != path.end();
}

struct Wanted {
  bool (*takes)(const fs::path& relative);
  std::size_t most_files;
};

bool is_library_file(const fs::path& path) {
  return path.extension() == ".json";
}

bool is_in_force(const fs::path& path) {
  return is_library_file(path) && !stands_in(path, "cases");
}

constexpr Wanted policies_and_criteria{is_in_force, 2'000};
constexpr Wanted whole_library{is_library_file, 10'000};

// In the order of their paths. Folders that may not be read are passed over; `failed` tells of the
// rest.
std::vector<fs::path> files_below(const fs::path& folder, const Wanted& wanted,
                                  std::error_code& failed) {
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied,
                                         failed);
  for (; !failed && entry != fs::recursive_directory_iterator(); entry.increment(failed)) {
    std::error_code ignored;
    const fs::path relative = entry->path().lexically_relative(folder);
    if (wanted.takes(relative) && entry->is_regular_file(ignored)) files.push_back(relative);
    if (files.size() > wanted.most_files) {
      failed = std::make_error_code(std::errc::file_too_large);
      break;  // increment() would forget it
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

Result<std::vector<fs::path>> listed(const std::string& path, const Wanted& wanted) {
  if (!fs::is_directory(path))
    return Problems{{ProblemCode::not_found, path + " is not a folder of payer policies", ""}};
  std::error_code failed;
  std::vector<fs::path> files = files_below(path, wanted, failed);
  if (failed)
    return Problems{{ProblemCode::not_found,
                     "the policies in " + path + " cannot be listed: " + failed.message(), ""}};
  return files;
}

// None: it cannot be read.
std::optional<std::string> text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return std::nullopt;
  return std::move(content).str();
}

// Adds what the text holds to the book; the problems are told with their file.
template <class Read, class Item>
void take_in(const fs::path& file, const std::string& text, Read read, std::vector<Item>& items,
             Problems& problems) {
  auto item = read(text);
  if (item) {
    items.push_back(std::move(*item));
    return;
  }
  for (const Problem& problem : item.error())
    problems.push_back(
        {problem.code, problem.detail, library::place_in_file(file.string(), problem.pointer)});
}

}  // namespace

Result<PolicyBook> read_payers_folder(const std::string& path) {
  const auto files = listed(path, policies_and_criteria);
  if (!files) return files.error();
  PolicyBook book;
  Problems problems;
  boost::crc_32_type texts;
  for (const fs::path& file : *files) {
    const auto text = text_of(fs::path(path) / file);
    if (!text) {
      problems.push_back({ProblemCode::not_found, "the file cannot be read", file.string()});
      continue;
    }
    texts.process_bytes(text->data(), text->size());
    if (library::is_criteria_path(file.generic_string()))
      take_in(file, *text, json::read_criteria_text, book.criteria, problems);
    else
      take_in(file, *text, json::read_policy_text, book.documents, problems);
  }
  if (!problems.empty()) return problems;
  book.fingerprint = "crc32:" + std::to_string(texts.checksum());
  return book;
}

Result<std::vector<library::TextFile>> read_library_folder(const std::string& path) {
  const auto files = listed(path, whole_library);
  if (!files) return files.error();
  std::vector<library::TextFile> texts;
  for (const fs::path& file : *files)
    texts.push_back({file.generic_string(), text_of(fs::path(path) / file)});
  return texts;
}

}  // namespace authledger::store
