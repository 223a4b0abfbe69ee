// A file encrypted under a key, of which nothing can be changed, moved, added or taken away without
// it being noticed: XChaCha20-Poly1305 in libsodium's secretstream.
//
//     magic (16 bytes), version (1), name of the key (16), header of the stream (24),
//     then chunks of 64 KiB with 17 bytes each; the last one says that it is the last.
//
// Each chunk is bound to those before it and to magic, version and name. The name of a key says
// which key it was, and nothing about the key.
#pragma once

#include <stdexcept>
#include <string>

#include "tools/backup_key.hpp"

namespace authledger::tools {

// What is in the file is not what was sealed, or was sealed under another key; what() says which.
class NotAsSealed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Whether it begins as one does.
bool is_sealed(const std::string& file);

// Writes `to` (0600, synced), which is replaced when there is one. Throws std::runtime_error when
// either cannot be read or written; then there is no `to`.
void seal_file(const std::string& from, const std::string& to, const BackupKey& key);

// Reads all of it, and writes nothing. Throws NotAsSealed; std::runtime_error.
void check_sealed(const std::string& file, const BackupKey& key);

// The reverse of seal_file. Throws NotAsSealed; std::runtime_error; then there is no `to`.
void unseal_file(const std::string& from, const std::string& to, const BackupKey& key);

}  // namespace authledger::tools
