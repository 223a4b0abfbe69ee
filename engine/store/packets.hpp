// The versions of an episode's review packets: what was built for which review, when, by whom and
// why, and what became of it. A version is never changed; its approval and its submission are
// noted on it once. What is built again with the same content is the version that is there.
//
//     auto [version, is_new] = keep_packet(writer, built, "key:ab", now);
//     approve_packet(writer, version, {"key:cd", now, "the payer takes it without a PHQ-9"});
//     note_submission(writer, version, {"key:ab", now, "event-7", "call 4711"});
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/store/compartment.hpp"
#include "engine/store/packet_release.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

// `disclosed`: what it discloses, as may_disclose() is asked about it. `is_latest`: of its
// authorization.
inline constexpr std::string_view packet_tables = R"sql(
CREATE TABLE packet (
  episode TEXT NOT NULL,
  number BIGINT NOT NULL,        -- 1, 2, 3, ... of the episode
  "authorization" TEXT NOT NULL,
  review TEXT NOT NULL,          -- key of the obligation
  payer TEXT NOT NULL,
  due_at BIGINT,
  verdict TEXT NOT NULL,
  reason TEXT NOT NULL,
  built_at BIGINT NOT NULL,
  built_by TEXT NOT NULL,
  last_seq BIGINT NOT NULL,      -- of the log that it was built from
  policies TEXT NOT NULL,        -- fingerprints: of policies, documents, consents
  documents TEXT NOT NULL,
  consents TEXT NOT NULL,
  today TEXT NOT NULL,
  content TEXT NOT NULL,         -- SHA-256, hexadecimal, of all but when it was built
  disclosed TEXT NOT NULL,
  json TEXT NOT NULL,
  html TEXT NOT NULL,
  is_latest BIGINT NOT NULL,
  approved_at BIGINT,
  approved_by TEXT,
  approval_reason TEXT,
  submitted_at BIGINT,
  submitted_by TEXT,
  submitted_event TEXT,
  reference TEXT,
  PRIMARY KEY (episode, number)
);
CREATE INDEX packet_queue ON packet (due_at, episode, number) WHERE is_latest = 1;
)sql";
// The packet and its phone script as PDF on Letter; null: built before there were any.
inline constexpr std::string_view packet_print_columns = R"sql(
ALTER TABLE packet ADD COLUMN pdf BLOB;
ALTER TABLE packet ADD COLUMN script BLOB;
)sql";

enum class PacketState : std::uint8_t { built, approved, submitted };
std::string_view word(PacketState state);

struct Approval {
  std::string by;
  Instant at;
  std::optional<std::string> reason;  // why in spite of what is missing
};

struct Submission {
  std::string by;
  Instant at;         // when this was noted; the event says when the payer got it
  std::string event;  // id of the event review.submitted
  std::optional<std::string> reference;
};

// The duty to ask for the first authorization: its packets have "" for one.
inline constexpr std::string_view first_request_key = "duty:initial-authorization";
// What packets are built for: reviews, and the first request.
bool wants_packet(const Obligation& obligation);

// What a packet was made of, besides the code. A packet whose content differs differs by one of
// these, or by the register.
struct PacketIngredients {
  std::int64_t last_seq = 0;
  std::string policies, documents, consents;
  Date today;
};

struct PacketVersion {
  std::string episode;
  int number = 0;
  std::string authorization, review, payer;
  std::optional<Instant> due_at;  // of the review
  std::string verdict;
  std::string reason;  // "first", or what has changed since the one before: "events documents"
  Instant built_at;
  std::string built_by;
  PacketIngredients of;
  std::string content;  // digest
  bool is_latest = true;
  std::optional<Approval> approval;
  std::optional<Submission> submission;

  PacketState state() const {
    return submission ? PacketState::submitted
           : approval ? PacketState::approved
                      : PacketState::built;
  }
};

// The packet of one review with what it is made of, as the ledger is now.
struct PacketPrints {  // on Letter
  std::string pdf, script;
};
PacketPrints prints_of(const ReleasedPacket& released);

struct BuiltPacket {
  std::string episode;
  ReleasedPacket released;
  PacketIngredients of;
  std::string content;                      // content_of() the packet
  std::optional<PacketPrints> prints = {};  // none: not rendered yet
};

// SHA-256, hexadecimal, of everything in it but the moment at which it was built.
std::string content_of(ReviewPacket& packet);  // the same afterwards
// As the log and the consents are now. Throws sql::Error.
PacketIngredients ingredients_of(sql::Connection& connection, const PolicyBook& book,
                                 const PacketSources& sources);

// As the documents, the consents and the log are now. Throws sql::Error; std::exception when the
// packet cannot be assembled. `by`: see release_packet().
BuiltPacket build_packet(sql::Connection& connection, const PolicyBook& book,
                         const PacketSources& sources, const TermsNow& terms_now,
                         const std::string& by);

struct Kept {
  PacketVersion version;
  bool is_new = false;
};
// A new version, unless the last one of the authorization has the same content; then that. Within
// the caller's transaction.
Kept keep_packet(sql::Connection& writer, const BuiltPacket& built, const std::string& by,
                 Instant now);

// The last version of the same authorization, if it has the same content. Throws sql::Error.
std::optional<PacketVersion> same_packet(sql::Connection& connection, const BuiltPacket& built);

// Of the authorization, whatever it says.
std::optional<PacketVersion> last_packet(sql::Connection& connection, const std::string& episode,
                                         const std::string& authorization);
std::optional<PacketVersion> find_packet(sql::Connection& connection, const std::string& episode,
                                         std::int64_t number);
std::vector<PacketVersion> packets_of(sql::Connection& connection, const std::string& episode);

// Whether any of the episode is newer.
bool packet_built_after(sql::Connection& connection, const std::string& episode, Instant at);

// The version of the same authorization before this one.
std::optional<PacketVersion> packet_before(sql::Connection& connection,
                                           const PacketVersion& version);

// Of a version that is there.
std::string packet_json(sql::Connection& connection, const PacketVersion& version);
std::string packet_page(sql::Connection& connection, const PacketVersion& version);  // HTML
// PDF on Letter. None: the version was built before there were any.
std::optional<std::string> packet_print(sql::Connection& connection, const PacketVersion& version);
std::optional<std::string> packet_script(sql::Connection& connection, const PacketVersion& version);

// Whether all that it discloses may go to its payer now. None: it must be built again, because the
// tags of what it holds have become stricter, or because a consent lets its figures out by now.
std::optional<consent::Decisions> may_submit(sql::Connection& connection,
                                             const PacketVersion& version, Instant now);

void approve_packet(sql::Connection& writer, const PacketVersion& version, const Approval& given);
// With the entry of the accounting of disclosures when one is due.
void note_submission(sql::Connection& writer, const PacketVersion& version,
                     const Submission& submission);

// The queue: the latest version for each review that is still to be done, and what was submitted;
// by (due_at, episode, number), undated ones first.
struct PacketPlace {
  std::optional<Instant> due_at;
  std::string episode;
  std::int64_t number = 0;
};
struct PacketQuery {
  std::optional<std::string> verdict, payer, facility, state;
  Compartment visible;
  std::optional<PacketPlace> after;
  std::size_t limit = 100;
};
struct PacketItem {
  PacketVersion version;
  std::string facility;
  std::optional<std::string> member, member_name;
};
std::vector<PacketItem> packet_queue(sql::Connection& connection, const PacketQuery& query);

}  // namespace authledger::store
