// Takes a member out of a ledger for good: events, entries, documents, derived rows, messages with
// their deliveries, remembered answers, holds that were lifted. Of each event a stub is left
// (chain.hpp), and an entry in the audit trail that names the positions. The audit trail itself
// stays as it is: it names members and episodes by their ids.
//
//     purge(writer, subject, now, at_step);  // a transaction of its own
//     scrub(writer, now, at_step);           // free pages, log
//
// Between the two, and when the process dies there, what was purged may still be in the log and in
// pages that are free; `has_traces` says so until a scrub is done.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/store/retention.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct PurgeCounts {
  std::size_t events = 0, episodes = 0, entries = 0, documents = 0, messages = 0, answers = 0;
};

// What a purge would take. Reads only.
PurgeCounts count_purge(sql::Connection& connection, const PurgeSubject& subject);

// Somebody reads the ledger as it was before, so that its log cannot go yet.
class StillRead : public sql::Error {
 public:
  using Error::Error;
};

// What is done next. For whoever shows it, and for whoever lets a process die there.
enum class PurgeStep : std::uint8_t { delete_rows, commit, cut_log, rewrite, cut_log_again, note };
using AtPurgeStep = std::function<void(PurgeStep)>;

// Whether it may be purged is the caller's to know (retention_of). Throws sql::Error; the ledger is
// as it was then.
PurgeCounts purge(sql::Connection& writer, const PurgeSubject& subject, Instant now,
                  const AtPurgeStep& at_step);

bool has_traces(sql::Connection& connection);

// Writes the whole file anew without free pages, and cuts the log. Can be done again at any time.
// Takes memory and space on the disk of about the ledger's size. Throws StillRead, sql::Error.
void scrub(sql::Connection& writer, Instant now, const AtPurgeStep& at_step);

}  // namespace authledger::store
