#include "engine/json/letter_codec.hpp"

#include "engine/json/lists.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::json {
namespace {

void write_lines(JsonWriter& out, std::string_view name,
                 const std::vector<notices::DraftLine>& lines) {
  write_list(out, name, lines, [](JsonWriter& to, const notices::DraftLine& line) {
    to.begin_object();
    to.field("label", line.label);
    to.field_if("value", line.value);
    if (!line.value) to.field("unknown", line.missing);
    to.end_object();
  });
}

void write_clock(JsonWriter& out, const std::optional<notices::LetterClock>& clock) {
  out.key("clock");
  if (!clock) return out.null();
  out.begin_object();
  out.field("obligation", clock->key);
  out.field("status", word(clock->status));
  out.field("due_at", clock->due_at);
  out.field("due_text", clock->due_text);
  out.field("days_left", clock->days_left);
  out.field("time_left", clock->time_left);
  out.key("because");
  write_because(out, clock->because);
  out.end_object();
}

void write_disclosure(JsonWriter& out, const notices::PayerLetter& letter) {
  const consent::Decision& decision = letter.decision;
  out.key("disclosure");
  out.begin_object();
  out.field("allowed", decision.is_allowed);
  out.field("reason", decision.reason);
  out.field("citation", decision.citation);
  if (!decision.remedy.empty()) out.field("remedy", decision.remedy);
  if (!decision.consent.empty()) out.field("consent", decision.consent);
  write_texts(out, "notes", letter.disclosure_notes);
  out.end_object();
}

}  // namespace

void write_payer_letter(JsonWriter& out, const std::string& episode,
                        const notices::PayerLetter& letter) {
  out.begin_object();
  out.field("kind", word(letter.kind));
  out.field("episode", episode);
  out.field("authorization", letter.authorization);
  out.field("as_of", letter.as_of);
  out.field("date", letter.date);
  out.field("title", letter.title);
  write_disclosure(out, letter);
  write_clock(out, letter.clock);
  if (!letter.clock) out.field("no_clock", letter.no_clock);
  write_lines(out, "from", letter.from);
  write_lines(out, "to", letter.to);
  write_lines(out, "about", letter.about);
  write_list(out, "sections", letter.sections,
             [](JsonWriter& to, const notices::LetterSection& it) {
               to.begin_object();
               to.field("title", it.title);
               write_texts(to, "paragraphs", it.paragraphs);
               write_lines(to, "lines", it.lines);
               if (!it.to_write.empty()) to.field("to_write", it.to_write);
               if (it.for_sender) to.field("for_sender", true);
               to.end_object();
             });
  write_lines(out, "signature", letter.signature);
  write_texts(out, "closing", letter.closing);
  write_texts(out, "unknown", unknown_in(letter));
  out.field("text", text_of(letter));
  out.end_object();
}

void write_letter_offers(JsonWriter& out, const std::string& episode, Instant as_of,
                         const std::vector<notices::LetterOffer>& offers) {
  out.begin_object();
  out.field("episode", episode);
  out.field("as_of", as_of);
  write_list(out, "letters", offers, [](JsonWriter& to, const notices::LetterOffer& it) {
    to.begin_object();
    to.field("kind", word(it.kind));
    to.field("authorization", it.authorization);
    write_clock(to, it.clock);
    to.end_object();
  });
  out.end_object();
}

}  // namespace authledger::json
