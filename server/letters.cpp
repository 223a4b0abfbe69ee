// Fax letters about notices: released with the words as somebody edited them, and listed with what
// became of them. Whether one may leave is asked here, and again whenever it is sent.
#include "server/letters.hpp"

#include <algorithm>

#include "engine/json/notice_codec.hpp"
#include "engine/store/deliveries.hpp"
#include "engine/store/letters.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/wordings.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

struct Wanted {
  std::string endpoint, to;
  std::optional<notices::Draft> words;  // none: those of the draft
};

Result<Wanted> read_wanted(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return problems;
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return tree.error();
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  Wanted wanted;
  wanted.endpoint = fields.text("endpoint");
  wanted.to = fields.text("to");
  if (const auto words = fields.take("words"))
    wanted.words = json::read_letter(*words, fields.place_of("words"), problems);
  fields.finish();
  if (!problems.empty()) return problems;
  call.audit->entry.fields = field_names(tree->root());
  return wanted;
}

Response refused(int status, ProblemCode code, std::string detail, std::string pointer) {
  return refusal(status, {{code, shortened(detail, longest_detail), std::move(pointer)}});
}

Response no_notice() {
  return not_found(
      "the standing of the episode has no notice of this key now; what is owed otherwise has no "
      "letter");
}

bool was_told_by_letter(sql::Connection& connection, const std::string& episode,
                        const std::string& key) {
  const auto letters = store::letters_of(connection, episode, key);
  return std::ranges::any_of(letters, [](const auto& it) { return it.disclosed_at.has_value(); });
}

bool was_told(sql::Connection& connection, const store::Restated& now, const std::string& episode,
              const std::string& key) {
  return was_told_by_letter(connection, episode, key) ||
         std::ranges::any_of(now.episode.notices,
                             [&](const auto& it) { return it.fact.notice == key; });
}

// What stands against a letter about this obligation, as it is now.
std::optional<Response> objection(sql::Connection& connection, const store::Restated& now,
                                  const std::string& episode, const Obligation& owed,
                                  const std::optional<store::OutboxMessage>& last) {
  if (!owed.whom.empty() && owed.whom != "payer")
    return refused(422, ProblemCode::invalid_value,
                   "a letter goes to the payer; this notice is for another: " + owed.whom, "");
  const bool is_owed = last && last->kind == "notice.owed" && is_pending(owed.status);
  const bool is_withdrawn =
      last && last->kind == "notice.withdrawn" && owed.status == ObligationStatus::moot;
  if (!is_owed && !is_withdrawn)
    return refused(409, ProblemCode::conflict,
                   "the notice is " + std::string(word(owed.status)) + "; there is nothing to tell",
                   "");
  if (is_withdrawn && !was_told(connection, now, episode, owed.key))
    return refused(409, ProblemCode::conflict,
                   "the notice is moot, and nobody was told; there is nothing to take back", "");
  return std::nullopt;
}

// With the number where the draft has none. The labels of what is blank otherwise: refused.
std::optional<Response> fill(const std::string& to, notices::Draft& words) {
  for (notices::DraftLine& line : words.lines)
    if (line.label == "Fax" && !line.value) line.value = to;
  std::string blank;
  for (const std::string& label : notices::unknown_in(words))
    blank += (blank.empty() ? "" : ", ") + label;
  if (blank.empty()) return std::nullopt;
  return refused(422, ProblemCode::missing_field,
                 "the draft is blank at: " + blank +
                     "; send the whole letter as words, with these filled in or left out",
                 "/words");
}

// The payer; of what is gone from the standing, the one who was told.
std::string recipient_of(sql::Connection& connection, const store::Letter& letter,
                         const Obligation& owed) {
  if (owed.because.policy) return owed.because.policy->payer;
  const auto before = store::letters_of(connection, letter.episode, letter.obligation);
  return before.empty() ? "" : before.back().recipient;
}

Response told(const store::OutboxMessage& message, const store::Letter& letter) {
  JsonWriter out;
  out.begin_object();
  out.field("id", message.id);
  out.field("episode", letter.episode);
  out.field("obligation", letter.obligation);
  out.field("endpoint", letter.endpoint);
  out.field("to", letter.to);
  out.field("released_at", to_exact_text(message.created_at));
  out.end_object();
  return {.status = 201, .body = std::string(out.text())};
}

