// The keys of the server, read from PEM files and ready for use: TLS 1.2 and 1.3 with forward
// secrecy, HTTP/1.1 and nothing else, client certificates when an authority for them is given.
//
//     auto tls = load_tls({"/etc/authledger/certificate.pem", "/etc/authledger/key.pem", ""});
//     if (!tls) ...                                      // Problems: say them and do not start
//     HttpServer server(address, limits, handler, *tls);
#pragma once

#include <memory>
#include <string>

#include "engine/base/result.hpp"

namespace boost::asio::ssl {
class context;
}

namespace authledger::server {

struct TlsFiles {
  std::string certificate;  // the server's own first, then those that lead to the authority
  std::string key;          // without a passphrase; not readable for everybody
  std::string client_ca;    // empty: clients need no certificate
};

class Tls {
 public:
  explicit Tls(std::unique_ptr<boost::asio::ssl::context> context);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  boost::asio::ssl::context& context() const { return *context_; }

 private:
  std::unique_ptr<boost::asio::ssl::context> context_;
};

// Problems: what is wrong with which file. A certificate that is over is taken, with a warning in
// the log: the clients will say the same.
Result<std::shared_ptr<const Tls>> load_tls(const TlsFiles& files);

}  // namespace authledger::server
