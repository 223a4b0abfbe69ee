#include "server/openapi.hpp"

#include "server/etag.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

// It changes with the program only, so that whoever has it need not read it again.
Answer built_in(const Call& call, std::string_view content_type, std::string_view text) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto conditions = read_conditions(call.request);
  if (!conditions) return invalid_conditions();
  return answer_if(*conditions,
                   {.content_type = std::string(content_type), .body = std::string(text)});
}

}  // namespace

Answer get_openapi(const Call& call) {
  return built_in(call, "application/vnd.oai.openapi+json;version=3.1", openapi_document);
}

Answer get_schema(const Call& call) {
  for (const SchemaFile& file : schema_files())
    if (file.name == call.ids[0]) return built_in(call, "application/schema+json", file.text);
  return not_found("there is no schema \"" + call.ids[0] + "\"");
}

}  // namespace authledger::server
