#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>
#include <tuple>

#include "engine/store/audit.hpp"
#include "engine/store/audit_spool.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/nights.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/registry.hpp"
#include "tools/atomic_file.hpp"
#include "tools/commands.hpp"
#include "tools/night.hpp"
#include "tools/packet_files.hpp"
#include "tools/payers.hpp"
#include "tools/progress.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t episodes_per_commit = 100;

bool is_within_its_window(const Obligation& it) {
  return it.kind == ObligationKind::review &&
         (it.status == ObligationStatus::open || it.status == ObligationStatus::overdue);
}

class NightlyRun {
 public:
  // `writer`: null when nothing may be restated. `consents`: sees what is committed meanwhile.
  // `data`: directory of the ledger.
  NightlyRun(sql::Connection& connection, sql::Connection* writer, sql::Connection& consents,
             const std::string& data, const PolicyBook& book, const NightlyOptions& options)
      : connection_(connection),
        writer_(writer),
        consents_(consents),
        data_(data),
        book_(book),
        options_(options) {
    night_.as_of = options.as_of;
    if (!writer) return;
    for (const store::DueNight& it :
         store::undone_nights(connection, options.night_at, options.as_of))
      undone_.insert(it.facility);
  }

  Night run() {
    const std::vector<std::string> episodes = store::open_episode_ids(connection_, options_.as_of);
    Progress progress("nightly", "episodes", episodes.size());
    for (std::size_t first = 0; first < episodes.size(); first += episodes_per_commit) {
      std::optional<sql::Transaction> transaction;
      if (writer_) transaction.emplace(*writer_);
      const std::size_t last = std::min(episodes.size(), first + episodes_per_commit);
      for (std::size_t i = first; i < last; ++i) take(episodes[i]);
      if (transaction) transaction->commit();
      write_released();  // what is disclosed has its entry on disk
      progress.at(last);
    }
    const auto order = [](const auto& it) {
      return std::tuple(it.obligation.due_at, std::string_view(it.episode),
                        std::string_view(it.obligation.key));
    };
    std::sort(night_.due.begin(), night_.due.end(),
              [&](const auto& a, const auto& b) { return order(a) < order(b); });
    std::sort(packets_.begin(), packets_.end(), [](const auto& a, const auto& b) {
      return std::tie(a.first, a.second.episode, a.second.authorization) <
             std::tie(b.first, b.second.episode, b.second.authorization);
    });
    for (auto& [due_at, packet] : packets_) night_.packets.push_back(std::move(packet));
    return std::move(night_);
  }

 private:
  void take(const std::string& id) {
    auto restated = state(id);
    if (!restated) return;
    ++night_.episodes;
    std::optional<Member> member;
    if (restated->member)
      member = store::find_member(connection_, *restated->member, options_.as_of);
    for (const UncoveredUnits& it : restated->standing.uncovered)
      night_.uncovered_units += static_cast<std::size_t>(it.units);
    for (const Obligation& obligation : restated->standing.obligations) {
      if (is_pending(obligation.status)) add_due(id, *restated, member, obligation);
      if (is_within_its_window(obligation)) add_packet(id, *restated, member, obligation);
    }
  }

  // Restates, unless the rows or the log speak of a later instant already: a night of the past
  // leaves them alone. So does one that has been done, unless it was under other policies or there
  // is more in the log since.
  std::optional<store::Restated> state(const std::string& id) {
    if (writer_) {
      const store::Restating last = store::last_restating(connection_, id);
      const auto log = store::find_log(connection_, id);
      const bool is_wanted = undone_.contains(log->facility) ||
                             last.policies != book_.fingerprint || last.last_seq < log->last_seq;
      if (is_wanted && last.at <= options_.as_of && log->last_recorded_at <= options_.as_of)
        return store::restate(*writer_, book_, id, options_.as_of);
    }
    return store::standing_of(connection_, book_, id, options_.as_of);
  }

  void add_due(const std::string& id, const store::Restated& restated,
               const std::optional<Member>& member, const Obligation& obligation) {
    const auto* coverage = restated.episode.coverage_on(restated.standing.today);
    night_.due.push_back({.facility_id = restated.facility.id,
                          .facility_name = restated.facility.name,
                          .episode = id,
                          .member = restated.member,
                          .member_name = member ? member->name : "",
                          .payer = coverage ? coverage->fact.payer : "",
                          .obligation = obligation,
                          .due_local = due_text(restated, obligation)});
  }

