#include "engine/json/figures_codec.hpp"

#include "engine/json/lists.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::json {
namespace {

constexpr int most = 1'000'000'000;

// An empty text is left out.
void write_payer(JsonWriter& out, const std::string& payer) {
  if (!payer.empty()) out.field("payer", payer);
}

void write_line(JsonWriter& out, const report::LineFigures& it) {
  out.begin_object();
  write_payer(out, it.payer);
  out.field("authorization", it.authorization);
  out.field_if("number", it.number);
  out.field_if("start", it.start);
  out.field_if("end", it.end);
  out.field_if("last_covered_day", it.last_covered_day);
  out.field("unit", it.unit);
  out.field_if("units", it.units);
  out.field("used", it.used);
  out.field_if("remaining", it.remaining);
  out.field("sessions_ahead", it.sessions_ahead);
  write_texts(out, "codes", it.codes);
  out.field("scheduled", it.scheduled);
  out.field_if("next_review", it.next_review);
  out.end_object();
}

report::LineFigures read_line(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::LineFigures it;
  it.payer = fields.text_or("payer", "");
  it.authorization = fields.text("authorization");
  it.number = fields.optional_text("number");
  it.start = fields.optional_date("start");
  it.end = fields.optional_date("end");
  it.last_covered_day = fields.optional_date("last_covered_day");
  it.unit = fields.text("unit");
  it.units = fields.optional_integer("units", 0, most);
  it.used = fields.integer("used", 0, most);
  it.remaining = fields.optional_integer("remaining", -most, most);
  it.sessions_ahead = fields.integer("sessions_ahead", 0, most);
  it.codes = fields.texts_or_empty("codes");
  it.scheduled = fields.integer("scheduled", 0, most);
  it.next_review = fields.optional_date("next_review");
  fields.finish();
  return it;
}

void write_decision(JsonWriter& out, const report::DecisionFigures& it) {
  out.begin_object();
  write_payer(out, it.payer);
  out.field("decision", it.decision);
  out.field("date", it.date);
  out.end_object();
}

report::DecisionFigures read_decision(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::DecisionFigures it{fields.text_or("payer", ""), fields.text("decision"),
                             fields.date("date")};
  fields.finish();
  return it;
}

void write_request(JsonWriter& out, const report::RequestFigures& it) {
  out.begin_object();
  write_payer(out, it.payer);
  out.field("date", it.date);
  out.field("expedited", it.is_expedited);
  out.field_if("decision", it.decision);
  out.field_if("days", it.days);
  out.field("approved", it.approved);
  out.end_object();
}

report::RequestFigures read_request(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::RequestFigures it;
  it.payer = fields.text_or("payer", "");
  it.date = fields.date("date");
  it.is_expedited = fields.boolean("expedited");
  it.decision = fields.optional_text("decision");
  it.days = fields.optional_integer("days", 0, most);
  it.approved = fields.integer("approved", 0, most);
  fields.finish();
  return it;
}

void write_due(JsonWriter& out, const report::DueFigures& it) {
  out.begin_object();
  write_payer(out, it.payer);
  out.field("kind", it.kind);
  out.field("due_at", it.due_at);
  out.field("date", it.date);
  out.field("status", it.status);
  out.end_object();
}

report::DueFigures read_due(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::DueFigures it{fields.text_or("payer", ""), fields.text("kind"), fields.instant("due_at"),
                        fields.date("date"), fields.text("status")};
  fields.finish();
  return it;
}

void write_month(JsonWriter& out, const report::SessionFigures& it) {
  out.begin_object();
  write_payer(out, it.payer);
  out.field("month", it.month);
  out.field("attended", it.attended);
  out.field("missed", it.missed);
  out.field("excused", it.excused);
  out.field("cancelled_by_facility", it.cancelled_by_facility);
  out.field("uncovered_sessions", it.uncovered_sessions);
  out.field("uncovered_units", it.uncovered_units);
  out.end_object();
}

report::SessionFigures read_month(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::SessionFigures it;
  it.payer = fields.text_or("payer", "");
  it.month = fields.date("month");
  it.attended = fields.integer("attended", 0, most);
  it.missed = fields.integer("missed", 0, most);
  it.excused = fields.integer("excused", 0, most);
  it.cancelled_by_facility = fields.integer("cancelled_by_facility", 0, most);
  it.uncovered_sessions = fields.integer("uncovered_sessions", 0, most);
  it.uncovered_units = fields.integer("uncovered_units", 0, most);
  fields.finish();
  return it;
}

template <class Item, class Read>
void read_list(Fields& fields, std::string_view name, std::vector<Item>& items, Read read) {
  fields.list(name, [&](JsonNode item, const Place& at) {
    items.push_back(read(item, at, fields.problems));
  });
}

}  // namespace

void write_figures(JsonWriter& out, const report::Figures& figures) {
  out.begin_object();
  out.field("today", figures.today);
  write_list(out, "lines", figures.lines, write_line);
  write_list(out, "decisions", figures.decisions, write_decision);
  write_list(out, "requests", figures.requests, write_request);
  write_list(out, "due", figures.due, write_due);
  write_list(out, "sessions", figures.sessions, write_month);
  out.end_object();
}

report::Figures read_figures(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  report::Figures figures;
  figures.today = fields.date("today");
  read_list(fields, "lines", figures.lines, read_line);
  read_list(fields, "decisions", figures.decisions, read_decision);
  read_list(fields, "requests", figures.requests, read_request);
  read_list(fields, "due", figures.due, read_due);
  read_list(fields, "sessions", figures.sessions, read_month);
  fields.finish();
  return figures;
}

void write_uncovered_figures(JsonWriter& out, const report::UncoveredFigures& figures) {
  out.begin_object();
  out.field("reason", word(figures.reason));
  out.field("sessions", figures.sessions);
  out.field("units", figures.units);
  out.field("first", figures.first);
  out.field("last", figures.last);
  out.key("because");
  write_because(out, figures.because);
  out.field("retro", word(figures.retro));
  out.field("retro_until", figures.retro_until);
  out.field("file_by", figures.file_by);
  out.end_object();
}

}  // namespace authledger::json
