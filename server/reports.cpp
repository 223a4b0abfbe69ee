// Reports over all episodes that whoever asks may see, as JSON or CSV.
#include "engine/base/json_writer.hpp"
#include "engine/report/report.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/search.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr int usual_months = 12;
constexpr std::size_t episodes_at_once = 500;

struct Asked {
  std::string name;
  report::Span span;
  store::EpisodeSearch search;
  bool is_csv = false;
  Instant as_of;
};

Asked read_asked(const Call& call, Problems& problems) {
  Parameters parameters(call.query, problems);
  Asked asked{call.ids[0], {}, {}, wants_csv(call, parameters), call.now};
  const Date today = Date::from_days(static_cast<std::int32_t>(call.now.seconds() / 86'400));
  const Date this_month = today - (civil(today).day - 1);
  asked.span.from = parameters.date("from").value_or(plus_months(this_month, 1 - usual_months));
  asked.span.to = parameters.date("to").value_or(plus_months(this_month, 1) - 1);
  asked.span.payer = parameters.text("payer");
  asked.search.facility = parameters.text("facility");
  asked.search.visible = call.request.principal->facilities;
  asked.search.limit = episodes_at_once;
  parameters.finish();
  if (asked.span.to < asked.span.from)
    problems.push_back({ProblemCode::out_of_range, "to is before from", ""});
  return asked;
}

// In order, each with its standing as of now.
void add_episodes(report::Report& report, Asked& asked, const PolicyBook& book,
                  sql::Connection& reader) {
  for (bool has_more = true; has_more;) {
    const auto found = store::find_episodes(reader, asked.search);
    for (const store::FoundEpisode& it : found) {
      const auto restated = store::standing_of(reader, book, it.episode.id, asked.as_of);
      if (restated)
        report.add({it.episode.id, restated->episode, restated->standing, restated->facility});
    }
    has_more = found.size() == episodes_at_once;
    if (has_more) asked.search.after = found.back().episode.id;
  }
}

struct WriteCell {
  JsonWriter& out;

  void operator()(std::monostate) const { out.null(); }
  void operator()(std::int64_t number) const { out.value(number); }
  void operator()(const std::string& text) const { out.value(text); }
  void operator()(Date date) const { out.value(date); }
};

void write_column(JsonWriter& out, const report::Column& column) {
  out.begin_object();
  out.field("name", column.name);
  out.field("label", column.label);
  out.field("kind", report::word(column.kind));
  out.field("meaning", column.meaning);
  out.end_object();
}

void write_row(JsonWriter& out, const report::Table& table, const std::vector<report::Cell>& row) {
  ensure(row.size() == table.columns.size(), "a row has a cell for each column");
  out.begin_object();
  for (std::size_t i = 0; i < row.size(); ++i) {
    out.key(table.columns[i].name);
    std::visit(WriteCell{out}, row[i]);
  }
  out.end_object();
}

Response answer_of(const Asked& asked, const report::Table& table) {
  JsonWriter out;
  out.begin_object();
  out.field("name", asked.name);
  out.field("from", asked.span.from);
  out.field("to", asked.span.to);
  out.field("as_of", asked.as_of);
  out.key("columns");
  out.begin_array();
  for (const report::Column& it : table.columns) write_column(out, it);
  out.end_array();
  out.key("rows");
  out.begin_array();
  for (const auto& it : table.rows) write_row(out, table, it);
  out.end_array();
  out.key("notes");
  out.begin_array();
  for (const std::string_view it : table.notes) out.value(it);
  out.end_array();
  out.end_object();
  std::vector<std::string_view> names;
  for (const report::Column& it : table.columns) names.push_back(it.name);
  return list_answer(asked.is_csv, out.text(), "rows", names);
}

}  // namespace

Answer get_report(const Call& call) {
  Problems problems;
  const Asked read = read_asked(call, problems);
  if (!problems.empty()) return undecodable(problems);
  if (!report::make_report(read.name, read.span))
    return not_found(shortened("there is no report \"" + read.name + "\"", longest_detail));
  const auto run = [asked = read, book = call.book, kept = call.reading.reader,
                    reader = call.reading.reader ? call.reading.reader.get()
                                                 : &call.reader]() mutable -> ErrandDone {
    const sql::Transaction view(*reader);
    const auto report = report::make_report(asked.name, asked.span);
    add_episodes(*report, asked, *book, *reader);
    return {answer_of(asked, report->table())};
  };
  return Errand{run, call.reading.aside};
}

}  // namespace authledger::server
