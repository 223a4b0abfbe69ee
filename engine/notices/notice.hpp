// The words of a notice about missed sessions, for one channel: what somebody says on the phone,
// faxes, or types into a portal. A draft: whoever sends it reads it and changes what they like;
// what was sent is recorded by completing the obligation.
//
//     const auto draft = draft_of(sources, obligation, Channel::fax);
//     text_of(*draft);  html_of(*draft);
//
// Everything in it comes from the log, the register and the payer's policy. What none of them says
// is left blank and marked as unknown, never guessed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/notices/wording.hpp"
#include "engine/standing/standing.hpp"

namespace authledger::notices {

enum class Channel : std::uint8_t { phone, fax, portal };
std::string_view word(Channel channel);
std::optional<Channel> parse_channel(std::string_view word);

struct DraftLine {
  std::string label;                 // "Member"
  std::optional<std::string> value;  // none: nobody told us
  std::string missing;               // of none: what is to be filled in, and why it is not there
};

struct Draft {
  Channel channel = Channel::phone;
  std::string title;
  std::vector<DraftLine> lines;
  std::vector<std::string> paragraphs;
};

struct NoticeSources {
  const Facility& facility;
  const Member* member = nullptr;  // null: the register has none
  const Episode& episode;
  const Standing& standing;
  const Wordings* wordings;  // null: the program's words
};

// None: the obligation is no notice. Of a moot one, the words that take back what was sent.
std::optional<Draft> draft_of(const NoticeSources& sources, const Obligation& obligation,
                              Channel channel);

std::vector<std::string> unknown_in(const Draft& draft);  // labels of what is blank
std::string text_of(const Draft& draft);                  // UTF-8, lines end with \n
std::string html_of(const Draft& draft);                  // a whole page, everything escaped

}  // namespace authledger::notices
