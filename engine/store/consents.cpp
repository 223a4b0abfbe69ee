#include "engine/store/consents.hpp"

#include <algorithm>

#include "engine/base/json_tree.hpp"
#include "engine/json/consent_codec.hpp"
#include "engine/store/chain.hpp"

namespace authledger::store {
namespace {

consent::Consent parsed(std::string_view entry) {
  JsonReader reader;
  const auto tree = reader.read(entry, file_limits);
  Problems problems;
  std::optional<consent::Consent> found;
  if (tree) found = json::read_consent(tree->root(), json::Place(""), problems);
  if (!found) throw sql::Error("the register holds a consent that cannot be read");
  return std::move(*found);
}

std::string text_of(const consent::Consent& consent) {
  JsonWriter out;
  json::write_consent(out, consent);
  return std::string(out.text());
}

}  // namespace

Result<Entered> enter_consent(sql::Connection& writer, const consent::Consent& consent,
                              Instant now) {
  std::string entry = text_of(consent);
  const auto before = find_consent(writer, consent.member, consent.id);
  if (before && text_of(*before) == entry) return Entered::unchanged;
  if (before && before->revoked_at)
    return Problems{{ProblemCode::conflict,
                     "consent \"" + shortened(consent.id, longest_detail / 2) +
                         "\" was revoked and stays so; what is signed anew is another consent",
                     "/id"}};
  std::int64_t recorded_at = now.microseconds();
  writer.run("SELECT max(recorded_at) FROM consent WHERE member = $1 AND id = $2",
             {consent.member, consent.id}, [&](const sql::Row& row) {
               if (!row.is_null(0)) recorded_at = std::max(recorded_at, row.integer(0) + 1);
             });
  sql::Bytes digest{row_digest({consent.id, std::to_string(recorded_at), consent.member, entry})};
  writer.run(
      "INSERT INTO consent (id, recorded_at, member, entry, digest) VALUES ($1, $2, $3, $4, $5)",
      {consent.id, recorded_at, consent.member, std::move(entry), std::move(digest)},
      sql::ignore_rows);
  return before ? Entered::changed : Entered::created;
}

std::optional<consent::Consent> find_consent(sql::Connection& connection, const std::string& member,
                                             const std::string& id) {
  std::optional<consent::Consent> found;
  connection.run(
      "SELECT entry FROM consent WHERE member = $1 AND id = $2 ORDER BY recorded_at DESC LIMIT 1",
      {member, id}, [&](const sql::Row& row) { found = parsed(row.text(0)); });
  return found;
}

std::vector<consent::Consent> consents_of(sql::Connection& connection, const std::string& member) {
  std::vector<consent::Consent> found;
  connection.run(
      "SELECT entry FROM consent AS latest WHERE member = $1 AND recorded_at ="
      " (SELECT max(recorded_at) FROM consent WHERE member = $1 AND id = latest.id)"
      " ORDER BY id",
      {member}, [&](const sql::Row& row) { found.push_back(parsed(row.text(0))); });
  return found;
}

consent::Tag tag_of_member(sql::Connection& connection, const std::string& member) {
  std::vector<std::string> facilities;
  connection.run("SELECT DISTINCT facility FROM episode WHERE member = $1", {member},
                 [&](const sql::Row& row) { facilities.emplace_back(row.text(0)); });
  const bool is_none = std::ranges::all_of(facilities, [&](const std::string& id) {
    const auto facility = find_facility(connection, id, registered_last);
    return facility && facility->part2_program == false;
  });
  return is_none && !facilities.empty() ? consent::Tag::ordinary : consent::Tag::part2;
}

}  // namespace authledger::store
