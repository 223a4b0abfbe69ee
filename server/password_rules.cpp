#include "server/password_rules.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "engine/store/search.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t least_of_ones_own = 5;  // bytes, beside what everybody tries
constexpr std::size_t least_of_a_name = 3;    // shorter words are in many others

// What stands at the top of every list of stolen passwords, and what stands on this page.
constexpr std::array<std::string_view, 20> tried_first{
    "authledger", "administrator", "password", "passwort", "passw0rd", "p@ssword", "qwertyuiop",
    "qwerty",     "asdfghjkl",     "zxcvbnm",  "iloveyou", "letmein",  "welcome",  "changeme",
    "abcdefgh",   "1q2w3e4r",      "sunshine", "princess", "football", "secret"};

bool is_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;  // none that goes on in UTF-8
}

void take_out(std::string& text, std::string_view part) {
  if (part.empty()) return;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
}

// Digits that follow each other count as one: "123456", "987654".
std::string without_runs(const std::string& text) {
  std::string left;
  for (const char c : text) {
    const bool goes_on = !left.empty() && std::abs(c - left.back()) <= 1;
    if (goes_on)
      left.back() = c;
    else
      left += c;
  }
  return left;
}

}  // namespace

std::optional<std::string> objection_to_password(std::string_view password, std::string_view name) {
  const auto characters = std::ranges::count_if(password, is_character);
  if (static_cast<std::size_t>(characters) < least_password)
    return "password has at least " + std::to_string(least_password) +
           " characters; a few words in a row are easy to keep and hard to guess";
  if (password.size() > longest_password)
    return "password has at most " + std::to_string(longest_password) + " bytes";
  std::string left = store::folded(password);
  const std::string own = store::folded(name);
  take_out(left, own);
  for (const std::string& word : store::search_words(own))
    if (word.size() >= least_of_a_name) take_out(left, word);
  for (const std::string_view it : tried_first) take_out(left, it);
  left = without_runs(left);
  const bool is_easy = left.size() < least_of_ones_own ||
                       std::set<char>(left.begin(), left.end()).size() < least_of_ones_own;
  if (is_easy) return "password is one that others would try first; take a few words in a row";
  return std::nullopt;
}

}  // namespace authledger::server
