// What a nightly run finds: obligations that are pending, packets, documents that failed; and how
// each is written as a row of JSON and of CSV. NightRecord puts them together.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/restate.hpp"
#include "tools/sorted_spool.hpp"

namespace authledger::tools {

struct DueItem {  // one pending obligation of one episode
  std::string facility_id, facility_name;
  std::string episode;
  std::optional<std::string> member;  // id
  std::string member_name;            // empty: not registered
  std::string payer;                  // empty: none on the day
  Obligation obligation;
  std::string due_local;  // "2026-03-20 17:00" at the facility
};

// What a night made of a packet. A version counts as new on the whole day of the facility on which
// it was made, so that a run that was killed and run again says the same.
enum class PacketChange : std::uint8_t {
  first,        // the first version of its authorization
  new_version,  // another was there before
  unchanged,    // it says the same as on an earlier day
  not_kept,     // of a past night, or read only: there is no version of this content
};
std::string_view word(PacketChange change);

struct PacketOutcome {
  std::string episode, authorization;
  std::string facility_id;
  std::optional<std::string> member;  // id
  std::string member_name;
  std::string payer;
  ObligationStatus status = ObligationStatus::open;
  std::optional<Instant> due_at;
  std::string due_local;  // at the facility
  std::string due_payer;  // at the payer: "2026-03-20 17:00 America/Chicago"
  int days_left = 0;      // by the facility's calendar; below 0: overdue
  std::string verdict;    // ready, ready_with_gaps, incomplete
  bool may_be_sent = true;
  std::vector<std::string> missing;    // everything, with who could supply it
  std::vector<std::string> essential;  // of these, what makes it incomplete
  std::optional<int> version;
  PacketChange change = PacketChange::not_kept;
  std::string reason;          // of the version: "first", "events documents"
  std::optional<int> changes;  // places that differ from the version before; none: none before
  std::string json_file, html_file, pdf_file, script_file;  // relative to the output directory
};

// A document that could not be read, or may not stand in the packet.
struct FailedDocument {
  std::string facility_id, episode;
  std::optional<std::string> member;  // id
  std::string name;
  bool is_withheld = false;  // by law, for want of consent
  std::string why;
  auto operator<=>(const FailedDocument&) const = default;
};

struct NightFailure {  // what could not be stated, built or written
  std::string episode;
  std::string what;  // a sentence
};

// How many packets of which kind, and what went wrong.
struct NightCounts {
  std::size_t packets = 0, first = 0, new_versions = 0, unchanged = 0, not_kept = 0;
  std::size_t ready = 0, ready_with_gaps = 0, incomplete = 0, not_to_be_sent = 0;
  std::size_t reviews_overdue = 0, failed_documents = 0, failures = 0;
};

struct NightTotals {
  Instant as_of;
  std::size_t episodes = 0;
  std::size_t uncovered_units = 0;
  std::size_t pending = 0, overdue = 0;            // obligations
  std::map<std::string, std::size_t> obligations;  // of them, by kind and status: "review overdue"
  NightCounts counts;
};
void count(const DueItem& item, NightTotals& totals);
void count(const PacketOutcome& packet, NightTotals& totals);

// What the page for people shows: the first of each, as far as there is room.
struct NightPage {
  std::vector<DueItem> due;
  std::vector<PacketOutcome> packets;
  std::vector<FailedDocument> documents;
  std::vector<NightFailure> failures;
};
std::string night_page(const NightTotals& totals, const NightPage& shown);  // HTML

// A row is an object of JSON and a line of CSV under the heading.
std::string worklist_heading();
SortedSpool::Row worklist_row(const DueItem& item);
std::string summary_heading();  // of the packets
SortedSpool::Row summary_row(const PacketOutcome& packet);
std::string documents_heading();
SortedSpool::Row document_row(const FailedDocument& document);
// What summary.json says before and after its lists: objects of JSON.
std::string totals_json(const NightTotals& totals);
std::string failure_json(const NightFailure& failure);

}  // namespace authledger::tools
