#include "tools/payers.hpp"

#include <iostream>

#include "engine/store/payers_folder.hpp"

namespace authledger::tools {

std::optional<PolicyBook> read_payers(const std::string& folder) {
  auto book = store::read_payers_folder(folder);
  if (book) return std::move(*book);
  for (const Problem& problem : book.error())
    std::cerr << folder << "/" << problem.pointer << ": " << problem.detail << '\n';
  return std::nullopt;
}

}  // namespace authledger::tools
