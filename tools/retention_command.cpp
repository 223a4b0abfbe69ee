// retention and hold: who is due to be purged, and who must not be.
#include <fstream>
#include <iterator>
#include <ostream>

#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/holds.hpp"
#include "engine/store/retention.hpp"
#include "tools/commands.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t longest_reason = 1'000;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& it : texts) all += (all.empty() ? "" : "; ") + it;
  return all;
}

std::string told(const store::LegalHold& hold) {
  std::string text =
      hold.id + '\t' + (hold.member ? "member " + *hold.member : "episode " + *hold.episode) +
      "\tsince " + to_text(hold.placed_at) + " by " + hold.placed_by + ": " + hold.reason;
  if (hold.end)
    text += "\tlifted " + to_text(hold.end->lifted_at) + " by " + hold.end->lifted_by + ": " +
            hold.end->reason;
  return text;
}

bool is_in(sql::Connection& connection, const char* statement, const std::string& id) {
  bool is_there = false;
  connection.run(statement, {id}, [&](const sql::Row&) { is_there = true; });
  return is_there;
}

void note(sql::Connection& writer, Instant now, const std::string& command,
          const store::LegalHold& hold) {
  store::AuditEntry entry = store::local_entry(now, "change", "authledger hold " + command, "hold");
  entry.record_id = hold.id;
  entry.member = hold.member;
  entry.fields = command == "place" ? "by reason" : "end.by end.reason";
  store::append_audit(writer, entry);
}

// What stands against the words of a hold; empty: nothing.
std::string objection(const RetentionOptions& options) {
  if (options.reason.empty() || options.by.empty()) return "say why (--reason) and who (--by)";
  if (options.reason.size() > longest_reason || options.by.size() > longest_reason)
    return "a reason has at most " + std::to_string(longest_reason) + " bytes";
  return "";
}

int tell_running(const store::LockHeld& error, const char* instead, std::ostream& errors) {
  errors << error.what() << "; a service that runs takes " << instead
         << " from a privacy officer\n";
  return exit_try_again;
}

}  // namespace

std::optional<store::RetentionRules> read_rules(const std::string& file, std::ostream& errors) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    errors << "cannot read " << file << '\n';
    return std::nullopt;
  }
  auto rules = store::read_retention_rules(
      std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()));
  if (rules) return std::move(*rules);
  for (const Problem& problem : rules.error())
    errors << file << problem.pointer << ": " << problem.detail << '\n';
  return std::nullopt;
}

int list_retention(const std::string& data, const RetentionOptions& options, Instant now,
                   std::ostream& out, std::ostream& errors) {
  const auto rules = read_rules(options.rules, errors);
  if (!rules) return exit_usage;
  const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
  const sql::Transaction view(*reader);
  std::size_t due = 0;
  const auto all = store::all_retention(*reader, *rules, now);
  for (const store::Retention& it : all) {
    out << (it.subject.member ? "member " + *it.subject.member
                              : "episode " + it.subject.episodes.front())
        << '\t' << (it.due_on ? to_text(*it.due_on) : "unknown") << '\t'
        << (it.why_not.empty() ? "due" : joined(it.why_not)) << '\n';
    due += it.why_not.empty() ? 1 : 0;
  }
  out << due << " of " << all.size() << " due; nothing is purged by itself\n";
  return exit_done;
}

int place_hold(const std::string& data, const RetentionOptions& options, Instant now,
               std::ostream& out, std::ostream& errors) {
  if (const std::string why = objection(options);
      !why.empty() || options.members.size() + options.episodes.size() != 1) {
    errors << (why.empty() ? "name one --member or one --episode" : why) << '\n';
    return exit_usage;
  }
  try {
    auto ledger = store::DataDirectory::open_to_write(data);
    sql::Transaction transaction(ledger.writer());
    store::LegalHold hold;
    if (!options.members.empty())
      hold.member = options.members.front();
    else
      hold.episode = options.episodes.front();
    const bool is_there =
        hold.member ? is_in(ledger.writer(), "SELECT 1 FROM member WHERE id = $1", *hold.member)
                    : is_in(ledger.writer(), "SELECT 1 FROM episode WHERE id = $1", *hold.episode);
    if (!is_there) {
      errors << "the ledger has no such member or episode\n";
      return exit_refused;
    }
    hold.reason = options.reason;
    hold.placed_at = now;
    hold.placed_by = options.by;
    hold = store::place_hold(ledger.writer(), std::move(hold));
    note(ledger.writer(), now, "place", hold);
    transaction.commit();
    out << told(hold) << '\n';
    return exit_done;
  } catch (const store::LockHeld& error) {
    return tell_running(error, "POST /v1/holds", errors);
  }
}

int lift_hold(const std::string& data, const RetentionOptions& options, Instant now,
              std::ostream& out, std::ostream& errors) {
  if (const std::string why = objection(options); !why.empty()) {
    errors << why << '\n';
    return exit_usage;
  }
  try {
    auto ledger = store::DataDirectory::open_to_write(data);
    sql::Transaction transaction(ledger.writer());
    const auto hold =
        store::lift_hold(ledger.writer(), options.hold, {options.reason, now, options.by});
    if (!hold) {
      errors << "there is no hold \"" << options.hold << "\"\n";
      return exit_refused;
    }
    note(ledger.writer(), now, "lift", *hold);
    transaction.commit();
    out << told(*hold) << '\n';
    return exit_done;
  } catch (const store::LockHeld& error) {
    return tell_running(error, "POST /v1/holds/ID/lift", errors);
  }
}

int list_holds(const std::string& data, std::ostream& out) {
  const auto reader = store::DataDirectory::open_to_read(data).connect_to_read();
  for (const store::LegalHold& hold : store::all_holds(*reader)) out << told(hold) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
