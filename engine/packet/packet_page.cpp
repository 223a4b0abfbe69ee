#include "engine/packet/packet_page.hpp"

#include <algorithm>

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

std::string or_dash(std::string text) {
  return text.empty() ? "\xE2\x80\x94" : text;
}

std::string plain(std::string_view word_) {
  std::string text(word_);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string because_text(const Because& because) {
  std::string text = because.policy
                         ? "policy " + because.policy->version + " of " + because.policy->payer
                         : "no policy on file";
  if (!because.rule.empty()) text += ", rule " + because.rule;
  if (because.source) {
    text += ", " + because.source->title;
    if (because.source->grade == "invented") text += " (invented)";
  }
  constexpr std::size_t most_events = 12;
  for (std::size_t i = 0; i < because.events.size() && i < most_events; ++i)
    text += (i == 0 ? "; events " : ", ") + std::to_string(because.events[i]);
  if (because.events.size() > most_events)
    text += " and " + std::to_string(because.events.size() - most_events) + " more";
  return text;
}

int SourceNumbers::of(const Source& source) {
  const auto [known, is_new] = numbers_.emplace(std::tuple(source.document, source.place),
                                                static_cast<int>(sources_.size() + 1));
  if (is_new) sources_.push_back(source);
  return known->second;
}

void add_source_links(Dictionary* to, const std::vector<Source>& sources, SourceNumbers& numbers) {
  constexpr std::size_t most = 6;
  for (std::size_t i = 0; i < sources.size() && i < most; ++i)
    show_value(to, "SOURCE", "NUMBER", std::to_string(numbers.of(sources[i])));
}

}  // namespace authledger
