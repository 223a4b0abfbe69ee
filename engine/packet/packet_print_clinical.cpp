#include <algorithm>

#include "engine/packet/packet_print_parts.hpp"
#include "engine/records/instruments.hpp"

namespace authledger {
namespace {

using namespace print;

constexpr std::size_t most_dots = 12, most_problems = 20;

std::optional<Chart> chart_of(const ScoreSeries& series) {
  std::vector<const RecordItem*> dated;
  for (const RecordItem& score : series.scores)
    if (score.date && score.total) dated.push_back(&score);
  if (dated.size() < 2) return std::nullopt;
  if (dated.size() > most_dots) dated.erase(dated.begin(), dated.end() - most_dots);
  const Instrument* instrument = instrument_named(series.instrument);
  const int highest = instrument && instrument->highest > 0 ? instrument->highest : 1;
  const Date first = dated.front()->date->first;
  const int days = std::max(1, dated.back()->date->first - first);
  Chart chart;
  chart.height = 46;
  chart.caption = series.instrument + ", 0 to " + std::to_string(highest);
  ChartLine line;
  for (const RecordItem* score : dated)
    line.points.push_back({static_cast<double>(score->date->first - first) / days,
                           static_cast<double>(*score->total) / highest,
                           std::to_string(*score->total)});
  chart.lines.push_back(std::move(line));
  chart.ticks = {{0, to_text(*dated.front()->date)}, {1, to_text(*dated.back()->date)}};
  return chart;
}

void print_series(Document& to, const ScoreSeries& series, SourceNumbers& numbers) {
  to.add(Heading{2, series.instrument});
  Pair pair;
  pair.left.push_back({Paragraph{{{or_dash(summary_of(series))}}}});
  if (series.safety_answer)
    pair.left.push_back(
        {Paragraph{{{"The question on thoughts of death or self-harm was answered above 0.",
                     Weight::bold, Tone::red}}}});
  if (auto chart = chart_of(series)) pair.left.push_back({std::move(*chart)});
  Table table{{{"Date", 1.1}, {"Total", 0.7, true}, {"Answers", 2}, {"Source", 0.8}}, true, {}};
  for (auto score = series.scores.rbegin(); score != series.scores.rend(); ++score)
    table.rows.push_back(
        {{{{{score->date ? to_text(*score->date) : "no date"}}},
          {{strong(score->total ? std::to_string(*score->total) : or_dash(score->value))}},
          {{soft(answers_of(*score))}},
          {{marks_of(score->sources, numbers)}}}});
  pair.right.push_back({std::move(table)});
  to.add(std::move(pair));
}

Text statement_of(const RecordItem& item) {
  Text text;
  // Where a list in a note says "none", its own words are enough.
  if (item.negated && !item.codings.empty())
    text.push_back({"not present: ", Weight::bold, Tone::red});
  text.push_back(strong(item.text));
  if (!item.value.empty()) text.push_back({": " + item.value});
  if (const std::string codes = codes_of(item); !codes.empty()) text.push_back(soft(" " + codes));
  if (!item.written.empty() && item.written != item.text)
    text.push_back(soft("\n“" + item.written + "”"));
  return text;
}

Row row_of(const RecordItem& item, bool has_details, SourceNumbers& numbers) {
  Text status{{status_of(item)}};
  if (!item.author.empty()) status.push_back(soft("\n" + item.author));
  Row row{{{statement_of(item)},
           {{soft(details_of(item))}},
           {{{duration_of(item)}}},
           {std::move(status)},
           {{marks_of(item.sources, numbers)}}}};
  if (!has_details) row.cells.erase(row.cells.begin() + 1);
  return row;
}

void print_listing(Document& to, const TitledListing& part, SourceNumbers& numbers) {
  to.add(Heading{2, part.title});
  const std::vector<RecordItem>& items = part.listing->shown;
  if (items.empty()) to.add(nothing("The documents say nothing about this."));
  const bool has_details =
      std::ranges::any_of(items, [](const auto& it) { return !details_of(it).empty(); });
  Table table{
      {{"Statement", has_details ? 4.2 : 6.6}, {"Date", 1.3}, {"Status", 1.4}, {"Source", 0.7}},
      true,
      {}};
  if (has_details) table.columns.insert(table.columns.begin() + 1, {"Details", 2.4});
  for (const RecordItem& item : items) table.rows.push_back(row_of(item, has_details, numbers));
  if (!table.rows.empty()) to.add(std::move(table));
  if (!part.listing->left_out_why.empty())
    to.add(Paragraph{{soft("not shown: " + part.listing->left_out_why)}});
}

void print_quote(Document& to, const Quote& quote, SourceNumbers& numbers) {
  Text text{{quote.text}};
  for (std::size_t i = 0; i < quote.statements.size(); ++i) {
    const assertion::Found& found = quote.statements[i];
    text.push_back(soft(i == 0 ? "\nas a program reads it: " : "; "));
    text.push_back(soft(mention_in(quote, found) + ": "));
    text.push_back({label_of(found.reading), Weight::bold, Tone::soft, Size::small});
  }
  if (quote.left_out > 0)
    text.push_back(
        soft("\n[" + std::to_string(quote.left_out) + " further characters in the document]"));
  std::string by = quote.date ? to_text(*quote.date) : "no date";
  for (const std::string& part : {quote.author, quote.source.section})
    if (!part.empty()) by += ", " + part;
  text.push_back(soft("\n" + by + " "));
  text.push_back(marks_of({quote.source}, numbers));
  to.add(Paragraph{std::move(text), Frame::quote});
}

void print_refused(Document& to, const std::vector<RefusedDocument>& refused) {
  if (refused.empty()) return;
  to.add(Heading{2, "Not used"});
  Table table{{{"Document", 2}, {"Why", 5}}, true, {}};
  for (const RefusedDocument& it : refused) {
    Text why{{it.why}};
    if (!it.citation.empty()) why.push_back(soft(" (" + it.citation + ")"));
    if (!it.remedy.empty()) why.push_back(soft("\nwould let it in: " + it.remedy));
    table.rows.push_back({{{{{it.name}}}, {std::move(why)}}});
  }
  to.add(std::move(table));
}

void print_problems(Document& to, const std::vector<RecordProblem>& problems) {
  if (problems.empty()) return;
  to.add(Heading{2, "Not readable in the documents used"});
  Table table{{{"Document", 2}, {"What", 3}, {"Place", 3}}, true, {}};
  for (std::size_t i = 0; i < problems.size() && i < most_problems; ++i)
    table.rows.push_back(
        {{{{{problems[i].document}}}, {{{problems[i].what}}}, {{soft(problems[i].place)}}}});
  to.add(std::move(table));
  if (problems.size() > most_problems)
    to.add(Paragraph{
        {soft("and " + std::to_string(problems.size() - most_problems) + " further ones")}});
}

void print_obligations(Document& to, const std::vector<Obligation>& obligations) {
  if (obligations.empty()) return;
  to.add(Heading{1, "Other open obligations"});
  Table table{{{"Obligation", 2}, {"Due (UTC)", 2}, {"Status", 0.9}, {"Because", 4}}, true, {}};
  for (const Obligation& it : obligations)
    table.rows.push_back({{{{{it.key}}},
                           {{{it.due_at ? to_text(*it.due_at) : or_dash("")}}},
                           {{{plain(word(it.status))}}},
                           {{soft(because_text(it.because))}}}});
  to.add(std::move(table));
}

}  // namespace

void print_scores(Document& to, const ReviewPacket& packet, SourceNumbers& numbers) {
  to.add(Heading{1, "Scores"});
  if (packet.scores.empty()) to.add(nothing("The documents hold no scores."));
  for (const ScoreSeries& series : packet.scores) print_series(to, series, numbers);
}

void print_statements(Document& to, const ReviewPacket& packet, SourceNumbers& numbers) {
  if (!listings_of(packet).empty()) to.add(Heading{1, "Clinical statements"});
  for (const TitledListing& part : listings_of(packet)) print_listing(to, part, numbers);
  for (const auto& [title, quotes] : quotes_of(packet)) {
    to.add(Heading{1, title});
    if (quotes->empty()) to.add(nothing("The documents say nothing about this."));
    for (const Quote& quote : *quotes) print_quote(to, quote, numbers);
  }
}

void print_documents(Document& to, const ReviewPacket& packet, SourceNumbers& numbers) {
  print_obligations(to, packet.other_obligations);
  if (!packet.conflicts.empty()) {
    to.add(Heading{1, "Contradictions in the documents"});
    for (const Conflict& it : packet.conflicts)
      to.add(Paragraph{{{"•  " + it.what + " "}, marks_of(it.sources, numbers)}});
  }
  to.add(Heading{1, "Documents and sources"});
  if (packet.documents.empty()) to.add(nothing("No clinical document was used."));
  Table table{{{"Document", 2},
               {"Title", 2},
               {"Date", 1},
               {"Author", 1.6},
               {"Patient", 1.1},
               {"Kind of record", 1.1}},
              true,
              {}};
  for (const PacketDocument& it : packet.documents)
    table.rows.push_back({{{{{it.name}}},
                           {{{or_dash(it.title)}}},
                           {{{it.date ? to_text(*it.date) : or_dash("")}}},
                           {{{or_dash(it.author)}}},
                           {{{place_of(it)}}},
                           {{{plain(word(it.tag))}}}}});
  if (!table.rows.empty()) to.add(std::move(table));
  print_refused(to, packet.refused);
  print_problems(to, packet.problems);
  if (numbers.all().empty()) return;
  to.add(Heading{2, "Sources"});
  Table sources{{{"", 0.5}, {"Document and section", 3.2}, {"Place", 5}}, false, {}};
  for (std::size_t i = 0; i < numbers.all().size(); ++i) {
    const Source& source = numbers.all()[i];
    sources.rows.push_back(
        {{{{soft("[" + std::to_string(i + 1) + "]")}},
          {{soft(source.document + (source.section.empty() ? "" : ", " + source.section))}},
          {{soft(source.place)}}}});
  }
  to.add(std::move(sources));
}

}  // namespace authledger
