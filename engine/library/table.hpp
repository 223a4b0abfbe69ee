// Payers by rules by grade: one row for each document of a library.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/library/library.hpp"

namespace authledger::library {

constexpr std::size_t table_columns = 9;
using TableRow = std::array<std::string, table_columns>;

// The first row has the names of the columns.
std::vector<TableRow> table_of(const Library& library);

std::string as_text(const std::vector<TableRow>& table);      // aligned, long cells broken
std::string as_markdown(const std::vector<TableRow>& table);  // ends with a line break

// `document` with what stands between its two marker lines replaced; none: it has not both.
std::optional<std::string> with_table(std::string_view document, std::string_view markdown);

}  // namespace authledger::library
