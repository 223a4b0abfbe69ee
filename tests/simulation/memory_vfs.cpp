// SQLite's doors to the machine (sqlite.org/vfs.html), opened onto a Disk: files, locks between the
// connections of one process, and the shared memory of a write-ahead log.
#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>

#include "tests/simulation/disk.hpp"

namespace authledger::simulation {
namespace {

struct FileLocks {
  int shared = 0;
  const void *reserved = nullptr, *pending = nullptr, *exclusive = nullptr;
};

struct SharedMemory {
  std::vector<std::unique_ptr<char[]>> regions;
  std::array<int, SQLITE_SHM_NLOCK> shared{};
  std::array<const void*, SQLITE_SHM_NLOCK> exclusive{};
  int users = 0;
};

struct Machine {  // the running system: gone with the power, unlike the disk
  Disk* disk = nullptr;
  std::uint64_t lifetime = 0;
  std::map<std::string, FileLocks> locks;
  std::map<std::string, SharedMemory> memory;
  Dice random{0};
};

Machine& machine() {
  static Machine the_one;
  return the_one;
}

struct Handle {
  sqlite3_file base;  // first: SQLite knows no more of it
  Disk::File file;
  std::string name;
  std::uint64_t lifetime;      // of the machine that it belongs to
  int level;                   // of its lock
  unsigned shared, exclusive;  // bits: its locks on the shared memory
  bool has_memory;
};

Handle& handle(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}
bool is_gone(const Handle& it) {
  return it.lifetime != machine().lifetime || machine().disk->is_dead();
}

int code_of(Outcome outcome, int io_error) {
  if (outcome == Outcome::ok) return SQLITE_OK;
  return outcome == Outcome::no_space ? SQLITE_FULL : io_error;
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
  Handle& it = handle(file);
  if (is_gone(it)) return SQLITE_IOERR_READ;
  const int result = code_of(machine().disk->read(*it.file), SQLITE_IOERR_READ);
  if (result != SQLITE_OK) return result;
  const std::string& content = it.file->content();
  const auto from = std::min(content.size(), static_cast<std::size_t>(offset));
  const auto count = std::min(content.size() - from, static_cast<std::size_t>(size));
  std::memcpy(into, content.data() + from, count);
  if (count == static_cast<std::size_t>(size)) return SQLITE_OK;
  std::memset(static_cast<char*>(into) + count, 0, static_cast<std::size_t>(size) - count);
  return SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  if (size >= 1 << 17) return SQLITE_FULL;  // as the files of the machine
  Handle& it = handle(file);
  if (is_gone(it)) return SQLITE_IOERR_WRITE;
  const std::string_view text(static_cast<const char*>(bytes), static_cast<std::size_t>(size));
  return code_of(machine().disk->write(*it.file, static_cast<std::size_t>(offset), text),
                 SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  Handle& it = handle(file);
  if (is_gone(it)) return SQLITE_IOERR_TRUNCATE;
  return code_of(machine().disk->truncate(*it.file, static_cast<std::size_t>(size)),
                 SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* file, int) {
  Handle& it = handle(file);
  if (is_gone(it)) return SQLITE_IOERR_FSYNC;
  return code_of(machine().disk->sync(it.file), SQLITE_IOERR_FSYNC);
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
  *size = static_cast<sqlite3_int64>(handle(file).file->content().size());
  return SQLITE_OK;
}

FileLocks* locks_of(const Handle& it) {
  return it.lifetime == machine().lifetime ? &machine().locks[it.name] : nullptr;
}

int lock_file(sqlite3_file* file, int level) {
  Handle& it = handle(file);
  if (it.level >= level) return SQLITE_OK;
  FileLocks* locks = locks_of(it);
  if (!locks) return SQLITE_IOERR_LOCK;
  const auto of_another = [&](const void* owner) { return owner && owner != file; };
  if (of_another(locks->exclusive)) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_SHARED) {
    if (of_another(locks->pending)) return SQLITE_BUSY;
    ++locks->shared;
  } else if (level == SQLITE_LOCK_RESERVED) {
    if (of_another(locks->reserved)) return SQLITE_BUSY;
    locks->reserved = file;
  } else {
    if (of_another(locks->reserved) || of_another(locks->pending)) return SQLITE_BUSY;
    locks->pending = file;
    if (locks->shared > 1) return SQLITE_BUSY;  // its own is one of them
    locks->exclusive = file;
  }
  it.level = level;
  return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int level) {
  Handle& it = handle(file);
  FileLocks* locks = locks_of(it);
  if (locks && it.level > level) {
    for (const void** owner : {&locks->exclusive, &locks->pending, &locks->reserved})
      if (*owner == file) *owner = nullptr;
    if (level == SQLITE_LOCK_NONE) --locks->shared;
  }
  it.level = std::min(it.level, level);
  return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* result) {
  const FileLocks* locks = locks_of(handle(file));
  *result = locks && locks->reserved ? 1 : 0;
  return SQLITE_OK;
}

int control_file(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector_size(sqlite3_file*) {
  return 4096;
}
int device_characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_POWERSAFE_OVERWRITE;  // as SQLite takes it of every disk of a Unix
}

int map_memory(sqlite3_file* file, int region, int size, int may_extend, void volatile** memory) {
  Handle& it = handle(file);
  *memory = nullptr;
  if (is_gone(it)) return SQLITE_IOERR_SHMMAP;
  SharedMemory& shared = machine().memory[it.name];
  if (!it.has_memory) ++shared.users;
  it.has_memory = true;
  const auto wanted = static_cast<std::size_t>(region);
  while (shared.regions.size() <= wanted && may_extend) {
    const auto bytes = static_cast<std::size_t>(size);
    shared.regions.push_back(std::make_unique<char[]>(bytes));  // zeroed
  }
  if (wanted < shared.regions.size()) *memory = shared.regions[wanted].get();
  return SQLITE_OK;
}

int lock_memory(sqlite3_file* file, int offset, int count, int flags) {
  Handle& it = handle(file);
  if (it.lifetime != machine().lifetime) return SQLITE_OK;
  SharedMemory& memory = machine().memory[it.name];
  for (int pass = 0; pass < 2; ++pass) {  // first whether all can be had, then takes them
    for (int i = offset; i < offset + count; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const unsigned bit = 1U << i;
      if (flags & SQLITE_SHM_UNLOCK) {
        if (pass == 0) continue;
        if (it.shared & bit) --memory.shared[at];
        if (it.exclusive & bit) memory.exclusive[at] = nullptr;
        it.shared &= ~bit;
        it.exclusive &= ~bit;
      } else if (flags & SQLITE_SHM_SHARED) {
        if (pass == 0 && memory.exclusive[at] && memory.exclusive[at] != file) return SQLITE_BUSY;
        if (pass == 1 && !(it.shared & bit)) ++memory.shared[at], it.shared |= bit;
      } else {
        const int of_others = memory.shared[at] - ((it.shared & bit) ? 1 : 0);
        if (pass == 0 && (of_others > 0 || (memory.exclusive[at] && memory.exclusive[at] != file)))
          return SQLITE_BUSY;
        if (pass == 1) memory.exclusive[at] = file, it.exclusive |= bit;
      }
    }
  }
  return SQLITE_OK;
}

void memory_barrier(sqlite3_file*) {}

int unmap_memory(sqlite3_file* file, int) {
  Handle& it = handle(file);
  if (it.has_memory && it.lifetime == machine().lifetime && --machine().memory[it.name].users == 0)
    machine().memory.erase(it.name);
  it.has_memory = false;
  return SQLITE_OK;
}

int close_file(sqlite3_file* file) {
  unlock_file(file, SQLITE_LOCK_NONE);
  handle(file).~Handle();
  return SQLITE_OK;
}

const sqlite3_io_methods methods{2,
                                 close_file,
                                 read_file,
                                 write_file,
                                 truncate_file,
                                 sync_file,
                                 size_of_file,
                                 lock_file,
                                 unlock_file,
                                 check_reserved,
                                 control_file,
                                 sector_size,
                                 device_characteristics,
                                 map_memory,
                                 lock_memory,
                                 memory_barrier,
                                 unmap_memory,
                                 nullptr,
                                 nullptr};

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  file->pMethods = nullptr;
  Disk& disk = *machine().disk;
  if (disk.is_dead()) return SQLITE_CANTOPEN;
  Disk::File opened =
      name ? disk.open(name, (flags & SQLITE_OPEN_CREATE) != 0) : std::make_shared<DiskFile>();
  if (!opened) return SQLITE_CANTOPEN;
  new (file) Handle{
      {&methods}, std::move(opened), name ? name : "", machine().lifetime, SQLITE_LOCK_NONE, 0, 0,
      false};
  if (flags_out) *flags_out = flags;
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs*, const char* name, int is_durable) {
  if (!machine().disk->exists(name)) return SQLITE_IOERR_DELETE_NOENT;
  return code_of(machine().disk->remove(name, is_durable != 0), SQLITE_IOERR_DELETE);
}

int access_file(sqlite3_vfs*, const char* name, int, int* result) {
  *result = machine().disk->exists(name) ? 1 : 0;
  return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* name, int size, char* into) {
  if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
  std::strcpy(into, name);
  return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* into) {
  for (int i = 0; i < size; ++i) into[i] = static_cast<char>(machine().random.between(0, 255));
  return size;
}

int no_sleep(sqlite3_vfs*, int microseconds) {
  return microseconds;
}
int no_error(sqlite3_vfs*, int, char*) {
  return 0;
}
int some_day(sqlite3_vfs*, double* julian) {
  *julian = 2461000.5;
  return SQLITE_OK;
}

sqlite3_vfs* the_vfs() {
  static sqlite3_vfs vfs{};
  vfs.iVersion = 1;
  vfs.szOsFile = sizeof(Handle);
  vfs.mxPathname = 200;
  vfs.zName = "simulated";
  vfs.xOpen = open_file;
  vfs.xDelete = delete_file;
  vfs.xAccess = access_file;
  vfs.xFullPathname = full_path;
  vfs.xRandomness = randomness;
  vfs.xSleep = no_sleep;
  vfs.xCurrentTime = some_day;
  vfs.xGetLastError = no_error;
  return &vfs;
}

}  // namespace

void put_sqlite_on(Disk* disk, std::uint64_t seed) {
  Machine& it = machine();
  it.disk = disk;
  ++it.lifetime;  // whatever is still open belongs to a machine that is gone
  it.locks.clear();
  it.memory.clear();
  it.random = Dice(seed);
  if (!disk) sqlite3_vfs_unregister(the_vfs());
  // The usual one is the latest that was registered as such: said, not left to the order.
  sqlite3_vfs_register(disk ? the_vfs() : sqlite3_vfs_find("unix"), 1);
  sqlite3_randomness(0, nullptr);  // SQLite's own numbers start again, from ours
}

}  // namespace authledger::simulation
