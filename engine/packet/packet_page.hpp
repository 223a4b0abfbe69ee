// What the two halves of the HTML page share: a shorter way to fill a template.
#pragma once

#include <ctemplate/template.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/packet/packet_words.hpp"
#include "engine/packet/sheets.hpp"

namespace authledger {

using Dictionary = ctemplate::TemplateDictionary;

void set(Dictionary* to, const char* name, std::string_view text);
Dictionary* section(Dictionary* in, const char* name);
// Shows the section with one value in it; not at all when the value is empty.
void show_value(Dictionary* in, const char* name, const char* value, std::string_view text);

void add_source_links(Dictionary* to, const std::vector<Source>& sources, SourceNumbers& numbers);
// Where the page includes `place`.
void add_sheets(Dictionary* top, const char* place, const std::vector<Sheet>& sheets,
                SourceNumbers& numbers);
inline constexpr const char* sheet_template_name = "sheet.html";
void add_criteria_tables(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers);
void add_clinical_half(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers);

}  // namespace authledger
