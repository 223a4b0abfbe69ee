#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/base/json_tree.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/records/read_document.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {

int print_records(const std::vector<std::string>& documents, std::ostream& out) {
  int code = exit_done;
  for (const std::string& path : documents) {
    std::error_code failed;
    const auto size = std::filesystem::file_size(path, failed);
    std::ifstream stream(path, std::ios::binary);
    if (failed || !stream || size > document_limits.bytes) {
      std::cerr << path << (failed || !stream ? ": cannot be read" : ": is too large") << '\n';
      code = exit_usage;
      continue;
    }
    const std::string bytes{std::istreambuf_iterator<char>(stream),
                            std::istreambuf_iterator<char>()};
    const ClinicalRecord record =
        read_document(std::filesystem::path(path).filename().string(), "", bytes);
    JsonWriter json;
    json::write_record(json, record);
    out << pretty(json.text()) << '\n';
    if (code == exit_done && !record.problems.empty()) code = exit_refused;
  }
  return code;
}

}  // namespace authledger::tools
