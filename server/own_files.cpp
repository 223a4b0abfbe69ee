#include "server/own_files.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/store/organizations.hpp"
#include "server/reminders_file.hpp"

namespace authledger::server {
namespace {

namespace fs = std::filesystem;

void refuse(Problems& problems, ProblemCode code, std::string detail) {
  problems.push_back({code, std::move(detail), ""});
}

// The file of each organization that has one.
std::map<std::string, std::string> files_in(const std::string& place,
                                            const std::vector<std::string>& organizations,
                                            Problems& problems) {
  std::map<std::string, std::string> files;
  if (place.empty()) return files;
  std::error_code none;
  if (!fs::is_directory(place, none)) return {{std::string(store::main_organization), place}};
  for (fs::directory_iterator it(place, none), end; !none && it != end; it.increment(none)) {
    const fs::path& file = it->path();
    if (file.extension() != ".json") continue;
    const std::string name = file.stem();
    if (std::ranges::find(organizations, name) == organizations.end())
      refuse(problems, ProblemCode::not_found,
             file.string() + " is of no organization; there is none named " + name);
    else
      files.emplace(name, file);
  }
  if (none) refuse(problems, ProblemCode::not_found, "cannot read " + place);
  return files;
}

template <class Own, class Read>
Own read_each(const std::string& place, const std::vector<std::string>& organizations,
              Problems& problems, Read read) {
  Own own;
  for (const auto& [organization, file] : files_in(place, organizations, problems)) {
    auto one = read(file);
    if (one) {
      own[organization] = std::move(*one);
      continue;
    }
    for (const Problem& it : one.error())
      problems.push_back({it.code, file + ": " + it.detail, it.pointer});
  }
  return own;
}

void refuse_shared_folders(const OwnEndpoints& own, Problems& problems) {
  std::map<std::string, std::string> owners;  // of folders
  for (const auto& [organization, endpoints] : own)
    for (const Endpoint& it : endpoints.all) {
      if (it.type != Endpoint::Type::file) continue;
      std::error_code none;
      const std::string folder = fs::weakly_canonical(it.directory, none).string();
      const auto known = owners.emplace(folder, organization).first;
      if (known->second != organization)
        refuse(problems, ProblemCode::conflict,
               "the folder of endpoint " + it.name + " of " + organization + " is one of " +
                   known->second + " too");
    }
}

}  // namespace

Result<OwnEndpoints> read_own_endpoints(const std::string& place,
                                        const std::vector<std::string>& organizations) {
  Problems problems;
  auto own = read_each<OwnEndpoints>(place, organizations, problems, read_endpoints);
  refuse_shared_folders(own, problems);
  if (!problems.empty()) return problems;
  return own;
}

Result<OwnReminders> read_own_reminders(const std::string& place,
                                        const std::vector<std::string>& organizations) {
  Problems problems;
  auto own = read_each<OwnReminders>(place, organizations, problems, read_reminders);
  if (!problems.empty()) return problems;
  return own;
}

}  // namespace authledger::server
