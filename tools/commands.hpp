// The commands of `authledger`, as plain functions: streams, paths and the time come in, an exit
// code goes out.
//
// Exit codes: 0 done; 1 done, but something was refused, differs or is missing (the output says
// what); 2 the command or its input cannot be used; 3 the store cannot be used; 75 another
// process writes to the store.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/api_keys.hpp"
#include "engine/store/audit_list.hpp"
#include "engine/store/people.hpp"
#include "engine/store/retention.hpp"
#include "engine/time/date.hpp"
#include "tools/backup_key.hpp"
#include "tools/retention_options.hpp"

namespace authledger::tools {

constexpr int exit_done = 0;
constexpr int exit_refused = 1;
constexpr int exit_usage = 2;
constexpr int exit_store = 3;
constexpr int exit_try_again = 75;  // EX_TEMPFAIL of sysexits.h

// Prints the standing of one scenario, or {"error": ...}.
int standing_of_scenario(std::istream& in, std::ostream& out, std::ostream& errors);
// One scenario a line in, one standing (or error) a line out.
int standing_lines(std::istream& in, std::ostream& out);

struct StorePaths {
  std::string data;
  std::string payers;
};

// Imports facilities, members, documents and events. Refused lines go to FILE.refused.ndjson,
// beside the file.
int import_file(const StorePaths& paths, const std::string& file, Instant now, std::ostream& out);

struct NightProgress {
  bool is_packets = false;  // false: episodes are restated, before any packet
  std::size_t done = 0;     // episodes restated; packets whose files are written
  std::size_t built = 0;    // packets that are built, of which some are not written yet
  std::size_t total = 0;
};
struct NightlyOptions {
  Instant as_of;
  std::string out;
  bool restates = true;  // false: only reads the store, so that a running service may keep writing
  TimeOfDay night_at{120};  // each facility's time, as the service has it
  std::size_t jobs = 0;     // packets built at once; 0: as many as there are cores
  std::function<void(const NightProgress&)> watch = {};  // by the thread that calls nightly()
};
// Writes what is due and the packets, and restates the open episodes of those facilities whose
// night is not done; their nights are done then, for a service too.
int nightly(const StorePaths& paths, const NightlyOptions& options, std::ostream& out);

// Rebuilds what is derived from the log and compares.
int verify_store(const StorePaths& paths, std::ostream& out);

struct BackupFile {
  std::string file;
  std::shared_ptr<const BackupKey> key;  // null: not encrypted
};
// A checked copy of the store in one file, made while a service may go on writing.
int back_up_store(const StorePaths& paths, const BackupFile& backup, std::ostream& out);
// Such a copy becomes the store; refused when there is one already with anything in it, and when
// the key, or its absence, does not fit the copy.
int restore_store(const StorePaths& paths, const BackupFile& backup, std::ostream& out);

// Gives up what its anchor says is missing, so that the store can be written to again.
int accept_rollback(const std::string& data, std::ostream& out);

struct AuditVerifyOptions {
  std::vector<std::string> known = {};        // "SEQ:DIGEST" of entries, kept elsewhere
  std::vector<std::string> public_keys = {};  // whose checkpoints count, beside the store's own
};
// Whether the audit trail is the one that was written; exit_refused and the first bad entry if not.
int verify_audit(const std::string& data, const AuditVerifyOptions& options, std::ostream& out);
enum class AuditOutput : std::uint8_t { table, csv, json };
int report_audit(const std::string& data, const store::AuditQuery& query, AuditOutput output,
                 std::ostream& out);
// The public key of the checkpoints; exit_refused: there is none yet.
int print_audit_key(const std::string& data, std::ostream& out);

// The standing of an episode in the store, as JSON.
int standing_of_episode(const StorePaths& paths, const std::string& episode, Instant as_of,
                        std::ostream& out);

// Why the figures of an episode are what they are, in sentences; `key` empty: the figures that
// matter now. Prints the keys there are to `errors` when there is no such one.
int explain_episode(const StorePaths& paths, const std::string& episode, const std::string& key,
                    Instant as_of, std::ostream& out, std::ostream& errors);
// The same of a scenario; `as_of` instead of the scenario's own.
int explain_scenario(std::istream& in, const std::string& key, std::optional<Instant> as_of,
                     std::ostream& out, std::ostream& errors);

struct NoticeWanted {
  std::string episode, obligation;
  std::string channel;          // phone, fax or portal
  std::string format = "text";  // or html, json
};
// The draft of a notice that is owed; prints the keys there are to `errors` when there is none.
int print_notice(const StorePaths& paths, const NoticeWanted& wanted, Instant as_of,
                 std::ostream& out, std::ostream& errors);

struct LetterWanted {
  std::string kind;  // discharge, appeal or peer-to-peer
  std::string episode;
  std::string authorization;     // empty: of the latest decision that denied something
  std::string format = "text";   // or html, json, pdf
  bool with_quotes = false;      // of the episode's latest packet, where they may be disclosed
  std::string paper = "letter";  // or a4
  std::string output = {};       // a file; empty: standard output
};
// The draft of a letter to the payer, as the ledger is or was at `as_of`; whether it may be sent is
// asked as of `at`. Prints what letters there are to `errors` when there is none of this kind.
int print_letter(const StorePaths& paths, const LetterWanted& wanted, Instant as_of, Instant at,
                 std::ostream& out, std::ostream& errors);

struct PacketWanted {
  std::string episode;
  std::string authorization = {};  // empty: of the first review that is still to be done
  std::string format = "html";     // or json, pdf, script, script-pdf
  std::string paper = "letter";
  std::string output = {};  // a file; empty: standard output
};
// The review packet as it would leave the house at this moment; it is not kept as a version. What
// it discloses is accounted for.
int print_packet(const StorePaths& paths, const PacketWanted& wanted, Instant as_of,
                 std::ostream& out, std::ostream& errors);

struct CompareOptions {
  std::string with_payers;  // the other folder of policies; empty: the same
  Instant at, with_at;
  std::string episode;  // empty: all of the store
  bool as_json = false;
  bool tells_by_exit_code = false;  // exit_refused when anything changes
};
// The episodes of a store under two sets of policies, or at two moments: what changes, and how.
int compare_store(const StorePaths& paths, const CompareOptions& options, std::ostream& out);

// What was read from clinical documents, as JSON with the place of everything.
int print_records(const std::vector<std::string>& documents, std::ostream& out);

// A sentence and what is asked about it a line in, {"assertion", "temporality", "experiencer"} a
// line out; {"error": ...} in the place of a line that cannot be read or does not speak of it,
// whose number goes to `errors`.
int assert_lines(std::istream& in, std::ostream& out, std::ostream& errors);

// Writes the sample clinic, with dates around `today`, as a file to import and the documents beside
// it.
int write_sample_clinic(const std::string& definition, Date today, const std::string& out_directory,
                        std::ostream& out);

// Holds a folder of payer policies and the cases beside them against everything that a library must
// be.
enum class CheckOutput : std::uint8_t { text, json };
int check_payers(const std::string& folder, CheckOutput output, std::ostream& out);

// Payers by rules by grade, one row for each document. `into`: instead of printing, the Markdown
// goes between the markers in that file; empty: no file.
struct TableOptions {
  bool is_markdown = false;
  std::string into;
};
int print_payers_table(const std::string& folder, const TableOptions& options, std::ostream& out);

struct KeyPlace {
  std::string data, organization;
};

// Makes a key for what `wanted` says and prints its text, alone, on `out`. 75: a service runs.
int create_key(const KeyPlace& place, store::ApiKey wanted, Instant now, std::ostream& out,
               std::ostream& errors);
// A line each; works beside a running service.
int list_keys(const KeyPlace& place, Instant now, std::ostream& out, std::ostream& errors);
int revoke_key(const KeyPlace& place, const std::string& id, Instant now, std::ostream& out,
               std::ostream& errors);

// Makes somebody who signs in with a name and a password, and prints the one-time link through
// which they set it, alone, on `out`: behind `url`, the address of the service; empty: its path.
// 75: a service runs.
int add_person(const KeyPlace& place, store::Person wanted, const std::string& url, Instant now,
               std::ostream& out, std::ostream& errors);
// A new link. `who`: an id, or a name whatever the case. 75: a service runs.
int link_person(const KeyPlace& place, const std::string& who, const std::string& url, Instant now,
                std::ostream& out, std::ostream& errors);
int end_person(const KeyPlace& place, const std::string& who, Instant now, std::ostream& out,
               std::ostream& errors);
// A line each; works beside a running service.
int list_people(const KeyPlace& place, std::ostream& out, std::ostream& errors);

// Makes the directory of one more organization; works beside a running service.
int add_organization(const std::string& data, const std::string& name, std::ostream& out,
                     std::ostream& errors);
int list_organizations(const std::string& data, std::ostream& out);

// Deliveries that were given up on. Listing works beside a running service.
int list_failed_deliveries(const std::string& data, std::ostream& out);
// 75: a service runs.
int replay_delivery(const std::string& data, const std::string& message,
                    const std::string& endpoint, Instant now, std::ostream& out,
                    std::ostream& errors);

// None: the file cannot be used, which was said.
std::optional<store::RetentionRules> read_rules(const std::string& file, std::ostream& errors);
// A line for each member, and each episode that names none: from when on it may be purged, and why
// not now.
int list_retention(const std::string& data, const RetentionOptions& options, Instant now,
                   std::ostream& out, std::ostream& errors);
// Legal holds. 75: a service runs.
int place_hold(const std::string& data, const RetentionOptions& options, Instant now,
               std::ostream& out, std::ostream& errors);
int lift_hold(const std::string& data, const RetentionOptions& options, Instant now,
              std::ostream& out, std::ostream& errors);
int list_holds(const std::string& data, std::ostream& out);
// All who were named, or nobody: exit_refused says why. 75: a service runs, or somebody still reads
// what was purged. Ends a purge that did not end before.
int purge_store(const std::string& data, const RetentionOptions& options, Instant now,
                std::ostream& out, std::ostream& errors);

}  // namespace authledger::tools
