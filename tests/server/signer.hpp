// An issuer of tokens: keys made for a test with OpenSSL, their JSON Web Keys, and signatures of
// every kind, among them such as nobody should make.
//
//     const Signer issuer = Signer::rsa(2048);
//     issuer.jwk("k1", "RS256")                   // {"kty":"RSA","kid":"k1","alg":"RS256",...}
//     token(R"({"alg":"RS256","kid":"k1"})", claims, [&](auto text) { return issuer.rs256(text); })
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "engine/base/base64url.hpp"

namespace authledger::test {

class Signer {
 public:
  static Signer rsa(unsigned bits) { return Signer(EVP_RSA_gen(bits)); }
  static Signer curve(const char* name) { return Signer(EVP_EC_gen(name)); }

  std::string rs256(const std::string& text) const {
    return sign(text, EVP_sha256(), RSA_PKCS1_PADDING, 0);
  }
  std::string rsa_with(const std::string& text, const EVP_MD* digest) const {
    return sign(text, digest, RSA_PKCS1_PADDING, 0);
  }
  std::string ps256(const std::string& text) const { return ps256(text, 32); }
  std::string ps256(const std::string& text, int salt) const {
    return sign(text, EVP_sha256(), RSA_PKCS1_PSS_PADDING, salt);
  }
  std::string der(const std::string& text) const { return der(text, EVP_sha256()); }
  std::string der(const std::string& text, const EVP_MD* digest) const {
    return sign(text, digest, 0, 0);
  }
  // r and s, of `size` bytes each.
  std::string raw(const std::string& text, int size) const { return raw_of(der(text), size); }
  std::string es256(const std::string& text) const { return raw(text, 32); }

  static std::string raw_of(const std::string& der_text, int size) {
    const void* const bytes = der_text.data();
    const auto* at = static_cast<const unsigned char*>(bytes);
    ECDSA_SIG* const pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der_text.size()));
    std::string out(static_cast<std::size_t>(2 * size), '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair), octets(out), size);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair), octets(out) + size, size);
    ECDSA_SIG_free(pair);
    return out;
  }

  // `alg` empty: the key does not say. `more`: further members, each with a comma before it.
  std::string jwk(const std::string& kid, const std::string& alg, const std::string& more) const {
    std::string text = R"({"kid":")" + kid + "\"";
    if (!alg.empty()) text += R"(,"alg":")" + alg + "\"";
    return text + "," + public_members() + more + "}";
  }
  std::string jwk(const std::string& kid, const std::string& alg) const {
    return jwk(kid, alg, "");
  }
  std::string public_members() const {
    if (EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_RSA)
      return R"("kty":"RSA","n":")" + number(OSSL_PKEY_PARAM_RSA_N) + R"(","e":")" +
             number(OSSL_PKEY_PARAM_RSA_E) + "\"";
    return R"("kty":"EC","crv":")" + curve_name() + R"(","x":")" +
           number(OSSL_PKEY_PARAM_EC_PUB_X) + R"(","y":")" + number(OSSL_PKEY_PARAM_EC_PUB_Y) +
           "\"";
  }
  std::string number(const char* name) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_.get(), name, &value);
    const int least = EVP_PKEY_get_base_id(key_.get()) == EVP_PKEY_EC ? coordinate() : 1;
    std::string bytes(static_cast<std::size_t>(std::max(least, BN_num_bytes(value))), '\0');
    BN_bn2binpad(value, octets(bytes), static_cast<int>(bytes.size()));
    BN_free(value);
    return to_base64url(bytes);
  }
  // SubjectPublicKeyInfo, as it lies about in files.
  std::string public_pem() const {
    BIO* const out = BIO_new(BIO_s_mem());
    PEM_write_bio_PUBKEY(out, key_.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out, &text);
    std::string pem(text, static_cast<std::size_t>(size));
    BIO_free(out);
    return pem;
  }

 private:
  explicit Signer(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {
    if (!key) throw std::runtime_error("OpenSSL makes no key");
  }

  static unsigned char* octets(std::string& bytes) {
    void* const out = bytes.data();
    return static_cast<unsigned char*>(out);
  }
  int coordinate() const { return (EVP_PKEY_get_bits(key_.get()) + 7) / 8; }
  std::string curve_name() const {
    const int bits = EVP_PKEY_get_bits(key_.get());
    char name[32] = {};
    EVP_PKEY_get_utf8_string_param(key_.get(), OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name,
                                   nullptr);
    return std::string(name) == "secp256k1" ? "secp256k1" : "P-" + std::to_string(bits);
  }
  std::string sign(const std::string& text, const EVP_MD* digest, int padding, int salt) const {
    EVP_MD_CTX* const context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    EVP_DigestSignInit(context, &options, digest, nullptr, key_.get());
    if (padding) EVP_PKEY_CTX_set_rsa_padding(options, padding);
    if (padding == RSA_PKCS1_PSS_PADDING) EVP_PKEY_CTX_set_rsa_pss_saltlen(options, salt);
    std::string copy = text;
    std::size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, octets(copy), copy.size());
    std::string signature(size, '\0');
    const bool is_signed =
        EVP_DigestSign(context, octets(signature), &size, octets(copy), copy.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!is_signed) throw std::runtime_error("OpenSSL does not sign");
    signature.resize(size);
    return signature;
  }

  std::shared_ptr<EVP_PKEY> key_;
};

inline std::string hmac_sha256(const std::string& key, const std::string& text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  const void* const in = text.data();
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       static_cast<const unsigned char*>(in), text.size(), digest, &size);
  const void* const out = digest;
  return {static_cast<const char*>(out), size};
}

using Signing = std::function<std::string(const std::string& text)>;

inline std::string token(const std::string& head, const std::string& body, const Signing& sign) {
  const std::string text = to_base64url(head) + "." + to_base64url(body);
  return text + "." + to_base64url(sign(text));
}

}  // namespace authledger::test
