#include <utility>

#include "engine/packet/packet_charts.hpp"
#include "engine/packet/packet_page.hpp"

namespace authledger {
namespace {

void add_spark(Dictionary* to, const ScoreSeries& series) {
  const std::vector<ChartDot> dots = score_dots(series);
  if (dots.size() < 2) return;
  Dictionary* spark = section(to, "SPARK");
  std::string points;
  for (const ChartDot& dot : dots) {
    points += std::to_string(dot.x) + "," + std::to_string(dot.y) + " ";
    Dictionary* mark = section(spark, "DOT");
    set(mark, "CX", std::to_string(dot.x));
    set(mark, "CY", std::to_string(dot.y));
    set(mark, "TY", std::to_string(dot.y - 7));
    set(mark, "TOTAL", std::to_string(dot.total));
  }
  set(spark, "POINTS", points);
  set(spark, "FROM", dots.front().label);
  set(spark, "TO", dots.back().label);
}

void add_series(Dictionary* top, const ScoreSeries& series, SourceNumbers& numbers) {
  Dictionary* part = section(top, "SERIES");
  set(part, "INSTRUMENT", series.instrument);
  set(part, "SUMMARY", summary_of(series));
  if (series.safety_answer) part->ShowSection("SAFETY");
  add_spark(part, series);
  for (auto score = series.scores.rbegin(); score != series.scores.rend(); ++score) {
    Dictionary* row = section(part, "SCORE");
    set(row, "DATE", score->date ? to_text(*score->date) : "no date");
    set(row, "TOTAL", score->total ? std::to_string(*score->total) : or_dash(score->value));
    set(row, "ANSWERS", answers_of(*score));
    add_source_links(row, score->sources, numbers);
  }
}

void add_row(Dictionary* rows, const RecordItem& item, SourceNumbers& numbers) {
  Dictionary* row = section(rows, "ROW");
  // Where a list in a note says "none", its own words are enough.
  if (item.negated && !item.codings.empty()) row->ShowSection("NEGATED");
  set(row, "TEXT", item.text);
  show_value(row, "VALUE", "VALUE_TEXT", item.value);
  show_value(row, "CODED", "CODES", codes_of(item));
  if (item.written != item.text) show_value(row, "WRITTEN", "WRITTEN_TEXT", item.written);
  std::string details;
  for (const Detail& detail : item.details)
    details += (details.empty() ? "" : "; ") + detail.name + " " + detail.text;
  if (item.no_information) details += details.empty() ? "no information" : "; no information";
  set(row, "DETAILS", details);
  std::string date = item.date ? to_text(*item.date) : "";
  if (item.until) date += " to " + to_text(*item.until);
  set(row, "DATE", or_dash(date));
  set(row, "STATUS",
      or_dash(item.status.empty() && item.course != Course::unknown ? std::string(word(item.course))
                                                                    : item.status));
  show_value(row, "AUTHOR", "AUTHOR_NAME", item.author);
  add_source_links(row, item.sources, numbers);
}

void add_listings(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers) {
  for (const auto& [title, listing] : listings_of(packet)) {
    Dictionary* part = section(top, "LISTING");
    set(part, "TITLE", title);
    if (listing->shown.empty())
      part->ShowSection("NOTHING");
    else
      for (Dictionary* rows = section(part, "ROWS"); const RecordItem& item : listing->shown)
        add_row(rows, item, numbers);
    show_value(part, "CUT", "WHY", listing->left_out_why);
  }
}

void add_statements(Dictionary* quote_part, const Quote& quote) {
  if (quote.statements.empty()) return;
  Dictionary* part = section(quote_part, "STATEMENTS");
  for (const assertion::Found& found : quote.statements) {
    Dictionary* one = section(part, "STATEMENT");
    set(one, "MENTION", mention_in(quote, found));
    set(one, "LABEL", label_of(found.reading));
  }
}

void add_quotes(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers) {
  for (const auto& [title, quotes] : quotes_of(packet)) {
    Dictionary* part = section(top, "QUOTES");
    set(part, "TITLE", title);
    if (quotes->empty()) part->ShowSection("NOTHING");
    for (const Quote& quote : *quotes) {
      Dictionary* one = section(part, "QUOTE");
      set(one, "TEXT", quote.text);
      add_statements(one, quote);
      if (quote.left_out > 0) show_value(one, "CUT", "LEFT_OUT", std::to_string(quote.left_out));
      set(one, "DATE", quote.date ? to_text(*quote.date) : "no date");
      std::string by = quote.author;
      if (!by.empty() && !quote.source.section.empty()) by += ", ";
      set(one, "BY", by + quote.source.section);
      set(one, "NUMBER", std::to_string(numbers.of(quote.source)));
    }
  }
}

}  // namespace

void add_clinical_half(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers) {
  if (!packet.form.leaves_out(ReviewItem::scores)) {
    top->ShowSection("SCORED");
    for (const ScoreSeries& series : packet.scores) add_series(top, series, numbers);
    if (packet.scores.empty()) top->ShowSection("NO_SCORES");
  }
  if (!listings_of(packet).empty()) top->ShowSection("STATED");
  add_listings(top, packet, numbers);
  add_quotes(top, packet, numbers);
}

}  // namespace authledger
