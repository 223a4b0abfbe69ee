#include "tools/reading.hpp"

#include <filesystem>

#include "engine/store/audit_spool.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"

namespace authledger::tools {

void enter_reading(const std::string& directory, Instant now, const Reading& reading) {
  if (!std::filesystem::exists(store::ledger_file(directory))) return;
  store::AuditEntry entry =
      store::local_entry(now, reading.action, reading.command, reading.record);
  if (!reading.episode.empty()) {
    const auto reader = store::DataDirectory::open_to_read(directory).connect_to_read();
    if (const auto head = store::find_log(*reader, reading.episode)) {
      entry.record_id = reading.episode;
      entry.member = head->member;
    } else {
      entry.code = "not_found";
    }
  }
  store::spool_audit(directory, entry);
}

}  // namespace authledger::tools
