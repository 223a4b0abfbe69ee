// The description of the service says what the service has: the same addresses and methods, whole
// and served.
#include "server/openapi.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

std::set<std::string> described() {
  std::set<std::string> all;
  const Json document = parsed(server::openapi_document);
  for (const auto& [path, operations] : document["paths"].items())
    for (const auto& [method, operation] : operations.items()) {
      std::string upper = method;
      for (char& c : upper) c = static_cast<char>(std::toupper(c));
      all.insert(upper + " " + path);
    }
  return all;
}

TEST(TheDescription, HasEveryRouteAndNoOther) {
  std::set<std::string> routes;
  for (const server::RouteName& route : server::route_names())
    routes.insert(std::string(route.method) + " " + std::string(route.pattern));
  EXPECT_EQ(described(), routes);
}

// Every $ref leads to a place in the same document.
void expect_places(const Json& node, const Json& document) {
  if (node.is_object() && node.contains("$ref")) {
    const std::string place = node["$ref"];
    ASSERT_TRUE(place.starts_with("#/")) << place;
    EXPECT_TRUE(document.contains(Json::json_pointer(place.substr(1)))) << place;
  }
  if (node.is_structured())
    for (const Json& child : node) expect_places(child, document);
}

TEST(TheDescription, IsOneDocumentThatRefersToNothingOutside) {
  const Json document = parsed(server::openapi_document);
  EXPECT_EQ(document["openapi"], "3.1.0");
  expect_places(document, document);
}

TEST(TheDescription, IsServedAndNotAgainToWhoeverHasIt) {
  Service service;
  const auto response = service.get("/openapi.json");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "application/vnd.oai.openapi+json;version=3.1");
  EXPECT_EQ(response.body, server::openapi_document);
  server::Request again{"GET", "/openapi.json", "", ""};
  again.if_none_match = header_of(response, "ETag");
  EXPECT_EQ(service.send(again).status, 304);
  EXPECT_EQ(service.get("/openapi.json?pretty=true").status, 400);
}

TEST(Schemas, AreServedByTheNamesOfTheirFiles) {
  Service service;
  EXPECT_GE(server::schema_files().size(), 20U);
  for (const server::SchemaFile& file : server::schema_files()) {
    const auto response = service.get("/schemas/" + std::string(file.name));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.content_type, "application/schema+json");
    EXPECT_EQ(body_of(response)["$id"],
              "https://authledger.example/schemas/" + std::string(file.name));
  }
  EXPECT_EQ(service.get("/schemas/openapi.json").status, 404);
  EXPECT_EQ(service.get("/schemas/..%2FREADME.md").status, 404);
}

}  // namespace
}  // namespace authledger::test
