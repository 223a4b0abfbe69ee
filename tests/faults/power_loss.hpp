// Row F03: what a disk may hold after the power fails. The shim records every write, truncation and
// sync of the data directory and everything that was sent to clients, in order. An image is the
// state at some point of the recording: what was synced, and of what was not any part, in any
// order, torn at 512 bytes. Entries of the directory itself count as durable at once.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <regex>

#include "engine/store/payers_folder.hpp"
#include "engine/store/verify.hpp"
#include "tests/faults/load.hpp"

namespace authledger::test {

struct TraceRecord {
  faults::TraceHead head;
  std::string_view bytes;  // of the recording
};

inline std::vector<TraceRecord> read_trace(std::string_view text) {
  std::vector<TraceRecord> records;
  while (text.size() >= sizeof(faults::TraceHead)) {
    TraceRecord record;
    std::memcpy(&record.head, text.data(), sizeof record.head);
    text.remove_prefix(sizeof record.head);
    if (text.size() < record.head.size) break;
    record.bytes = text.substr(0, record.head.size);
    text.remove_prefix(record.head.size);
    records.push_back(record);
  }
  return records;
}

// A file as the disk has it: `durable`, and what may or may not have reached it since.
class DiskFile {
 public:
  void take(const TraceRecord& record) {
    if (record.head.mark != faults::Mark::sync) {
      pending_.push_back(&record);
      return;
    }
    for (const TraceRecord* it : pending_) apply(*it, 0, it->bytes.size(), durable_);
    pending_.clear();
  }

  // One of the contents that may be found after the power has gone.
  std::string after_power_loss(std::mt19937& random) const {
    std::string content = durable_;
    std::vector<const TraceRecord*> reached = pending_;
    const unsigned mode = random() % 4;
    if (mode == 0) return content;  // nothing since the last sync
    if (mode > 1) std::shuffle(reached.begin(), reached.end(), random);
    for (const TraceRecord* it : reached) {
      if (mode == 1 || it->head.mark == faults::Mark::truncate) {
        if (mode == 1 || random() % 2 == 0) apply(*it, 0, it->bytes.size(), content);
        continue;
      }
      for (std::size_t from = 0; from < it->bytes.size(); from += sector)
        if (random() % 4 != 0) apply(*it, from, std::min(sector, it->bytes.size() - from), content);
    }
    return content;
  }

 private:
  static constexpr std::size_t sector = 512;

  static void apply(const TraceRecord& record, std::size_t from, std::size_t size,
                    std::string& content) {
    if (record.head.mark == faults::Mark::truncate) return content.resize(record.head.offset);
    const std::size_t offset = record.head.offset + from;
    if (content.size() < offset + size) content.resize(offset + size);
    record.bytes.copy(content.data() + offset, size, from);
  }

  std::string durable_;
  std::vector<const TraceRecord*> pending_;
};

struct PowerLoss {
  std::size_t images = 0, with_losses = 0, with_other_faults = 0, acknowledged = 0;
};

// Serves `posts` posts under a recording. Every sync of the file `not_synced` is a lie.
class RecordedRun {
 public:
  RecordedRun(int posts, std::optional<File> not_synced) {
    Faults faults(folder_.path() + "/data", folder_.path() + "/trace");
    if (not_synced)
      faults.arm(Operation::sync, {.file = *not_synced, .action = Action::lie, .times = -1});
    const auto daemon = serve(folder_.path() + "/data", faults);
    const std::uint16_t port = daemon->port();
    open_episodes(port, told_);
    Client client(port);
    for (int i = 0; i < posts; ++i) post(client, sessions("s", i, i % 7 == 6 ? 20 : 1), told_);
    daemon->end(SIGKILL);
    std::ifstream stream(folder_.path() + "/trace", std::ios::binary);
    text_.assign(std::istreambuf_iterator<char>(stream), {});
    records_ = read_trace(text_);
  }

