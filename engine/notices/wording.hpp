// The words of notices and letters that an organization may say in its own way: how they open and
// close, and who signs. What they say of a case comes from the ledger, whoever words them.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace authledger::notices {

enum class Template : std::uint8_t { notice, notice_withdrawal, discharge, appeal, peer_to_peer };
inline constexpr std::array templates{Template::notice, Template::notice_withdrawal,
                                      Template::discharge, Template::appeal,
                                      Template::peer_to_peer};
std::string_view word(Template name);  // "notice-withdrawal"
std::optional<Template> parse_template(std::string_view word);

struct Wording {
  std::string opening;    // instead of the program's; empty: the program's
  std::string closing;    // before the words of confidence; empty: nothing
  std::string signature;  // who signs, a line; empty: a blank
  bool operator==(const Wording&) const = default;
};
using Wordings = std::map<Template, Wording>;  // of those that were set

// Null wordings: none was set.
Wording wording_of(const Wordings* wordings, Template name);

// The program's own, a paragraph each. `is_partial`: an appeal of what was approved in part.
std::vector<std::string> standard_opening(Template name, bool is_partial);

// A paragraph a line; blank lines are none.
std::vector<std::string> paragraphs_of(std::string_view text);

}  // namespace authledger::notices
