#include "server/jwks.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <optional>
#include <variant>

#include "engine/base/base64url.hpp"
#include "engine/base/json_tree.hpp"

namespace authledger::server {
namespace {

template <class T, void (*release)(T*)>
struct Release {
  void operator()(T* it) const { release(it); }
};
using Number = std::unique_ptr<BIGNUM, Release<BIGNUM, BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX, EVP_PKEY_CTX_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM, OSSL_PARAM_free>>;
using Digesting = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX, EVP_MD_CTX_free>>;
using CurveSignature = std::unique_ptr<ECDSA_SIG, Release<ECDSA_SIG, ECDSA_SIG_free>>;
using Key = std::shared_ptr<evp_pkey_st>;

constexpr JsonLimits key_set_limits{largest_key_set, 8};
constexpr int least_rsa_bits = 2'048, most_rsa_bits = 8'192;
constexpr int least_exponent_bits = 17, most_exponent_bits = 64;  // from 65537 (FIPS 186-5)
constexpr std::size_t coordinate_size = 32;                       // bytes, of P-256
constexpr std::size_t longest_kid = 256;                          // bytes

const unsigned char* octets(std::string_view bytes) {
  const void* const in = bytes.data();
  return static_cast<const unsigned char*>(in);
}

Number number_of(std::string_view bytes) {
  return Number(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key key_of(const char* kind, Builder builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
  EVP_PKEY* key = nullptr;
  if (parameters && context && EVP_PKEY_fromdata_init(context.get()) == 1)
    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get());
  ERR_clear_error();
  return key ? Key(key, EVP_PKEY_free) : Key();
}

// What a key is, or why it verifies nothing here.
template <class T>
using Or = std::variant<T, std::string>;

std::optional<std::string_view> text_of(JsonNode key, std::string_view member) {
  const auto it = key.find(member);
  if (!it || !it->is(JsonKind::string)) return std::nullopt;
  return it->text();
}

std::optional<std::string> bytes_of(JsonNode key, std::string_view member) {
  const auto text = text_of(key, member);
  if (!text || text->empty()) return std::nullopt;
  return from_base64url(*text);
}

Or<Key> rsa_key(JsonNode node) {
  const auto modulus = bytes_of(node, "n"), exponent = bytes_of(node, "e");
  if (!modulus || !exponent) return "its n or e is no number in base64url";
  const Number n = number_of(*modulus), e = number_of(*exponent);
  const int bits = BN_num_bits(n.get()), exponent_bits = BN_num_bits(e.get());
  if (bits < least_rsa_bits) return "it has " + std::to_string(bits) + " bits; 2048 are the least";
  if (bits > most_rsa_bits) return "it has more than 8192 bits";
  if (!BN_is_odd(n.get())) return "its modulus is even";
  if (!BN_is_odd(e.get()) || exponent_bits < least_exponent_bits ||
      exponent_bits > most_exponent_bits)
    return "its exponent is none that is taken: odd, from 65537";
  Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  const Key key = key_of("RSA", std::move(builder));
  if (!key) return "OpenSSL refuses it";
  return key;
}

Or<Key> curve_key(JsonNode node) {
  if (text_of(node, "crv") != "P-256") return "its curve is not P-256";
  const auto x = bytes_of(node, "x"), y = bytes_of(node, "y");
  if (!x || !y || x->size() != coordinate_size || y->size() != coordinate_size)
    return "its x or y is not of 32 bytes in base64url";
  const std::string point = "\4" + *x + *y;  // uncompressed (SEC 1, 2.3.3)
  Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  const Key key = key_of("EC", std::move(builder));
  if (!key) return "its point is not on the curve";
  const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  const bool is_on_curve = context && EVP_PKEY_public_check(context.get()) == 1;
  ERR_clear_error();
  if (!is_on_curve) return "its point is not on the curve";
  return key;
}

// `use` and `key_ops` (RFC 7517, 4.2 and 4.3), as far as they are there.
bool is_for_signatures(JsonNode key) {
  if (key.find("use") && text_of(key, "use") != "sig") return false;
  const auto operations = key.find("key_ops");
  if (!operations) return true;
  for (const JsonNode operation : operations->children())
    if (operation.is(JsonKind::string) && operation.text() == "verify") return true;
  return false;
}

Or<SigningKey> signing_key(JsonNode node) {
  if (!is_for_signatures(node)) return "it is not for signatures";
  const auto kind = text_of(node, "kty");
  const bool is_rsa = kind == "RSA";
  if (!is_rsa && kind != "EC") return "its kty is neither RSA nor EC";
  auto algorithm = is_rsa ? SigningAlgorithm::rs256 : SigningAlgorithm::es256;
  if (node.find("alg")) {
    const auto named = text_of(node, "alg");
    if (is_rsa && named == word(SigningAlgorithm::ps256)) algorithm = SigningAlgorithm::ps256;
    if (named != word(algorithm)) return "its alg is none that is taken for its kty";
  }
  Or<Key> key = is_rsa ? rsa_key(node) : curve_key(node);
  if (auto* why = std::get_if<std::string>(&key)) return std::move(*why);
  return SigningKey(algorithm, std::get<Key>(std::move(key)));
}

bool verify_digest(EVP_PKEY* key, SigningAlgorithm algorithm, std::string_view text,
                   std::string_view signature) {
  const Digesting digesting(EVP_MD_CTX_new());
  EVP_PKEY_CTX* context = nullptr;  // owned by `digesting`
  if (!digesting ||
      EVP_DigestVerifyInit(digesting.get(), &context, EVP_sha256(), nullptr, key) != 1)
    return false;
  if (algorithm == SigningAlgorithm::rs256 &&
      EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) != 1)
    return false;
  if (algorithm == SigningAlgorithm::ps256 &&
      (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) != 1))
    return false;
  return EVP_DigestVerify(digesting.get(), octets(signature), signature.size(), octets(text),
                          text.size()) == 1;
}

// r and s, one behind the other, as the DER that OpenSSL reads; empty: not of their size.
std::string curve_signature(std::string_view raw) {
  if (raw.size() != 2 * coordinate_size) return {};
  const CurveSignature pair(ECDSA_SIG_new());
  Number r = number_of(raw.substr(0, coordinate_size)), s = number_of(raw.substr(coordinate_size));
  if (!pair || !r || !s || BN_is_zero(r.get()) || BN_is_zero(s.get())) return {};
  ECDSA_SIG_set0(pair.get(), r.release(), s.release());
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  if (size <= 0) return {};
  const void* const bytes = der;
  std::string text(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

Problems refused(std::string detail) {
  return {{ProblemCode::invalid_value, std::move(detail), ""}};
}

}  // namespace

std::string_view word(SigningAlgorithm algorithm) {
  switch (algorithm) {
    case SigningAlgorithm::rs256:
      return "RS256";
    case SigningAlgorithm::ps256:
      return "PS256";
    case SigningAlgorithm::es256:
      return "ES256";
  }
  fail("a signing algorithm without a word");
}

SigningKey::SigningKey(SigningAlgorithm algorithm, std::shared_ptr<evp_pkey_st> key)
    : algorithm_(algorithm), key_(std::move(key)) {}

bool SigningKey::verifies(std::string_view text, std::string_view signature) const {
  if (signature.empty()) return false;
  bool is_right = false;
  if (algorithm_ == SigningAlgorithm::es256) {
    const std::string der = curve_signature(signature);
    is_right = !der.empty() && verify_digest(key_.get(), algorithm_, text, der);
  } else {
    const auto size = static_cast<std::size_t>(EVP_PKEY_get_size(key_.get()));
    is_right = signature.size() == size && verify_digest(key_.get(), algorithm_, text, signature);
  }
  ERR_clear_error();
  return is_right;
}

const SigningKey* KeySet::find(std::string_view kid) const {
  const auto it = keys.find(kid);
  return it == keys.end() ? nullptr : &it->second;
}

Result<KeySet> read_key_set(std::string_view json) {
  JsonReader reader;
  const auto tree = reader.read(json, key_set_limits);
  if (!tree) return tree.error();
  const auto list = tree->root().find("keys");
  if (!list || !list->is(JsonKind::array))
    return refused("a JSON Web Key Set is an object with an array \"keys\"");
  KeySet set;
  for (const JsonNode node : list->children()) {
    const auto kid = text_of(node, "kid");
    const std::string name =
        kid ? "the key \"" + shortened(*kid, 60) + "\"" : std::string("a key without a kid");
    if (node.find("d") || node.find("k"))
      return refused(name + " is a secret one; a set of keys for others holds public ones only");
    if (!kid || kid->empty() || kid->size() > longest_kid) {
      set.left_out.push_back(name + ": a kid of 1 to 256 bytes must name it");
      continue;
    }
    auto key = signing_key(node);
    if (const auto* why = std::get_if<std::string>(&key))
      set.left_out.push_back(name + ": " + *why);
    else if (!set.keys.emplace(*kid, std::get<SigningKey>(std::move(key))).second)
      return refused(name + " is there twice; a kid names one key");
  }
  if (set.keys.empty())
    return refused("no key of the set can verify RS256, PS256 or ES256" +
                   (set.left_out.empty() ? "" : "; " + set.left_out.front()));
  return set;
}

}  // namespace authledger::server
