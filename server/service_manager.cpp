#include "server/service_manager.hpp"

#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <ctime>

namespace authledger::server {

ServiceManager::ServiceManager() {
  const char* const socket = std::getenv("NOTIFY_SOCKET");
  if (socket && (*socket == '/' || *socket == '@')) socket_ = socket;
}

void ServiceManager::ready() const {
  tell("READY=1");
}

// The time tells systemd which READY belongs to this.
void ServiceManager::reloading() const {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const long long microseconds = 1'000'000LL * now.tv_sec + now.tv_nsec / 1'000;
  tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds));
}

void ServiceManager::stopping() const {
  tell("STOPPING=1");
}

void ServiceManager::tell(const std::string& state) const {
  sockaddr_un address{};
  if (socket_.empty()) return;
  if (socket_.size() >= sizeof address.sun_path)
    return spdlog::warn("NOTIFY_SOCKET is longer than the name of a socket can be");
  address.sun_family = AF_UNIX;
  socket_.copy(address.sun_path, socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const auto* const generic = static_cast<const sockaddr*>(static_cast<const void*>(&address));
  if (descriptor < 0 ||
      sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL, generic, size) < 0)
    spdlog::warn("whoever started the service could not be told how far it is: {}",
                 std::strerror(errno));
  if (descriptor >= 0) close(descriptor);
}

}  // namespace authledger::server
