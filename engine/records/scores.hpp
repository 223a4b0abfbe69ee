// Scores of questionnaires, wherever they stand: recognised by code, checked against their range,
// and the parts of one administration (total here, answers there) brought together.
#pragma once

#include "engine/records/clinical_record.hpp"
#include "engine/records/instruments.hpp"

namespace authledger {

struct ScoreCode {
  enum class Role : std::uint8_t { panel, total, answer };
  const Instrument* instrument = nullptr;
  Role role = Role::total;
  std::string_view code;  // the one that was recognised; empty when the label was
};

// By LOINC code; by label only where there is no LOINC code, since labels are often wrong.
std::optional<ScoreCode> score_code(const std::vector<Coding>& codings, std::string_view label);

// Where the label names another instrument than the code does; empty when they agree.
std::string label_contradiction(const std::vector<Coding>& codings, std::string_view label);

// Sets the total of a score, or says why `value` cannot be one.
std::string set_total(RecordItem& score, const Instrument& instrument, std::string_view value);

bool is_loinc(std::string_view system);

// Joins the scores of the same instrument and date: equal totals become one with all its places,
// answers go to their total. Different totals of a day, and a total that is not the sum of its
// answers, are kept and listed as conflicts.
void join_scores(ClinicalRecord& record);

}  // namespace authledger
