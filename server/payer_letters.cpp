// Letters to a payer about an episode: what there is to write about, and the words of one. They are
// drafts, and sent by people; nothing here leaves the house.
#include <algorithm>

#include "engine/json/letter_codec.hpp"
#include "engine/notices/payer_letter_print.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/letter_quotes.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/wordings.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

Response page(std::string content_type, std::string body) {
  Response response{.content_type = std::move(content_type), .body = std::move(body)};
  response.headers.emplace_back("Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'");
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

Response json_of(const JsonWriter& out) {
  return {.body = std::string(out.text()), .headers = {{"Cache-Control", "no-store"}}};
}

// Calls answer() with what letters are made of, as it is now.
template <class Make>
Response of_episode(const Call& call, Make answer) {
  const std::string& episode = call.ids[0];
  const auto head = store::find_log(call.reader, episode);
  const auto as_of = head ? std::max(call.now, head->last_recorded_at) : call.now;
  const auto found =
      head ? store::standing_of(call.reader, *call.book, episode, as_of) : std::nullopt;
  if (!found) return not_found("there is no episode \"" + episode + "\"");
  std::optional<Member> member;
  std::vector<consent::Consent> consents;
  if (found->member) {
    member = store::find_member(call.reader, *found->member, as_of);
    consents = store::consents_of(call.reader, *found->member);
  }
  const notices::Wordings wordings = store::wordings(call.reader);
  return answer(notices::LetterSources{found->facility, member ? &*member : nullptr, found->episode,
                                       found->standing, *call.book, consents, as_of, nullptr,
                                       &wordings});
}

Response rendered(const std::string& episode, const std::string& format, print::Paper paper,
                  const notices::PayerLetter& letter) {
  if (format == "text") return page("text/plain; charset=utf-8", notices::text_of(letter));
  if (format == "html") return page("text/html; charset=utf-8", notices::html_of(letter));
  if (format == "pdf") return page("application/pdf", notices::pdf_of(letter, paper));
  JsonWriter out;
  json::write_payer_letter(out, episode, letter);
  return json_of(out);
}

}  // namespace

Answer get_payer_letters(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  return of_episode(call, [&](const notices::LetterSources& sources) {
    JsonWriter out;
    json::write_letter_offers(out, call.ids[0], sources.standing.as_of,
                              notices::possible_letters(sources));
    return json_of(out);
  });
}

Answer get_payer_letter(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto format = parameters.one_of("format", {"json", "text", "html", "pdf"});
  const auto paper = parameters.one_of("paper", {"letter", "a4"});
  const auto authorization = parameters.text("authorization");
  const auto with_quotes = parameters.boolean("quotes");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  return of_episode(call, [&](notices::LetterSources sources) {
    const auto kind = notices::parse_letter_kind(call.ids[1]);
    const auto payer =
        kind ? notices::payer_of_letter(sources, *kind, authorization) : std::nullopt;
    std::optional<notices::PacketQuotes> quotes;
    if (payer && with_quotes.value_or(false))
      quotes = store::quotes_for_letter(call.reader, call.ids[0], *payer, call.now);
    if (quotes) sources.quotes = &*quotes;
    const auto letter = payer ? notices::payer_letter(sources, *kind, authorization) : std::nullopt;
    if (!letter)
      return not_found(
          "there is nothing now that such a letter could be about; GET .../letters lists what "
          "there is");
    return rendered(call.ids[0], format.value_or("json"),
                    *print::parse_paper(paper.value_or("letter")), *letter);
  });
}

}  // namespace authledger::server
