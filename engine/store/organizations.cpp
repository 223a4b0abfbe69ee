#include "engine/store/organizations.hpp"

#include <algorithm>
#include <filesystem>

#include "engine/base/result.hpp"
#include "engine/store/data_directory.hpp"

namespace authledger::store {
namespace {

constexpr std::size_t longest_name = 40;

std::string folder_in(const std::string& data) {
  return data + "/organizations";
}

}  // namespace

bool is_organization_name(std::string_view name) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  return !name.empty() && name.size() <= longest_name && name.front() != '-' &&
         name.find_first_not_of(letters) == std::string_view::npos;
}

std::string directory_of(const std::string& data, const std::string& organization) {
  ensure(is_organization_name(organization), "only what may be a name becomes a path");
  return organization == main_organization ? data : folder_in(data) + "/" + organization;
}

std::vector<std::string> organization_names(const std::string& data) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : std::filesystem::directory_iterator(folder_in(data), none)) {
    std::string name = entry.path().filename();
    if (!is_organization_name(name) || name == main_organization || !entry.is_directory())
      throw sql::Error(entry.path().string() + " is not the directory of an organization");
    names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  names.insert(names.begin(), std::string(main_organization));
  return names;
}

bool add_organization(const std::string& data, const std::string& organization) {
  const std::string directory = directory_of(data, organization);
  if (std::filesystem::exists(ledger_file(directory))) return false;
  make_data_directory(data);
  make_data_directory(folder_in(data));
  DataDirectory::open_to_write(directory);
  return true;
}

}  // namespace authledger::store
