// What read_document promises of any bytes: one record comes back, its items say where they stand,
// its text is UTF-8, it is bounded, and it is the same the second time.
#pragma once

#include <string_view>

#include "engine/base/json_tree.hpp"
#include "engine/json/record_codec.hpp"
#include "engine/records/merge.hpp"
#include "engine/records/read_document.hpp"
#include "tests/fuzz/promise.hpp"

namespace authledger::fuzz {

inline std::string json_of(const ClinicalRecord& record) {
  JsonWriter out;
  json::write_record(out, record);
  return std::string(out.text());
}

inline void check_record(std::string_view bytes) {
  const ClinicalRecord record = read_document("fuzzed", "", bytes);
  promise(record.documents.size() == 1, "a document is one document");
  promise(record.items.size() <= most_items_of_a_document, "items are bounded");
  promise(record.item_bytes <= most_item_bytes_of_a_document, "bytes of items are bounded");
  promise(record.conflicts.size() <= most_conflicts_of_a_document + record.items.size(),
          "conflicts are bounded");
  for (const RecordItem& item : record.items) {
    promise(!item.sources.empty(), "an item says where it stands");
    promise(item.sources.front().document == "fuzzed", "an item names its document");
    promise(
        item.no_information || !item.text.empty() || !item.value.empty() || !item.answers.empty(),
        "an item says something");
  }
  const std::string text = json_of(record);
  JsonReader reader;
  promise(reader.read(text, {text.size(), document_limits.depth}).has_value(),
          "a record is JSON, in UTF-8");
  promise(json_of(read_document("fuzzed", "", bytes)) == text, "the same bytes read the same");
  promise(merge({record, record}).items.size() <= record.items.size(),
          "a document twice says nothing more");
}

}  // namespace authledger::fuzz
