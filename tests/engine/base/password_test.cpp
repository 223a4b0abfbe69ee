// Passwords as they are kept.
#include "engine/base/password.hpp"

#include <gtest/gtest.h>
#include <sodium/crypto_pwhash.h>

namespace authledger {
namespace {

constexpr PasswordCost cheap{1, 8'192};

TEST(Passwords, AreKnownByWhatIsKeptOfThem) {
  const std::string kept = hash_password("four words in a row", cheap);
  EXPECT_TRUE(kept.starts_with("$argon2id$v=19$m=8,t=1,p=1$")) << kept;
  EXPECT_TRUE(is_password(kept, "four words in a row"));
  EXPECT_FALSE(is_password(kept, "four words in a roW"));
  EXPECT_FALSE(is_password(kept, "four words in a row "));
  EXPECT_FALSE(is_password(kept, ""));
  EXPECT_NE(hash_password("four words in a row", cheap), kept) << "the salt is drawn";
  const std::string with_null("four\0words in a row", 19);
  EXPECT_FALSE(is_password(hash_password(with_null, cheap), "four"));
}

TEST(Passwords, AreNoneWhenWhatIsKeptIsNone) {
  for (const std::string& kept : {std::string(), std::string("x"), std::string(500, 'x'),
                                  std::string("$argon2id$v=19$m=8,t=1,p=1$")})
    EXPECT_FALSE(is_password(kept, "x")) << kept;
}

TEST(Passwords, OfNobodyCostAsMuchAndAreNobodys) {
  const std::string kept = nobodys_password(cheap);
  EXPECT_EQ(crypto_pwhash_str_needs_rehash(kept.c_str(), cheap.passes, cheap.bytes), 0) << kept;
  EXPECT_FALSE(is_password(kept, "four words in a row"));
  const std::string usual = nobodys_password({});
  EXPECT_EQ(crypto_pwhash_str_needs_rehash(usual.c_str(), crypto_pwhash_OPSLIMIT_MODERATE,
                                           crypto_pwhash_MEMLIMIT_MODERATE),
            0)
      << "libsodium's moderate";
}

}  // namespace
}  // namespace authledger
