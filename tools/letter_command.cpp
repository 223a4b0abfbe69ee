// Prints the draft of a letter to a payer, or what letters an episode has now.
#include <ostream>

#include "engine/json/letter_codec.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/letter_quotes.hpp"
#include "tools/commands.hpp"
#include "tools/episode_read.hpp"

namespace authledger::tools {
namespace {

void print(const std::string& episode, const notices::PayerLetter& letter,
           const std::string& format, std::ostream& out) {
  if (format == "html") {
    out << notices::html_of(letter);
  } else if (format == "json") {
    JsonWriter json;
    json::write_payer_letter(json, episode, letter);
    out << pretty(json.text()) << '\n';
  } else {
    out << notices::text_of(letter);
  }
}

void list(const notices::LetterSources& sources, std::ostream& errors) {
  const auto offers = notices::possible_letters(sources);
  errors << (offers.empty() ? "it has none\n" : "it has\n");
  for (const notices::LetterOffer& it : offers) {
    errors << "  " << word(it.kind);
    if (it.authorization) errors << " --authorization " << *it.authorization;
    errors << (it.clock ? ", due by " + it.clock->due_text : ", no clock is known") << '\n';
  }
}

}  // namespace

int print_letter(const StorePaths& paths, const LetterWanted& wanted, Instant as_of, Instant at,
                 std::ostream& out, std::ostream& errors) {
  const auto kind = notices::parse_letter_kind(wanted.kind);
  if (!kind) {
    errors << "the kind is \"" << wanted.kind
           << "\"; it must be discharge, appeal or peer-to-peer\n";
    return exit_usage;
  }
  if (wanted.format != "text" && wanted.format != "html" && wanted.format != "json") {
    errors << "--format is \"" << wanted.format << "\"; it must be text, html or json\n";
    return exit_usage;
  }
  int exit_code = exit_done;
  const auto read = read_episode(paths, wanted.episode, as_of, errors, exit_code);
  if (!read) return exit_code;
  const store::Restated& found = read->found;
  std::vector<consent::Consent> consents;
  if (found.member) consents = store::consents_of(*read->reader, *found.member);
  notices::LetterSources sources{found.facility,
                                 read->member ? &*read->member : nullptr,
                                 found.episode,
                                 found.standing,
                                 *read->book,
                                 consents,
                                 at};
  const auto authorization =
      wanted.authorization.empty() ? std::nullopt : std::optional(wanted.authorization);
  const auto payer = notices::payer_of_letter(sources, *kind, authorization);
  std::optional<notices::PacketQuotes> quotes;
  if (payer && wanted.with_quotes)
    quotes = store::quotes_for_letter(*read->reader, wanted.episode, *payer, at);
  if (quotes) sources.quotes = &*quotes;
  const auto letter = notices::payer_letter(sources, *kind, authorization);
  if (!letter) {
    errors << "the episode has nothing now that such a letter could be about; ";
    list(sources, errors);
    return exit_refused;
  }
  print(wanted.episode, *letter, wanted.format, out);
  if (!letter->decision.is_allowed)
    errors << "not to be sent: " << notices::refusal_words(letter->decision) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
