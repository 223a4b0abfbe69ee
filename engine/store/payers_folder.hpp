// Reads a folder of policy documents, one folder a payer, and criteria sets, in the folder
// `criteria`: into a PolicyBook, or as texts to check.
#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/library/library.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger::store {

// Every *.json below `path`, except in folders named `cases`, in the order of their paths. Each
// problem names its file before the JSON Pointer: "aetna/2019-01-01.json/services/0/unit".
Result<PolicyBook> read_payers_folder(const std::string& path);

// The same files and those in the folders named `cases`, in the order of their paths. Refused only
// when the folder cannot be listed.
Result<std::vector<library::TextFile>> read_library_folder(const std::string& path);

}  // namespace authledger::store
