#include "engine/packet/packet_page.hpp"
#include "engine/packet/packet_template.hpp"

namespace authledger {
namespace {

void add_table(Dictionary* to, const Sheet& sheet, SourceNumbers& numbers) {
  Dictionary* table = section(to, "TABLE");
  for (const SheetColumn& it : sheet.columns) {
    Dictionary* column = section(table, "COLUMN");
    if (it.is_number) column->ShowSection("NUMERIC");
    set(column, "TITLE", it.title);
  }
  for (const auto& cells : sheet.rows) {
    Dictionary* row = section(table, "ROW");
    for (std::size_t i = 0; i < cells.size(); ++i) {
      Dictionary* cell = section(row, "CELL");
      if (sheet.columns[i].is_number) cell->ShowSection("NUMERIC");
      set(cell, "TEXT", cells[i].text);
      add_source_links(cell, cells[i].sources, numbers);
    }
  }
}

}  // namespace

void add_sheets(Dictionary* top, const char* place, const std::vector<Sheet>& sheets,
                SourceNumbers& numbers) {
  if (sheets.empty()) return;
  Dictionary* included = top->AddIncludeDictionary(place);
  included->SetFilename(sheet_template_name);
  for (const Sheet& it : sheets) {
    Dictionary* part = section(included, "SHEET");
    set(section(part, it.is_part ? "PART" : "WHOLE"), "TITLE", it.title);
    for (const std::string& text : it.lead) show_value(part, "LEAD", "TEXT", text);
    if (!it.rows.empty()) add_table(part, it, numbers);
    if (it.notes.empty()) continue;
    Dictionary* notes = section(part, "NOTES");
    for (const std::string& text : it.notes) show_value(notes, "NOTE", "TEXT", text);
  }
}

}  // namespace authledger
