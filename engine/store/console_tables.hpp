// The tables behind the pages of the console: the same in a new file and in one that is brought up
// to date.
#pragma once

#include <string_view>

namespace authledger::store {

inline constexpr std::string_view console_tables = R"sql(
CREATE TABLE figures (
  episode TEXT NOT NULL PRIMARY KEY,
  content TEXT NOT NULL,       -- JSON: what the reports count
  unrecorded TEXT,             -- JSON: dates; NULL: none
  uncovered TEXT               -- JSON: by reason; NULL: none
) WITHOUT ROWID;
CREATE INDEX figures_loose ON figures (episode)
  WHERE unrecorded IS NOT NULL OR uncovered IS NOT NULL;
CREATE TABLE threshold (
  position INTEGER NOT NULL PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,   -- a principal's subject
  ending_days BIGINT NOT NULL,
  few_units BIGINT NOT NULL
);
)sql";

inline constexpr std::string_view wording_table = R"sql(
CREATE TABLE wording (
  position INTEGER NOT NULL PRIMARY KEY,
  recorded_at BIGINT NOT NULL,
  recorded_by TEXT NOT NULL,   -- a principal's subject
  template TEXT NOT NULL,
  opening TEXT NOT NULL,       -- empty: the program's words
  closing TEXT NOT NULL,
  signature TEXT NOT NULL
);
CREATE INDEX wording_of_template ON wording (template, position);
)sql";

}  // namespace authledger::store
