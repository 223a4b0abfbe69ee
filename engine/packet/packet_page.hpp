// What the two halves of the HTML page share: a shorter way to fill a template.
#pragma once

#include <ctemplate/template.h>

#include <string>
#include <string_view>
#include <vector>

#include "engine/packet/packet_words.hpp"

namespace authledger {

using Dictionary = ctemplate::TemplateDictionary;

void set(Dictionary* to, const char* name, std::string_view text);
Dictionary* section(Dictionary* in, const char* name);
// Shows the section with one value in it; not at all when the value is empty.
void show_value(Dictionary* in, const char* name, const char* value, std::string_view text);

void add_source_links(Dictionary* to, const std::vector<Source>& sources, SourceNumbers& numbers);
void add_criteria_tables(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers);
void add_clinical_half(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers);

}  // namespace authledger
