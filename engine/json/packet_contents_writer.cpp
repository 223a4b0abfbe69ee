#include "engine/json/packet_contents_writer.hpp"

#include "engine/json/lists.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::json {
namespace {

std::string_view day_word(Weekday day) {
  constexpr std::string_view names[]{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return names[static_cast<int>(day)];
}

void write_frequency(JsonWriter& out, const std::optional<Frequency>& frequency) {
  out.key("frequency");
  if (!frequency) return out.null();
  out.begin_object();
  write_list(out, "weekdays", frequency->weekdays,
             [](JsonWriter& to, Weekday day) { to.value(day_word(day)); });
  out.field("days_a_week", frequency->days_a_week());
  out.field("minutes_each", frequency->minutes_each);
  out.field("minutes_a_week", frequency->minutes_a_week());
  out.field("units_each", frequency->units_each);
  out.field("service", frequency->service);
  out.field("modality", frequency->modality);
  out.field("since", frequency->since);
  out.field("event", frequency->event);
  out.end_object();
}

void write_reach(JsonWriter& out, const Reach& reach) {
  out.begin_object();
  out.field("amount", reach.amount);
  out.field("through", reach.through);
  out.end_object();
}

void write_amounts(JsonWriter& out, const PacketAsk& ask) {
  write_list(out, "amounts_granted", ask.allowed,
             [](JsonWriter& to, int amount) { to.value(amount); });
  out.field("at_most", ask.at_most);
  write_list(out, "reaches", ask.reaches, write_reach);
}

void write_total(JsonWriter& out, const UnitTotals& totals) {
  out.begin_object();
  out.field("unit", word(totals.unit));
  out.field("approved", totals.approved);
  out.field("used", totals.used);
  out.field("remaining", totals.remaining);
  out.field("lapsed", totals.lapsed);
  out.field("uncovered", totals.uncovered);
  write_texts(out, "authorizations", totals.authorizations);
  write_list(out, "because", totals.because, write_because);
  out.end_object();
}

void write_intensity_week(JsonWriter& out, const IntensityWeek& week) {
  out.begin_object();
  out.field("week_of", week.week_of);
  out.field("minutes", week.minutes);
  out.field("minimum", week.minimum);
  out.field("maximum", week.maximum);
  out.end_object();
}

void write_history_entry(JsonWriter& out, const HistoryEntry& it) {
  out.begin_object();
  out.field("what", word(it.what));
  out.field("at", it.at);
  out.field("date", it.date);
  out.field(it.what == HistoryEntry::What::asked ? "ask" : "authorization", it.authorization);
  out.field_if("number", it.number);
  if (it.what == HistoryEntry::What::requested) out.field("expedited", it.expedited);
  out.field_if("start", it.start);
  out.field_if("end", it.end);
  out.field_if("next_review", it.next_review);
  if (!it.lines.empty())
    write_list(out, "lines", it.lines, [](JsonWriter& to, const AuthorizedLine& line) {
      to.begin_object();
      write_texts(to, "codes", line.codes);
      to.field("units", line.units);
      to.end_object();
    });
  out.field_if("reference", it.reference);
  if (!it.words.empty()) out.field("asked_for", it.words);
  out.field("event", it.event);
  out.end_object();
}

void write_outreach(JsonWriter& out, const Outreach& it) {
  out.begin_object();
  out.field("notice", it.notice);
  out.field("rule", it.rule);
  out.field("action", word(it.action));
  out.field("whom", it.whom);
  out.field("status", word(it.status));
  out.field("due_at", it.due_at);
  if (it.done) {
    out.field("done_at", it.done->at);
    out.field("done_event", it.done->seq);
    out.field_if("reference", it.done->note.reference);
    out.field_if("proof", it.done->note.proof);
    out.field_if("by", it.done->note.by);
  }
  write_list(out, "events", it.events, [](JsonWriter& to, Seq event) { to.value(event); });
  out.end_object();
}

void write_absence(JsonWriter& out, const Absence& it) {
  out.begin_object();
  out.field("date", it.date);
  out.field("session", it.session);
  out.field("event", it.event);
  out.field("outcome", word(it.outcome));
  out.field("excused", it.excused);
  write_list(out, "outreach", it.outreach, write_outreach);
  out.end_object();
}

void write_side(JsonWriter& out, std::string_view name, const ChangeSide& side) {
  out.key(name);
  out.begin_object();
  out.field("text", side.text);
  write_record_date(out, "date", side.date);
  if (side.source) {
    out.key("source");
    write_source(out, *side.source);
  }
  if (!side.events.empty())
    write_list(out, "events", side.events, [](JsonWriter& to, Seq event) { to.value(event); });
  out.end_object();
}

void write_change(JsonWriter& out, const Change& change) {
  out.begin_object();
  out.field("about", word(change.about));
  out.field("change", word(change.kind));
  out.field("what", change.what);
  write_tag(out, change.tag);
  write_side(out, "before", change.before);
  write_side(out, "now", change.now);
  out.field_if("difference", change.difference);
  out.end_object();
}

}  // namespace

void write_ask(JsonWriter& out, const PacketAsk& ask) {
  out.key("request");
  out.begin_object();
  out.field("mode", word(ask.mode));
  out.field("why", ask.why);
  out.key("because");
  write_because(out, ask.mode_because);
  out.field("from", ask.from);
  out.field("to", ask.to);
  out.key("unit");
  if (ask.unit)
    out.value(word(*ask.unit));
  else
    out.null();
  out.field("sessions", ask.sessions);
  out.field("needed", ask.needed);
  out.field("units", ask.units);
  write_amounts(out, ask);
  write_texts(out, "arithmetic", ask.arithmetic);
  out.key("units_because");
  if (ask.from)
    write_because(out, ask.because);
  else
    out.null();
  write_frequency(out, ask.frequency);
  write_list(out, "held", ask.held, write_uncovered);
  out.end_object();
}

void write_totals(JsonWriter& out, const std::vector<UnitTotals>& totals) {
  write_list(out, "totals", totals, write_total);
}

void write_intensity(JsonWriter& out, const Intensity& intensity) {
  out.key("intensity");
  out.begin_object();
  out.field("minimum", intensity.minimum);
  out.field("maximum", intensity.maximum);
  out.key("because");
  if (intensity.minimum || intensity.maximum)
    write_because(out, intensity.because);
  else
    out.null();
  out.field("offered", intensity.offered);
  out.key("offered_by");
  if (intensity.offered)
    out.value(intensity.schedule);
  else
    out.null();
  write_list(out, "weeks", intensity.weeks, write_intensity_week);
  out.end_object();
}

void write_history(JsonWriter& out, const ReviewPacket& packet) {
  write_list(out, "history", packet.history, write_history_entry);
  out.field("history_left_out", packet.history_left_out);
}

void write_absences(JsonWriter& out, const ReviewPacket& packet) {
  out.field("excused", packet.absence_counts.excused);
  out.field("unexcused", packet.absence_counts.unexcused);
  out.field("cancelled_by_facility", packet.absence_counts.by_facility);
  write_list(out, "absences", packet.absences, write_absence);
}

void write_changes(JsonWriter& out, const SinceApproval& changes) {
  out.key("since_approval");
  out.begin_object();
  out.field("since", changes.since);
  if (changes.since) {
    out.field("authorization", changes.authorization);
    out.field("event", changes.event);
  }
  write_list(out, "changes", changes.changes, write_change);
  write_texts(out, "not_compared", changes.not_compared);
  out.end_object();
}

}  // namespace authledger::json
