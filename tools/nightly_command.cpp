#include <algorithm>
#include <iostream>
#include <set>

#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/nights.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/registry.hpp"
#include "tools/commands.hpp"
#include "tools/night_packets.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t episodes_per_commit = 100;

bool is_within_its_window(const Obligation& it) {
  return store::wants_packet(it) &&
         (it.status == ObligationStatus::open || it.status == ObligationStatus::overdue);
}

// States every open episode: what is due, and which reviews want a packet.
class Round {
 public:
  Round(const NightLedger& ledger, const NightlyOptions& options, NightRecord& night)
      : ledger_(ledger), options_(options), night_(night) {
    if (!ledger.writer) return;
    for (const store::DueNight& it :
         store::undone_nights(ledger.connection, options.night_at, options.as_of))
      undone_.insert(it.facility);
  }

  std::vector<DueReview> go() {
    const std::vector<std::string> episodes =
        store::open_episode_ids(ledger_.connection, options_.as_of);
    for (std::size_t first = 0; first < episodes.size(); first += episodes_per_commit) {
      std::optional<sql::Transaction> transaction;
      if (ledger_.writer) transaction.emplace(*ledger_.writer);
      const std::size_t last = std::min(episodes.size(), first + episodes_per_commit);
      for (std::size_t i = first; i < last; ++i) {
        try {  // what cannot be read throws before anything of it is written
          take(episodes[i]);
        } catch (const sql::DamagedRow& error) {
          night_.add(NightFailure{episodes[i], "episode " + episodes[i] + ": " + error.what()});
        }
      }
      if (transaction) transaction->commit();
      if (options_.watch) options_.watch({false, last, 0, episodes.size()});
    }
    return std::move(reviews_);
  }

 private:
  void take(const std::string& id) {
    const auto restated = state(id);
    if (!restated) return;
    std::optional<Member> member;
    if (restated->member)
      member = store::find_member(ledger_.connection, *restated->member, options_.as_of);
    std::size_t uncovered_units = 0;
    for (const UncoveredUnits& it : restated->standing.uncovered)
      uncovered_units += static_cast<std::size_t>(it.units);
    night_.add_episode(uncovered_units);
    for (const Obligation& obligation : restated->standing.obligations) {
      if (is_pending(obligation.status)) add_due(id, *restated, member, obligation);
      if (is_within_its_window(obligation)) reviews_.push_back({id, obligation.key});
    }
  }

  // Restates, unless the rows or the log speak of a later instant already: a night of the past
  // leaves them alone. So does one that has been done, unless it was under other policies or there
  // is more in the log since.
  std::optional<store::Restated> state(const std::string& id) {
    if (ledger_.writer) {
      const store::Restating last = store::last_restating(ledger_.connection, id);
      const auto log = store::find_log(ledger_.connection, id);
      const bool is_wanted = undone_.contains(log->facility) ||
                             last.policies != ledger_.book.fingerprint ||
                             last.last_seq < log->last_seq;
      if (is_wanted && last.at <= options_.as_of && log->last_recorded_at <= options_.as_of)
        return store::restate(*ledger_.writer, ledger_.book, id, options_.as_of);
    }
    return store::standing_of(ledger_.connection, ledger_.book, id, options_.as_of);
  }

  void add_due(const std::string& id, const store::Restated& restated,
               const std::optional<Member>& member, const Obligation& obligation) {
    const auto* coverage = restated.episode.coverage_on(restated.standing.today);
    night_.add(DueItem{.facility_id = restated.facility.id,
                       .facility_name = restated.facility.name,
                       .episode = id,
                       .member = restated.member,
                       .member_name = member ? member->name : "",
                       .payer = coverage ? coverage->fact.payer : "",
                       .obligation = obligation,
                       .due_local = obligation.due_at
                                        ? restated.facility.zone.wall_clock(*obligation.due_at)
                                        : ""});
  }

  const NightLedger& ledger_;
  const NightlyOptions& options_;
  NightRecord& night_;
  std::set<std::string> undone_;  // facilities whose night is to be done
  std::vector<DueReview> reviews_;
};

store::DataDirectory open_store(const std::string& path, bool restates) {
  if (!restates) return store::DataDirectory::open_to_read(path);
  try {
    return store::DataDirectory::open_to_write(path);
  } catch (const store::LockHeld& error) {
    throw store::LockHeld(std::string(error.what()) +
                          ". A running authledgerd does the nights itself; nightly --read-only "
                          "writes the worklist and the packets beside it");
  }
}

// Last of all: a run that was killed is done again.
void mark_nights(sql::Connection& writer, const NightlyOptions& options) {
  sql::Transaction transaction(writer);
  for (const store::DueNight& it : store::undone_nights(writer, options.night_at, options.as_of)) {
    store::Night night =
        store::find_night(writer, it.facility, it.date)
            .value_or(
                store::Night{.facility = it.facility, .date = it.date, .begun_at = options.as_of});
    night.episodes += store::episodes_left(writer, it);
    night.done_at = options.as_of;
    store::put_night(writer, night);
    store::AuditEntry entry =
        store::local_entry(options.as_of, "night", "authledger nightly", "facility");
    entry.record_id = it.facility;
    store::append_audit(writer, entry);
  }
  transaction.commit();
}

void report(const NightRecord& night, const std::string& directory, std::ostream& out) {
  const NightTotals& totals = night.totals();
  const NightCounts& counts = totals.counts;
  out << totals.episodes << " episodes, " << totals.pending << " obligations pending ("
      << totals.overdue << " overdue), " << counts.packets << " review packets, "
      << totals.uncovered_units << " units without cover\n";
  if (counts.packets > 0)
    out << "packets: " << counts.first << " first, " << counts.new_versions << " new versions, "
        << counts.unchanged << " unchanged, " << counts.not_kept << " not kept; " << counts.ready
        << " ready, " << counts.ready_with_gaps << " ready with gaps, " << counts.incomplete
        << " incomplete\n";
  if (counts.failed_documents > 0)
    out << counts.failed_documents << " documents failed, see failed-documents.csv\n";
  for (const NightFailure& failure : night.failures()) out << failure.what << '\n';
  out << "written: " << directory
      << "/index.html, worklist.csv, worklist.json, summary.json, summary.csv, failed-documents.csv"
      << (counts.packets == 0 ? "" : ", packets/") << '\n';
}

}  // namespace

int nightly(const StorePaths& paths, const NightlyOptions& options, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  auto data = open_store(paths.data, options.restates);
  std::unique_ptr<sql::Connection> reader, consents;
  if (!options.restates) {
    reader = data.connect_to_read();
    consents = data.connect_to_read();
  }
  sql::Connection& connection = options.restates ? data.writer() : *reader;
  NightRecord night(options.as_of, options.out);
  {
    std::optional<sql::Transaction> snapshot;
    if (reader) snapshot.emplace(*reader);
    const NightLedger ledger{connection, options.restates ? &connection : nullptr,
                             consents ? *consents : connection, paths.data, *book};
    const std::vector<DueReview> reviews = Round(ledger, options, night).go();
    build_packets(ledger, options, reviews, night);
  }
  night.write();
  if (options.restates) mark_nights(connection, options);
  report(night, options.out, out);
  return night.failures().empty() ? exit_done : exit_refused;
}

}  // namespace authledger::tools
