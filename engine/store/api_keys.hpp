// API keys: who may come in, as what, and until when. The text of a key is shown once, when it is
// made; the ledger keeps a digest of its secret, in its organization's own file. The secret is 256
// random bits, so a plain digest suffices: nobody finds it by trying.
//
//     const NewKey made = make_key("main", {.label = "EHR", .roles = {"ehr_ingest"}});
//     enter_key(writer, made.key);                           // in a transaction
//     std::cout << made.text;                                // alk_main_<id>_<secret>
//     const auto key = find_key(reader, parts->id);
//     if (key && has_secret(*key, parts->secret) && is_in_force(*key, now)) ...
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/store/compartment.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct ApiKey {
  std::string id = {};      // 16 hexadecimal digits
  std::string digest = {};  // SHA-256 of the secret
  std::string label = {};
  std::set<std::string> roles = {};  // of roles.hpp
  Compartment facilities = {};
  std::optional<std::string> source_system = {};
  Instant created_at = {};
  std::string created_by = {};             // a principal's subject
  std::optional<Instant> expires_at = {};  // none: never
  std::optional<Instant> revoked_at = {};
  std::optional<std::string> revoked_by = {};
};

struct NewKey {
  ApiKey key;
  std::string text;  // to be shown once
};

// Draws id and secret; the rest is taken from `wanted`.
NewKey make_key(const std::string& organization, ApiKey wanted);

struct KeyParts {
  std::string organization, id, secret;
};
// Of the text of a key; none: it is not of that form.
std::optional<KeyParts> parse_key(std::string_view text);

// In a time that does not tell how much of it is right.
bool has_secret(const ApiKey& key, std::string_view secret);
bool is_in_force(const ApiKey& key, Instant now);  // neither revoked nor expired

// Within the caller's transaction.
void enter_key(sql::Connection& writer, const ApiKey& key);
// False: there is none. What is revoked already stays as it is.
bool revoke_key(sql::Connection& writer, const std::string& id, Instant now,
                const std::string& revoked_by);

std::optional<ApiKey> find_key(sql::Connection& connection, const std::string& id);
std::vector<ApiKey> all_keys(sql::Connection& connection);  // by created_at and id

}  // namespace authledger::store
