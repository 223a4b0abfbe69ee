#include <algorithm>
#include <set>

#include "engine/assertion/sentences.hpp"
#include "engine/packet/contents.hpp"
#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

constexpr std::size_t longest_quote = 1'200;  // bytes
constexpr std::size_t most_notes = 6;
constexpr std::size_t most_risk_notes = 8, most_risk_passages = 300;

// Cut at the end of a word, not inside a character.
std::size_t quote_end(std::string_view text) {
  if (text.size() <= longest_quote) return text.size();
  const std::size_t blank = text.find_last_of(" \n", longest_quote);
  std::size_t end =
      blank == std::string_view::npos || blank < longest_quote / 2 ? longest_quote : blank;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end;
}

// The sentences of a text that speak of a risk: of a concept of the lexicon.
std::vector<std::string_view> risk_sentences(std::string_view text) {
  std::vector<std::string_view> found = sentences_of(text);
  std::erase_if(found, [](std::string_view it) {
    return !assertion::speaks_of_concepts(assertion::as_one_line(it));
  });
  return found;
}

// Sentence by sentence, so that "denies any" at the end of a line reaches the next one.
std::vector<assertion::Found> statements_in(std::string_view text) {
  std::vector<assertion::Found> statements;
  for (const assertion::Span& it : assertion::sentences_in(text)) {
    const std::string sentence = assertion::as_one_line(text.substr(it.begin, it.end - it.begin));
    for (assertion::Found found : assertion::concepts_in(sentence)) {
      found.span.begin += it.begin;
      found.span.end += it.begin;
      if (statements.size() < assertion::most_found) statements.push_back(found);
    }
  }
  return statements;
}

bool is_note(const RecordItem& item) {
  switch (item.section) {
    case SectionKind::assessment:
    case SectionKind::note:
    case SectionKind::history:
    case SectionKind::risk:
    case SectionKind::interventions:
    case SectionKind::mental_status:
      return true;
    default:
      return false;
  }
}

// The kind of entry that a section of lists should hold.
std::optional<ItemKind> entry_of(SectionKind section) {
  switch (section) {
    case SectionKind::diagnoses:
      return ItemKind::diagnosis;
    case SectionKind::medications:
      return ItemKind::medication;
    case SectionKind::goals:
      return ItemKind::goal;
    default:
      return std::nullopt;
  }
}

// Whether the document says this only in words: none of its items is such an entry.
bool is_only_in_words(const ClinicalRecord& record, const RecordItem& narrative) {
  const auto kind = entry_of(narrative.section);
  if (!kind) return false;
  const auto is_from = [&](const Source& source) {
    return source.document == narrative.sources.front().document;
  };
  return std::none_of(record.items.begin(), record.items.end(), [&](const RecordItem& item) {
    return item.kind == *kind && std::any_of(item.sources.begin(), item.sources.end(), is_from);
  });
}

bool is_family(const RecordItem& item) {
  return item.section == SectionKind::family_history;
}

// No text twice.
void add_risk(const RecordItem& item, std::set<std::string>& known, std::size_t most,
              std::vector<Quote>& passages) {
  if (is_family(item) || passages.size() >= most) return;
  const auto add = [&](std::string_view text) {
    if (passages.size() >= most || !known.insert(std::string(text)).second) return;
    Quote quote = quote_of(item, text);
    quote.statements = statements_in(quote.text);
    passages.push_back(std::move(quote));
  };
  if (item.section == SectionKind::risk) return add(item.text);
  for (const std::string_view sentence : risk_sentences(item.text)) add(sentence);
}

}  // namespace

Quote quote_of(const RecordItem& item, std::string_view text) {
  Quote quote;
  quote.section = item.section;
  const std::size_t end = quote_end(text);
  quote.text = text.substr(0, end);
  const CharacterCount count(text);
  quote.left_out = static_cast<int>(count.before(text.size()) - count.before(end));
  quote.status = item.status;
  quote.date = item.date;
  quote.dated_by_document = item.dated_by_document;
  quote.author = item.author;
  if (!item.sources.empty()) quote.source = item.sources.front();
  return quote;
}

std::vector<std::string_view> sentences_of(std::string_view text) {
  std::vector<std::string_view> found;
  for (const assertion::Span& it : assertion::sentences_in(text))
    found.push_back(text.substr(it.begin, it.end - it.begin));
  return found;
}

std::vector<const RecordItem*> narratives(const ClinicalRecord& record) {
  std::vector<const RecordItem*> found;
  for (const RecordItem& item : record.items)
    if (item.kind == ItemKind::narrative && is_usable(item) && !item.text.empty() &&
        !item.no_information)
      found.push_back(&item);
  std::stable_sort(found.begin(), found.end(), [](const RecordItem* one, const RecordItem* other) {
    return is_newer(one->date, other->date);
  });
  return found;
}

std::vector<Quote> risk_passages(const ClinicalRecord& record) {
  std::vector<Quote> passages;
  for (const RecordItem* item : narratives(record)) {
    std::set<std::string> known;  // what is said again later is said of a later day
    add_risk(*item, known, most_risk_passages, passages);
  }
  return passages;
}

void add_quotes(const ClinicalRecord& record, ReviewPacket& packet) {
  std::set<std::string> known_risks;
  for (const RecordItem* item : narratives(record)) {
    add_risk(*item, known_risks, most_risk_notes, packet.risk_notes);
    if (packet.lists_in_words.size() < most_notes && is_only_in_words(record, *item))
      packet.lists_in_words.push_back(quote_of(*item, item->text));
    if (item->section == SectionKind::plan && packet.plan_notes.size() < 3)
      packet.plan_notes.push_back(quote_of(*item, item->text));
    if (item->section == SectionKind::mental_status && packet.mental_status_notes.size() < 3)
      packet.mental_status_notes.push_back(quote_of(*item, item->text));
    const bool is_elsewhere =
        item->section == SectionKind::mental_status || item->section == SectionKind::risk;
    if (is_note(*item) && !is_elsewhere && packet.latest_notes.size() < most_notes)
      packet.latest_notes.push_back(quote_of(*item, item->text));
  }
}

}  // namespace authledger
