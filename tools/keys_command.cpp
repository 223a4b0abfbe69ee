// Keys and organizations from the command line: for what must be there before anybody can sign in.
#include <ostream>

#include "engine/store/api_keys.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/organizations.hpp"
#include "tools/commands.hpp"
#include "tools/organization_place.hpp"

namespace authledger::tools {
namespace {

constexpr const char* made_by = "authledger keys";

std::string joined(const std::set<std::string>& texts) {
  std::string all;
  for (const std::string& it : texts) all += (all.empty() ? "" : ",") + it;
  return all;
}

std::string state_of(const store::ApiKey& key, Instant now) {
  if (key.revoked_at) return "revoked " + to_text(*key.revoked_at);
  if (!store::is_in_force(key, now)) return "expired " + to_text(*key.expires_at);
  return key.expires_at ? "until " + to_text(*key.expires_at) : "in force";
}

void note(sql::Connection& writer, Instant now, const std::string& command, const std::string& id) {
  store::AuditEntry entry = store::local_entry(now, "change", "authledger keys " + command, "key");
  entry.record_id = id;
  store::append_audit(writer, entry);
}

// What stands against a key that is wanted; none: nothing does.
std::optional<std::string> objection(const store::ApiKey& wanted, Instant now) {
  if (auto why = objection_to_roles(wanted.roles)) return why;
  if (wanted.expires_at && *wanted.expires_at <= now) return "--expires-at has passed";
  return std::nullopt;
}

}  // namespace

int create_key(const KeyPlace& place, store::ApiKey wanted, Instant now, std::ostream& out,
               std::ostream& errors) {
  if (const auto why = objection(wanted, now)) {
    errors << *why << '\n';
    return exit_usage;
  }
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  try {
    auto data = store::DataDirectory::open_to_write(*directory);
    sql::Transaction transaction(data.writer());
    if (const auto unknown = unknown_facility(data.writer(), wanted.facilities)) {
      errors << "the register has no facility \"" << *unknown << "\"\n";
      return exit_usage;
    }
    wanted.created_at = now;
    wanted.created_by = made_by;
    const store::NewKey made = store::make_key(place.organization, std::move(wanted));
    store::enter_key(data.writer(), made.key);
    note(data.writer(), now, "create", made.key.id);
    transaction.commit();
    out << made.text << '\n';
    errors << "key " << made.key.id << " of " << place.organization
           << "; it is not kept and cannot be shown again\n";
    return exit_done;
  } catch (const store::LockHeld& error) {
    return say_that_it_runs(error, "POST /v1/keys", errors);
  }
}

int list_keys(const KeyPlace& place, Instant now, std::ostream& out, std::ostream& errors) {
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(*directory);
  for (const store::ApiKey& key : store::all_keys(*data.connect_to_read()))
    out << key.id << '\t' << state_of(key, now) << '\t' << joined(key.roles) << '\t'
        << (key.facilities ? joined(*key.facilities) : "all facilities") << '\t' << key.label
        << '\n';
  return exit_done;
}

int revoke_key(const KeyPlace& place, const std::string& id, Instant now, std::ostream& out,
               std::ostream& errors) {
  const auto directory = directory_of(place, errors);
  if (!directory) return exit_usage;
  try {
    auto data = store::DataDirectory::open_to_write(*directory);
    sql::Transaction transaction(data.writer());
    if (!store::revoke_key(data.writer(), id, now, made_by)) {
      errors << "there is no key \"" << id << "\"\n";
      return exit_refused;
    }
    note(data.writer(), now, "revoke", id);
    transaction.commit();
    out << "revoked " << id << '\n';
    return exit_done;
  } catch (const store::LockHeld& error) {
    return say_that_it_runs(error, "POST /v1/keys/ID/revoke", errors);
  }
}

int add_organization(const std::string& data, const std::string& name, std::ostream& out,
                     std::ostream& errors) {
  if (!store::is_organization_name(name) || name == store::main_organization) {
    errors << "an organization is named by 1 to 40 letters (a to z), digits and hyphens, and not "
              "main, whose ledger the data directory itself is\n";
    return exit_usage;
  }
  if (!store::add_organization(data, name)) {
    errors << name << " is there already\n";
    return exit_refused;
  }
  out << "added " << name << " in " << store::directory_of(data, name)
      << "; a service that runs serves it from its next start on\n";
  return exit_done;
}

int list_organizations(const std::string& data, std::ostream& out) {
  for (const std::string& name : store::organization_names(data))
    out << name << '\t' << store::directory_of(data, name) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
