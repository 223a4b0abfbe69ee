#include "engine/json/packet_codec.hpp"

#include "engine/json/assertion_codec.hpp"
#include "engine/json/criteria_codec.hpp"
#include "engine/json/lists.hpp"
#include "engine/json/packet_contents_writer.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger::json {
namespace {

void write_review(JsonWriter& out, const PacketHeader& header) {
  out.key("review");
  out.begin_object();
  out.field("authorization", header.authorization);
  out.field("number", header.authorization_number);
  out.field("start", header.authorization_start);
  out.field("end", header.authorization_end);
  out.field("last_covered_day", header.last_covered_day);
  out.field("status", word(header.status));
  out.field("rule", header.rule);
  out.field("opens_at", header.opens_at);
  out.field("due_at", header.due_at);
  out.field("due_at_the_payer", header.due_text);
  out.key("because");
  write_because(out, header.because);
  out.end_object();
}

void write_header(JsonWriter& out, const PacketHeader& header) {
  out.field("as_of", header.as_of);
  out.field("today", header.today);
  out.field("episode", header.episode);
  out.key("payer");
  out.begin_object();
  out.field("payer", header.payer);
  out.field("plan", header.plan);
  out.field("line_of_business", header.line_of_business);
  out.field("state", header.state);
  out.end_object();
  out.key("member");
  out.begin_object();
  out.field("id", header.member_id);
  out.field("name", header.member);
  out.field("birth_date", header.birth_date);
  out.field("plan_member_id", header.plan_member_id);
  out.end_object();
  out.key("facility");
  out.begin_object();
  out.field("id", header.facility_id);
  out.field("name", header.facility);
  out.field("npi", header.npi);
  out.end_object();
  write_review(out, header);
  out.key("care");
  out.begin_object();
  out.field("level_of_care", header.level_of_care);
  out.field("admitted", header.admitted);
  out.field("discharged", header.discharged);
  write_texts(out, "schedule", header.schedule);
  out.end_object();
}

void write_missing(JsonWriter& out, const MissingItem& item) {
  out.begin_object();
  out.field("what", item.what);
  out.field("who", item.who);
  out.field("essential", item.essential);
  out.end_object();
}

void write_form(JsonWriter& out, const PacketForm& form) {
  const auto write_word = [](JsonWriter& to, auto value) { to.value(word(value)); };
  out.key("form");
  out.begin_object();
  out.field("known", form.is_known());
  write_list(out, "rules", form.forms, [&](JsonWriter& to, const FormAsked& asked) {
    to.begin_object();
    to.field("rule", asked.form->name.key);
    to.field("seen", asked.form->seen_whole ? "whole" : "in_part");
    write_list(to, "required", asked.form->required, write_word);
    write_list(to, "optional", asked.form->optional, write_word);
    to.key("because");
    write_because(to, asked.because);
    to.end_object();
  });
  write_list(out, "left_out", form.left_out, write_word);
  out.end_object();
}

void write_ahead(JsonWriter& out, const UncoveredAhead& ahead) {
  out.key("requested");
  out.begin_object();
  out.field("first_day", ahead.first);
  write_list(out, "sessions", ahead.sessions, [](JsonWriter& to, const ForecastSession& session) {
    to.begin_object();
    to.field("date", session.date);
    to.field("service", session.service);
    to.field("units", session.uncovered);
    to.end_object();
  });
  out.field("further_within_a_year", ahead.further);
  out.end_object();
}

void write_utilization(JsonWriter& out, const ReviewPacket& packet) {
  out.key("utilization");
  out.begin_object();
  out.field("covered_through", packet.covered_through);
  out.field("first_uncovered_day", packet.first_uncovered_day);
  write_list(out, "authorizations", packet.authorizations, write_authorization);
  write_list(out, "uncovered", packet.uncovered, write_uncovered);
  write_ahead(out, packet.ahead);
  write_totals(out, packet.totals);
  write_history(out, packet);
  out.end_object();
}

void write_session(JsonWriter& out, const SessionStanding& session) {
  out.begin_object();
  out.field("session", session.session);
  out.field("event", session.seq);
  out.field("date", session.date);
  out.field("service", session.service);
  out.field("modality", session.modality);
  out.field("outcome", word(session.outcome));
  out.field("minutes", session.minutes);
  out.field("excused", session.excused);
  out.field("charged", session.charged);
  out.field("covered", session.covered);
  out.end_object();
}

void write_week(JsonWriter& out, const AttendanceWeek& week) {
  out.begin_object();
  out.field("week_of", week.week_of);
  out.field("minutes", week.minutes);
  out.field("attended", week.attended);
  out.field("missed", week.missed);
  out.field("under_minimum", week.minimum);
  out.field("excused", week.excused);
  out.field("unexcused", week.unexcused);
  out.field("cancelled_by_facility", week.by_facility);
  out.end_object();
}

void write_attendance(JsonWriter& out, const ReviewPacket& packet) {
  out.key("attendance");
  out.begin_object();
  out.key("outcomes");
  out.begin_object();
  for (const auto& [outcome, count] : packet.outcomes) out.field(outcome, count);
  out.end_object();
  write_list(out, "weeks", packet.weeks, write_week);
  write_list(out, "sessions", packet.sessions, write_session);
  out.field("sessions_left_out", packet.sessions_left_out);
  write_list(out, "unrecorded", packet.unrecorded,
             [](JsonWriter& to, const Date& date) { to.value(date); });
  write_intensity(out, packet.intensity);
  write_absences(out, packet);
  out.end_object();
}

void write_listing(JsonWriter& out, std::string_view name, const Listing& listing) {
  out.key(name);
  out.begin_object();
  write_list(out, "shown", listing.shown, write_item);
  out.field("left_out", listing.left_out);
  if (!listing.left_out_why.empty()) out.field("left_out_why", listing.left_out_why);
  out.end_object();
}

void write_series(JsonWriter& out, const ScoreSeries& series) {
  const auto total = [&](const std::optional<std::size_t>& index) -> std::optional<int> {
    return index ? series.scores[*index].total : std::nullopt;
  };
  out.begin_object();
  out.field("instrument", series.instrument);
  write_tag(out, series.tag);
  out.field("baseline", total(series.baseline));
  out.field("previous", total(series.previous));
  out.field("latest", total(series.latest));
  out.field("change_since_baseline", series.change_since_baseline);
  out.field("change_since_previous", series.change_since_previous);
  out.field("safety_answer", series.safety_answer);
  write_list(out, "scores", series.scores, write_item);
  out.end_object();
}

// What a passage speaks of: the words as they stand, where (in characters of the passage, [from,
// to)), and how they are meant.
void write_statements(JsonWriter& out, const Quote& quote) {
  if (quote.statements.empty()) return;
  const CharacterCount count(quote.text);
  write_list(out, "statements", quote.statements,
             [&](JsonWriter& into, const assertion::Found& found) {
               const auto [begin, end] = found.span;
               into.begin_object();
               into.field("concept", found.name);
               into.field("text", std::string_view(quote.text).substr(begin, end - begin));
               into.field("from", count.before(begin));
               into.field("to", count.before(end));
               write_reading_members(into, found.reading);
               into.end_object();
             });
}

void write_quote(JsonWriter& out, const Quote& quote) {
  out.begin_object();
  out.field("section", word(quote.section));
  out.field("text", quote.text);
  write_tag(out, quote.tag);
  out.field("left_out_characters", quote.left_out);
  write_statements(out, quote);
  if (!quote.status.empty()) out.field("status", quote.status);
  write_record_date(out, "date", quote.date);
  if (quote.dated_by_document) out.field("dated_by_document", true);
  if (!quote.author.empty()) out.field("author", quote.author);
  out.key("source");
  write_source(out, quote.source);
  out.end_object();
}

void write_medication_detail(JsonWriter& out, const MedicationDetail& it) {
  out.begin_object();
  out.field("name", it.name);
  write_tag(out, it.tag);
  write_record_date(out, "start", it.start);
  if (!it.dose.empty()) out.field("dose", it.dose);
  if (!it.how_often.empty()) out.field("how_often", it.how_often);
  if (!it.prescriber.empty()) out.field("prescriber", it.prescriber);
  if (it.change) out.field("since_approval", word(*it.change));
  write_list(out, "sources", it.sources, write_source);
  out.end_object();
}

void write_topics(JsonWriter& out, const Topics& topics) {
  out.key("topics");
  out.begin_object();
  write_list(out, "frequency", topics.frequency, write_quote);
  write_list(out, "family_involvement", topics.family, write_quote);
  write_list(out, "coordination_of_care", topics.coordination, write_quote);
  write_list(out, "barriers", topics.barriers, write_quote);
  write_list(out, "step_down", topics.step_down, write_quote);
  write_list(out, "aftercare", topics.aftercare, write_quote);
  out.end_object();
}

void write_clinical(JsonWriter& out, const ReviewPacket& packet) {
  out.key("clinical");
  out.begin_object();
  write_listing(out, "diagnoses", packet.diagnoses);
  write_listing(out, "medications", packet.medications);
  write_listing(out, "allergies", packet.allergies);
  write_list(out, "scores", packet.scores, write_series);
  write_listing(out, "goals", packet.goals);
  write_listing(out, "plan", packet.plan);
  write_list(out, "lists_in_words", packet.lists_in_words, write_quote);
  write_list(out, "plan_notes", packet.plan_notes, write_quote);
  write_listing(out, "mental_status", packet.mental_status);
  write_list(out, "mental_status_notes", packet.mental_status_notes, write_quote);
  write_listing(out, "substance_use", packet.substance_use);
  write_list(out, "risk_notes", packet.risk_notes, write_quote);
  write_list(out, "latest_notes", packet.latest_notes, write_quote);
  write_listing(out, "results", packet.results);
  write_list(out, "medication_details", packet.medication_details, write_medication_detail);
  write_topics(out, packet.topics);
  out.end_object();
}

void write_document(JsonWriter& out, const PacketDocument& document) {
  out.begin_object();
  out.field("document", document.name);
  out.field("kind", word(document.kind));
  if (!document.title.empty()) out.field("title", document.title);
  write_record_date(out, "date", document.date);
  if (!document.author.empty()) out.field("author", document.author);
  out.field("identity", document.identity);
  out.field("items", document.items);
  if (document.pages > 0) {
    out.field("pages", document.pages);
    out.field("sha256", document.sha256);
    if (!document.within.empty()) out.field("within", document.within);
  }
  write_tag(out, document.tag);
  out.end_object();
}

void write_disclosure(JsonWriter& out, const PacketDisclosure& disclosure) {
  out.key("disclosure");
  out.begin_object();
  out.field("allowed", disclosure.ledger.is_allowed);
  out.field("tag", word(disclosure.tag));
  out.field("recipient", disclosure.asked.recipient.name);
  out.field("purpose", word(disclosure.asked.purpose));
  out.field("reason", disclosure.ledger.reason);
  out.field("citation", disclosure.ledger.citation);
  if (!disclosure.ledger.remedy.empty()) out.field("needed", disclosure.ledger.remedy);
  if (disclosure.is_program_unknown) out.field("part2_program_unknown", true);
  write_texts(out, "consents", disclosure.consents);
  write_texts(out, "notices", disclosure.notices);
  write_texts(out, "scopes", disclosure.scopes);
  out.end_object();
}

}  // namespace

void write_packet(JsonWriter& out, const ReviewPacket& packet) {
  out.begin_object();
  out.field("verdict", word(packet.verdict));
  write_list(out, "missing", packet.missing, write_missing);
  write_form(out, packet.form);
  write_disclosure(out, packet.disclosure);
  write_header(out, packet.header);
  write_ask(out, packet.ask);
  write_changes(out, packet.since_approval);
  write_utilization(out, packet);
  write_attendance(out, packet);
  write_clinical(out, packet);
  write_criteria(out, "criteria", packet.criteria);
  write_list(out, "other_obligations", packet.other_obligations, write_obligation);
  write_list(out, "conflicts", packet.conflicts, write_conflict);
  write_list(out, "documents", packet.documents, write_document);
  write_list(out, "refused_documents", packet.refused,
             [](JsonWriter& to, const RefusedDocument& refused) {
               to.begin_object();
               to.field("document", refused.name);
               to.field("why", refused.why);
               if (!refused.citation.empty()) to.field("citation", refused.citation);
               if (!refused.remedy.empty()) to.field("needed", refused.remedy);
               write_tag(to, refused.tag);
               to.end_object();
             });
  write_list(out, "problems", packet.problems, write_record_problem);
  out.end_object();
}

}  // namespace authledger::json
