// Letters to a payer about an episode: that the member was discharged, an appeal of what it denied,
// a request to talk to its reviewer. Drafts, as notices are.
//
//     for (const LetterOffer& it : possible_letters(sources)) ...
//     auto letter = payer_letter(sources, LetterKind::appeal, "A2");
//     text_of(*letter);  html_of(*letter);
//
// Everything in one comes from the log, the register, the payer's policy and the standing. What
// none of them says is left blank and marked as unknown. Nothing clinical is argued: where the
// reasons belong there is a blank for whoever writes them. Whether the letter may go to the payer
// at all is asked as for packets, and it says so.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/consent/may_disclose.hpp"
#include "engine/notices/notice.hpp"
#include "engine/policy/policy_book.hpp"
#include "engine/standing/standing.hpp"

namespace authledger::notices {

enum class LetterKind : std::uint8_t { discharge, appeal, peer_to_peer };
inline constexpr std::array letter_kinds{LetterKind::discharge, LetterKind::appeal,
                                         LetterKind::peer_to_peer};
std::string_view word(LetterKind kind);  // "peer-to-peer"
std::optional<LetterKind> parse_letter_kind(std::string_view word);

// What a review packet of the episode says word for word, for a letter about a denial.
struct PacketQuotes {
  int packet = 0;  // its number; 0: there is none
  Instant built_at;
  std::vector<DraftLine> quotes;     // labelled with document, date and place
  std::vector<std::string> notices;  // that go with them
  std::string refusal;               // why nothing of it may be quoted; empty: it may
};

struct LetterSources {
  const Facility& facility;
  const Member* member = nullptr;  // null: the register has none
  const Episode& episode;
  const Standing& standing;
  const PolicyBook& book;                         // of the standing
  const std::vector<consent::Consent>& consents;  // of the member
  Instant at;  // when it is asked whether it may go to the payer: now, not a past as_of
  const PacketQuotes* quotes = nullptr;  // null: nothing is to be quoted
  const Wordings* wordings = nullptr;    // null: the program's words
};

// By when the payer wants it: the duty of the payer's policy whose key is that of the letter
// ("appeal", "peer-to-peer"; "discharge-notice" or "discharge-report"), or begins with it and "-".
struct LetterClock {
  std::string key;  // of the obligation
  ObligationStatus status = ObligationStatus::open;
  Instant due_at;
  std::string due_text;   // at the payer: "2026-03-20 17:00 America/Chicago"
  int days_left = 0;      // dates there from the as_of to the due date; negative: past
  std::string time_left;  // in words; what was done, when
  Because because;
};

struct LetterSection {
  std::string title;
  std::vector<std::string> paragraphs = {};
  std::vector<DraftLine> lines = {};
  std::string to_write = {};  // what the author is to write here; empty: nothing
  bool for_sender = false;    // a note to the author, not part of what the payer reads
};

struct PayerLetter {
  LetterKind kind = LetterKind::discharge;
  std::string title;
  std::optional<std::string> authorization;  // the facility's id; none: of a discharge
  Instant as_of;
  std::string date;                           // of as_of, at the facility
  consent::Decision decision;                 // whether it may go to the payer
  std::vector<std::string> disclosure_notes;  // what goes with it, or what else stands against it
  std::optional<LetterClock> clock;           // none: no source says one
  std::string no_clock;                       // of none: that no source says it
  std::vector<DraftLine> from, to, about;
  std::vector<LetterSection> sections;
  std::vector<DraftLine> signature;
  std::vector<std::string> closing;
};

struct LetterOffer {
  LetterKind kind = LetterKind::discharge;
  std::optional<std::string> authorization;
  std::optional<LetterClock> clock;
};

// What there is to write about: a discharge; of each decision that denied something, an appeal and
// a request to talk. Discharge first, then by when it was decided, the latest first.
std::vector<LetterOffer> possible_letters(const LetterSources& sources);

// Without an authorization: about the latest decision that denied something; a letter of discharge
// has none. None: nothing of the kind is possible.
std::optional<PayerLetter> payer_letter(const LetterSources& sources, LetterKind kind,
                                        const std::optional<std::string>& authorization);

// Why it must not go to the payer, and what would let it.
std::string refusal_words(const consent::Decision& decision);
// The payer that a letter of this kind goes to. Empty: no coverage is recorded; none: nothing of
// the kind is possible.
std::optional<std::string> payer_of_letter(const LetterSources& sources, LetterKind kind,
                                           const std::optional<std::string>& authorization);
// Labels of what is blank in the letter, and the titles of what is to be written.
std::vector<std::string> unknown_in(const PayerLetter& letter);
std::string text_of(const PayerLetter& letter);  // UTF-8, lines end with \n
std::string html_of(const PayerLetter& letter);  // a whole page, everything escaped

}  // namespace authledger::notices