Response release(sql::Connection& writer, const PolicyBook& book, const store::Letter& asked,
                 const std::optional<notices::Draft>& words, Instant now) {
  const auto head = store::find_log(writer, asked.episode);
  if (!head) return not_found("there is no episode \"" + asked.episode + "\"");
  // So that what is owed has been announced, under load too.
  const auto restated =
      store::restate(writer, book, asked.episode, std::max(now, head->last_recorded_at));
  const auto owed = notice_of(writer, restated.standing, asked.episode, asked.obligation);
  if (!owed) return no_notice();
  const auto last = store::last_announcement(writer, asked.episode, asked.obligation);
  if (auto refused_ = objection(writer, restated, asked.episode, *owed, last)) return *refused_;
  store::Letter letter = asked;
  letter.facility = restated.facility.id;
  if (!store::takes_letters(writer, letter.endpoint, letter.facility))
    return refused(422, ProblemCode::not_found,
                   "no endpoint of this name takes letters of the facility", "/endpoint");
  const auto member =
      restated.member ? store::find_member(writer, *restated.member, now) : std::nullopt;
  const notices::Wordings wordings = store::wordings(writer);
  auto draft = words ? words
                     : notices::draft_of({restated.facility, member ? &*member : nullptr,
                                          restated.episode, restated.standing, &wordings},
                                         *owed, notices::Channel::fax);
  ensure(draft.has_value(), "a notice has a draft");
  if (auto refused_ = fill(letter.to, *draft)) return *refused_;
  letter.words = std::move(*draft);
  letter.announcement = last->position;
  letter.recipient = recipient_of(writer, letter, *owed);
  const auto said = store::may_send_letter(writer, letter, now);
  if (const auto& decision = said.records.front(); !decision.is_allowed)
    return problem(403, "no_consent",
                   shortened(decision.reason + " (" + decision.citation + ")" +
                                 (decision.remedy.empty() ? "" : "; " + decision.remedy),
                             longest_detail));
  const auto released = store::release_letter(writer, letter, now);
  return released ? told(*released, letter) : refusal(409, released.error());
}

void write_letter(sql::Connection& reader, const store::Letter& letter, JsonWriter& out) {
  const auto message = store::message_at(reader, letter.position);
  const auto about = store::message_at(reader, letter.announcement);
  out.begin_object();
  if (message) out.field("id", message->id);
  if (about) out.field("about", about->id);
  out.field("endpoint", letter.endpoint);
  out.field("to", letter.to);
  if (!letter.recipient.empty()) out.field("recipient", letter.recipient);
  out.field("released_by", letter.released_by);
  out.field("released_at", to_exact_text(letter.released_at));
  std::string state = letter.ended.empty() ? "waiting" : letter.ended;
  if (letter.ended.empty())
    for (const auto& it : store::deliveries_of(reader, letter.position)) state = it.state;
  out.field("state", state);
  if (letter.disclosed_at) out.field("disclosed_at", to_exact_text(*letter.disclosed_at));
  if (letter.written_at) {
    out.field("written_at", to_exact_text(*letter.written_at));
    out.field("text_sha256", letter.text_digest);
    out.field("html_sha256", letter.html_digest);
  }
  const notices::Draft& words = letter.sent ? *letter.sent : letter.words;
  out.key("words");
  json::write_letter(out, words);
  out.field("text", notices::text_of(words));
  out.end_object();
}

}  // namespace

std::optional<Obligation> notice_of(sql::Connection& connection, const Standing& standing,
                                    const std::string& episode, const std::string& key) {
  const Obligation* found = nullptr;
  for (const Obligation& it : standing.obligations)
    if (it.key == key && it.kind == ObligationKind::notice && (!found || is_pending(it.status)))
      found = &it;
  if (found) return *found;
  if (!was_told_by_letter(connection, episode, key)) return std::nullopt;
  Obligation gone;
  gone.kind = ObligationKind::notice;
  gone.key = key;
  gone.status = ObligationStatus::moot;
  return gone;
}

Answer post_letter(const Call& call) {
  auto wanted = read_wanted(call);
  if (!wanted) return undecodable(wanted.error());
  store::Letter asked;
  asked.episode = call.ids[0];
  asked.obligation = call.ids[1];
  asked.endpoint = std::move(wanted->endpoint);
  asked.to = std::move(wanted->to);
  asked.released_by = call.request.principal->subject;
  return once(call, Write{[book = call.book, asked, words = std::move(wanted->words)](
                              sql::Connection& writer, Instant now) {
                            return release(writer, *book, asked, words, now);
                          },
                          2});
}

Answer get_letters(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const std::string& episode = call.ids[0];
  if (!store::find_log(call.reader, episode))
    return not_found("there is no episode \"" + episode + "\"");
  JsonWriter out;
  out.begin_object();
  out.field("episode", episode);
  out.field("obligation", call.ids[1]);
  out.key("letters");
  out.begin_array();
  for (const store::Letter& it : store::letters_of(call.reader, episode, call.ids[1]))
    write_letter(call.reader, it, out);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text()), .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace authledger::server
