// Fax letters that somebody has released: the words as they were edited, to which number, by whom;
// and of those that went to a fax server what was written there and when. A letter is about one
// announcement of the outbox ("notice.owed", or "notice.withdrawn" of what had been sent), and
// there is one for each. Its message has the kind "letter.released" and goes to its endpoint alone.
//
//     auto released = release_letter(writer, std::move(letter), now);    // when staff say so
//     LetterDisclosure said = disclose_letter(writer, position, now);     // before each sending
//     note_letter_written(writer, position, digests, now);                // once it is there
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/consent/may_disclose.hpp"
#include "engine/notices/notice.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

struct Letter {
  std::int64_t position = 0;      // of its message
  std::int64_t announcement = 0;  // position of the message that it is about
  std::string episode, obligation, facility;
  std::string endpoint;
  std::string to;                      // the number that is faxed to, as somebody wrote it
  std::string recipient;               // id of the payer
  notices::Draft words;                // as edited, nothing blank
  std::optional<notices::Draft> sent;  // and with what had to go with it when it was disclosed
  std::string released_by;
  Instant released_at;
  std::optional<Instant> disclosed_at, written_at;
  std::string text_digest, html_digest;  // SHA-256 of the files, hexadecimal; empty: not written
  std::string ended;  // why it was never sent: "moot", "no_consent"; empty: it was, or waits
};

// An endpoint that takes letters, and of which facilities; none: all.
struct LetterEndpoint {
  std::string name;
  std::optional<std::set<std::string>> facilities;
};
// In place of those before.
void set_letter_endpoints(sql::Connection& writer, const std::vector<LetterEndpoint>& endpoints);
bool takes_letters(sql::Connection& connection, const std::string& endpoint,
                   const std::string& facility);

// The last message that says how it is with a notice: owed, completed or withdrawn.
std::optional<OutboxMessage> last_announcement(sql::Connection& connection,
                                               const std::string& episode,
                                               const std::string& obligation);

// Whether a letter may go to the payer now: the words of a notice are records of the facility.
consent::Decisions may_send_letter(sql::Connection& connection, const Letter& letter, Instant now);

// Writes the letter and its message. A conflict: there is a letter about this announcement already,
// which has not ended. Within the caller's transaction.
Result<OutboxMessage> release_letter(sql::Connection& writer, Letter letter, Instant now);

std::optional<Letter> find_letter(sql::Connection& connection, std::int64_t position);
// In the order in which they were released.
std::vector<Letter> letters_of(sql::Connection& connection, const std::string& episode,
                               const std::string& obligation);

// Asked before each sending, in a transaction that is on disk before anything leaves. The first
// time that it may leave is an entry in the accounting of disclosures.
struct LetterDisclosure {
  std::optional<Letter> letter;  // none: it must not be sent any more, and has ended
  std::string outcome;           // of none: for the table of attempts
};
LetterDisclosure disclose_letter(sql::Connection& writer, std::int64_t position, Instant now);

struct LetterDigests {
  std::string text, html;
};
void note_letter_written(sql::Connection& writer, std::int64_t position,
                         const LetterDigests& digests, Instant now);

}  // namespace authledger::store
