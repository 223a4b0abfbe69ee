// nginx and haproxy as Debian ships them, each a process of its own with a configuration of its own
// in a folder of its own: how they tell apart the requests of one connection is theirs, not ours.
//
//     Proxy proxy(Proxy::Kind::nginx, echo_port, Manner::lenient);
//     Client client(proxy.port());
//     proxy.forwarded();      // the ids of the requests that the server behind answered, in order
//
// Each request gets an id from the proxy: it goes to the server as the Idempotency-Key, into the
// answer as Proxy-Id, and into the proxy's log with the status that the server answered.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/server/client.hpp"
#include "tests/support/temporary_directory.hpp"

extern char** environ;

namespace authledger::test {

class Proxy {
 public:
  enum class Kind { nginx, haproxy };
  enum class Manner { strict, lenient };  // lenient: hands on whatever it can be made to

  Proxy(Kind kind, std::uint16_t server, Manner manner) : kind_(kind), port_(free_port()) {
    const std::string configuration =
        kind == Kind::nginx ? nginx(server, manner) : haproxy(server, manner);
    const std::string file = folder_.path() + "/configuration";
    std::ofstream(file) << configuration;
    if (kind == Kind::nginx)
      start({"/usr/sbin/nginx", "-p", folder_.path(), "-c", file, "-e", "errors"});
    else
      start({"/usr/sbin/haproxy", "-db", "-f", file});
    wait_until_it_listens();
  }
  ~Proxy() { end(); }
  Proxy(const Proxy&) = delete;
  Proxy& operator=(const Proxy&) = delete;

  std::uint16_t port() const { return port_; }

  // Ends it first: its log is whole then.
  std::vector<std::string> forwarded() {
    end();
    std::ifstream log(folder_.path() + "/log");
    std::vector<std::string> ids;
    for (std::string line; std::getline(log, line);) {
      std::istringstream words(line);
      std::string mark, id, status;
      if (words >> mark >> id >> status && mark == "request" && status == "200") ids.push_back(id);
    }
    // haproxy counts requests as they come, and logs them as they end.
    const auto is_earlier = [](const std::string& a, const std::string& b) {
      return std::stoul(a) < std::stoul(b);
    };
    if (kind_ == Kind::haproxy) std::sort(ids.begin(), ids.end(), is_earlier);
    return ids;
  }

 private:
  static std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* const generic = static_cast<sockaddr*>(static_cast<void*>(&address));
    socklen_t size = sizeof address;
    const bool is_had =
        bind(socket, generic, size) == 0 && getsockname(socket, generic, &size) == 0;
    close(socket);
    if (!is_had) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
  }

  std::string nginx(std::uint16_t server, Manner manner) const {
    const bool is_lenient = manner == Manner::lenient;
    std::ostringstream text;
    text << "daemon off; master_process off; pid pid; error_log errors;\n"
         << "events { worker_connections 64; }\n"
         << "http {\n"
         << "  log_format ours 'request $request_id $upstream_status $status';\n"
         << "  access_log log ours;\n"
         << "  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;\n"
         << "  uwsgi_temp_path uwsgi; scgi_temp_path scgi;\n"
         << "  client_header_timeout 300ms; client_body_timeout 300ms; keepalive_timeout 300ms;\n"
         << "  lingering_close off; large_client_header_buffers 4 128k;\n"
         << "  upstream ledger { server 127.0.0.1:" << server << "; keepalive 4; }\n"
         << "  server {\n"
         << "    listen 127.0.0.1:" << port_ << ";\n"
         << (is_lenient ? "    ignore_invalid_headers off; underscores_in_headers on;\n" : "")
         << "    location / {\n"
         << "      proxy_pass http://ledger; proxy_http_version 1.1; proxy_next_upstream off;\n"
         << (is_lenient ? "      proxy_request_buffering off;\n" : "")
         << "      proxy_set_header Connection \"\"; proxy_set_header Host $http_host;\n"
         << "      proxy_set_header Idempotency-Key $request_id;\n"
         << "      add_header Proxy-Id $request_id always;\n"
         << "    }\n  }\n}\n";
    return text.str();
  }

  std::string haproxy(std::uint16_t server, Manner manner) const {
    std::ostringstream text;
    text << "global\n  log stdout format raw local0\n  tune.bufsize 131072\n"
         << "defaults\n  mode http\n  log global\n  option http-keep-alive\n  retries 0\n"
         << "  timeout connect 2s\n  timeout server 5s\n  timeout client 300ms\n"
         << "  timeout http-request 300ms\n  timeout http-keep-alive 300ms\n"
         << "frontend front\n  bind 127.0.0.1:" << port_ << "\n"
         << (manner == Manner::lenient ? "  option accept-invalid-http-request\n" : "")
         << "  unique-id-format %rt\n"
         << "  log-format \"request %ID %ST\"\n"
         << "  http-request set-header Idempotency-Key %[unique-id]\n"
         << "  http-response set-header Proxy-Id %[unique-id]\n"
         << "  default_backend ledger\n"
         << "backend ledger\n  http-reuse always\n  server ledger 127.0.0.1:" << server << "\n";
    return text.str();
  }

  void start(std::vector<std::string> arguments) {
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    const std::string log = folder_.path() + "/log", errors = folder_.path() + "/said";
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    posix_spawn_file_actions_addopen(&actions, 2, errors.c_str(), O_WRONLY | O_CREAT, 0600);
    const int error = posix_spawn(&child_, words[0], &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0)
      throw std::runtime_error(arguments[0] + " is not here; tools/setup installs it");
  }

  void wait_until_it_listens() const {
    for (int i = 0; i < 500; ++i) {
      try {
        const Client client(port_);
        return;
      } catch (const std::runtime_error&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
      }
    }
    std::ifstream said(folder_.path() + "/said");
    std::string text;
    std::getline(said, text, '\0');
    throw std::runtime_error("the proxy does not listen: " + text);
  }

  void end() {
    if (child_ <= 0) return;
    // Gently: what is under way is ended, and stands in the log.
    kill(child_, kind_ == Kind::haproxy ? SIGUSR1 : SIGQUIT);
    for (int i = 0; i < 500 && waitpid(child_, nullptr, WNOHANG) == 0; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    if (kill(child_, SIGKILL) == 0) waitpid(child_, nullptr, 0);
    child_ = 0;
  }

  TemporaryDirectory folder_;
  Kind kind_;
  std::uint16_t port_;
  pid_t child_ = 0;
};

}  // namespace authledger::test
