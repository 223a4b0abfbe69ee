#include "engine/store/gathering_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <new>
#include <string>
#include <vector>

namespace authledger::sql {
namespace {

// The files of SQLite for Unix take less than 128 KiB at a time.
constexpr std::size_t most_kept = std::size_t{1} << 16;
constexpr sqlite3_int64 growth = 1 << 20;

struct Kept {
  std::vector<char> bytes;  // of most_kept from the beginning: keeping takes no memory
  std::size_t size = 0;
  sqlite3_int64 at = 0;  // where in the file they belong
  sqlite3_int64 file_size = 0;
  bool may_grow = true;  // false: the disk had no room for it

  sqlite3_int64 end() const { return at + static_cast<sqlite3_int64>(size); }
};

// SQLite gives a file szOsFile bytes, at a multiple of eight: this, and behind it the file of the
// VFS below.
struct LogFile {
  sqlite3_file base;
  Kept* kept;

  sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& methods() { return *below()->pMethods; }

  int flush() {
    if (kept->size == 0) return SQLITE_OK;
    const std::size_t size = kept->size;
    kept->size = 0;
    return write(kept->bytes.data(), size, kept->at);
  }

  int write(const char* bytes, std::size_t size, sqlite3_int64 at) {
    const sqlite3_int64 end = at + static_cast<sqlite3_int64>(size);
    if (end > kept->file_size && kept->may_grow)
      if (const int grown = grow(end + growth); grown != SQLITE_OK) return grown;
    const int result = methods().xWrite(below(), bytes, static_cast<int>(size), at);
    if (result == SQLITE_OK) kept->file_size = std::max(kept->file_size, end);
    return result;
  }