  PowerLoss lose_power(std::size_t images, unsigned seed) {
    std::mt19937 random(seed);
    const std::size_t first = first_answer();
    std::vector<std::size_t> cuts(images);
    for (std::size_t& cut : cuts) cut = first + random() % (records_.size() - first);
    std::sort(cuts.begin(), cuts.end());
    DiskFile database, wal;
    Told told{{}, everybody()};
    PowerLoss result;
    std::size_t at = 0;
    for (const std::size_t cut : cuts) {
      for (; at <= cut; ++at) {
        const TraceRecord& record = records_[at];
        if (record.head.file == File::database) database.take(record);
        if (record.head.file == File::wal) wal.take(record);
        if (record.head.mark == faults::Mark::send) acknowledge(record.bytes, told);
      }
      write("ledger.db", database.after_power_loss(random));
      write("ledger.db-wal", wal.after_power_loss(random));
      std::filesystem::remove(image_ + "/ledger.db-shm");
      check(told, result);
    }
    result.acknowledged = told.acknowledged.size();
    return result;
  }

 private:
  // Memory rather than a disk, where there is one: ten thousand ledgers are opened here.
  struct ImageFolder {
    ImageFolder() {
      if (!std::filesystem::exists("/dev/shm") || !mkdtemp(path.data()))
        path = folder.path() + "/image", std::filesystem::create_directory(path);
    }
    ~ImageFolder() { std::filesystem::remove_all(path); }
    TemporaryDirectory folder;
    std::string path = "/dev/shm/authledger-XXXXXX";
  };

  std::map<std::string, std::string> everybody() const {
    std::map<std::string, std::string> ids;
    for (const auto& [id, place] : told_.acknowledged) ids.emplace(id, "");
    for (const auto& [id, event] : told_.unanswered) ids.emplace(id, "");
    return ids;
  }

  static bool is_answer(const TraceRecord& record) {
    return record.head.mark == faults::Mark::send &&
           record.bytes.find("\"verdict\":\"created\"") != std::string_view::npos;
  }
  std::size_t first_answer() const {
    std::size_t i = 0;
    while (i < records_.size() && !is_answer(records_[i])) ++i;
    EXPECT_LT(i, records_.size()) << "nothing was answered";
    return i;
  }

  void acknowledge(std::string_view sent, Told& told) const {
    static const std::regex said("\"id\":\"([^\"]+)\",\"verdict\":\"created\"");
    for (std::cregex_iterator it(sent.begin(), sent.end(), said), end; it != end; ++it) {
      const std::string id = (*it)[1];
      told.acknowledged[id] = told_.acknowledged.at(id);
      told.unanswered.erase(id);
    }
  }

  void write(const char* name, const std::string& content) const {
    std::ofstream(image_ + "/" + name, std::ios::binary) << content;
    std::filesystem::permissions(image_ + "/" + name, std::filesystem::perms::owner_read |
                                                          std::filesystem::perms::owner_write);
  }

  void check(const Told& told, PowerLoss& result) {
    ++result.images;
    try {
      const auto reader = sql::open_sqlite(image_ + "/ledger.db", sql::Access::read);
      LedgerFaults faults = faults_of(*reader, told);
      if (faults.lost > 0) ++result.with_losses;
      faults.lost = 0;
      const bool is_whole = result.images % 10 != 0 || verifies(*reader);
      if (!(faults == LedgerFaults{}) || !is_whole) ++result.with_other_faults;
    } catch (const sql::Error& error) {
      ++result.with_other_faults;
    }
  }
  bool verifies(sql::Connection& reader) {
    const auto verified = store::verify(reader, *book_, [](std::size_t, std::size_t) {});
    return verified.differences.empty();
  }

  TemporaryDirectory folder_;
  ImageFolder images_;
  std::string image_ = images_.path;
  std::string text_;
  std::vector<TraceRecord> records_;
  Told told_;
  Result<PolicyBook> book_ = store::read_payers_folder(invented_payers());
};

}  // namespace authledger::test
