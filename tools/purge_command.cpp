// purge: who is due by the rules of retention and under no legal hold is taken out of the store and
// out of what the nightly run has written.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <ostream>

#include "engine/store/data_directory.hpp"
#include "engine/store/purge.hpp"
#include "engine/store/retention.hpp"
#include "tools/commands.hpp"
#include "tools/packet_files.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

std::string name_of(const store::PurgeSubject& subject) {
  return subject.member ? "member " + *subject.member : "episode " + subject.episodes.front();
}

void tell(const store::PurgeSubject& subject, const char* verb, const store::PurgeCounts& counts,
          std::ostream& out) {
  out << verb << ' ' << name_of(subject) << ": " << counts.events << " events of "
      << counts.episodes << " episodes, " << counts.entries << " entries, " << counts.documents
      << " documents, " << counts.messages << " messages, " << counts.answers
      << " remembered answers\n";
}

// Those asked for who may be purged; the others are told. None: something that was named is not
// there or must stay.
std::optional<std::vector<store::PurgeSubject>> chosen(sql::Connection& connection,
                                                       const store::RetentionRules& rules,
                                                       const RetentionOptions& options, Instant now,
                                                       std::ostream& out) {
  std::vector<store::PurgeSubject> subjects;
  if (options.is_all_due) {
    for (store::Retention& it : store::all_retention(connection, rules, now))
      if (it.why_not.empty()) subjects.push_back(std::move(it.subject));
    return subjects;
  }
  bool is_refused = false;
  const auto take = [&](const std::string& what, std::optional<store::PurgeSubject> subject) {
    if (!subject) {
      out << what << ": the ledger has no such one\n";
      is_refused = true;
      return;
    }
    const store::Retention it = store::retention_of(connection, rules, std::move(*subject), now);
    for (const std::string& why : it.why_not) out << what << ": " << why << '\n';
    is_refused |= !it.why_not.empty();
    subjects.push_back(it.subject);
  };
  for (const std::string& id : options.members)
    take("member " + id, store::subject_of_member(connection, id));
  for (const std::string& id : options.episodes)
    take("episode " + id, store::subject_of_episode(connection, id));
  if (is_refused) return std::nullopt;
  return subjects;
}

// Packets by their names, and the pages that list everybody: the next night writes them anew.
void remove_pages(const std::string& directory, const std::vector<store::PurgeSubject>& subjects,
                  std::ostream& out) {
  if (!fs::is_directory(directory)) {
    out << "there is no directory " << directory << '\n';
    return;
  }
  std::vector<fs::path> files;
  for (const char* page : {"index.html", "worklist.json", "worklist.csv", "summary.json",
                           "summary.csv", "failed-documents.csv"})
    files.push_back(fs::path(directory) / page);
  if (fs::is_directory(directory + "/packets"))
    for (const auto& entry : fs::directory_iterator(directory + "/packets"))
      for (const store::PurgeSubject& subject : subjects)
        for (const std::string& episode : subject.episodes)
          if (is_packet_of(episode, entry.path().filename().string()))
            files.push_back(entry.path());
  for (const fs::path& file : files)
    if (fs::remove(file)) out << "removed " << file.string() << '\n';
}

// A copy in the clear that a killed backup left beside the ledger goes; one that is being made
// would hold what was purged.
void remove_clear_copy(const std::string& data) {
  const std::string folder = data + "/sealing";
  const int lock = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock < 0) return;
  const bool is_free = flock(lock, LOCK_EX | LOCK_NB) == 0;
  if (is_free) fs::remove_all(folder);
  close(lock);
  if (!is_free)
    throw std::runtime_error("a backup or restore of " + data + " is under way; let it end first");
}

void name_backups(const RetentionOptions& options, Instant now, std::ostream& out) {
  out << "Backups made before " << to_text(now) << " still hold what was purged, and give it back "
      << "when they are restored:\n";
  std::vector<std::string> files;
  for (const std::string& directory : options.backups)
    if (fs::is_directory(directory))
      for (const auto& entry : fs::directory_iterator(directory))
        if (entry.path().extension() == ".sha256")
          files.push_back((entry.path().parent_path() / entry.path().stem()).string());
  std::sort(files.begin(), files.end());
  for (const std::string& file : files) out << "  " << file << '\n';
  if (options.backups.empty())
    out << "  which these are, this ledger does not know; name their directories with --backups\n";
}

void scrub_if_due(sql::Connection& writer, Instant now, std::ostream& out) {
  if (!store::has_traces(writer)) return;
  store::scrub(writer, now, [](store::PurgeStep) {});
  out << "the ledger was written anew: nothing that was purged is left in free pages or its log\n";
}

int purge_chosen(sql::Connection& writer, const std::vector<store::PurgeSubject>& subjects,
                 const RetentionOptions& options, Instant now, std::ostream& out) {
  for (const std::string& directory : options.pages) remove_pages(directory, subjects, out);
  for (const store::PurgeSubject& subject : subjects)
    tell(subject, "purged", store::purge(writer, subject, now, [](store::PurgeStep) {}), out);
  scrub_if_due(writer, now, out);
  if (subjects.empty()) return exit_done;
  name_backups(options, now, out);
  if (options.pages.empty())
    out << "what the nightly run has written elsewhere was not touched; see --pages\n";
  return exit_done;
}

}  // namespace

int purge_store(const std::string& data, const RetentionOptions& options, Instant now,
                std::ostream& out, std::ostream& errors) {
  const auto rules = read_rules(options.rules, errors);
  if (!rules) return exit_usage;
  if (!options.is_done) {
    const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
    const sql::Transaction view(*reader);
    const auto subjects = chosen(*reader, *rules, options, now, out);
    if (!subjects) return exit_refused;
    for (const store::PurgeSubject& it : *subjects)
      tell(it, "would purge", store::count_purge(*reader, it), out);
    if (store::has_traces(*reader))
      out << "an earlier purge did not end: free pages and the log may hold what it purged\n";
    out << "nothing was purged; --yes does it\n";
    return exit_done;
  }
  try {
    store::DataDirectory::open_to_read(data);  // makes none
    auto ledger = store::DataDirectory::open_to_write(data);
    remove_clear_copy(data);
    scrub_if_due(ledger.writer(), now, out);  // after a purge that did not end
    const auto subjects = chosen(ledger.writer(), *rules, options, now, out);
    if (!subjects) {
      out << "nothing was purged\n";
      return exit_refused;
    }
    return purge_chosen(ledger.writer(), *subjects, options, now, out);
  } catch (const store::LockHeld& error) {
    errors << error.what() << '\n';
    return exit_try_again;
  } catch (const store::StillRead& error) {
    errors << error.what() << '\n';
    return exit_try_again;
  }
}

}  // namespace authledger::tools
