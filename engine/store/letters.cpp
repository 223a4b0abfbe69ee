#include "engine/store/letters.hpp"

#include <algorithm>

#include "engine/base/json_tree.hpp"
#include "engine/json/notice_codec.hpp"
#include "engine/store/audit.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/registry.hpp"

namespace authledger::store {
namespace {

constexpr std::string_view columns =
    "letter.position, announcement, letter.episode, letter.obligation, facility, endpoint, sent_to,"
    " recipient, words, sent, released_by, released_at, disclosed_at, written_at, text_digest,"
    " html_digest, ended";

std::string stored(const notices::Draft& words) {
  JsonWriter out;
  json::write_letter(out, words);
  return std::string(out.text());
}

notices::Draft words_in(std::string_view text) {
  JsonReader reader;
  Problems problems;
  const auto tree = reader.read(text, wire_limits);
  if (!tree) throw sql::DamagedRow("the words of a letter cannot be read");
  auto words = json::read_letter(tree->root(), json::Place(""), problems);
  if (!problems.empty()) throw sql::DamagedRow("the words of a letter cannot be read");
  return words;
}

std::optional<Instant> instant_in(const sql::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant::from_microseconds(row.integer(column));
}

Letter letter_in(const sql::Row& row) {
  Letter it;
  it.position = row.integer(0);
  it.announcement = row.integer(1);
  it.episode = row.text(2);
  it.obligation = row.text(3);
  it.facility = row.text(4);
  it.endpoint = row.text(5);
  it.to = row.text(6);
  it.recipient = row.text(7);
  it.words = words_in(row.text(8));
  if (!row.is_null(9)) it.sent = words_in(row.text(9));
  it.released_by = row.text(10);
  it.released_at = Instant::from_microseconds(row.integer(11));
  it.disclosed_at = instant_in(row, 12);
  it.written_at = instant_in(row, 13);
  it.text_digest = row.text(14);
  it.html_digest = row.text(15);
  it.ended = row.text(16);
  return it;
}

std::vector<Letter> select(sql::Connection& connection, std::string_view where,
                           const std::vector<sql::Value>& values) {
  std::vector<Letter> letters;
  connection.run("SELECT " + std::string(columns) +
                     " FROM letter JOIN outbox ON outbox.position = letter.position WHERE " +
                     std::string(where) + " ORDER BY letter.position",
                 values, [&](const sql::Row& row) { letters.push_back(letter_in(row)); });
  return letters;
}

std::optional<std::string> member_of(sql::Connection& connection, const std::string& episode) {
  std::optional<std::string> member;
  connection.run("SELECT member FROM episode WHERE id = $1", {episode}, [&](const sql::Row& row) {
    if (!row.is_null(0)) member = row.text(0);
  });
  return member;
}

AuditEntry entry_of(sql::Connection& connection, const Letter& letter, const std::string& action,
                    Instant now) {
  AuditEntry entry = local_entry(now, action, "letter to " + letter.endpoint, "episode");
  entry.record_id = letter.episode;
  entry.member = member_of(connection, letter.episode);
  if (!letter.recipient.empty()) entry.recipient = letter.recipient;
  entry.purpose = "HPAYMT";  // HL7 PurposeOfUse: healthcare payment
  return entry;
}

// What 42 CFR 2.32 wants to go with it: the notice, and a clear explanation of the consent's scope.
notices::Draft with_notices(notices::Draft words, const consent::Decisions& said,
                            const std::vector<consent::Consent>& consents) {
  words.paragraphs.insert(words.paragraphs.end(), said.notices.begin(), said.notices.end());
  if (said.notices.empty()) return words;
  for (const consent::Consent& it : consents)
    if (it.id == said.records.front().consent) words.paragraphs.push_back(scope_of(it));
  return words;
}

// The day on which it leaves, and by what name whoever answers can speak of it.
void head_letter(sql::Connection& connection, std::int64_t position, Instant now,
                 notices::Draft& sent) {
  const auto message = message_at(connection, position);
  const auto facility = find_facility(connection, message->facility, registered_last);
  sent.lines.insert(sent.lines.begin(), {{"Date", to_text(facility->zone.day_of(now)), ""},
                                         {"Our reference", message->id, ""}});
}

void end_letter(sql::Connection& writer, const Letter& letter, const std::string& why) {
  writer.run("UPDATE letter SET ended = $2 WHERE position = $1", {letter.position, why},
             sql::ignore_rows);
}

}  // namespace

void set_letter_endpoints(sql::Connection& writer, const std::vector<LetterEndpoint>& endpoints) {
  writer.run("DELETE FROM letter_endpoint", {}, sql::ignore_rows);
  const auto add = [&](const std::string& name, const sql::Value& facility) {
    writer.run("INSERT INTO letter_endpoint (endpoint, facility) VALUES ($1, $2)", {name, facility},
               sql::ignore_rows);
  };
  for (const LetterEndpoint& it : endpoints) {
    if (!it.facilities) add(it.name, {});
    for (const std::string& facility : it.facilities.value_or(std::set<std::string>{}))
      add(it.name, facility);
  }
}

bool takes_letters(sql::Connection& connection, const std::string& endpoint,
                   const std::string& facility) {
  bool takes = false;
  connection.run(
      "SELECT 1 FROM letter_endpoint WHERE endpoint = $1 AND (facility IS NULL OR facility = $2)",
      {endpoint, facility}, [&](const sql::Row&) { takes = true; });
  return takes;
}

std::optional<OutboxMessage> last_announcement(sql::Connection& connection,
                                               const std::string& episode,
                                               const std::string& obligation) {
  std::int64_t position = 0;
  connection.run(
      "SELECT max(position) FROM outbox WHERE episode = $1 AND obligation = $2"
      " AND kind IN ('notice.owed', 'notice.completed', 'notice.withdrawn')",
      {episode, obligation}, [&](const sql::Row& row) {
        if (!row.is_null(0)) position = row.integer(0);
      });
  return position == 0 ? std::nullopt : message_at(connection, position);
}

consent::Decisions may_send_letter(sql::Connection& connection, const Letter& letter, Instant now) {
  const auto facility = find_facility(connection, letter.facility, registered_last);
  if (!facility) throw sql::Error("a letter is of a facility that the register does not have");
  const std::string member = member_of(connection, letter.episode).value_or("");
  consent::Asked asked;
  asked.member = member;
  asked.discloser = facility->id;
  asked.recipient = {consent::RecipientClass::health_plan, letter.recipient};
  asked.purpose = consent::Purpose::payment;
  asked.at = now;
  asked.today = facility->zone.day_of(now);
  const auto tag = facility->part2_program == false ? consent::Tag::ordinary : consent::Tag::part2;
  return may_disclose({{"the letter", tag, asked.today}}, consents_of(connection, member), asked);
}

Result<OutboxMessage> release_letter(sql::Connection& writer, Letter letter, Instant now) {
  const auto about = message_at(writer, letter.announcement);
  ensure(about.has_value(), "a letter is about an announcement");
  for (const Letter& it : letters_of(writer, letter.episode, letter.obligation))
    if (it.announcement == letter.announcement && it.ended.empty())
      return Problems{{ProblemCode::conflict,
                       "a letter about this was released already; its message is " +
                           message_at(writer, it.position)->id,
                       ""}};
  const OutboxMessage message =
      announce_letter(writer, letter.episode, about->facility, letter.obligation, now);
  writer.run(
      "INSERT INTO letter (position, announcement, episode, obligation, endpoint, sent_to,"
      " recipient, words, sent, released_by, released_at, disclosed_at, written_at, text_digest,"
      " html_digest, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, $9, $10, NULL, NULL, '',"
      " '', '')",
      {message.position, letter.announcement, letter.episode, letter.obligation, letter.endpoint,
       letter.to, letter.recipient, stored(letter.words), letter.released_by, now.microseconds()},
      sql::ignore_rows);
  return message;
}

std::optional<Letter> find_letter(sql::Connection& connection, std::int64_t position) {
  auto found = select(connection, "letter.position = $1", {position});
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

std::vector<Letter> letters_of(sql::Connection& connection, const std::string& episode,
                               const std::string& obligation) {
  return select(connection, "letter.episode = $1 AND letter.obligation = $2",
                {episode, obligation});
}

LetterDisclosure disclose_letter(sql::Connection& writer, std::int64_t position, Instant now) {
  auto letter = find_letter(writer, position);
  if (!letter) throw sql::Error("a message is of a letter that the ledger does not have");
  const auto last = last_announcement(writer, letter->episode, letter->obligation);
  if (!last || last->position != letter->announcement) {
    end_letter(writer, *letter, "moot");
    return {std::nullopt, "not sent: what it was about has changed"};
  }
  const consent::Decisions said = may_send_letter(writer, *letter, now);
  if (!said.records.front().is_allowed) {
    end_letter(writer, *letter, "no_consent");
    AuditEntry entry = entry_of(writer, *letter, "deny", now);
    entry.code = "no_consent";
    append_audit(writer, entry);
    return {std::nullopt, "not sent: no consent allows it"};
  }
  const std::string member = member_of(writer, letter->episode).value_or("");
  letter->sent = with_notices(letter->words, said, consents_of(writer, member));
  head_letter(writer, position, now, *letter->sent);
  writer.run(
      "UPDATE letter SET sent = $2, disclosed_at = coalesce(disclosed_at, $3) WHERE position = $1",
      {position, stored(*letter->sent), now.microseconds()}, sql::ignore_rows);
  if (!letter->disclosed_at) append_audit(writer, entry_of(writer, *letter, "disclose", now));
  return {std::move(letter), ""};
}

void note_letter_written(sql::Connection& writer, std::int64_t position,
                         const LetterDigests& digests, Instant now) {
  writer.run(
      "UPDATE letter SET written_at = $2, text_digest = $3, html_digest = $4 WHERE position = $1",
      {position, now.microseconds(), digests.text, digests.html}, sql::ignore_rows);
}

}  // namespace authledger::store
