#include "engine/records/merge.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "engine/records/dose_conflicts.hpp"
#include "engine/records/plain_text.hpp"
#include "engine/records/scores.hpp"

namespace authledger {
namespace {

// What is meant: its first code, else its words.
std::string subject_of(const RecordItem& item) {
  return item.codings.empty() ? lower(collapsed(item.text)) : item.codings.front().code;
}

std::string date_text(const std::optional<RecordDate>& date) {
  return date ? to_text(*date) : "";
}

std::string key_of(const RecordItem& item) {
  const char mark = '\x1F';
  std::string key(word(item.kind));
  for (const std::string& part :
       {subject_of(item), date_text(item.date), date_text(item.until), item.value, item.status,
        std::string(word(item.course)), std::string(item.negated ? "not" : ""),
        item.kind == ItemKind::narrative ? item.text : std::string()})
    key += mark + part;
  for (const Detail& detail : item.details)  // two doses are two statements
    if (detail.name != original_text) key += mark + detail.name + mark + detail.text;
  return key;
}

void add_sources(RecordItem& to, const RecordItem& from) {
  for (const Source& source : from.sources)
    if (to.sources.size() < most_sources_of_an_item &&
        std::find(to.sources.begin(), to.sources.end(), source) == to.sources.end())
      to.sources.push_back(source);
}

void merge_duplicates(std::vector<RecordItem>& items) {
  std::map<std::string, std::size_t> place_of_key;
  std::vector<RecordItem> kept;
  for (RecordItem& item : items) {
    if (item.kind == ItemKind::score) {  // join_scores has seen to these
      kept.push_back(std::move(item));
      continue;
    }
    const auto [known, is_new] = place_of_key.emplace(key_of(item), kept.size());
    if (is_new)
      kept.push_back(std::move(item));
    else
      add_sources(kept[known->second], item);
  }
  items = std::move(kept);
}

bool can_contradict(const RecordItem& item) {
  return (item.kind == ItemKind::diagnosis || item.kind == ItemKind::medication ||
          item.kind == ItemKind::allergy) &&
         item.course != Course::entered_in_error && !item.no_information;
}

// The same thing since the same day, which is so in one document and not so in another.
bool contradict(const RecordItem& one, const RecordItem& other) {
  const bool courses = (one.course == Course::active && other.course == Course::resolved) ||
                       (one.course == Course::resolved && other.course == Course::active);
  return one.negated != other.negated || (!one.negated && courses);
}

std::string described(const RecordItem& item) {
  return (item.negated ? "not present" : std::string(word(item.course))) + " (" +
         item.sources.front().document + ")";
}

void list_contradictions(ClinicalRecord& record) {
  std::map<std::string, std::vector<const RecordItem*>> groups;
  for (const RecordItem& item : record.items)
    if (can_contradict(item))
      groups[std::string(word(item.kind)) + "\x1F" + subject_of(item) + "\x1F" +
             date_text(item.date)]
          .push_back(&item);
  for (const auto& [key, items] : groups)
    for (std::size_t i = 1; i < items.size(); ++i) {
      const RecordItem &first = *items[0], &other = *items[i];
      if (!contradict(first, other) ||
          first.sources.front().document == other.sources.front().document)
        continue;
      Conflict conflict{std::string(word(first.kind)) + " \"" + first.text + "\" is " +
                            described(first) + " and " + described(other),
                        first.sources};
      conflict.sources.insert(conflict.sources.end(), other.sources.begin(), other.sources.end());
      record.conflicts.push_back(std::move(conflict));
    }
}

// Whether the one document says that it takes the place of the other.
bool replaces(const DocumentInfo& one, const DocumentInfo& other) {
  if (!one.replaces.empty() && one.replaces == other.id && one.id != other.id) return true;
  return !one.set_id.empty() && one.set_id == other.set_id && one.version > other.version &&
         other.version > 0;
}

}  // namespace

std::vector<ReplacedVersion> replaced_versions(const std::vector<ClinicalRecord>& records) {
  std::vector<ReplacedVersion> replaced;
  for (std::size_t i = 0; i < records.size(); ++i) {
    if (records[i].documents.size() != 1) continue;  // merged already
    const DocumentInfo& old = records[i].documents.front();
    for (const ClinicalRecord& other : records) {
      if (other.documents.size() != 1) continue;
      const DocumentInfo& newer = other.documents.front();
      if (!replaces(newer, old) || replaces(old, newer)) continue;
      replaced.push_back({i, newer.version > 0 ? "version " + std::to_string(newer.version) +
                                                     " of it, " + newer.name + ", replaces it"
                                               : newer.name + " replaces it"});
      break;
    }
  }
  return replaced;
}

ClinicalRecord merge(const std::vector<ClinicalRecord>& records) {
  ClinicalRecord whole;
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  const std::vector<ReplacedVersion> replaced = replaced_versions(records);
  const auto why_set_aside = [&](std::size_t index) -> const std::string* {
    for (const ReplacedVersion& version : replaced)
      if (version.index == index) return &version.why;
    return nullptr;
  };
  std::vector<const ClinicalRecord*> used;
  for (std::size_t i = 0; i < records.size(); ++i) {
    append(whole.documents, records[i].documents);
    if (const std::string* why = why_set_aside(i)) {
      whole.problems.push_back(
          {records[i].documents.front().name, "", "the document is set aside: " + *why});
      continue;
    }
    used.push_back(&records[i]);
    append(whole.items, records[i].items);
    append(whole.problems, records[i].problems);
  }
  // A document's own score conflicts are found again with all the others.
  join_scores(whole);
  for (const ClinicalRecord* record : used)
    for (const Conflict& conflict : record->conflicts)
      if (std::none_of(whole.conflicts.begin(), whole.conflicts.end(),
                       [&](const Conflict& known) { return known.what == conflict.what; }))
        whole.conflicts.push_back(conflict);
  merge_duplicates(whole.items);
  list_contradictions(whole);
  list_dose_conflicts(whole);
  return whole;
}

}  // namespace authledger
