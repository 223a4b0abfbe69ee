#include "server/http_tls.hpp"

#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <spdlog/spdlog.h>

#include <boost/asio/ssl/context.hpp>
#include <filesystem>

namespace authledger::server {
namespace {

namespace ssl = boost::asio::ssl;
namespace fs = std::filesystem;

constexpr const char* ciphers_of_1_2 = "ECDHE+AESGCM:ECDHE+CHACHA20";  // 1.3 has only good ones

void add(Problems& problems, const std::string& file, const std::string& why) {
  problems.push_back({ProblemCode::invalid_value, file + ": " + why, ""});
}

// What stands in the way before OpenSSL is asked, in words.
void check_files(const TlsFiles& files, Problems& problems) {
  for (const std::string& file : {files.certificate, files.key, files.client_ca}) {
    std::error_code error;
    if (!file.empty() && !fs::is_regular_file(file, error))
      add(problems, file, "there is no such file");
  }
  if (!problems.empty()) return;
  std::error_code error;
  const fs::perms rights = fs::status(files.key, error).permissions();
  if ((rights & fs::perms::others_all) != fs::perms::none)
    add(problems, files.key, "everybody on this machine can reach the key; chmod o= it");
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* match = nullptr;
  const int result = SSL_select_next_proto(&match, size, ours, sizeof ours, offered, offered_size);
  *chosen = match;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void be_strict(ssl::context& context) {
  SSL_CTX* const native = context.native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(native, ciphers_of_1_2);
  SSL_CTX_set_options(
      native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // 34 kB less for each idle connection
  SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
  constexpr unsigned char name[] = "authledgerd";  // sessions with client certificates need one
  SSL_CTX_set_session_id_context(native, name, sizeof name - 1);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
}

void warn_if_over(ssl::context& context, const std::string& file) {
  const X509* const certificate = SSL_CTX_get0_certificate(context.native_handle());
  if (!certificate) return;
  if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
    spdlog::warn("{}: the certificate is over", file);
}

void take_certificate(ssl::context& context, const TlsFiles& files, Problems& problems) {
  boost::system::error_code error;
  context.use_certificate_chain_file(files.certificate, error);
  if (error) add(problems, files.certificate, "holds no certificate in PEM: " + error.message());
  // Without it, OpenSSL would ask for a passphrase on the terminal.
  context.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; },
                                error);
  // OpenSSL compares the key with the certificate already here; what it found to be wrong is told
  // by whether the key can be read alone.
  context.use_private_key_file(files.key, ssl::context::pem, error);
  if (!error || !problems.empty()) return warn_if_over(context, files.certificate);
  ssl::context alone(ssl::context::tls_server);
  alone.set_password_callback([](std::size_t, ssl::context::password_purpose) { return ""; },
                              error);
  alone.use_private_key_file(files.key, ssl::context::pem, error);
  add(problems, files.key,
      error ? "holds no private key in PEM without a passphrase: " + error.message()
            : "is not the key of the certificate in " + files.certificate);
}

void take_client_authority(ssl::context& context, const std::string& file, Problems& problems) {
  boost::system::error_code error;
  context.load_verify_file(file, error);
  STACK_OF(X509_NAME)* const names = error ? nullptr : SSL_load_client_CA_file(file.c_str());
  if (!names) return add(problems, file, "holds no certificate of an authority in PEM");
  SSL_CTX_set_client_CA_list(context.native_handle(), names);  // which owns it from now on
  context.set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert, error);
}

}  // namespace

Tls::Tls(std::unique_ptr<ssl::context> context) : context_(std::move(context)) {}

Tls::~Tls() = default;

Result<std::shared_ptr<const Tls>> load_tls(const TlsFiles& files) {
  Problems problems;
  check_files(files, problems);
  if (!problems.empty()) return problems;
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  be_strict(*context);
  take_certificate(*context, files, problems);
  if (!files.client_ca.empty()) take_client_authority(*context, files.client_ca, problems);
  if (!problems.empty()) return problems;
  return std::make_shared<const Tls>(std::move(context));
}

}  // namespace authledger::server
