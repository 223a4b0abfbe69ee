// What is wrong with a library of payer policies: where it stands, what it is, and what its author
// can do about it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace authledger::library {

// The word is the enumerator: a stable code for programs that read the result of a check.
enum class FaultKind : std::uint8_t {
  unreadable_file,
  does_not_decode,
  // a document alone
  payer_is_not_folder,
  version_is_not_file,
  version_without_date,
  ends_before_start,
  repeated_key,
  rule_without_key,
  rule_without_source,
  source_repeated,
  source_unused,
  source_incomplete,
  source_grade,
  source_date,
  law_without_state,
  ages_reversed,
  service_never_fits,
  review_never_wins,
  topic_open,
  topic_contradicted,
  // documents together
  overlap,
  gap,
  never_chosen,
  duty_key_means_two_things,
  contract_without_payer,
  removes_nothing,
  // criteria
  criteria_key_is_not_file,
  criteria_of_no_payer,
  // cases
  payer_without_case,
  document_without_case,
  rule_without_case,
  case_without_document,
  case_names_no_rule,
  case_fails
};
std::string_view word(FaultKind kind);

struct Fault {
  FaultKind kind = FaultKind::does_not_decode;
  std::string file;     // below the library's folder: "aetna/2019-01-01.json"
  std::string pointer;  // JSON Pointer into it; empty: the whole
  std::string message;  // what is wrong
  std::string mend;     // what to do
};

using Faults = std::vector<Fault>;

// "aetna/2019-01-01.json/services/0: ...; ..."
std::string to_text(const Fault& fault);

// "FILE#/services/0": a JSON Pointer as the fragment of its file; the file alone without one.
std::string place_in_file(const std::string& file, const std::string& pointer);

}  // namespace authledger::library
