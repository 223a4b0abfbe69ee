#include "engine/library/fault.hpp"

#include "engine/base/result.hpp"

namespace authledger::library {

std::string_view word(FaultKind kind) {
  static constexpr std::string_view words[] = {"unreadable_file",
                                               "does_not_decode",
                                               "payer_is_not_folder",
                                               "version_is_not_file",
                                               "version_without_date",
                                               "ends_before_start",
                                               "repeated_key",
                                               "rule_without_key",
                                               "rule_without_source",
                                               "source_repeated",
                                               "source_unused",
                                               "source_incomplete",
                                               "source_grade",
                                               "source_date",
                                               "law_without_state",
                                               "ages_reversed",
                                               "service_never_fits",
                                               "review_never_wins",
                                               "topic_open",
                                               "topic_contradicted",
                                               "overlap",
                                               "gap",
                                               "never_chosen",
                                               "duty_key_means_two_things",
                                               "contract_without_payer",
                                               "removes_nothing",
                                               "criteria_key_is_not_file",
                                               "criteria_of_no_payer",
                                               "payer_without_case",
                                               "document_without_case",
                                               "rule_without_case",
                                               "case_without_document",
                                               "case_names_no_rule",
                                               "case_fails"};
  static_assert(std::size(words) == static_cast<std::size_t>(FaultKind::case_fails) + 1);
  return words[static_cast<std::size_t>(kind)];
}

std::string to_text(const Fault& fault) {
  return place_in_file(fault.file, fault.pointer) + ": " + fault.message + " -- " + fault.mend +
         " [" + std::string(word(fault.kind)) + "]";
}

std::string place_in_file(const std::string& file, const std::string& pointer) {
  return pointer.empty() ? file : file + "#" + pointer;
}

}  // namespace authledger::library
