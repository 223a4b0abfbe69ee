// Preloaded into a program: the calls by which it reaches its files, its memory and its clock, each
// of which can be made to fail, to lie or to be the program's last. Without a plan (plan.hpp) every
// call goes through.
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include "tests/faults/shim/plan.hpp"

extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
}

namespace {

using namespace authledger::faults;

Plan* plan = nullptr;
int trace = -1;
pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;
std::atomic<bool> sync_has_failed[file_count];

__attribute__((constructor)) void map_plan() {
  const char* path = std::getenv(environment_variable);
  if (!path) return;
  const int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return;
  void* page = mmap(nullptr, sizeof(Plan), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (page == MAP_FAILED) return;
  auto* mapped = static_cast<Plan*>(page);
  if (mapped->trace[0] != '\0')
    trace = open(mapped->trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  plan = mapped;
}

bool ends_with(const char* text, const char* end) {
  const std::size_t size = std::strlen(text), wanted = std::strlen(end);
  return size >= wanted && std::strcmp(text + size - wanted, end) == 0;
}

// False: not of the data directory.
bool find_kind(const char* path, File& kind) {
  const std::size_t size = std::strlen(plan->directory);
  if (std::strncmp(path, plan->directory, size) != 0) return false;
  if (path[size] != '\0' && path[size] != '/') return false;
  kind = path[size] == '\0'               ? File::directory
         : ends_with(path, "/ledger.db")  ? File::database
         : ends_with(path, "-wal")        ? File::wal
         : ends_with(path, "-shm")        ? File::wal_index
         : ends_with(path, "writer.lock") ? File::lock
                                          : File::other;
  return true;
}

bool find_kind(int descriptor, File& kind) {
  if (!plan) return false;
  char link[64], path[512];
  std::snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return find_kind(path, kind);
}

void record(Mark mark, File file, std::uint64_t offset, const void* bytes, std::uint64_t size) {
  const TraceHead head{mark, file, offset, size};
  const iovec parts[] = {{const_cast<TraceHead*>(&head), sizeof head},
                         {const_cast<void*>(bytes), size}};
  if (syscall(SYS_writev, trace, parts, 2) < 0) std::abort();
}

// What shall become of this call. None: let it through.
const Rule* fault(Operation operation, File kind) {
  const auto index = static_cast<std::size_t>(operation);
  ++plan->seen[index][static_cast<std::size_t>(kind)];
  Rule& rule = plan->rules[index];
  if (!rule.is_armed) return nullptr;
  if (rule.file != File::any && rule.file != kind) return nullptr;
  const std::int64_t number = rule.met++ - rule.passes;
  if (number < 0 || (rule.times >= 0 && number >= rule.times)) return nullptr;
  ++rule.fired;
  return &rule;
}

[[noreturn]] void die() {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

template <class Call>
ssize_t guarded(Operation operation, File kind, std::size_t size, const Call& call) {
  const Rule* rule = fault(operation, kind);
  if (!rule) return call(size);
  const int error = rule->error;
  switch (rule->action) {
    case Action::half:
      if (operation == Operation::write) call(size / 2);
      break;
    case Action::lie:
      return static_cast<ssize_t>(operation == Operation::write ? size : 0);
    case Action::kill_before:
      die();
    case Action::kill_half:
      call(size / 2);
      die();
    case Action::kill_after:
      call(size);
      die();
    case Action::fail:
      break;
  }
  errno = error;
  return -1;
}

// Keeps the recording in the order of the calls.
class Turn {
 public:
  Turn() {
    if (trace >= 0) pthread_mutex_lock(&one_at_a_time);
  }
  ~Turn() {
    if (trace >= 0) pthread_mutex_unlock(&one_at_a_time);
  }
};

ssize_t write_at(int descriptor, const void* bytes, std::size_t size, off64_t offset) {
  const auto call = [&](std::size_t part) {
    return static_cast<ssize_t>(syscall(SYS_pwrite64, descriptor, bytes, part, offset));
  };
  File kind;
  if (!find_kind(descriptor, kind)) return call(size);
  const Turn turn;
  const ssize_t written = guarded(Operation::write, kind, size, call);
  if (trace >= 0 && written > 0)
    record(Mark::write, kind, static_cast<std::uint64_t>(offset), bytes,
           static_cast<std::uint64_t>(written));
  return written;
}

int sync_by(long number, int descriptor) {
  const auto call = [&](std::size_t) -> ssize_t { return syscall(number, descriptor); };
  File kind;
  if (!find_kind(descriptor, kind)) return static_cast<int>(call(0));
  const Turn turn;
  std::atomic<bool>& has_failed = sync_has_failed[static_cast<std::size_t>(kind)];
  if (has_failed) ++plan->syncs_after_a_failure;
  const Rule& rule = plan->rules[static_cast<std::size_t>(Operation::sync)];
  const std::int64_t fired = rule.fired;
  const ssize_t result = guarded(Operation::sync, kind, 0, call);
  if (result != 0) has_failed = true;
  const bool was_a_lie = rule.fired != fired;
  if (trace >= 0 && result == 0 && !was_a_lie) record(Mark::sync, kind, 0, nullptr, 0);
  return static_cast<int>(result);
}

int truncate_to(int descriptor, off64_t size) {
  const auto call = [&](std::size_t) -> ssize_t {
    return syscall(SYS_ftruncate, descriptor, size);
  };
  File kind;
  if (!find_kind(descriptor, kind)) return static_cast<int>(call(0));
  const Turn turn;
  const ssize_t result = guarded(Operation::truncate, kind, 0, call);
  if (trace >= 0 && result == 0)
    record(Mark::truncate, kind, static_cast<std::uint64_t>(size), nullptr, 0);
  return static_cast<int>(result);
}

ssize_t read_at(int descriptor, void* bytes, std::size_t size, off64_t offset) {
  const auto call = [&](std::size_t part) {
    return static_cast<ssize_t>(syscall(SYS_pread64, descriptor, bytes, part, offset));
  };
  File kind;
  if (!find_kind(descriptor, kind)) return call(size);
  return guarded(Operation::read, kind, size, call);
}

bool may_allocate() {
  if (!plan || !plan->rules[static_cast<std::size_t>(Operation::allocate)].is_armed) return true;
  if (!fault(Operation::allocate, File::other)) return true;
  errno = ENOMEM;
  return false;
}

void record_sent(const msghdr& message) {
  const Turn turn;
  for (std::size_t i = 0; i < message.msg_iovlen; ++i)
    record(Mark::send, File::other, 0, message.msg_iov[i].iov_base, message.msg_iov[i].iov_len);
}

}  // namespace

extern "C" {

ssize_t pwrite(int descriptor, const void* bytes, size_t size, off_t offset) {
  return write_at(descriptor, bytes, size, offset);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t size, off64_t offset) {
  return write_at(descriptor, bytes, size, offset);
}
ssize_t pread64(int descriptor, void* bytes, size_t size, off64_t offset) {
  return read_at(descriptor, bytes, size, offset);
}
int fsync(int descriptor) {
  return sync_by(SYS_fsync, descriptor);
}
int fdatasync(int descriptor) {
  return sync_by(SYS_fdatasync, descriptor);
}
int ftruncate(int descriptor, off_t size) noexcept {
  return truncate_to(descriptor, size);
}
int ftruncate64(int descriptor, off64_t size) noexcept {
  return truncate_to(descriptor, size);
}

int unlink(const char* path) noexcept {
  const Turn turn;
  const long result = syscall(SYS_unlink, path);
  File kind;
  if (plan && trace >= 0 && result == 0 && find_kind(path, kind))
    record(Mark::remove, kind, 0, nullptr, 0);
  return static_cast<int>(result);
}

// Recorded before it happens: what may have reached somebody counts as told.
ssize_t sendmsg(int socket, const msghdr* message, int flags) {
  if (trace >= 0) record_sent(*message);
  return syscall(SYS_sendmsg, socket, message, flags);
}
ssize_t send(int socket, const void* bytes, size_t size, int flags) {
  if (trace >= 0) {
    const Turn turn;
    record(Mark::send, File::other, 0, bytes, size);
  }
  return syscall(SYS_sendto, socket, bytes, size, flags, nullptr, 0);
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static auto* const real =
      reinterpret_cast<int (*)(clockid_t, timespec*)>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, time);
  if (result != 0 || clock != CLOCK_REALTIME || !plan) return result;
  const std::int64_t shifted = time->tv_sec * 1'000'000'000 + time->tv_nsec + plan->clock_offset;
  time->tv_sec = shifted / 1'000'000'000;
  time->tv_nsec = shifted % 1'000'000'000;
  return result;
}

void* malloc(size_t size) noexcept {
  return may_allocate() ? __libc_malloc(size) : nullptr;
}
void* calloc(size_t count, size_t size) noexcept {
  return may_allocate() ? __libc_calloc(count, size) : nullptr;
}
void* realloc(void* old, size_t size) noexcept {
  return may_allocate() ? __libc_realloc(old, size) : nullptr;
}

}  // extern "C"
