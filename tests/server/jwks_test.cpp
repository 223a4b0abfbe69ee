// Sets of keys: which keys are taken from an issuer, and which sets are refused.
#include "server/jwks.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "tests/server/signer.hpp"

namespace authledger::test {
namespace {

using server::read_key_set;

const Signer& rsa() {
  static const Signer signer = Signer::rsa(2048);
  return signer;
}
const Signer& curve() {
  static const Signer signer = Signer::curve("P-256");
  return signer;
}

std::string set_of(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ",") + key;
  return R"({"keys":[)" + text + "]}";
}

std::string why_left_out(const std::string& key) {
  const auto set = read_key_set(set_of({rsa().jwk("good", ""), key}));
  if (!set) return "the whole set";
  return set->left_out.empty() ? "" : set->left_out.front();
}

TEST(KeySet, LeavesOutWhatVerifiesNothingHere) {
  const std::string n = rsa().number(OSSL_PKEY_PARAM_RSA_N);
  const auto rsa_of = [](const std::string& modulus, const std::string& exponent) {
    return R"({"kty":"RSA","kid":"x","n":")" + modulus + R"(","e":")" + exponent + R"("})";
  };
  const std::string x = curve().number(OSSL_PKEY_PARAM_EC_PUB_X);
  const std::pair<std::string, std::string> bad[] = {
      {Signer::rsa(1024).jwk("x", ""), "1024 bits"},
      {Signer::rsa(2040).jwk("x", ""), "2040 bits"},
      {rsa_of(std::string(1'368, 'A') + "AQ", "AQAB"), "bits"},
      {rsa_of(to_base64url(std::string(2'000, '\xff')), "AQAB"), "8192"},
      {rsa_of(to_base64url(std::string(256, '\xfe')), "AQAB"), "even"},
      {rsa_of(n, "AQ"), "exponent"},
      {rsa_of(n, "Aw"), "exponent"},
      {rsa_of(n, "AQAA"), "exponent"},
      {rsa_of(n, to_base64url(std::string(9, '\xff'))), "exponent"},
      {rsa_of(n + "=", "AQAB"), "base64url"},
      {rsa_of("", "AQAB"), "base64url"},
      {Signer::curve("P-384").jwk("x", ""), "P-256"},
      {Signer::curve("secp256k1").jwk("x", ""), "P-256"},
      {R"({"kty":"EC","kid":"x","crv":"P-256","x":")" + x + R"(","y":")" + x + R"("})", "curve"},
      {R"({"kty":"EC","kid":"x","crv":"P-256","x":"AQ","y":"AQ"})", "32 bytes"},
      {rsa().jwk("x", "RS512"), "alg"},
      {rsa().jwk("x", "ES256"), "alg"},
      {rsa().jwk("x", "HS256"), "alg"},
      {rsa().jwk("x", "none"), "alg"},
      {curve().jwk("x", "RS256"), "alg"},
      {curve().jwk("x", "PS256"), "alg"},
      {rsa().jwk("x", "", R"(,"use":"enc")"), "not for signatures"},
      {rsa().jwk("x", "", R"(,"use":null)"), "not for signatures"},
      {rsa().jwk("x", "", R"(,"key_ops":["encrypt"])"), "not for signatures"},
      {"{" + rsa().public_members() + "}", "must name it"},
      {rsa().jwk(std::string(257, 'x'), ""), "must name it"},
      {R"({"kty":"OKP","kid":"x","crv":"Ed25519","x":"AQ"})", "kty"},
      {"1", "must name it"},
  };
  for (const auto& [key, why] : bad)
    EXPECT_NE(why_left_out(key).find(why), std::string::npos) << key << ": " << why_left_out(key);
}

TEST(KeySet, TakesKeysThatSayWhatTheyAreFor) {
  for (const char* more :
       {R"(,"use":"sig")", R"(,"key_ops":["verify"])", R"(,"x5t":"abc","x5c":["MIIB"])"})
    EXPECT_EQ(why_left_out(rsa().jwk("x", "RS256", more)), "") << more;
}

TEST(KeySet, IsRefusedWhole) {
  const std::string one = rsa().jwk("one", "");
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string(R"({"keys":{}})"), set_of({}),
        set_of({one, rsa().jwk("one", "PS256")}), set_of({one}) + "x",
        set_of({one, rsa().jwk("two", "", R"(,"d":"AQ")")}),
        set_of({one, R"({"kty":"oct","kid":"two","k":"c2VjcmV0"})"}),
        set_of({one, R"({"kid":"two","kid":"three","kty":"RSA"})"}),
        set_of({one, "\"" + std::string(server::largest_key_set, 'x') + "\""})})
    EXPECT_FALSE(read_key_set(text)) << text.substr(0, 200);
}

}  // namespace
}  // namespace authledger::test
