#include "engine/packet/criteria_words.hpp"
#include "engine/packet/packet_print_parts.hpp"

namespace authledger {
namespace {

using namespace print;

Text side_of(const CriterionStanding& standing, Speaks side, SourceNumbers& numbers) {
  Text text;
  for (const CriterionEvidence* it : on_side(standing, side)) {
    text.push_back({(text.empty() ? "" : "\n") + text_of(*it)});
    text.push_back(soft(" " + origin_of(*it) + " "));
    text.push_back(marks_of(it->sources, numbers));
  }
  if (text.empty()) text.push_back(soft("nothing found"));
  return text;
}

Row note_of(Text text) {
  Row row;
  row.cells.push_back({std::move(text)});
  row.is_note = true;
  return row;
}

Run fresh_run(const CriterionStanding& standing) {
  const Tone tone = !standing.fresh                     ? Tone::amber
                    : *standing.fresh == Fresh::fresh   ? Tone::green
                    : *standing.fresh == Fresh::too_old ? Tone::red
                                                        : Tone::soft;
  return {fresh_text(standing), Weight::bold, tone};
}

void add_rows(Table& table, const CriterionStanding& standing, SourceNumbers& numbers) {
  Text date{{standing.evidence.empty() ? or_dash("") : newest_text(standing)},
            {"\n"},
            fresh_run(standing)};
  Row row;
  row.cells = {{{strong(standing.criterion->title)}},
               {side_of(standing, Speaks::for_it, numbers)},
               {side_of(standing, Speaks::against_it, numbers)},
               {std::move(date)}};
  table.rows.push_back(std::move(row));
  if (standing.evidence.empty()) table.rows.push_back(note_of({soft(supplier_text(standing))}));
  if (const std::string limit = limit_text(standing); !limit.empty())
    table.rows.push_back(note_of({soft("counts as fresh: " + limit)}));
  Text also{soft("it also says: ")};
  for (const CriterionEvidence* it : on_side(standing, Speaks::either)) {
    also.push_back(soft(text_of(*it) + " (" + origin_of(*it) + ") "));
    also.push_back(marks_of(it->sources, numbers));
    also.push_back(soft(" "));
  }
  if (also.size() > 1) table.rows.push_back(note_of(std::move(also)));
  if (standing.left_out > 0)
    table.rows.push_back(note_of({soft(std::to_string(standing.left_out) + " more, older")}));
}

}  // namespace

void print_criteria(Document& to, const ReviewPacket& packet, SourceNumbers& numbers) {
  for (const CriteriaStanding& standing : packet.criteria) {
    to.add(Heading{1, "Criteria: " + standing.set->title});
    to.add(Paragraph{{soft(asked_text(standing) + " " + standing.set->note)}});
    Table table{{{"Criterion", 1.6}, {"For", 3.2}, {"Against", 3.2}, {"Newest", 1.1}}, true, {}};
    for (const CriterionStanding& it : standing.criteria) add_rows(table, it, numbers);
    to.add(std::move(table));
  }
}

}  // namespace authledger
