// Reads the libraries that tests hold against each other: payers/ and the broken ones.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "engine/library/library.hpp"
#include "engine/store/payers_folder.hpp"

namespace authledger::test {

inline const std::filesystem::path source_folder = AUTHLEDGER_SOURCE_DIR;

inline std::vector<library::TextFile> library_files(const std::filesystem::path& folder) {
  auto files = store::read_library_folder(folder.string());
  EXPECT_TRUE(files) << summary(files.error());
  return files ? std::move(*files) : std::vector<library::TextFile>{};
}

}  // namespace authledger::test
