// The table of who may do what: every route has its row, and every role gets from each route what
// the row says, no more and no less.
#include "server/access.hpp"

#include <set>

#include "engine/store/roles.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

using server::AccessRow;

std::shared_ptr<const server::Principal> with_role(std::string_view role) {
  return std::make_shared<const server::Principal>(
      server::Principal{"main", "test", {std::string(role)}, std::nullopt, ""});
}

// An address of the route: "x" in place of what stands in braces.
std::string address_of(std::string pattern) {
  for (auto at = pattern.find('{'); at != std::string::npos; at = pattern.find('{', at))
    pattern.replace(at, pattern.find('}', at) - at + 1, "x");
  return pattern;
}

TEST(TheTableOfAccess, HasARowForEveryRouteAndNoOther) {
  std::set<std::string> routes, rows;
  for (const server::RouteName& route : server::route_names())
    routes.insert(std::string(route.method) + " " + std::string(route.pattern));
  for (const AccessRow& row : server::access_table().rows)
    rows.insert(row.method + " " + row.pattern);
  EXPECT_EQ(rows, routes);
}

TEST(TheTableOfAccess, IsPublicOnlyForWhatTellsNothing) {
  std::set<std::string> open;
  for (const AccessRow& row : server::access_table().rows)
    if (row.is_public) open.insert(row.pattern);
  EXPECT_EQ(open, (std::set<std::string>{"/", "/assets/{name}", "/healthz", "/readyz",
                                         "/openapi.json", "/schemas/{name}", "/v1/session",
                                         "/v1/session/password", "/sign-in", "/sign-in/callback"}));
}

TEST(TheTableOfAccess, LetsEachRoleDoWhatItSaysAndNothingElse) {
  Service service;
  for (const AccessRow& row : server::access_table().rows)
    for (const std::string_view role : store::roles) {
      server::Request request{row.method, address_of(row.pattern), "application/json", "{}"};
      request.principal = with_role(role);
      const server::Response response = service.send(request);
      const bool is_refused = response.status == 403;
      EXPECT_EQ(is_refused, !row.is_public && !row.roles.contains(std::string(role)))
          << role << ": " << row.method << " " << row.pattern << " " << response.status;
      if (is_refused) {
        EXPECT_EQ(body_of(response)["code"], "not_permitted");
      }
    }
}

TEST(TheTableOfAccess, LetsNobodyInWhoHasNotSignedInExceptWhereItIsPublic) {
  Service service;
  for (const AccessRow& row : server::access_table().rows) {
    server::Request request{row.method, address_of(row.pattern), "application/json", "{}"};
    request.principal = server::anonymous_principal();
    const server::Response response = service.send(request);
    EXPECT_EQ(response.status == 401, !row.is_public) << row.method << " " << row.pattern;
    if (response.status != 401) continue;
    EXPECT_EQ(body_of(response)["code"], "not_signed_in");
    EXPECT_EQ(header_of(response, "WWW-Authenticate"), "Bearer realm=\"authledger\"");
  }
}

TEST(TheTableOfAccess, HoldsForHeadAsForGet) {
  Service service;
  server::Request request{"HEAD", "/v1/worklist", "", ""};
  request.principal = with_role("ehr_ingest");
  EXPECT_EQ(service.send(request).status, 403);
  request.principal = with_role("auditor");
  EXPECT_EQ(service.send(request).status, 200);
}

TEST(TheTableOfAccess, AdmitsWhoeverHasOneOfSeveralRoles) {
  Service service;
  server::Request request{"GET", "/v1/worklist", "", ""};
  request.principal = std::make_shared<const server::Principal>(
      server::Principal{"main", "test", {"admin", "biller"}, std::nullopt, ""});
  EXPECT_EQ(service.send(request).status, 200);
}

TEST(TheTableOfAccess, IsRefusedWithAnyFault) {
  const Json good = parsed(server::access_document);
  ASSERT_TRUE(server::read_access(good.dump()));
  const auto expect_fault = [&](const char* what, const auto& spoil) {
    Json bad = good;
    spoil(bad);
    EXPECT_FALSE(server::read_access(bad.dump())) << what;
  };
  expect_fault("a route twice", [](Json& it) { it["routes"].push_back(it["routes"][0]); });
  expect_fault("an unknown role", [](Json& it) { it["routes"].back()["roles"].push_back("root"); });
  expect_fault("an unknown action", [](Json& it) { it["routes"].back()["action"] = "look"; });
  expect_fault("no roles", [](Json& it) { it["routes"].back().erase("roles"); });
  expect_fault("roles and public", [](Json& it) { it["routes"].back()["public"] = true; });
  expect_fault("no record", [](Json& it) { it["routes"].back().erase("record"); });
  expect_fault("another member", [](Json& it) { it["routes"].back()["note"] = "x"; });
  expect_fault("a role less", [](Json& it) { it["roles"].erase(it["roles"].size() - 1); });
  expect_fault("a role more", [](Json& it) { it["roles"].push_back(it["roles"][0]); });
  expect_fault("no routes", [](Json& it) { it.erase("routes"); });
}

}  // namespace
}  // namespace authledger::test
