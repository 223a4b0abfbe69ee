#include "engine/packet/packet_page.hpp"

namespace authledger {

void set(Dictionary* to, const char* name, std::string_view text) {
  to->SetValue(name, ctemplate::TemplateString(text.data(), text.size()));
}

Dictionary* section(Dictionary* in, const char* name) {
  return in->AddSectionDictionary(name);
}

void show_value(Dictionary* in, const char* name, const char* value, std::string_view text) {
  if (!text.empty()) set(section(in, name), value, text);
}

void add_source_links(Dictionary* to, const std::vector<Source>& sources, SourceNumbers& numbers) {
  for (std::size_t i = 0; i < sources.size() && i < most_source_numbers; ++i)
    show_value(to, "SOURCE", "NUMBER", std::to_string(numbers.of(sources[i])));
}

}  // namespace authledger
