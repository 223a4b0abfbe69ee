// What the program tells whoever has started it.
#include "server/service_manager.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>

#include "tests/server/client.hpp"
#include "tests/server/daemon.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::test {
namespace {

// The other end of NOTIFY_SOCKET, which is set while it lives.
class Manager {
 public:
  explicit Manager(const std::string& name)
      : socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (bind(socket_, static_cast<sockaddr*>(static_cast<void*>(&address)), size) != 0)
      throw std::runtime_error("no socket " + name);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // The next message; empty: none came.
  std::string told() const {
    pollfd waiting{socket_, POLLIN, 0};
    if (poll(&waiting, 1, 30'000) != 1) return "";
    char bytes[1'000];
    const ssize_t size = recv(socket_, bytes, sizeof bytes, 0);
    return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : "";
  }
  bool is_silent() const {
    pollfd waiting{socket_, POLLIN, 0};
    return poll(&waiting, 1, 0) == 0;
  }

 private:
  int socket_;
};

TEST(TheServiceManager, IsToldOfReadyReloadingAndStopping) {
  const TemporaryDirectory folder;
  const Manager manager(folder.path() + "/notify");
  Daemon daemon({"--data", folder.path() + "/data", "--payers",
                 std::string(AUTHLEDGER_SOURCE_DIR) + "/payers", "--listen", "127.0.0.1:0"});
  EXPECT_EQ(manager.told(), "READY=1");
  Client client(daemon.port());
  client.send(get_request("/readyz"));
  EXPECT_EQ(client.receive()->status, 200);
  daemon.tell(SIGHUP);
  EXPECT_TRUE(manager.told().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_EQ(manager.told(), "READY=1");
  daemon.tell(SIGTERM);
  EXPECT_EQ(manager.told(), "STOPPING=1");
  EXPECT_EQ(daemon.wait(), 0);
  EXPECT_TRUE(manager.is_silent());
}

TEST(TheServiceManager, MayBeAtAnAbstractSocket) {
  const Manager manager("@authledger-test-" + std::to_string(getpid()));
  const server::ServiceManager told;
  EXPECT_TRUE(told.is_there());
  told.ready();
  EXPECT_EQ(manager.told(), "READY=1");
}

TEST(TheServiceManager, IsNotThereWithoutASocketAndMayBeGone) {
  EXPECT_FALSE(server::ServiceManager().is_there());
  setenv("NOTIFY_SOCKET", "relative", 1);
  EXPECT_FALSE(server::ServiceManager().is_there());
  setenv("NOTIFY_SOCKET", "/no/such/socket", 1);
  server::ServiceManager().ready();
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace authledger::test
