// Keys and certificates made for a test with the openssl command, and a client that speaks TLS.
//
//     const Certificates keys;
//     keys.make("server");                                 // server.pem, server.key
//     TlsClient client(port, {.ca = keys.path("server.pem")});
//     EXPECT_EQ(client.answer(get_request("/")), "HTTP/1.1 200 OK");
#pragma once

#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "server/http_tls.hpp"
#include "tests/server/client.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {

class Certificates {
 public:
  std::string path(const std::string& file) const { return folder_.path() + "/" + file; }

  // A key and a certificate of its own authority, for localhost; what was there is replaced.
  void make(const std::string& name) const { make(name, "-nodes"); }
  void make(const std::string& name, const std::string& protection) const {
    run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 2 -subj /CN=" + name +
        " -addext subjectAltName=DNS:localhost " + protection + " -keyout " + path(name + ".key") +
        " -out " + path(name + ".pem"));
  }
  // A key, and a certificate of the authority `issuer`.
  void make_signed(const std::string& name, const std::string& issuer) const {
    run("req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " +
        path(name + ".key") + " -out " + path("request"));
    run("x509 -req -days 2 -in " + path("request") + " -CA " + path(issuer + ".pem") + " -CAkey " +
        path(issuer + ".key") + " -CAcreateserial -out " + path(name + ".pem"));
  }

  server::TlsFiles files(const std::string& name) const {
    return {path(name + ".pem"), path(name + ".key"), ""};
  }

 private:
  static void run(const std::string& words) {
    if (std::system(("openssl " + words + " >/dev/null 2>&1").c_str()) != 0)
      throw std::runtime_error("openssl " + words);
  }

  TemporaryDirectory folder_;
};

struct TlsWishes {
  std::string ca;                          // whom to believe; empty: anybody
  std::string certificate = {}, key = {};  // own
  int least = TLS1_2_VERSION, most = TLS1_3_VERSION;
  std::string protocols = {};  // of ALPN, each with its length before it
};

class TlsClient {
 public:
  TlsClient(std::uint16_t port, const TlsWishes& wishes)
      : client_(port), context_(SSL_CTX_new(TLS_client_method())), ssl_(nullptr) {
    SSL_CTX_set_security_level(context_, 0);  // what is refused is refused by the server
    SSL_CTX_set_min_proto_version(context_, wishes.least);
    SSL_CTX_set_max_proto_version(context_, wishes.most);
    if (!wishes.ca.empty()) {
      SSL_CTX_load_verify_locations(context_, wishes.ca.c_str(), nullptr);
      SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    }
    if (!wishes.certificate.empty()) {
      SSL_CTX_use_certificate_chain_file(context_, wishes.certificate.c_str());
      SSL_CTX_use_PrivateKey_file(context_, wishes.key.c_str(), SSL_FILETYPE_PEM);
    }
    ssl_ = SSL_new(context_);
    if (!wishes.protocols.empty())
      SSL_set_alpn_protos(
          ssl_,
          static_cast<const unsigned char*>(static_cast<const void*>(wishes.protocols.data())),
          static_cast<unsigned>(wishes.protocols.size()));
    SSL_set_fd(ssl_, client_.descriptor());
    is_connected_ = SSL_connect(ssl_) == 1;
  }
  ~TlsClient() {
    SSL_free(ssl_);
    SSL_CTX_free(context_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  bool is_connected() const { return is_connected_; }
  std::string version() const { return SSL_get_version(ssl_); }
  std::string cipher() const { return SSL_get_cipher_name(ssl_); }

  bool send(const std::string& bytes) {
    return is_connected_ && SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
  }
  // The status line of the answer, which is read whole; empty: none came.
  std::string answer(const std::string& request) {
    if (!send(request)) return "";
    return receive();
  }
  std::string receive() {
    std::string text;
    char bytes[16'384];
    for (;;) {
      const auto head_end = text.find("\r\n\r\n");
      const auto length = text.find("Content-Length: ");
      if (head_end != std::string::npos && length != std::string::npos &&
          text.size() >= head_end + 4 + std::stoul(text.substr(length + 16)))
        return text.substr(0, text.find("\r\n"));
      const int size = SSL_read(ssl_, bytes, sizeof bytes);
      if (size <= 0) return "";
      text.append(bytes, static_cast<std::size_t>(size));
    }
  }
  // Whether the server says that it has finished, instead of being cut off.
  bool is_told_of_the_end() {
    char byte = 0;
    return SSL_read(ssl_, &byte, 1) <= 0 && SSL_get_shutdown(ssl_) == SSL_RECEIVED_SHUTDOWN;
  }

 private:
  Client client_;
  SSL_CTX* context_;
  SSL* ssl_;
  bool is_connected_ = false;
};

}  // namespace authledger::test
