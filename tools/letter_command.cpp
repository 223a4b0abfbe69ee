// Prints the draft of a letter to a payer, or what letters an episode has now.
#include <unistd.h>

#include <algorithm>
#include <ostream>

#include "engine/json/letter_codec.hpp"
#include "engine/notices/payer_letter_print.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/letter_quotes.hpp"
#include "engine/store/wordings.hpp"
#include "tools/atomic_file.hpp"
#include "tools/commands.hpp"
#include "tools/episode_read.hpp"

namespace authledger::tools {
namespace {

std::string written(const notices::PayerLetter& letter, const LetterWanted& wanted) {
  if (wanted.format == "html") return notices::html_of(letter);
  if (wanted.format == "pdf") return notices::pdf_of(letter, *print::parse_paper(wanted.paper));
  if (wanted.format == "text") return notices::text_of(letter);
  JsonWriter json;
  json::write_payer_letter(json, wanted.episode, letter);
  return pretty(json.text()) + '\n';
}

bool can_be_used(const LetterWanted& wanted, std::ostream& errors) {
  constexpr std::string_view formats[] = {"text", "html", "json", "pdf"};
  if (!notices::parse_letter_kind(wanted.kind))
    errors << "the kind is \"" << wanted.kind
           << "\"; it must be discharge, appeal or peer-to-peer\n";
  else if (std::ranges::find(formats, wanted.format) == std::end(formats))
    errors << "--format is \"" << wanted.format << "\"; it must be text, html, json or pdf\n";
  else if (!print::parse_paper(wanted.paper))
    errors << "--paper is \"" << wanted.paper << "\"; it must be letter or a4\n";
  else if (wanted.format == "pdf" && wanted.output.empty() && isatty(STDOUT_FILENO) != 0)
    errors << "a PDF is not for a terminal; name a file: --output letter.pdf\n";
  else
    return true;
  return false;
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
  if (!can_be_used(wanted, errors)) return exit_usage;
  const auto kind = notices::parse_letter_kind(wanted.kind);
  int exit_code = exit_done;
  const auto read = read_episode(paths, wanted.episode, as_of, errors, exit_code);
  if (!read) return exit_code;
  const store::Restated& found = read->found;
  std::vector<consent::Consent> consents;
  if (found.member) consents = store::consents_of(*read->reader, *found.member);
  const notices::Wordings wordings = store::wordings(*read->reader);
  notices::LetterSources sources{found.facility,
                                 read->member ? &*read->member : nullptr,
                                 found.episode,
                                 found.standing,
                                 *read->book,
                                 consents,
                                 at,
                                 nullptr,
                                 &wordings};
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
  const std::string bytes = written(*letter, wanted);
  if (wanted.output.empty())
    out << bytes;
  else
    write_file(wanted.output, bytes);
  if (!letter->decision.is_allowed)
    errors << "not to be sent: " << notices::refusal_words(letter->decision) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
