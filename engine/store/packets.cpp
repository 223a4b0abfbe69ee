#include "engine/store/packets.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "engine/base/json_tree.hpp"
#include "engine/base/sha256.hpp"
#include "engine/json/consent_codec.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_print.hpp"
#include "engine/packet/phone_script.hpp"
#include "engine/print/pdf.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/log.hpp"

namespace authledger::store {
namespace {

constexpr std::int64_t undated = 0;  // in the order of the queue

constexpr std::string_view columns =
    "packet.episode, number, \"authorization\", review, packet.payer, packet.due_at, verdict,"
    " reason, built_at, built_by, packet.last_seq, packet.policies, documents, consents, today,"
    " content, is_latest, approved_at, approved_by, approval_reason, submitted_at, submitted_by,"
    " submitted_event, reference";

std::optional<std::string> maybe_text(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
}

std::optional<Instant> maybe_instant(const sql::Row& row, int column) {
  return row.is_null(column) ? std::nullopt
                             : std::optional(Instant::from_microseconds(row.integer(column)));
}

PacketVersion version_in(const sql::Row& row) {
  PacketVersion it;
  it.episode = row.text(0);
  it.number = static_cast<int>(row.integer(1));
  it.authorization = row.text(2);
  it.review = row.text(3);
  it.payer = row.text(4);
  it.due_at = maybe_instant(row, 5);
  it.verdict = row.text(6);
  it.reason = row.text(7);
  it.built_at = Instant::from_microseconds(row.integer(8));
  it.built_by = row.text(9);
  const auto today = parse_date(row.text(14));
  if (!today) throw sql::DamagedRow("the day of a packet cannot be read");
  it.of = {row.integer(10), std::string(row.text(11)), std::string(row.text(12)),
           std::string(row.text(13)), *today};
  it.content = row.text(15);
  it.is_latest = row.integer(16) != 0;
  if (const auto at = maybe_instant(row, 17))
    it.approval = {std::string(row.text(18)), *at, maybe_text(row, 19)};
  if (const auto at = maybe_instant(row, 20))
    it.submission = {std::string(row.text(21)), *at, std::string(row.text(22)),
                     maybe_text(row, 23)};
  return it;
}

std::vector<PacketVersion> select(sql::Connection& connection, std::string_view where,
                                  const std::vector<sql::Value>& values) {
  std::vector<PacketVersion> versions;
  connection.run("SELECT " + std::string(columns) + " FROM packet " + std::string(where), values,
                 [&](const sql::Row& row) { versions.push_back(version_in(row)); });
  return versions;
}

std::optional<PacketVersion> first_of(std::vector<PacketVersion> versions) {
  if (versions.empty()) return std::nullopt;
  return std::move(versions.front());
}

std::optional<PacketVersion> last_of(sql::Connection& connection, const std::string& episode,
                                     const std::string& authorization) {
  return first_of(select(connection,
                         "WHERE episode = $1 AND \"authorization\" = $2 AND is_latest = 1",
                         {episode, authorization}));
}

std::string digest_of(const std::vector<Document>& documents) {
  std::string all;
  for (const Document& it : documents)
    all += to_hex(sha256(it.name)) + to_hex(sha256(it.media_type)) + to_hex(sha256(it.content)) +
           std::string(consent::word(it.tag)) + "\n";
  return to_hex(sha256(all));
}

std::string digest_of(const std::vector<consent::Consent>& consents) {
  JsonWriter out;
  out.begin_array();
  for (const consent::Consent& it : consents) json::write_consent(out, it);
  out.end_array();
  return to_hex(sha256(out.text()));
}

std::string reason_of(const PacketIngredients& now, const PacketIngredients& before) {
  std::string reason;
  const auto add = [&](bool differs, std::string_view what) {
    if (differs) reason.append(reason.empty() ? "" : " ").append(what);
  };
  add(now.last_seq != before.last_seq, "events");
  add(now.documents != before.documents, "documents");
  add(now.consents != before.consents, "consents");
  add(now.policies != before.policies, "policies");
  add(now.today != before.today, "day");
  add(reason.empty(), "register");
  return reason;
}

// Instants and tags as the table of decisions has them, so that it can be asked again.
std::string stored(const PacketDisclosure& disclosure) {
  JsonWriter out;
  out.begin_object();
  out.field("discloser", disclosure.asked.discloser);
  out.field("member", disclosure.asked.member);
  out.key("records");
  out.begin_array();
  for (const consent::Record& it : disclosure.records) {
    out.begin_object();
    out.field("id", it.id);
    out.field("tag", consent::word(it.tag));
    out.field("date", it.date);
    out.end_object();
  }
  out.end_array();
  out.field("is_allowed", disclosure.ledger.is_allowed);
  out.end_object();
  return std::string(out.text());
}

consent::Tag tag_in(std::string_view text) {
  for (const consent::Tag it : consent::tags)
    if (consent::word(it) == text) return it;
  throw sql::DamagedRow("what a packet discloses cannot be read");
}

PacketDisclosure disclosure_in(const PacketVersion& version, std::string_view text) {
  JsonReader reader;
  Problems problems;
  const auto tree = reader.read(text, file_limits);
  if (!tree) throw sql::DamagedRow("what a packet discloses cannot be read");
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  PacketDisclosure disclosure;
  disclosure.asked.discloser = fields.text("discloser");
  disclosure.asked.member = fields.text("member");
  disclosure.asked.recipient = {consent::RecipientClass::health_plan, version.payer};
  disclosure.asked.purpose = consent::Purpose::payment;
  disclosure.ledger.is_allowed = fields.boolean("is_allowed");
  fields.list("records", [&](JsonNode node, const json::Place& place) {
    json::Fields record(node, place, problems);
    consent::Record it;
    it.id = record.text("id");
    it.tag = tag_in(record.text("tag"));
    it.date = record.nullable_date("date");
    disclosure.tag = stricter(disclosure.tag, it.tag);
    disclosure.records.push_back(std::move(it));
  });
  if (!problems.empty()) throw sql::DamagedRow("what a packet discloses cannot be read");
  return disclosure;
}

std::optional<std::string> column_of(sql::Connection& connection, const PacketVersion& version,
                                     const std::string& column) {
  bool is_there = false;
  std::optional<std::string> content;
  connection.run("SELECT " + column + " FROM packet WHERE episode = $1 AND number = $2",
                 {version.episode, std::int64_t{version.number}}, [&](const sql::Row& row) {
                   is_there = true;
                   if (!row.is_null(0)) content = row.text(0);
                 });
  if (!is_there) throw sql::DamagedRow("a version of a packet is not there");
  return content;
}

std::string text_of(sql::Connection& connection, const PacketVersion& version,
                    const std::string& column) {
  auto text = column_of(connection, version, column);
  if (!text) throw sql::DamagedRow("a version of a packet has no " + column);
  return std::move(*text);
}

// Of a record by its name: the strictest of what the facilities make of the member's records and of
// what was said of the document that is on file under that name.
std::function<consent::Tag(const std::string&)> tags_now(sql::Connection& connection,
                                                         const std::string& member) {
  std::map<std::string, consent::Tag> of_documents;
  for (const Document& it : documents_of(connection, member, registered_last))
    of_documents.emplace(it.name, it.tag);
  return [of_member = tag_of_member(connection, member),
          of_documents = std::move(of_documents)](const std::string& record) {
    const auto found = of_documents.find(record);
    return found == of_documents.end() ? of_member : stricter(of_member, found->second);
  };
}

PacketDisclosure disclosure_of(sql::Connection& connection, const PacketVersion& version) {
  return disclosure_in(version, text_of(connection, version, "disclosed"));
}

void insert(sql::Connection& writer, const PacketVersion& it, const ReleasedPacket& released,
            const PacketPrints& prints) {
  writer.run(
      "INSERT INTO packet (episode, number, \"authorization\", review, payer, due_at, verdict,"
      " reason, built_at, built_by, last_seq, policies, documents, consents, today, content,"
      " disclosed, json, html, is_latest, pdf, script) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9,"
      " $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 1, $20, $21)",
      {it.episode,
       std::int64_t{it.number},
       it.authorization,
       it.review,
       it.payer,
       it.due_at ? sql::Value(it.due_at->microseconds()) : sql::Value(),
       it.verdict,
       it.reason,
       it.built_at.microseconds(),
       it.built_by,
       it.of.last_seq,
       it.of.policies,
       it.of.documents,
       it.of.consents,
       to_text(it.of.today),
       it.content,
       stored(released.packet.disclosure),
       released.json,
       released.html,
       sql::Bytes{prints.pdf},
       sql::Bytes{prints.script}},
      sql::ignore_rows);
}

}  // namespace

std::string_view word(PacketState state) {
  switch (state) {
    case PacketState::built:
      return "built";
    case PacketState::approved:
      return "approved";
    case PacketState::submitted:
      return "submitted";
  }
  fail("a state of a packet without a word");
}

PacketPrints prints_of(const ReleasedPacket& released) {
  return {packet_pdf(released.packet, released.appendices, print::Paper::letter),
          pdf_of(phone_script(released.packet), print::Paper::letter)};
}

std::string content_of(ReviewPacket& packet) {
  const PacketHeader header = packet.header;
  packet.header.as_of = {};
  packet.header.today = {};
  JsonWriter out;
  json::write_packet(out, packet);
  packet.header = header;
  return to_hex(sha256(out.text()));
}

PacketIngredients ingredients_of(sql::Connection& connection, const PolicyBook& book,
                                 const PacketSources& sources) {
  const auto head = find_log(connection, sources.episode);
  ensure(head.has_value(), "a packet is of an episode with a log");
  PacketIngredients of;
  of.last_seq = head->last_seq;
  of.policies = book.fingerprint;
  of.documents = digest_of(sources.documents);
  if (sources.member) of.consents = digest_of(consents_of(connection, sources.member->id));
  of.today = sources.restated.standing.today;
  return of;
}

BuiltPacket build_packet(sql::Connection& connection, const PolicyBook& book,
                         const PacketSources& sources, const TermsNow& terms_now,
                         const std::string& by) {
  BuiltPacket built{sources.episode, release_packet(sources, terms_now, by), {}, {}, {}};
  built.of = ingredients_of(connection, book, sources);
  built.content = content_of(built.released.packet);
  return built;
}

Kept keep_packet(sql::Connection& writer, const BuiltPacket& built, const std::string& by,
                 Instant now) {
  const ReviewPacket& packet = built.released.packet;
  PacketVersion version;
  version.episode = built.episode;
  version.authorization = packet.header.authorization;
  version.content = built.content;
  const auto last = last_of(writer, version.episode, version.authorization);
  if (last && last->content == version.content) return {*last, false};
  // Before anything is written.
  const PacketPrints prints = built.prints ? *built.prints : prints_of(built.released);
  version.review = version.authorization.empty() ? std::string(first_request_key)
                                                 : "review:" + version.authorization;
  version.payer = packet.header.payer;
  version.due_at = packet.header.due_at;
  version.verdict = authledger::word(packet.verdict);
  version.reason = last ? reason_of(built.of, last->of) : "first";
  version.built_at = now;
  version.built_by = by;
  version.of = built.of;
  writer.run("SELECT coalesce(max(number), 0) + 1 FROM packet WHERE episode = $1",
             {version.episode},
             [&](const sql::Row& row) { version.number = static_cast<int>(row.integer(0)); });
  if (last)
    writer.run("UPDATE packet SET is_latest = 0 WHERE episode = $1 AND number = $2",
               {last->episode, std::int64_t{last->number}}, sql::ignore_rows);
  insert(writer, version, built.released, prints);
  return {version, true};
}

bool wants_packet(const Obligation& obligation) {
  return obligation.kind == ObligationKind::review || obligation.key == first_request_key;
}

std::optional<PacketVersion> same_packet(sql::Connection& connection, const BuiltPacket& built) {
  auto last = last_of(connection, built.episode, built.released.packet.header.authorization);
  if (!last || last->content != built.content) return std::nullopt;
  return last;
}

std::optional<PacketVersion> last_packet(sql::Connection& connection, const std::string& episode,
                                         const std::string& authorization) {
  return last_of(connection, episode, authorization);
}

std::optional<PacketVersion> find_packet(sql::Connection& connection, const std::string& episode,
                                         std::int64_t number) {
  return first_of(select(connection, "WHERE episode = $1 AND number = $2", {episode, number}));
}

std::vector<PacketVersion> packets_of(sql::Connection& connection, const std::string& episode) {
  return select(connection, "WHERE episode = $1 ORDER BY number", {episode});
}

bool packet_built_after(sql::Connection& connection, const std::string& episode, Instant at) {
  bool is_any = false;
  connection.run("SELECT 1 FROM packet WHERE episode = $1 AND built_at > $2 LIMIT 1",
                 {episode, at.microseconds()}, [&](const sql::Row&) { is_any = true; });
  return is_any;
}

std::optional<PacketVersion> packet_before(sql::Connection& connection,
                                           const PacketVersion& version) {
  return first_of(select(connection,
                         "WHERE episode = $1 AND \"authorization\" = $2 AND number < $3"
                         " ORDER BY number DESC LIMIT 1",
                         {version.episode, version.authorization, std::int64_t{version.number}}));
}

std::string packet_json(sql::Connection& connection, const PacketVersion& version) {
  return text_of(connection, version, "json");
}

std::string packet_page(sql::Connection& connection, const PacketVersion& version) {
  return text_of(connection, version, "html");
}

std::optional<std::string> packet_print(sql::Connection& connection, const PacketVersion& version) {
  return column_of(connection, version, "pdf");
}

std::optional<std::string> packet_script(sql::Connection& connection,
                                         const PacketVersion& version) {
  return column_of(connection, version, "script");
}

std::optional<consent::Decisions> may_submit(sql::Connection& connection,
                                             const PacketVersion& version, Instant now) {
  PacketDisclosure disclosure = disclosure_of(connection, version);
  consent::Asked& asked = disclosure.asked;
  const auto facility = find_facility(connection, asked.discloser, registered_last);
  if (!facility) throw sql::Error("a packet is of a facility that the register does not have");
  asked.at = now;
  asked.today = facility->zone.day_of(now);
  const auto tags = tags_now(connection, asked.member);
  // Its figures were refused when it was built, so that it says not to be sent.
  if (!disclosure.ledger.is_allowed) {
    const consent::Record figures{"the ledger's figures", consent::Tag::part2, asked.today};
    auto said = may_disclose({figures}, consents_of(connection, asked.member), asked);
    if (said.records.front().is_allowed) return std::nullopt;
    return said;
  }
  for (const consent::Record& it : disclosure.records)
    if (stricter(it.tag, tags(it.id)) != it.tag) return std::nullopt;
  return may_disclose(disclosure.records, consents_of(connection, asked.member), asked);
}

void approve_packet(sql::Connection& writer, const PacketVersion& version, const Approval& given) {
  writer.run(
      "UPDATE packet SET approved_at = $3, approved_by = $4, approval_reason = $5"
      " WHERE episode = $1 AND number = $2",
      {version.episode, std::int64_t{version.number}, given.at.microseconds(), given.by,
       sql::nullable(given.reason)},
      sql::ignore_rows);
}

void note_submission(sql::Connection& writer, const PacketVersion& version,
                     const Submission& submission) {
  PacketDisclosure disclosure = disclosure_of(writer, version);
  disclosure.asked.at = submission.at;
  writer.run(
      "UPDATE packet SET submitted_at = $3, submitted_by = $4, submitted_event = $5,"
      " reference = $6 WHERE episode = $1 AND number = $2",
      {version.episode, std::int64_t{version.number}, submission.at.microseconds(), submission.by,
       submission.event, sql::nullable(submission.reference)},
      sql::ignore_rows);
  if (auto entry = disclosure_entry(version.episode, disclosure, "packet")) {
    entry->actor = submission.by;
    append_audit(writer, *entry);
  }
}

std::vector<PacketItem> packet_queue(sql::Connection& connection, const PacketQuery& query) {
  const PacketPlace none{std::nullopt, "", -1};
  const PacketPlace& after = query.after ? *query.after : none;
  std::vector<PacketItem> items;
  connection.run(
      "SELECT " + std::string(columns) +
          ", episode.facility, episode.member FROM packet JOIN episode"
          " ON episode.id = packet.episode WHERE is_latest = 1"
          " AND ($1 IS NULL OR verdict = $1) AND ($2 IS NULL OR packet.payer = $2)"
          " AND ($3 IS NULL OR episode.facility = $3)"
          " AND ($4 IS NULL OR $4 = CASE WHEN submitted_at IS NOT NULL THEN 'submitted'"
          " WHEN approved_at IS NOT NULL THEN 'approved' ELSE 'built' END)"
          " AND ($5 IS NULL OR episode.facility IN (SELECT value FROM json_each($5)))"
          " AND (submitted_at IS NOT NULL OR EXISTS (SELECT 1 FROM obligation WHERE"
          " obligation.episode = packet.episode AND obligation.key = review"
          " AND obligation.status IN ('upcoming', 'open', 'overdue')))"
          " AND (coalesce(packet.due_at, $9), packet.episode, number) > ($6, $7, $8)"
          " ORDER BY coalesce(packet.due_at, $9), packet.episode, number LIMIT $10",
      {sql::nullable(query.verdict), sql::nullable(query.payer), sql::nullable(query.facility),
       sql::nullable(query.state), list_of(query.visible),
       after.due_at ? after.due_at->microseconds() : undated, after.episode, after.number, undated,
       static_cast<std::int64_t>(query.limit)},
      [&](const sql::Row& row) {
        items.push_back({version_in(row), std::string(row.text(24)), maybe_text(row, 25), {}});
      });
  for (PacketItem& it : items)
    if (it.member)
      if (const auto member = find_member(connection, *it.member, registered_last))
        it.member_name = member->name;
  return items;
}

}  // namespace authledger::store
