// The console's files as the service serves them: to anybody, under a strict policy, and kept by
// browsers exactly as long as they hold.
#include "server/console.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "server/access.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

void write(const std::filesystem::path& file, std::string_view text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

class TheConsole : public testing::Test {
 protected:
  void SetUp() override {
    write(folder.path() + "/index.html", "<!DOCTYPE html><title>t</title>");
    write(folder.path() + "/assets/main-ABC.js", "export {};");
    auto read = server::read_console(folder.path());
    ASSERT_TRUE(read);
    service.api.show(std::make_shared<const server::Console>(std::move(*read)));
  }

  TemporaryDirectory folder;
  Service service;
};

TEST_F(TheConsole, IsAPageThatNobodyMayFrameAndThatRunsNothingInline) {
  const auto page = service.get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.content_type, "text/html; charset=utf-8");
  EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache");
  const std::string policy = header_of(page, "Content-Security-Policy");
  EXPECT_NE(policy.find("default-src 'none'"), std::string::npos);
  EXPECT_NE(policy.find("frame-ancestors 'none'"), std::string::npos);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  server::Request again{"GET", "/", "", ""};
  again.if_none_match = header_of(page, "ETag");
  EXPECT_EQ(service.send(again).status, 304);
}

TEST_F(TheConsole, HasAssetsThatBrowsersKeep) {
  const auto script = service.get("/assets/main-ABC.js");
  EXPECT_EQ(script.body, "export {};");
  EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(header_of(script, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(service.get("/assets/main-OLD.js").status, 404);
  EXPECT_EQ(service.get("/assets/..%2Findex.html").status, 404);
}

TEST_F(TheConsole, IsThereForWhoeverIsNotSignedInYet) {
  server::Request nobody{"GET", "/", "", ""};
  nobody.principal = server::anonymous_principal();
  EXPECT_EQ(service.send(nobody).status, 200);
  nobody.target = "/assets/main-ABC.js";
  EXPECT_EQ(service.send(nobody).status, 200);
}

TEST(AServiceWithoutConsole, SaysSo) {
  Service service;
  EXPECT_NE(service.get("/").body.find("--console"), std::string::npos);
  EXPECT_FALSE(server::read_console("/no/such/folder"));
}

TEST(TheSession, SaysWhoIsSignedInAndWhatTheyMay) {
  Service service;
  service.desk->settings.sign_in = server::SignIn::off;
  const Json mine = body_of(service.get("/v1/session"));
  EXPECT_EQ(mine["signed_in"], true);
  EXPECT_EQ(mine["sign_in"], "off");
  EXPECT_EQ(mine["subject"], "local");

  server::Request asked{"GET", "/v1/session", "", ""};
  asked.principal = server::anonymous_principal();
  const Json nobodys = body_of(service.send(asked));
  EXPECT_EQ(nobodys["signed_in"], false);
  EXPECT_FALSE(nobodys.contains("subject"));

  asked.principal = std::make_shared<const server::Principal>(
      server::Principal{"main", "key:7f3a", {"biller"}, std::set<std::string>{"north"}, ""});
  const Json billers = body_of(service.send(asked));
  EXPECT_EQ(billers["facilities"], Json::array({"north"}));
  const auto may = billers["may"].get<std::set<std::string>>();
  EXPECT_TRUE(may.contains("GET /v1/worklist"));
  EXPECT_FALSE(may.contains("POST /v1/keys"));
  for (const server::AccessRow& row : server::access_table().rows)
    EXPECT_EQ(may.contains(row.method + " " + row.pattern),
              !row.is_public && row.roles.contains("biller"))
        << row.method << " " << row.pattern;
}

}  // namespace
}  // namespace authledger::test
