// The real program, started with a ledger folder and a port of its own.
//
//     Daemon daemon({"--data", folder.path(), "--payers", payers, "--listen", "127.0.0.1:0"});
//     Client client(daemon.port());
//     EXPECT_EQ(daemon.end(SIGTERM), 0);
#pragma once

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <string>
#include <vector>

extern char** environ;

namespace authledger::test {

class Daemon {
 public:
  // Without sign-in, unless the arguments say otherwise.
  explicit Daemon(std::vector<std::string> arguments) {
    if (std::find(arguments.begin(), arguments.end(), "--sign-in") == arguments.end())
      arguments.insert(arguments.end(), {"--sign-in", "off"});
    arguments.insert(arguments.begin(), AUTHLEDGERD_PROGRAM);
    std::vector<char*> words;
    for (std::string& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    int output[2], errors[2];
    if (pipe2(output, O_CLOEXEC) != 0 || pipe2(errors, O_CLOEXEC) != 0) return;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, output[1], 1);
    posix_spawn_file_actions_adddup2(&actions, errors[1], 2);
    posix_spawn(&pid_, AUTHLEDGERD_PROGRAM, &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(output[1]);
    close(errors[1]);
    output_ = output[0];
    errors_ = errors[0];
  }
  ~Daemon() {
    if (pid_ > 0) end(SIGKILL);
    close(output_);
    close(errors_);
  }
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;

  // Waits until it says where it listens; 0: it ended instead.
  std::uint16_t port() {
    const std::string text = line();
    if (text.empty()) return 0;
    return static_cast<std::uint16_t>(std::stoi(text.substr(text.rfind(':') + 1)));
  }
  // The next line of its standard output; empty: it has ended.
  std::string line() {
    std::string text;
    for (char c = 0; read(output_, &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }

  void tell(int signal) const { kill(pid_, signal); }
  pid_t pid() const { return pid_; }

  // The exit code, or minus the signal that ended it.
  int end(int signal) {
    kill(pid_, signal);
    return wait();
  }
  int wait() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  std::string said_on_standard_error() {  // once it has ended
    std::string text;
    char bytes[4'096];
    for (ssize_t size = 0; (size = read(errors_, bytes, sizeof bytes)) > 0;)
      text.append(bytes, static_cast<std::size_t>(size));
    return text;
  }

 private:
  pid_t pid_ = 0;
  int output_ = -1, errors_ = -1;
};

}  // namespace authledger::test
