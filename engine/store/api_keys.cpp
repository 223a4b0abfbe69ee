#include "engine/store/api_keys.hpp"

#include <algorithm>

#include "engine/base/base64url.hpp"
#include "engine/base/secret.hpp"
#include "engine/base/sha256.hpp"
#include "engine/store/text_set.hpp"

namespace authledger::store {
namespace {

constexpr std::string_view mark = "alk_";
constexpr std::size_t bytes_of_id = 8, bytes_of_secret = 32;

constexpr const char* columns =
    "id, digest, label, roles, facilities, source_system, created_at, created_by, expires_at,"
    " revoked_at, revoked_by";

sql::Value moment(const std::optional<Instant>& at) {
  if (!at) return {};
  return at->microseconds();
}

ApiKey read_row(const sql::Row& row) {
  const auto maybe_text = [&](int column) {
    return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
  };
  const auto maybe_instant = [&](int column) {
    return row.is_null(column) ? std::nullopt
                               : std::optional(Instant::from_microseconds(row.integer(column)));
  };
  ApiKey key;
  key.id = row.text(0);
  key.digest = row.text(1);
  key.label = row.text(2);
  key.roles = set_of(row.text(3), "a key");
  if (!row.is_null(4)) key.facilities = set_of(row.text(4), "a key");
  key.source_system = maybe_text(5);
  key.created_at = Instant::from_microseconds(row.integer(6));
  key.created_by = row.text(7);
  key.expires_at = maybe_instant(8);
  key.revoked_at = maybe_instant(9);
  key.revoked_by = maybe_text(10);
  return key;
}

}  // namespace

NewKey make_key(const std::string& organization, ApiKey wanted) {
  const std::string secret = to_base64url(random_bytes(bytes_of_secret));
  wanted.id = to_hex(random_bytes(bytes_of_id));
  wanted.digest = sha256(secret);
  std::string text = std::string(mark) + organization + "_" + wanted.id + "_" + secret;
  return {std::move(wanted), std::move(text)};
}

std::optional<KeyParts> parse_key(std::string_view text) {
  if (!text.starts_with(mark)) return std::nullopt;
  text.remove_prefix(mark.size());
  const auto first = text.find('_');
  const auto second = first == text.npos ? text.npos : text.find('_', first + 1);
  if (second == text.npos) return std::nullopt;
  return KeyParts{std::string(text.substr(0, first)),
                  std::string(text.substr(first + 1, second - first - 1)),
                  std::string(text.substr(second + 1))};
}

bool has_secret(const ApiKey& key, std::string_view secret) {
  return are_equal_secrets(key.digest, sha256(secret));
}

bool is_in_force(const ApiKey& key, Instant now) {
  return !key.revoked_at && (!key.expires_at || now < *key.expires_at);
}

void enter_key(sql::Connection& writer, const ApiKey& key) {
  writer.run("INSERT INTO api_key (" + std::string(columns) +
                 ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
             {key.id, sql::Bytes{key.digest}, key.label, text_of(key.roles),
              key.facilities ? sql::Value(text_of(*key.facilities)) : sql::Value(),
              sql::nullable(key.source_system), key.created_at.microseconds(), key.created_by,
              moment(key.expires_at), moment(key.revoked_at), sql::nullable(key.revoked_by)},
             sql::ignore_rows);
}

bool revoke_key(sql::Connection& writer, const std::string& id, Instant now,
                const std::string& revoked_by) {
  if (!find_key(writer, id)) return false;
  writer.run(
      "UPDATE api_key SET revoked_at = $2, revoked_by = $3 WHERE id = $1 AND revoked_at IS NULL",
      {id, now.microseconds(), revoked_by}, sql::ignore_rows);
  return true;
}

std::optional<ApiKey> find_key(sql::Connection& connection, const std::string& id) {
  static const std::string statement =
      "SELECT " + std::string(columns) + " FROM api_key WHERE id = $1";
  std::optional<ApiKey> key;
  connection.run(statement, {id}, [&](const sql::Row& row) { key = read_row(row); });
  return key;
}

std::vector<ApiKey> all_keys(sql::Connection& connection) {
  std::vector<ApiKey> keys;
  connection.run("SELECT " + std::string(columns) + " FROM api_key ORDER BY created_at, id", {},
                 [&](const sql::Row& row) { keys.push_back(read_row(row)); });
  return keys;
}

}  // namespace authledger::store
