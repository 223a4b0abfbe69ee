#include "engine/store/letter_quotes.hpp"

#include <algorithm>
#include <ranges>

#include "engine/base/json_tree.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/packets.hpp"

namespace authledger::store {
namespace {

std::string text_in(JsonNode node, std::string_view name) {
  const auto found = node.find(name);
  return found && found->is(JsonKind::string) ? std::string(found->text()) : std::string();
}

// "Progress note, 2026-03-16, characters 155-195"
std::string label_of(JsonNode quote) {
  std::string label;
  const auto add = [&](const std::string& part) {
    if (!part.empty()) label += (label.empty() ? "" : ", ") + part;
  };
  const auto source = quote.find("source");
  if (source) add(text_in(*source, "document"));
  add(text_in(quote, "date"));
  if (source) add(text_in(*source, "place"));
  return label;
}

// A passage that several lists hold stands once.
void add_quotes(JsonNode clinical, std::string_view list, notices::PacketQuotes& quotes) {
  const auto found = clinical.find(list);
  if (!found || !found->is(JsonKind::array)) return;
  for (const JsonNode quote : found->children()) {
    notices::DraftLine line{label_of(quote), text_in(quote, "text"), ""};
    const auto is_same = [&](const notices::DraftLine& it) {
      return it.label == line.label && it.value == line.value;
    };
    if (std::ranges::none_of(quotes.quotes, is_same)) quotes.quotes.push_back(std::move(line));
  }
}

void read_quotes(const std::string& packet, notices::PacketQuotes& quotes) {
  JsonReader reader;
  const auto content = reader.read(packet, file_limits);
  if (!content) throw sql::DamagedRow("a packet cannot be read");
  const auto clinical = content->root().find("clinical");
  if (!clinical) return;
  for (const char* list : {"risk_notes", "mental_status_notes", "plan_notes", "latest_notes"})
    add_quotes(*clinical, list, quotes);
}

}  // namespace

notices::PacketQuotes quotes_for_letter(sql::Connection& connection, const std::string& episode,
                                        const std::string& payer, Instant now) {
  const auto versions = packets_of(connection, episode);
  const auto latest = std::ranges::find_if(versions | std::views::reverse, [&](const auto& it) {
    return it.is_latest && it.payer == payer;
  });
  notices::PacketQuotes quotes;
  if (latest == std::ranges::rend(versions)) {
    quotes.refusal = "the episode has no review packet to this payer";
    return quotes;
  }
  quotes.packet = latest->number;
  quotes.built_at = latest->built_at;
  const auto said = may_submit(connection, *latest, now);
  if (!said) {
    quotes.refusal = "what it may disclose has changed since it was built; build it again";
    return quotes;
  }
  for (const consent::Decision& it : said->records)
    if (!it.is_allowed) {
      quotes.refusal = notices::refusal_words(it);
      return quotes;
    }
  quotes.notices = said->notices;
  read_quotes(packet_json(connection, *latest), quotes);
  return quotes;
}

}  // namespace authledger::store