 private:
  // A log that is written over is synced in two thirds of the time that one takes that grows. What
  // is behind the last frame means nothing (sqlite.org/fileformat2.html, section 4.1). A disk
  // without room for more may still have it for the frames.
  int grow(sqlite3_int64 end) {
    static const std::vector<char> zeros(most_kept);
    const sqlite3_int64 before = kept->file_size;
    int result = SQLITE_OK;
    while (kept->file_size < end && result == SQLITE_OK) {
      result = methods().xWrite(below(), zeros.data(), most_kept, kept->file_size);
      if (result == SQLITE_OK) kept->file_size += most_kept;
    }
    if (result != SQLITE_FULL) return result;
    kept->may_grow = false;
    kept->file_size = before;
    return methods().xTruncate(below(), before);
  }
};

static_assert(alignof(LogFile) <= 8 && sizeof(LogFile) % 8 == 0);

LogFile& log_of(sqlite3_file* file) {
  return *reinterpret_cast<LogFile*>(file);
}

int write_log(sqlite3_file* file, const void* bytes, int count, sqlite3_int64 at) {
  LogFile& log = log_of(file);
  Kept& kept = *log.kept;
  const auto size = static_cast<std::size_t>(count);
  if (kept.size > 0 && (at != kept.end() || kept.size + size > most_kept))
    if (const int result = log.flush(); result != SQLITE_OK) return result;
  const char* const from = static_cast<const char*>(bytes);
  if (size > most_kept) return log.write(from, size, at);
  if (kept.size == 0) kept.at = at;
  std::copy(from, from + size, kept.bytes.data() + kept.size);
  kept.size += size;
  return SQLITE_OK;
}

template <class... Arguments>
using Method = int (*sqlite3_io_methods::*)(sqlite3_file*, Arguments...);

template <auto method>
struct Below;

// A method of the file below, after what was kept is there.
template <class... Arguments, Method<Arguments...> method>
struct Below<method> {
  static int flushed(sqlite3_file* file, Arguments... arguments) {
    LogFile& log = log_of(file);
    const int result = log.flush();
    return result == SQLITE_OK ? at_once(file, arguments...) : result;
  }
  static int at_once(sqlite3_file* file, Arguments... arguments) {
    LogFile& log = log_of(file);
    return (log.methods().*method)(log.below(), arguments...);
  }
};

int truncate_log(sqlite3_file* file, sqlite3_int64 size) {
  const int result = Below<&sqlite3_io_methods::xTruncate>::flushed(file, size);
  if (result == SQLITE_OK) log_of(file).kept->file_size = size;
  return result;
}

int close_log(sqlite3_file* file) {
  LogFile& log = log_of(file);
  const int flushed = log.flush();
  const int closed = log.methods().xClose(log.below());
  delete log.kept;
  return flushed == SQLITE_OK ? closed : flushed;
}

using Io = sqlite3_io_methods;

const Io log_methods = [] {
  Io methods{};
  methods.iVersion = 1;  // a log has neither shared memory nor a mapping
  methods.xClose = close_log;
  methods.xRead = Below<&Io::xRead>::flushed;
  methods.xWrite = write_log;
  methods.xTruncate = truncate_log;
  methods.xSync = Below<&Io::xSync>::flushed;
  methods.xFileSize = Below<&Io::xFileSize>::flushed;
  methods.xLock = Below<&Io::xLock>::at_once;
  methods.xUnlock = Below<&Io::xUnlock>::at_once;
  methods.xCheckReservedLock = Below<&Io::xCheckReservedLock>::at_once;
  methods.xFileControl = Below<&Io::xFileControl>::at_once;
  methods.xSectorSize = Below<&Io::xSectorSize>::at_once;
  methods.xDeviceCharacteristics = Below<&Io::xDeviceCharacteristics>::at_once;
  return methods;
}();

struct GatheringVfs : sqlite3_vfs {
  std::string name;
  sqlite3_vfs* usual;
};

sqlite3_vfs* usual_of(sqlite3_vfs* vfs) {
  return static_cast<GatheringVfs*>(vfs)->usual;
}

int open_log(sqlite3_vfs* usual, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  LogFile& log = log_of(file);
  log.base.pMethods = nullptr;
  log.kept = new (std::nothrow) Kept;
  if (log.kept == nullptr) return SQLITE_NOMEM;
  int result = SQLITE_NOMEM;
  try {
    log.kept->bytes.resize(most_kept);
    result = usual->xOpen(usual, name, log.below(), flags, flags_out);
    if (result == SQLITE_OK) {
      result = log.methods().xFileSize(log.below(), &log.kept->file_size);
      if (result != SQLITE_OK) log.methods().xClose(log.below());
    }
  } catch (const std::bad_alloc&) {
  }
  if (result == SQLITE_OK)
    log.base.pMethods = &log_methods;
  else
    delete log.kept;
  return result;
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  sqlite3_vfs* const usual = usual_of(vfs);
  if ((flags & SQLITE_OPEN_WAL) != 0) return open_log(usual, name, file, flags, flags_out);
  return usual->xOpen(usual, name, file, flags, flags_out);
}

template <class... Arguments>
using Door = int (*sqlite3_vfs::*)(sqlite3_vfs*, Arguments...);

template <auto door>
struct Through;

template <class... Arguments, Door<Arguments...> door>
struct Through<door> {
  static int usual(sqlite3_vfs* vfs, Arguments... arguments) {
    sqlite3_vfs* const to = usual_of(vfs);
    return (to->*door)(to, arguments...);
  }
};

GatheringVfs around(sqlite3_vfs* usual) {
  GatheringVfs vfs{{}, std::string("gathering-") + usual->zName, usual};
  vfs.iVersion = 1;
  vfs.szOsFile = static_cast<int>(sizeof(LogFile)) + usual->szOsFile;
  vfs.mxPathname = usual->mxPathname;
  vfs.xOpen = open_file;
  vfs.xDelete = Through<&sqlite3_vfs::xDelete>::usual;
  vfs.xAccess = Through<&sqlite3_vfs::xAccess>::usual;
  vfs.xFullPathname = Through<&sqlite3_vfs::xFullPathname>::usual;
  vfs.xRandomness = Through<&sqlite3_vfs::xRandomness>::usual;
  vfs.xSleep = Through<&sqlite3_vfs::xSleep>::usual;
  vfs.xCurrentTime = Through<&sqlite3_vfs::xCurrentTime>::usual;
  vfs.xGetLastError = Through<&sqlite3_vfs::xGetLastError>::usual;
  return vfs;
}

}  // namespace

const char* gathering_vfs() {
  static std::mutex mutex;
  static std::map<sqlite3_vfs*, GatheringVfs> known;
  const std::lock_guard lock(mutex);
  sqlite3_vfs* const usual = sqlite3_vfs_find(nullptr);
  const auto [at, is_new] = known.try_emplace(usual, around(usual));
  GatheringVfs& vfs = at->second;
  if (is_new) {
    vfs.zName = vfs.name.c_str();
    sqlite3_vfs_register(&vfs, 0);
  }
  return vfs.zName;
}

}  // namespace authledger::sql
