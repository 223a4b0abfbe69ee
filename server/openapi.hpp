// The description of the service, built into it: schemas/openapi.json with all that it refers to in
// one document, and the JSON Schemas as they are. Made by schemas/bundle.py when the program is
// built.
#pragma once

#include <string_view>
#include <vector>

namespace authledger::server {

extern const std::string_view openapi_document;

struct SchemaFile {
  std::string_view name;  // "standing.schema.json"
  std::string_view text;
};
const std::vector<SchemaFile>& schema_files();  // by name

}  // namespace authledger::server