  void add_packet(const std::string& id, const store::Restated& restated,
                  const std::optional<Member>& member, const Obligation& review) {
    std::vector<store::Document> documents;
    if (member) documents = store::documents_of(connection_, member->id, options_.as_of);
    try {
      const store::PacketSources sources{id, restated, member, review, documents, book_.criteria};
      store::BuiltPacket built = store::build_packet(
          connection_, book_, sources,
          [&] { return store::disclosure_terms(consents_, member, documents, options_.as_of); },
          "authledger nightly");
      if (built.released.entry) enter(*built.released.entry);
      const auto version = version_of(built, restated);
      PacketFiles packet = packet_files(sources, built.released);
      if (version) {
        packet.json = store::packet_json(connection_, *version);
        packet.html = store::packet_page(connection_, *version);
        packet.pdf = store::packet_print(connection_, *version).value_or("");
        packet.script = store::packet_script(connection_, *version).value_or("");
      }
      print_packet(packet, built.released.packet);
      packet.outcome.due_local = due_text(restated, review);
      released_.emplace_back(*review.due_at, std::move(packet));
    } catch (const sql::Error&) {
      throw;  // the store is not to blame on one packet
    } catch (const std::exception& error) {
      night_.failures.push_back("packet of episode " + id + ", " + review.key + ": " +
                                error.what());
    }
  }

  // A night of the past makes no version of what has gone on since. None: there is no version of
  // this content.
  std::optional<store::PacketVersion> version_of(const store::BuiltPacket& built,
                                                 const store::Restated& restated) {
    auto same = store::same_packet(connection_, built);
    if (same || !writer_) return same;
    const auto head = store::find_log(connection_, built.episode);
    const bool is_past = restated.standing.as_of < head->last_recorded_at ||
                         store::packet_built_after(connection_, built.episode, options_.as_of);
    if (is_past) return std::nullopt;
    return store::keep_packet(*writer_, built, "nightly", options_.as_of).version;
  }

  void enter(const store::AuditEntry& entry) {
    if (writer_)
      store::append_audit(*writer_, entry);
    else
      store::spool_audit(data_, entry);
  }

  void write_released() {
    for (auto& [due_at, packet] : released_) {
      try {
        write_packet(packet, options_.out);
        packets_.emplace_back(due_at, std::move(packet.outcome));
      } catch (const std::exception& error) {
        night_.failures.push_back("packet of episode " + packet.outcome.episode + ", " +
                                  packet.outcome.authorization + ": " + error.what());
      }
    }
    released_.clear();
  }

  static std::string due_text(const store::Restated& restated, const Obligation& obligation) {
    return obligation.due_at ? restated.facility.zone.wall_clock(*obligation.due_at) : "";
  }

  sql::Connection& connection_;
  sql::Connection* writer_;
  sql::Connection& consents_;
  const std::string& data_;
  const PolicyBook& book_;
  const NightlyOptions& options_;
  std::set<std::string> undone_;  // facilities whose night is to be done
  Night night_;
  std::vector<std::pair<Instant, PacketFiles>> released_;  // not written yet
  std::vector<std::pair<Instant, PacketOutcome>> packets_;
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

void report(const Night& night, const std::string& directory, std::ostream& out) {
  std::size_t overdue = 0;
  for (const DueItem& item : night.due)
    overdue += item.obligation.status == ObligationStatus::overdue ? 1 : 0;
  out << night.episodes << " episodes, " << night.due.size() << " obligations pending (" << overdue
      << " overdue), " << night.packets.size() << " review packets, " << night.uncovered_units
      << " units without cover\n";
  for (const std::string& failure : night.failures) out << failure << '\n';
  out << "written: " << directory << "/index.html, worklist.csv, worklist.json, summary.json"
      << (night.packets.empty() ? "" : ", packets/") << '\n';
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
  Night night;
  {
    std::optional<sql::Transaction> snapshot;
    if (reader) snapshot.emplace(*reader);
    night = NightlyRun(connection, options.restates ? &connection : nullptr,
                       consents ? *consents : connection, paths.data, *book, options)
                .run();
  }
  write_file(options.out + "/worklist.json", worklist_json(night));
  write_file(options.out + "/worklist.csv", worklist_csv(night));
  write_file(options.out + "/summary.json", summary_json(night));
  write_file(options.out + "/index.html", night_page(night));
  if (options.restates) mark_nights(connection, options);
  report(night, options.out, out);
  return night.failures.empty() ? exit_done : exit_refused;
}

}  // namespace authledger::tools
