// A door to the machine for SQLite (sqlite.org/vfs.html) that gathers what is written to the
// write-ahead log.
#pragma once

namespace authledger::sql {

// The name under which sqlite3_open_v2 takes it: the usual VFS of the process, but what follows
// one another in a log is kept, up to 64 KiB, and written in one call: before the log is synced,
// read, measured, shortened or closed. SQLite itself makes two calls for each page. For
// connections with synchronous=FULL alone: they tell nobody of a frame before its sync. A write
// that fails is told by the call that needed it, and what was kept goes.
const char* gathering_vfs();

}  // namespace authledger::sql
