#include "engine/packet/packet_print_parts.hpp"

namespace authledger {

using namespace print;

void print_sheets(Document& to, const std::vector<Sheet>& sheets, SourceNumbers& numbers) {
  for (const Sheet& it : sheets) {
    to.add(Heading{it.is_part ? 2 : 1, it.title});
    for (const std::string& text : it.lead) to.add(Paragraph{{{text}}});
    if (!it.rows.empty()) {
      Table table;
      for (const SheetColumn& column : it.columns)
        table.columns.push_back({column.title, column.share, column.is_number});
      for (const auto& cells : it.rows) {
        Row& row = table.rows.emplace_back();
        for (const SheetCell& cell : cells) {
          Text text{{cell.text}};
          if (!cell.sources.empty()) {
            Run marks = marks_of(cell.sources, numbers);
            marks.text.insert(0, " ");
            text.push_back(std::move(marks));
          }
          row.cells.push_back({std::move(text)});
        }
      }
      to.add(std::move(table));
    }
    std::string notes;
    for (const std::string& text : it.notes) notes += (notes.empty() ? "" : "\n") + text;
    if (!notes.empty()) to.add(Paragraph{{soft(notes)}});
  }
}

}  // namespace authledger
