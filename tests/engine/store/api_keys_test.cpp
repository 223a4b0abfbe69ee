// Keys as the ledger keeps them, the names of organizations, and compartments.
#include "engine/store/api_keys.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "engine/base/base64url.hpp"
#include "engine/base/secret.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/organizations.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

constexpr Instant at(std::int64_t seconds) {
  return Instant::from_microseconds(seconds * 1'000'000);
}

TEST(AKey, IsReadAgainAsItWasEntered) {
  const test::TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  const NewKey made = make_key("main", {.label = "EHR \"one\"",
                                        .roles = {"ehr_ingest", "auditor"},
                                        .facilities = std::set<std::string>{"a,b", "c"},
                                        .source_system = "ehr-7",
                                        .created_at = at(10),
                                        .created_by = "key:1",
                                        .expires_at = at(20)});
  enter_key(data.writer(), made.key);
  const auto key = find_key(data.writer(), made.key.id);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->digest, made.key.digest);
  EXPECT_EQ(key->label, "EHR \"one\"");
  EXPECT_EQ(key->roles, made.key.roles);
  EXPECT_EQ(key->facilities, made.key.facilities);
  EXPECT_EQ(key->source_system, "ehr-7");
  EXPECT_EQ(key->created_at, at(10));
  EXPECT_EQ(key->expires_at, at(20));
  EXPECT_FALSE(key->revoked_at);
  EXPECT_FALSE(find_key(data.writer(), "0000000000000000"));
}

TEST(AKey, IsOfOneSecretAndNoOther) {
  const NewKey one = make_key("main", {.label = "x", .roles = {"admin"}});
  const NewKey other = make_key("main", {.label = "x", .roles = {"admin"}});
  EXPECT_NE(one.key.id, other.key.id);
  const std::string secret = parse_key(one.text)->secret;
  EXPECT_TRUE(has_secret(one.key, secret));
  EXPECT_FALSE(has_secret(one.key, parse_key(other.text)->secret));
  EXPECT_FALSE(has_secret(one.key, secret.substr(1)));
  EXPECT_FALSE(has_secret(one.key, one.key.digest)) << "who reads the ledger has no key";
  EXPECT_FALSE(has_secret(one.key, ""));
}

TEST(AKey, IsInForceUntilItExpiresOrIsRevoked) {
  ApiKey key;
  EXPECT_TRUE(is_in_force(key, at(1'000'000)));
  key.expires_at = at(20);
  EXPECT_TRUE(is_in_force(key, at(19)));
  EXPECT_FALSE(is_in_force(key, at(20)));
  key.expires_at = std::nullopt;
  key.revoked_at = at(30);
  EXPECT_FALSE(is_in_force(key, at(10))) << "whatever the clock does";
}

TEST(AKey, StaysRevokedAsOfTheFirstTime) {
  const test::TemporaryDirectory folder;
  auto data = DataDirectory::open_to_write(folder.path());
  const NewKey made = make_key("main", {.label = "x", .roles = {"admin"}});
  enter_key(data.writer(), made.key);
  EXPECT_TRUE(revoke_key(data.writer(), made.key.id, at(5), "one"));
  EXPECT_TRUE(revoke_key(data.writer(), made.key.id, at(9), "other"));
  EXPECT_EQ(find_key(data.writer(), made.key.id)->revoked_at, at(5));
  EXPECT_EQ(find_key(data.writer(), made.key.id)->revoked_by, "one");
  EXPECT_FALSE(revoke_key(data.writer(), "0000000000000000", at(5), "one"));
}

TEST(TheTextOfAKey, IsTakenApartAtTheFirstTwoUnderscores) {
  const auto parts = parse_key("alk_north-1_0123_a_b-c");
  ASSERT_TRUE(parts);
  EXPECT_EQ(parts->organization, "north-1");
  EXPECT_EQ(parts->id, "0123");
  EXPECT_EQ(parts->secret, "a_b-c");
  for (const char* text : {"", "alk_", "alk_main", "alk_main_0123", "main_0123_a", "Alk_a_b_c"})
    EXPECT_FALSE(parse_key(text)) << text;
}

TEST(Secrets, AreEqualOnlyWhenTheyAre) {
  EXPECT_TRUE(are_equal_secrets("abc", "abc"));
  EXPECT_FALSE(are_equal_secrets("abc", "abd"));
  EXPECT_FALSE(are_equal_secrets("abc", "ab"));
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
  EXPECT_NE(random_bytes(32), random_bytes(32));
}

TEST(Organizations, AreNamedInAWayThatIsAFileName) {
  for (const char* name : {"a", "main", "north-clinic-2", "0"})
    EXPECT_TRUE(is_organization_name(name)) << name;
  for (const char* name : {"", "-a", "A", "a_b", "a/b", "..", ".", "a b", "\xc3\xa9"})
    EXPECT_FALSE(is_organization_name(name)) << name;
  EXPECT_FALSE(is_organization_name(std::string(41, 'a')));
}

TEST(Organizations, LieInTheDirectoryOfTheMainOne) {
  const test::TemporaryDirectory folder;
  const std::string data = folder.path() + "/data";
  EXPECT_EQ(organization_names(data), std::vector<std::string>{"main"});
  EXPECT_TRUE(add_organization(data, "south"));
  EXPECT_TRUE(add_organization(data, "north"));
  EXPECT_FALSE(add_organization(data, "north"));
  EXPECT_EQ(organization_names(data), (std::vector<std::string>{"main", "north", "south"}));
  EXPECT_EQ(directory_of(data, "main"), data);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(data + "/organizations").permissions(), perms::owner_all);
  EXPECT_EQ(std::filesystem::status(directory_of(data, "north")).permissions(), perms::owner_all);
  std::filesystem::create_directory(data + "/organizations/Not One");
  EXPECT_THROW(organization_names(data), sql::Error);
}

}  // namespace
}  // namespace authledger::store
