// The public clinical documents of tests/data/clinical, and short ways to ask a record.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "engine/records/read_document.hpp"

namespace authledger::test {

inline std::string clinical_file(const std::string& name) {
  std::ifstream file(std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/clinical/" + name,
                     std::ios::binary);
  EXPECT_TRUE(file) << name;
  return {std::istreambuf_iterator<char>(file), {}};
}

inline ClinicalRecord clinical_record(const std::string& name) {
  return read_document(name.substr(name.rfind('/') + 1), "", clinical_file(name));
}

// HL7 publishes sections alone; they need a document that binds their prefixes.
inline std::string around_section(std::string section) {
  if (const auto end = section.find("?>"); section.starts_with("<?xml")) section.erase(0, end + 2);
  if (!section.starts_with("<component>")) section = "<component>" + section + "</component>";
  return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/"
         "XMLSchema-instance\" xmlns:sdtc=\"urn:hl7-org:sdtc\"><component><structuredBody>" +
         section + "</structuredBody></component></ClinicalDocument>";
}

inline ClinicalRecord section_record(const std::string& name) {
  return read_document(name, "", around_section(clinical_file("hl7-ccda-examples/" + name)));
}

// "Penicillin G" of each item of a kind, with its value, date and course where there are any:
// "PHQ-9 = 12 @2015-06-22 active".
inline std::vector<std::string> said(const ClinicalRecord& record, ItemKind kind) {
  std::vector<std::string> texts;
  for (const RecordItem& item : record.items) {
    if (item.kind != kind) continue;
    std::string text = item.negated ? "not " + item.text : item.text;
    if (!item.value.empty()) text += " = " + item.value;
    if (item.date) text += " @" + to_text(*item.date);
    if (item.until) text += ".." + to_text(*item.until);
    if (item.course != Course::unknown) text += " " + std::string(word(item.course));
    if (item.no_information) text += " (no information)";
    texts.push_back(std::move(text));
  }
  return texts;
}

inline std::size_t count(const ClinicalRecord& record, ItemKind kind) {
  return said(record, kind).size();
}

inline const RecordItem& first(const ClinicalRecord& record, ItemKind kind) {
  static const RecordItem none;
  for (const RecordItem& item : record.items)
    if (item.kind == kind) return item;
  ADD_FAILURE() << "no " << word(kind);
  return none;
}

inline std::string problems(const ClinicalRecord& record) {
  std::string text;
  for (const RecordProblem& problem : record.problems)
    text += (text.empty() ? "" : "; ") + problem.what;
  return text;
}

inline std::string conflicts(const ClinicalRecord& record) {
  std::string text;
  for (const Conflict& conflict : record.conflicts)
    text += (text.empty() ? "" : "; ") + conflict.what;
  return text;
}

}  // namespace authledger::test
