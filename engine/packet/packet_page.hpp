// What the two halves of the HTML page share: words, numbered sources, and a shorter way to fill a
// template.
#pragma once

#include <ctemplate/template.h>

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

#include "engine/packet/packet.hpp"

namespace authledger {

using Dictionary = ctemplate::TemplateDictionary;

void set(Dictionary* to, const char* name, std::string_view text);
Dictionary* section(Dictionary* in, const char* name);
// Shows the section with one value in it; not at all when the value is empty.
void show_value(Dictionary* in, const char* name, const char* value, std::string_view text);

std::string or_dash(std::string text);
std::string plain(std::string_view word);  // "no show"
// "policy 2026-01 of example-payer, rule before-end, title of its source; events 3, 7"
std::string because_text(const Because& because);

template <class Value>
std::string shown(const std::optional<Value>& value) {
  if (!value) return or_dash("");
  if constexpr (std::is_same_v<Value, int>)
    return std::to_string(*value);
  else
    return to_text(*value);
}

// Sources by the number that statements carry.
class SourceNumbers {
 public:
  int of(const Source& source);
  const std::vector<Source>& all() const { return sources_; }

 private:
  std::map<std::tuple<std::string, std::string>, int> numbers_;
  std::vector<Source> sources_;
};

void add_source_links(Dictionary* to, const std::vector<Source>& sources, SourceNumbers& numbers);
void add_clinical_half(Dictionary* top, const ReviewPacket& packet, SourceNumbers& numbers);

}  // namespace authledger
