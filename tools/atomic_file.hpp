// Writes a file so that a reader sees the old content or the new one and never a part of it.
#pragma once

#include <string>
#include <string_view>

namespace authledger::tools {

// Creates missing directories. The file is for its owner only (0600). Throws std::runtime_error
// with the path and the reason.
void write_file(const std::string& path, std::string_view content);

}  // namespace authledger::tools
