// A server in a process of its own, so that what it holds can be measured: it answers 200 with the
// method and the target; /large with 5 MiB, /broken with an exception.
//
//     const Confined confined({.head = 1s}, 256);         // so many descriptors
//     Client client(confined.port());
//     confined.resident_bytes();
#pragma once

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "server/http.hpp"
#include "server/http_tls.hpp"
#include "server/log.hpp"
#include "tests/server/client.hpp"

namespace authledger::test {

class Confined {
 public:
  Confined(server::HttpLimits limits, rlim_t descriptors)
      : Confined(limits, descriptors, nullptr) {}
  Confined(server::HttpLimits limits, rlim_t descriptors, std::shared_ptr<const server::Tls> tls) {
    int port[2], log[2];
    if (pipe(port) != 0 || pipe(log) != 0) std::abort();
    child_ = fork();
    if (child_ == 0) {
      dup2(log[1], 2);
      for (const int end : {port[0], log[0], log[1]}) close(end);
      serve(limits, descriptors, std::move(tls), port[1]);
    }
    close(port[1]);
    close(log[1]);
    log_ = log[0];
    if (read(port[0], &port_, sizeof port_) != sizeof port_)
      throw std::runtime_error("the server did not start");
    close(port[0]);
  }
  ~Confined() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    close(log_);
  }
  Confined(const Confined&) = delete;
  Confined& operator=(const Confined&) = delete;

  std::uint16_t port() const { return port_; }

  // Of the time since it started, all threads, in seconds.
  double processor_time() const {
    std::ifstream in(file("stat"));
    std::string word;
    for (int i = 0; i < 13; ++i) in >> word;
    double user = 0, system = 0;
    in >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
  }

  std::int64_t resident_bytes() const { return resident_bytes_of(child_); }
  static std::int64_t resident_bytes_of(pid_t process) {
    std::ifstream in("/proc/" + std::to_string(process) + "/statm");
    std::int64_t all = 0, resident = 0;
    in >> all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
  }

  std::ptrdiff_t descriptors() const {
    const std::filesystem::directory_iterator all(file("fd"));
    return std::distance(begin(all), end(all));
  }

  std::string log_until_end() {
    kill(child_, SIGKILL);
    std::string text;
    char bytes[4'096];
    for (ssize_t size = 0; (size = read(log_, bytes, sizeof bytes)) > 0;)
      text.append(bytes, static_cast<std::size_t>(size));
    return text;
  }

 private:
  [[noreturn]] static void serve(server::HttpLimits limits, rlim_t descriptors,
                                 std::shared_ptr<const server::Tls> tls, int tell) {
    const rlimit limit{descriptors, descriptors};
    setrlimit(RLIMIT_NOFILE, &limit);
    server::start_log("warn");
    server::HttpServer http({"127.0.0.1", 0}, limits, answer, std::move(tls));
    const std::uint16_t number = http.port();
    if (write(tell, &number, sizeof number) == sizeof number) {
      close(tell);
      http.run();
    }
    _exit(0);
  }

  static void answer(const server::Request& request, const server::Responder& respond) {
    if (request.target == "/broken") throw std::runtime_error("broken on purpose");
    if (request.target == "/large")
      return respond({200, "application/octet-stream", std::string(std::size_t{5} << 20, 'x')});
    respond({200, "text/plain", request.method + " " + request.target + " " + request.body});
  }

  std::string file(const std::string& name) const {
    return "/proc/" + std::to_string(child_) + "/" + name;
  }

  pid_t child_ = -1;
  std::uint16_t port_ = 0;
  int log_ = -1;
};

}  // namespace authledger::test
