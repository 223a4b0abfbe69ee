#include "engine/store/registry.hpp"

#include <algorithm>

#include "engine/json/register_codec.hpp"
#include "engine/store/chain.hpp"

namespace authledger::store {
namespace {

// The two tables of entries have the same columns; their names are ours, never input.
struct EntryTable {
  std::string latest, oldest, last_instant, insert;
  explicit EntryTable(const std::string& name)
      : latest("SELECT entry FROM " + name +
               " WHERE id = $1 AND recorded_at <= $2 ORDER BY recorded_at DESC LIMIT 1"),
        oldest("SELECT entry FROM " + name + " WHERE id = $1 ORDER BY recorded_at LIMIT 1"),
        last_instant("SELECT max(recorded_at) FROM " + name + " WHERE id = $1"),
        insert("INSERT INTO " + name +
               " (id, recorded_at, entry, digest) VALUES ($1, $2, $3, $4)"
               " ON CONFLICT (id, recorded_at) DO UPDATE SET entry = excluded.entry,"
               " digest = excluded.digest") {}
};

const EntryTable& facility_table() {
  static const EntryTable table("facility");
  return table;
}
const EntryTable& member_table() {
  static const EntryTable table("member");
  return table;
}

std::optional<std::string> find_entry(sql::Connection& connection, const EntryTable& table,
                                      const std::string& id, Instant as_of) {
  std::optional<std::string> entry;
  const auto take = [&](const sql::Row& row) { entry = row.text(0); };
  connection.run(table.latest, {id, as_of.microseconds()}, take);
  if (!entry) connection.run(table.oldest, {id}, take);
  return entry;
}

Entered enter(sql::Connection& writer, const EntryTable& table, const std::string& id,
              std::string entry, Instant now) {
  const auto before = find_entry(writer, table, id, registered_last);
  if (before == entry) return Entered::unchanged;
  std::int64_t recorded_at = now.microseconds();
  writer.run(table.last_instant, {id}, [&](const sql::Row& row) {
    if (!row.is_null(0)) recorded_at = std::max(recorded_at, row.integer(0) + 1);
  });
  sql::Bytes digest{row_digest({id, std::to_string(recorded_at), entry})};
  writer.run(table.insert, {id, recorded_at, std::move(entry), std::move(digest)},
             sql::ignore_rows);
  return before ? Entered::changed : Entered::created;
}

template <class Thing>
std::string entry_text(const Thing& thing, void (*write)(JsonWriter&, const Thing&)) {
  JsonWriter out;
  write(out, thing);
  return std::string(out.text());
}

template <class Thing>
Thing parse_entry(const std::string& entry,
                  std::optional<Thing> (*read)(JsonNode, const json::Place&, Problems&)) {
  JsonReader reader;
  const auto tree = reader.read(entry, file_limits);
  Problems problems;
  std::optional<Thing> thing;
  if (tree) thing = read(tree->root(), json::Place(""), problems);
  if (!thing) throw sql::Error("the register holds an entry that cannot be read: " + entry);
  return std::move(*thing);
}

// The tag of a document is a parameter of its media type in the table (RFC 9110, 8.3.1), so that
// the digest of the row holds it too.
constexpr std::string_view tag_parameter = ";authledger-tag=";

std::string stored_media_type(const Document& document) {
  if (document.tag == consent::Tag::ordinary) return document.media_type;
  return document.media_type + std::string(tag_parameter) + std::string(word(document.tag));
}

void read_media_type(std::string_view stored, Document& document) {
  const auto at = stored.rfind(tag_parameter);
  document.media_type = stored.substr(0, at);
  if (at == std::string_view::npos) return;
  document.tag = consent::Tag::psychotherapy_notes;  // of a word that is none: the strictest
  for (const consent::Tag tag : consent::tags)
    if (word(tag) == stored.substr(at + tag_parameter.size())) document.tag = tag;
}

}  // namespace

Entered enter_facility(sql::Connection& writer, const Facility& facility, Instant now) {
  return enter(writer, facility_table(), facility.id, entry_text(facility, json::write_facility),
               now);
}

Entered enter_member(sql::Connection& writer, const Member& member, Instant now) {
  return enter(writer, member_table(), member.id, entry_text(member, json::write_member), now);
}

std::optional<Facility> find_facility(sql::Connection& connection, const std::string& id,
                                      Instant as_of) {
  const auto entry = find_entry(connection, facility_table(), id, as_of);
  return entry ? std::optional(parse_entry<Facility>(*entry, json::read_facility)) : std::nullopt;
}

std::optional<Member> find_member(sql::Connection& connection, const std::string& id,
                                  Instant as_of) {
  const auto entry = find_entry(connection, member_table(), id, as_of);
  return entry ? std::optional(parse_entry<Member>(*entry, json::read_member)) : std::nullopt;
}

std::optional<std::string> facility_entry(sql::Connection& connection, const std::string& id,
                                          Instant as_of) {
  return find_entry(connection, facility_table(), id, as_of);
}

std::vector<std::string> facility_ids(sql::Connection& connection) {
  std::vector<std::string> ids;
  connection.run("SELECT DISTINCT id FROM facility ORDER BY id", {},
                 [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
  return ids;
}

Entered enter_document(sql::Connection& writer, const Document& document, Instant now) {
  std::optional<bool> is_same;
  const std::string media_type = stored_media_type(document);
  writer.run(
      "SELECT content = $3 AND media_type = $4 FROM document WHERE member = $1 AND name = $2"
      " ORDER BY received_at DESC LIMIT 1",
      {document.member, document.name, sql::Bytes{document.content}, media_type},
      [&](const sql::Row& row) { is_same = row.integer(0) != 0; });
  if (is_same == true) return Entered::unchanged;
  writer.run(
      "INSERT INTO document (member, name, received_at, media_type, content, digest)"
      " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member, name, received_at)"
      " DO UPDATE SET media_type = excluded.media_type, content = excluded.content,"
      " digest = excluded.digest",
      {document.member, document.name, now.microseconds(), media_type, sql::Bytes{document.content},
       sql::Bytes{row_digest({document.member, std::to_string(now.microseconds()), document.name,
                              media_type, document.content})}},
      sql::ignore_rows);
  return is_same ? Entered::changed : Entered::created;
}

std::vector<Document> documents_of(sql::Connection& connection, const std::string& member,
                                   Instant as_of) {
  std::vector<Document> documents;
  connection.run(
      "SELECT name, media_type, content FROM document AS latest WHERE member = $1"
      " AND received_at = (SELECT max(received_at) FROM document"
      "   WHERE member = $1 AND name = latest.name AND received_at <= $2)"
      " ORDER BY name",
      {member, as_of.microseconds()}, [&](const sql::Row& row) {
        Document document{member, std::string(row.text(0)), {}, std::string(row.text(2))};
        read_media_type(row.text(1), document);
        documents.push_back(std::move(document));
      });
  return documents;
}

}  // namespace authledger::store
