#include "engine/store/anchor.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>

#include "engine/base/sha256.hpp"
#include "engine/store/old_chain.hpp"

namespace authledger::store {
namespace {

constexpr std::size_t slot_size = 512;  // a sector of any disk
constexpr int slots = 2;
constexpr int moves_of_a_sync = 32;

// "write position digest check", padded with spaces to a line of one slot.
std::string slot_text(std::uint64_t write, const ChainLink& link) {
  std::string text =
      std::to_string(write) + " " + std::to_string(link.position) + " " + to_hex(link.digest);
  text += " " + to_hex(sha256(text));
  text.resize(slot_size - 1, ' ');
  return text + "\n";
}

struct Slot {
  std::uint64_t write = 0;
  ChainLink link;
};

std::optional<Slot> read_slot(const std::string& text) {
  std::istringstream words(text);
  std::string write, position, digest, check;
  if (!(words >> write >> position >> digest >> check)) return std::nullopt;
  if (to_hex(sha256(write + " " + position + " " + digest)) != check) return std::nullopt;
  const auto bytes = from_hex(digest);
  if (!bytes) return std::nullopt;
  return Slot{std::stoull(write), {std::stoll(position), *bytes}};
}

// The newer of the slots that are whole.
std::optional<Slot> read_newest(int file) {
  std::optional<Slot> newest;
  for (int i = 0; i < slots; ++i) {
    std::string text(slot_size, '\0');
    const auto offset = static_cast<off_t>(i * slot_size);
    if (pread(file, text.data(), text.size(), offset) != static_cast<ssize_t>(slot_size)) continue;
    const auto slot = read_slot(text);
    if (slot && (!newest || slot->write > newest->write)) newest = slot;
  }
  return newest;
}

std::string told(std::string_view what, std::int64_t last, std::int64_t anchored) {
  const std::string name(what);
  if (last == anchored)
    return "the ledger's " + name + " up to position " + std::to_string(anchored) +
           " are not those that were acknowledged";
  return "the ledger's chain of " + name + " ends at position " + std::to_string(last) +
         ", but the " + name + " up to position " + std::to_string(anchored) +
         " were acknowledged: its log was cut, or it is an older copy";
}

constexpr AnchoredChain events{"events", chain_head, chain_digest};

}  // namespace

BehindAnchor::BehindAnchor(std::string_view what, std::int64_t last, std::int64_t anchored)
    : sql::Error(told(what, last, anchored)) {}

std::string anchor_file(const std::string& directory) {
  return directory + "/anchor";
}

Anchor::Anchor(std::string file) : path_(std::move(file)) {}

Anchor::~Anchor() {
  if (file_ >= 0) close(file_);
}

std::optional<ChainLink> Anchor::read() const {
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  const auto slot = read_newest(file);
  close(file);
  return slot ? std::optional(slot->link) : std::nullopt;
}

void check_anchor(const ChainLink& anchored, const AnchoredChain& chain,
                  sql::Connection& connection) {
  const std::int64_t last = chain.head(connection).position;
  if (last < anchored.position) throw BehindAnchor(chain.what, last, anchored.position);
  if (chain.digest(connection, anchored.position) != anchored.digest)
    throw BehindAnchor(chain.what, anchored.position, anchored.position);
}

// A process that died between bringing an older file up to date and moving the anchor leaves the
// anchor with a link of the old chain.
void check_anchor(const ChainLink& anchored, sql::Connection& connection) {
  try {
    check_anchor(anchored, events, connection);
  } catch (const BehindAnchor&) {
    if (old_chain_digest(connection, anchored.position) != anchored.digest) throw;
  }
}

void Anchor::open() {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw sql::Error("cannot open " + path_ + ": " + std::strerror(errno));
  if (const auto slot = read_newest(file_)) writes_ = slot->write;
}

void Anchor::move_to(const ChainLink& head) {
  if (head.position == position_) return;
  if (file_ < 0) open();
  const std::string text = slot_text(++writes_, head);
  const auto offset = static_cast<off_t>(writes_ % slots * slot_size);
  if (pwrite(file_, text.data(), text.size(), offset) != static_cast<ssize_t>(text.size()))
    throw sql::Error("cannot write " + path_ + ": " + std::strerror(errno));
  position_ = head.position;
  if (++unsynced_ == moves_of_a_sync) sync();
}

void Anchor::sync() {
  if (file_ < 0) return;
  if (fdatasync(file_) != 0) throw sql::Error("cannot sync " + path_ + ": " + std::strerror(errno));
  unsynced_ = 0;
}

}  // namespace authledger::store
