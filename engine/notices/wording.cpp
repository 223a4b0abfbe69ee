#include "engine/notices/wording.hpp"

#include <algorithm>

#include "engine/base/result.hpp"

namespace authledger::notices {
namespace {

constexpr std::array<std::string_view, templates.size()> template_words{
    "notice", "notice-withdrawal", "discharge", "appeal", "peer-to-peer"};

}  // namespace

std::string_view word(Template name) {
  return template_words[static_cast<std::size_t>(name)];
}

std::optional<Template> parse_template(std::string_view word_) {
  const auto found = std::ranges::find(templates, word_, [](Template it) { return word(it); });
  return found == templates.end() ? std::nullopt : std::optional(*found);
}

Wording wording_of(const Wordings* wordings, Template name) {
  if (!wordings) return {};
  const auto found = wordings->find(name);
  return found == wordings->end() ? Wording() : found->second;
}

std::vector<std::string> standard_opening(Template name, bool is_partial) {
  switch (name) {
    case Template::notice:
      return {
          "We tell you that the member named above missed what is listed above, as your rule "
          "asks."};
    case Template::notice_withdrawal:
      return {
          "We take back the notice of a missed session named above. Our record was corrected, and "
          "no rule asks for the notice any more."};
    case Template::discharge:
      return {
          "The member named above was discharged as told below. What was approved and is not used "
          "will not be used in this episode."};
    case Template::appeal:
      return {is_partial ? "We appeal the decision below as far as it does not approve what was "
                           "requested, and ask you to approve the rest."
                         : "We appeal the decision below and ask you to reverse it and to approve "
                           "what was requested.",
              "If you uphold it, please tell us in writing the reason and the criteria that you "
              "applied, and what further review there is."};
    case Template::peer_to_peer:
      return {
          "We ask for a conversation between the treating clinician and your reviewer about the "
          "decision below. Please call us back with a time."};
  }
  fail("a template without words");
}

std::vector<std::string> paragraphs_of(std::string_view text) {
  std::vector<std::string> paragraphs;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    const std::size_t first = line.find_first_not_of(" \t\r");
    if (first != std::string_view::npos)
      paragraphs.emplace_back(line.substr(first, line.find_last_not_of(" \t\r") - first + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return paragraphs;
}

}  // namespace authledger::notices
