// The reports, as JSON and as CSV.
#include <algorithm>

#include "engine/report/report.hpp"
#include "engine/store/figures.hpp"
#include "server/console_routes.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int months_of_a_report = 12;

Date month_of(Date date) {
  return date - (civil(date).day - 1);
}

// A date, or a month: its first day, or its last.
std::optional<Date> read_day(Parameters& parameters, std::string_view name, bool is_last,
                             Problems& problems) {
  const auto text = parameters.text(name);
  if (!text) return std::nullopt;
  if (const auto date = parse_date(*text)) return date;
  if (const auto month = parse_date(*text + "-01"))
    return is_last ? plus_months(*month, 1) - 1 : *month;
  problems.push_back({ProblemCode::invalid_value,
                      std::string(name) + " must be a date as YYYY-MM-DD or a month as YYYY-MM",
                      ""});
  return std::nullopt;
}

std::string month_text(Date date) {
  return to_text(date).substr(0, 7);
}

void write_cell(JsonWriter& out, const report::Column& column, const report::Cell& cell) {
  out.key(column.name);
  if (const auto* number = std::get_if<std::int64_t>(&cell)) return out.value(*number);
  if (const auto* text = std::get_if<std::string>(&cell)) return out.value(*text);
  if (const auto* date = std::get_if<Date>(&cell))
    return column.kind == "month" ? out.value(month_text(*date)) : out.value(*date);
  out.null();
}

void write_table(JsonWriter& out, const report::Table& table) {
  out.key("columns");
  out.begin_array();
  for (const report::Column& column : table.columns) {
    out.begin_object();
    out.field("name", column.name);
    out.field("label", column.label);
    out.field("kind", column.kind);
    out.field("says", column.says);
    out.end_object();
  }
  out.end_array();
  out.key("rows");
  out.begin_array();
  for (const auto& row : table.rows) {
    out.begin_object();
    for (std::size_t i = 0; i < row.size(); ++i) write_cell(out, table.columns[i], row[i]);
    out.end_object();
  }
  out.end_array();
  out.key("notes");
  out.begin_array();
  for (const std::string& note : table.notes) out.value(note);
  out.end_array();
}

std::string names_text() {
  std::string text;
  for (const std::string_view name : report::report_names())
    text += (text.empty() ? "" : ", ") + std::string(name);
  return text;
}

}  // namespace

Answer get_report(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  store::FiguresQuery query;
  query.facility = parameters.text("facility");
  query.visible = call.request.principal->facilities;
  const auto from = read_day(parameters, "from", false, problems);
  const auto to = read_day(parameters, "to", true, problems);
  const auto payer = parameters.text("payer");
  const auto by = parameters.one_of("by", {"episode"});
  const bool is_csv = wants_csv(call, parameters);
  parameters.finish();
  if (from && to && *to < *from && problems.empty())
    problems.push_back({ProblemCode::invalid_value, "to is before from in the address", ""});
  if (!problems.empty()) return undecodable(problems);
  const std::string& name = call.ids[0];
  const bool is_ahead = name == "runway" || name == "authorizations";
  const Date today = Date::from_days(static_cast<int>(call.now.seconds() / 86'400));
  const Date usual_from =
      is_ahead ? *parse_date("1900-01-01") : plus_months(month_of(today), 1 - months_of_a_report);
  const Date usual_to = is_ahead ? *parse_date("2199-12-31") : plus_months(month_of(today), 1) - 1;
  const report::Asked asked{from.value_or(usual_from), to.value_or(usual_to), payer, call.now,
                            by.has_value()};
  const auto report = report::make_report(name, asked);
  if (!report) return not_found("there is no such report; there are " + names_text());
  store::each_figures(call.reader, query, [&](const report::Row& row) { report->take(row); });
  const report::Table table = report->finish();
  JsonWriter out;
  out.begin_object();
  out.field("name", name);
  out.field("from", asked.from);
  out.field("to", asked.to);
  out.field("as_of", call.now);
  write_table(out, table);
  out.end_object();
  std::vector<std::string_view> columns;
  for (const report::Column& column : table.columns) columns.push_back(column.name);
  Response response = list_answer(is_csv, out.text(), "rows", columns);
  for (auto& [header, value] : response.headers)
    if (header == "Content-Disposition") value = "attachment; filename=\"" + name + ".csv\"";
  return response;
}

}  // namespace authledger::server
