// Tokens: what is taken, and every forgery that the service was thought to meet. A forgery names
// why it must be refused, so that none is refused for a reason that a better forger would avoid.
#include "server/jwt.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "tests/server/signer.hpp"

namespace authledger::test {
namespace {

using server::Claims;
using server::KeySet;
using server::read_key_set;
using server::TokenRules;
using server::verify_token;

const Instant now = *parse_instant("2026-03-02T12:00:00Z");

std::string at(int seconds) {
  return std::to_string(now.seconds() + seconds);
}

const Signer& rsa() {
  static const Signer signer = Signer::rsa(2048);
  return signer;
}
const Signer& pss() {
  static const Signer signer = Signer::rsa(2048);
  return signer;
}
const Signer& curve() {
  static const Signer signer = Signer::curve("P-256");
  return signer;
}
const Signer& stranger() {
  static const Signer signer = Signer::rsa(2048);
  return signer;
}

std::string set_of(const std::vector<std::string>& keys) {
  std::string text;
  for (const std::string& key : keys) text += (text.empty() ? "" : ",") + key;
  return R"({"keys":[)" + text + "]}";
}

const KeySet& keys() {
  static const KeySet set = *read_key_set(
      set_of({rsa().jwk("rsa", ""), pss().jwk("pss", "PS256"), curve().jwk("curve", "ES256")}));
  return set;
}

const TokenRules rules{"https://idp.example", "authledger"};

std::string head(const std::string& alg, const std::string& kid, const std::string& more) {
  return R"({"alg":")" + alg + R"(","kid":")" + kid + R"(")" + more + "}";
}

// Claims that are taken, with `name` said as `value` (JSON) instead; an empty value leaves it out.
std::string claims_with(const std::string& name, const std::string& value) {
  const std::pair<std::string, std::string> good[] = {{"iss", R"("https://idp.example")"},
                                                      {"aud", R"("authledger")"},
                                                      {"sub", R"("42")"},
                                                      {"exp", at(300)},
                                                      {"iat", at(0)},
                                                      {"nbf", at(0)},
                                                      {"organization", R"("main")"},
                                                      {"roles", R"(["biller"])"},
                                                      {"facilities", R"(["main"])"}};
  std::string text;
  bool is_said = name.empty();
  const auto say = [&](const std::string& key, const std::string& it) {
    if (!it.empty()) text += (text.empty() ? "\"" : ",\"") + key + "\":" + it;
  };
  for (const auto& [key, it] : good) {
    say(key, key == name ? value : it);
    is_said = is_said || key == name;
  }
  if (!is_said) say(name, value);
  return "{" + text + "}";
}
std::string claims() {
  return claims_with("", "");
}

std::string by_rsa(const std::string& text) {
  return rsa().rs256(text);
}
std::string by_pss(const std::string& text) {
  return pss().ps256(text);
}
std::string by_curve(const std::string& text) {
  return curve().es256(text);
}

std::string good_token() {
  return token(head("RS256", "rsa", ""), claims(), by_rsa);
}
std::string with_head(const std::string& text) {
  return token(text, claims(), by_rsa);
}
std::string with_body(const std::string& text) {
  return token(head("RS256", "rsa", ""), text, by_rsa);
}
std::string with_claim(const std::string& name, const std::string& value) {
  return with_body(claims_with(name, value));
}

// Empty: it was taken.
std::string why_refused(const std::string& text, const KeySet& set) {
  const auto result = verify_token(text, set, rules, now);
  return result ? "" : result.error().front().detail;
}

struct Forgery {
  std::string name, text, why;
};

constexpr auto unreadable_text = "not a token";
constexpr auto unreadable_head = "head of the token cannot be read";
constexpr auto unknown_key = "does not name a key";
constexpr auto other_algorithm = "not signed with the algorithm of the key";
constexpr auto wrong_signature = "signature of the token is wrong";
constexpr auto unreadable_body = "claims of the token cannot be read";

std::vector<Forgery> forged_algorithms() {
  const auto hmac = [](const std::string& key) {
    return [key](const std::string& text) { return hmac_sha256(key, text); };
  };
  const auto unsigned_ = [](const std::string&) { return std::string(); };
  std::vector<Forgery> all{
      {"HS256 with the public key in PEM as its secret",
       token(head("HS256", "rsa", ""), claims(), hmac(rsa().public_pem())), other_algorithm},
      {"HS256 with the modulus as its secret",
       token(head("HS256", "rsa", ""), claims(),
             hmac(*from_base64url(rsa().number(OSSL_PKEY_PARAM_RSA_N)))),
       other_algorithm},
      {"HS256 with the JSON Web Key as its secret",
       token(head("HS256", "rsa", ""), claims(), hmac(rsa().jwk("rsa", ""))), other_algorithm},
      {"HS256 with an empty secret", token(head("HS256", "rsa", ""), claims(), hmac("")),
       other_algorithm},
      {"RS256 in its head and HMAC in its signature",
       token(head("RS256", "rsa", ""), claims(), hmac(rsa().public_pem())), wrong_signature},
      {"PS256 by the key of RS256",
       token(head("PS256", "rsa", ""), claims(), [](auto& text) { return rsa().ps256(text); }),
       other_algorithm},
      {"RS256 by the key of PS256",
       token(head("RS256", "pss", ""), claims(), [](auto& text) { return pss().rs256(text); }),
       other_algorithm},
      {"a PSS signature that calls itself RS256",
       token(head("RS256", "rsa", ""), claims(), [](auto& text) { return rsa().ps256(text); }),
       wrong_signature},
      {"a PKCS#1 signature that calls itself PS256",
       token(head("PS256", "pss", ""), claims(), [](auto& text) { return pss().rs256(text); }),
       wrong_signature},
      {"PSS with an empty salt",
       token(head("PS256", "pss", ""), claims(), [](auto& text) { return pss().ps256(text, 0); }),
       wrong_signature},
      {"PSS with a salt of another size",
       token(head("PS256", "pss", ""), claims(), [](auto& text) { return pss().ps256(text, 20); }),
       wrong_signature},
      {"RS512 by a key of RS256",
       token(head("RS512", "rsa", ""), claims(),
             [](auto& text) { return rsa().rsa_with(text, EVP_sha512()); }),
       other_algorithm},
      {"SHA-1 that calls itself RS256",
       token(head("RS256", "rsa", ""), claims(),
             [](auto& text) { return rsa().rsa_with(text, EVP_sha1()); }),
       wrong_signature},
      {"ES256 that names the RSA key", token(head("ES256", "rsa", ""), claims(), by_curve),
       other_algorithm},
      {"RS256 that names the key on the curve", token(head("RS256", "curve", ""), claims(), by_rsa),
       other_algorithm},
      {"no alg", with_head(R"({"kid":"rsa"})"), other_algorithm},
      {"alg null", with_head(R"({"alg":null,"kid":"rsa"})"), other_algorithm},
      {"alg as an array", with_head(R"({"alg":["RS256"],"kid":"rsa"})"), other_algorithm},
  };
  for (const char* none : {"none", "None", "NONE", "nOnE", "", "none ", "rs256", "Rs256", "RS256 "})
    for (const bool is_signed : {false, true})
      all.push_back(
          {std::string("alg \"") + none + (is_signed ? "\", signed" : "\", unsigned"),
           token(head(none, "rsa", ""), claims(), is_signed ? Signing(by_rsa) : unsigned_),
           other_algorithm});
  return all;
}

std::vector<Forgery> forged_heads() {
  const std::string own = R"(,"jwk":{)" + stranger().public_members() + "}";
  const auto strange = [](const std::string& text) { return stranger().rs256(text); };
  const auto injected = [&](const std::string& more) {
    return token(head("RS256", "rsa", more), claims(), strange);
  };
  return {
      {"a jwk in its head", injected(own), wrong_signature},
      {"a jku in its head", injected(R"(,"jku":"https://evil.example/keys")"), wrong_signature},
      {"an x5u in its head", injected(R"(,"x5u":"https://evil.example/chain")"), wrong_signature},
      {"an x5c in its head", injected(R"(,"x5c":["MIIB"])"), wrong_signature},
      {"a jwk in its head and no kid", token(R"({"alg":"RS256")" + own + "}", claims(), strange),
       unknown_key},
      {"the key of a stranger", token(head("RS256", "rsa", ""), claims(), strange),
       wrong_signature},
      {"no kid", with_head(R"({"alg":"RS256"})"), unknown_key},
      {"an empty kid", with_head(head("RS256", "", "")), unknown_key},
      {"a kid that is a number", with_head(R"({"alg":"RS256","kid":1})"), unknown_key},
      {"an unknown kid", with_head(head("RS256", "rsa2", "")), unknown_key},
      {"a kid in other letters", with_head(head("RS256", "RSA", "")), unknown_key},
      {"a kid that is a path", with_head(head("RS256", "../../dev/null", "")), unknown_key},
      {"a kid that is SQL", with_head(head("RS256", "' OR 1=1 --", "")), unknown_key},
      {"a kid with a NUL behind it", with_head(head("RS256", "rsa\\u0000", "")), unknown_key},
      {"the kid of another key of the same issuer",
       token(head("PS256", "pss", ""), claims(), [](auto& text) { return rsa().ps256(text); }),
       wrong_signature},
      {"crit of b64", with_head(head("RS256", "rsa", R"(,"b64":false,"crit":["b64"])")),
       "wants extensions"},
      {"an empty crit", with_head(head("RS256", "rsa", R"(,"crit":[])")), "wants extensions"},
      {"crit null", with_head(head("RS256", "rsa", R"(,"crit":null)")), "wants extensions"},
      {"typ of a logout token", with_head(head("RS256", "rsa", R"(,"typ":"logout+jwt")")),
       "another type"},
      {"typ of a proof of possession", with_head(head("RS256", "rsa", R"(,"typ":"dpop+jwt")")),
       "another type"},
      {"typ that is a number", with_head(head("RS256", "rsa", R"(,"typ":1)")), "another type"},
      {"alg twice in its head", with_head(R"({"alg":"none","alg":"RS256","kid":"rsa"})"),
       unreadable_head},
      {"kid twice in its head", with_head(R"({"alg":"RS256","kid":"pss","kid":"rsa"})"),
       unreadable_head},
      {"kid twice, once escaped", with_head(R"({"alg":"RS256","kid":"pss","\u006bid":"rsa"})"),
       unreadable_head},
      {"a head that is an array", with_head(R"(["RS256","rsa"])"), unreadable_head},
      {"a head that is no JSON", with_head("RS256"), unreadable_head},
      {"an empty head", with_head(""), unreadable_head},
      {"a head with something behind it", with_head(head("RS256", "rsa", "") + "x"),
       unreadable_head},
      {"a head that is not UTF-8", with_head(head("RS256", "rsa", ",\"x\":\"\xff\"")),
       unreadable_head},
      {"a head nested too deep", with_head(head("RS256", "rsa", R"(,"x":[[[[[[[[[[]]]]]]]]]])")),
       unreadable_head},
  };
}

std::string replaced(std::string text, std::size_t at_, char by) {
  text[at_] = text[at_] == by ? 'B' : by;
  return text;
}

std::vector<Forgery> forged_texts() {
  const std::string good = good_token();
  const auto first = good.find('.'), last = good.rfind('.');
  const std::string signed_text = good.substr(0, last), signature = good.substr(last + 1);
  // The last letter of the signature of 256 bytes carries two bits that must be zero.
  std::string loose = good;
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  loose.back() = alphabet[alphabet.find(loose.back()) + 1];
  return {
      {"an empty text", "", unreadable_text},
      {"two dots", "..", unreadable_head},
      {"no signature and no dot", signed_text, unreadable_text},
      {"an empty signature", signed_text + ".", wrong_signature},
      {"a dot before it", "." + good, unreadable_text},
      {"a dot behind it", good + ".", unreadable_text},
      {"a part in the middle", signed_text + ".e30." + signature, unreadable_text},
      {"five parts, as of an encrypted one", good + ".e30.e30", unreadable_text},
      {"half a signature", good.substr(0, last + 1 + signature.size() / 2), wrong_signature},
      {"a byte more in the signature",
       signed_text + "." + to_base64url(*from_base64url(signature) + "x"), wrong_signature},
      {"a zero byte before the signature",
       signed_text + "." + to_base64url(std::string(1, '\0') + *from_base64url(signature)),
       wrong_signature},
      {"a signature of zeros", signed_text + "." + to_base64url(std::string(256, '\0')),
       wrong_signature},
      {"a changed bit in the signature", replaced(good, last + 5, 'A'), wrong_signature},
      {"a padded signature", good + "==", wrong_signature},
      {"a signature with bits to spare", loose, wrong_signature},
      {"a signature in base64 with + and /", signed_text + "." + std::string(340, '+') + "/w",
       wrong_signature},
      {"a line break in the signature", replaced(good, last + 5, '\n'), wrong_signature},
      {"a space behind it", good + " ", wrong_signature},
      {"a padded head", good.substr(0, first) + "=" + good.substr(first), unreadable_head},
      {"a space before it", " " + good, unreadable_head},
      {"another body under the same signature",
       good.substr(0, first + 1) + to_base64url(claims_with("sub", R"("1")")) + good.substr(last),
       wrong_signature},
      {"its parts in another order",
       good.substr(first + 1, last - first - 1) + "." + good.substr(0, first) + good.substr(last),
       unknown_key},
      {"a text of 9 KiB", with_claim("sub", "\"" + std::string(9'000, 'x') + "\""),
       unreadable_text},
      {"JSON instead of the compact form", R"({"payload":"e30","signatures":[]})", unreadable_text},
  };
}

std::vector<Forgery> forged_curves() {
  const std::string es = head("ES256", "curve", "");
  const auto fixed = [&](const std::string& signature) {
    return token(es, claims(), [&](const std::string&) { return signature; });
  };
  const auto changed = [&](const std::function<std::string(std::string)>& change) {
    return token(es, claims(), [&](auto& text) { return change(curve().es256(text)); });
  };
  // The order of P-256 (FIPS 186-4, D.1.2.3).
  const std::string order = *from_base64url("_____wAAAAD__________7zm-q2nF56E87nKwvxjJVE");
  const std::string zeros(32, '\0');
  const Signer other = Signer::curve("P-256"), wide = Signer::curve("P-384"),
               koblitz = Signer::curve("secp256k1");
  return {
      {"r and s of zero", fixed(zeros + zeros), wrong_signature},
      {"r of zero", changed([&](auto it) { return zeros + it.substr(32); }), wrong_signature},
      {"s of zero", changed([&](auto it) { return it.substr(0, 32) + zeros; }), wrong_signature},
      {"r and s of the order", fixed(order + order), wrong_signature},
      {"r of the order", changed([&](auto it) { return order + it.substr(32); }), wrong_signature},
      {"s of the order", changed([&](auto it) { return it.substr(0, 32) + order; }),
       wrong_signature},
      {"r and s of one", fixed(std::string(31, '\0') + "\1" + std::string(31, '\0') + "\1"),
       wrong_signature},
      {"r and s of all ones", fixed(std::string(64, '\xff')), wrong_signature},
      {"r and s exchanged", changed([](auto it) { return it.substr(32) + it.substr(0, 32); }),
       wrong_signature},
      {"a signature in DER", token(es, claims(), [](auto& text) { return curve().der(text); }),
       wrong_signature},
      {"63 bytes", changed([](auto it) { return it.substr(0, 63); }), wrong_signature},
      {"65 bytes", changed([](auto it) { return it + '\0'; }), wrong_signature},
      {"96 bytes, as of P-384", token(es, claims(), [&](auto& text) { return wide.raw(text, 48); }),
       wrong_signature},
      {"r and s of 48 bytes each",
       token(es, claims(), [](auto& text) { return curve().raw(text, 48); }), wrong_signature},
      {"SHA-384 by the right key",
       token(es, claims(),
             [](auto& text) { return Signer::raw_of(curve().der(text, EVP_sha384()), 32); }),
       wrong_signature},
      {"another key on the same curve",
       token(es, claims(), [&](auto& text) { return other.es256(text); }), wrong_signature},
      {"a key on secp256k1", token(es, claims(), [&](auto& text) { return koblitz.es256(text); }),
       wrong_signature},
      {"ES256K in its head", token(head("ES256K", "curve", ""), claims(), by_curve),
       other_algorithm},
      {"ES384 in its head", token(head("ES384", "curve", ""), claims(), by_curve), other_algorithm},
      {"an empty signature for the curve", fixed(""), wrong_signature},
  };
}

std::vector<Forgery> forged_times() {
  constexpr auto no_end = "until when it holds", over = "is over", early = "from the future",
                 none = "a time that is none";
  return {
      {"no exp", with_claim("exp", ""), no_end},
      {"exp null", with_claim("exp", "null"), no_end},
      {"exp as a text", with_claim("exp", "\"" + at(300) + "\""), no_end},
      {"exp of a fraction", with_claim("exp", "1e300"), no_end},
      {"exp beyond 64 bits", with_claim("exp", "99999999999999999999999999"), no_end},
      {"exp of 2^63 - 1", with_claim("exp", "9223372036854775807"), no_end},
      {"exp beyond the year 9999", with_claim("exp", "253402300800"), no_end},
      {"exp below zero", with_claim("exp", "-1"), no_end},
      {"exp in an array", with_claim("exp", "[" + at(300) + "]"), no_end},
      {"over for an hour", with_claim("exp", at(-3'600)), over},
      {"over at the end of the leeway", with_claim("exp", at(-60)), over},
      {"exp of zero", with_claim("exp", "0"), over},
      {"nbf of tomorrow", with_claim("nbf", at(86'400)), early},
      {"nbf a second beyond the leeway", with_claim("nbf", at(61)), early},
      {"iat of tomorrow", with_claim("iat", at(86'400)), early},
      {"nbf as a text", with_claim("nbf", "\"0\""), none},
      {"iat that is huge", with_claim("iat", "1e400"), unreadable_body},
  };
}

std::vector<Forgery> forged_claims() {
  constexpr auto issuer = "another issuer", audience = "another audience", subject = "a subject",
                 organization = "an organization", roles = "name roles",
                 facilities = "name facilities";
  return {
      {"no iss", with_claim("iss", ""), issuer},
      {"another iss", with_claim("iss", R"("https://evil.example")"), issuer},
      {"iss with a slash behind it", with_claim("iss", R"("https://idp.example/")"), issuer},
      {"iss in capitals", with_claim("iss", R"("HTTPS://IDP.EXAMPLE")"), issuer},
      {"iss in an array", with_claim("iss", R"(["https://idp.example"])"), issuer},
      {"iss with a NUL behind it", with_claim("iss", R"("https://idp.example\u0000")"), issuer},
      {"no aud", with_claim("aud", ""), audience},
      {"another aud", with_claim("aud", R"("billing")"), audience},
      {"aud that begins like ours", with_claim("aud", R"("authledger2")"), audience},
      {"an empty list of aud", with_claim("aud", "[]"), audience},
      {"aud among none of ours", with_claim("aud", R"(["a","b"])"), audience},
      {"aud within an array of arrays", with_claim("aud", R"([["authledger"]])"), audience},
      {"aud as an object", with_claim("aud", R"({"0":"authledger"})"), audience},
      {"aud of texts and a number", with_claim("aud", R"(["authledger",1])"), audience},
      {"no sub", with_claim("sub", ""), subject},
      {"an empty sub", with_claim("sub", R"("")"), subject},
      {"sub that is a number", with_claim("sub", "42"), subject},
      {"sub of 256 bytes", with_claim("sub", "\"" + std::string(256, 'x') + "\""), subject},
      {"sub with a line break", with_claim("sub", R"("42\n43")"), subject},
      {"no organization", with_claim("organization", ""), organization},
      {"organization in an array", with_claim("organization", R"(["main"])"), organization},
      {"no roles", with_claim("roles", ""), roles},
      {"roles as an object", with_claim("roles", R"({"admin":true})"), roles},
      {"roles within an array of arrays", with_claim("roles", R"([["admin"]])"), roles},
      {"no facilities", with_claim("facilities", ""), facilities},
      {"facilities null", with_claim("facilities", "null"), facilities},
      {"facilities of a number", with_claim("facilities", "[1]"), facilities},
      {"a body that is an array", with_body("[" + claims() + "]"), unreadable_body},
      {"a body that is no JSON", with_body("sub=42"), unreadable_body},
      {"an empty body", with_body(""), unreadable_body},
      {"a body with something behind it", with_body(claims() + "{}"), unreadable_body},
      {"a body that is not UTF-8", with_claim("name", "\"\xc3\x28\""), unreadable_body},
      {"half a surrogate in the body", with_claim("name", R"("\ud800")"), unreadable_body},
      {"a NUL in the body", with_body(claims() + std::string(1, '\0')), unreadable_body},
      {"sub twice", with_body(R"({"sub":"1",)" + claims().substr(1)), unreadable_body},
      {"exp twice", with_body(R"({"exp":9999999999,)" + claims().substr(1)), unreadable_body},
      {"iss twice, once escaped",
       with_body(R"({"\u0069ss":"https://evil.example",)" + claims().substr(1)), unreadable_body},
      {"a name twice within an inner object", with_claim("x", R"({"a":1,"a":2})"), unreadable_body},
      {"a body nested too deep", with_claim("x", std::string(2'000, '[') + std::string(2'000, ']')),
       unreadable_body},
  };
}

TEST(ForgedToken, IsRefusedForItsOwnReason) {
  std::size_t count = 0;
  std::set<std::string> names;
  for (const auto& group : {forged_algorithms(), forged_heads(), forged_texts(), forged_curves(),
                            forged_times(), forged_claims()})
    for (const Forgery& forgery : group) {
      const std::string why = why_refused(forgery.text, keys());
      EXPECT_NE(why, "") << "TAKEN: " << forgery.name;
      EXPECT_NE(why.find(forgery.why), why.npos) << forgery.name << ": " << why;
      EXPECT_TRUE(names.insert(forgery.name).second) << forgery.name;
      ++count;
    }
  EXPECT_GE(count, 60u);
}

TEST(Token, IsTakenByEachAlgorithm) {
  EXPECT_EQ(why_refused(good_token(), keys()), "");
  EXPECT_EQ(why_refused(token(head("PS256", "pss", ""), claims(), by_pss), keys()), "");
  for (int i = 0; i < 20; ++i)  // r or s begins with zeros now and then
    EXPECT_EQ(why_refused(token(head("ES256", "curve", ""), claims(), by_curve), keys()), "");
}

TEST(Token, IsTakenWithWhatItMaySay) {
  for (const char* more : {R"(,"typ":"JWT")", R"(,"typ":"at+jwt")", R"(,"cty":"x","jku":"x")"})
    EXPECT_EQ(why_refused(with_head(head("RS256", "rsa", more)), keys()), "") << more;
  const std::pair<std::string, std::string> good[] = {{"aud", R"(["billing","authledger"])"},
                                                      {"nbf", ""},
                                                      {"iat", ""},
                                                      {"nbf", at(60)},
                                                      {"iat", at(60)},
                                                      {"exp", at(-59)},
                                                      {"roles", "[]"},
                                                      {"facilities", "[]"},
                                                      {"name", R"("Zoë 🙂")"},
                                                      {"sub", "\"" + std::string(255, 'x') + "\""}};
  for (const auto& [name, value] : good)
    EXPECT_EQ(why_refused(with_claim(name, value), keys()), "") << name << " " << value;
}

TEST(Token, SaysWhoItIsAndWhatTheyMay) {
  const auto read = verify_token(good_token(), keys(), rules, now);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->subject, "42");
  EXPECT_EQ(read->organization, "main");
  EXPECT_EQ(read->roles, std::set<std::string>{"biller"});
  EXPECT_EQ(read->facilities, std::set<std::string>{"main"});
}

TEST(Token, SaysRolesAsWordsAndAllFacilitiesAsAStar) {
  const auto read = verify_token(with_claim("roles", R"("biller  auditor")"), keys(), rules, now);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->roles, (std::set<std::string>{"auditor", "biller"}));
  const auto all = verify_token(with_claim("facilities", R"("*")"), keys(), rules, now);
  ASSERT_TRUE(all);
  EXPECT_FALSE(all->facilities);
}

TEST(Token, IsReadUnderTheNamesThatClaimsHaveElsewhere) {
  TokenRules others = rules;
  others.claims = {"https://idp.example/org", "/realm_access/roles", ""};
  const std::string body = R"({"realm_access":{"roles":["clinician"]},)"
                           R"("https://idp.example/org":"north",)" +
                           claims().substr(1);
  const auto read = verify_token(with_body(body), keys(), others, now);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->organization, "north");
  EXPECT_EQ(read->roles, std::set<std::string>{"clinician"});
  EXPECT_FALSE(read->facilities);
  others.claims.roles = "/realm_access/roles/0";
  EXPECT_FALSE(verify_token(with_body(body), keys(), others, now));
}

TEST(Token, OfNoOrganizationIsOfTheOneThatThereIsWhenNoneIsAskedFor) {
  TokenRules one = rules;
  one.claims.organization = "";
  const auto read = verify_token(with_claim("organization", R"("north")"), keys(), one, now);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->organization, "main");
}

TEST(Token, NamesItsKeyBeforeItIsVerified) {
  EXPECT_EQ(server::key_named_by(good_token()), "rsa");
  EXPECT_EQ(server::key_named_by("a.b"), std::nullopt);
  EXPECT_EQ(server::key_named_by(with_head(R"({"alg":"RS256"})")), std::nullopt);
}

}  // namespace
}  // namespace authledger::test
