#include "tests/simulation/disk.hpp"

#include <algorithm>
#include <set>

namespace authledger::simulation {
namespace {

constexpr std::size_t sector = 512;

}  // namespace

void DiskFile::apply(const Change& change, std::size_t from, std::size_t end,
                     std::string& content) {
  if (change.is_truncation) {
    content.resize(change.offset);
    return;
  }
  if (content.size() < change.offset + end) content.resize(change.offset + end);
  content.replace(change.offset + from, end - from, change.bytes, from, end - from);
}

Disk::File Disk::open(const std::string& name, bool may_create) {
  const auto found = names_.find(name);
  if (found != names_.end()) return found->second;
  if (!may_create || is_dead_) return nullptr;
  return names_[name] = std::make_shared<DiskFile>();
}

Outcome Disk::remove(const std::string& name, bool is_durable) {
  if (power_goes()) return Outcome::io_error;
  names_.erase(name);
  if (is_durable) durable_names_.erase(name);
  return Outcome::ok;
}

bool Disk::power_goes() {
  ++operations_;
  if (is_due(faults_.power_at)) is_dead_ = true;
  return is_dead_;
}

Outcome Disk::read(const DiskFile&) {
  if (power_goes()) return Outcome::io_error;
  if (!is_due(faults_.at_read)) return Outcome::ok;
  has_failed_ = true;
  return Outcome::io_error;
}

Outcome Disk::write(DiskFile& file, std::size_t offset, std::string_view bytes) {
  const bool is_last = !is_dead_ && power_goes();  // a write in flight may be on the disk in part
  if (is_dead_ && !is_last) return Outcome::io_error;
  if (is_due(faults_.at_write)) {
    has_failed_ = true;
    return Outcome::io_error;
  }
  if (faults_.full_at_write > 0 && --faults_.full_at_write == 0 && faults_.full_for > 0) {
    --faults_.full_for;
    faults_.full_at_write = 1;  // the next one too
    was_full_ = true;
    return Outcome::no_space;
  }
  DiskFile::Change change{offset, std::string(bytes), false};
  DiskFile::apply(change, 0, bytes.size(), file.content_);
  file.unsynced_.push_back(std::move(change));
  return is_last ? Outcome::io_error : Outcome::ok;
}

Outcome Disk::truncate(DiskFile& file, std::size_t size) {
  if (power_goes()) return Outcome::io_error;
  DiskFile::Change change{size, {}, true};
  DiskFile::apply(change, 0, 0, file.content_);
  file.unsynced_.push_back(std::move(change));
  return Outcome::ok;
}

Outcome Disk::sync(const File& file) {
  if (power_goes()) return Outcome::io_error;
  if (is_due(faults_.at_sync)) {
    has_failed_ = lost_a_sync_ = true;
    Dice chance(operations_);
    file->durable_ = what_survived(*file, chance);
    file->unsynced_.clear();
    return Outcome::io_error;
  }
  if (const auto lied_about = names_.find(never_synced_);
      lied_about != names_.end() && lied_about->second == file)
    return Outcome::ok;
  for (const DiskFile::Change& change : file->unsynced_)
    DiskFile::apply(change, 0, change.bytes.size(), file->durable_);
  file->unsynced_.clear();
  for (const auto& [name, it] : names_)
    if (it == file) durable_names_[name] = file;
  return Outcome::ok;
}

// Nothing of what was not synced, all of it, or some sectors of some of it, in any order.
std::string Disk::what_survived(const DiskFile& file, Dice& dice) {
  std::string content = file.durable_;
  std::vector<const DiskFile::Change*> changes;
  for (const auto& change : file.unsynced_) changes.push_back(&change);
  const int mode = dice.between(0, 3);
  if (mode == 0) return content;
  if (mode > 1) dice.shuffle(changes);
  for (const DiskFile::Change* change : changes) {
    if (mode == 1 || change->is_truncation) {
      if (mode == 1 || dice.chance(50)) DiskFile::apply(*change, 0, change->bytes.size(), content);
      continue;
    }
    for (std::size_t from = 0; from < change->bytes.size();) {
      const std::size_t end =
          std::min(change->bytes.size(), from + sector - (change->offset + from) % sector);
      if (dice.chance(50)) DiskFile::apply(*change, from, end, content);
      from = end;
    }
  }
  return content;
}

void Disk::lose_power(Dice& dice) {
  std::set<std::string> all;
  for (const auto& [name, file] : names_) all.insert(name);
  for (const auto& [name, file] : durable_names_) all.insert(name);
  std::map<std::string, File> after;
  for (const std::string& name : all) {
    const auto now = names_.find(name), durable = durable_names_.find(name);
    const File seen = now == names_.end() ? nullptr : now->second;
    const File kept = durable == durable_names_.end() ? nullptr : durable->second;
    const File file = seen == kept || dice.chance(50) ? kept : seen;
    if (!file) continue;
    after[name] = std::make_shared<DiskFile>();
    after[name]->content_ = after[name]->durable_ = what_survived(*file, dice);
  }
  names_ = durable_names_ = std::move(after);
  faults_ = {};
  is_dead_ = has_failed_ = was_full_ = lost_a_sync_ = false;
}

void Disk::survive() {
  faults_ = {};
  is_dead_ = has_failed_ = was_full_ = lost_a_sync_ = false;
}

}  // namespace authledger::simulation
