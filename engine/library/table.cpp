#include "engine/library/table.hpp"

#include <algorithm>

#include "engine/library/rule_list.hpp"
#include "engine/library/words.hpp"

namespace authledger::library {
namespace {

constexpr std::string_view first_marker =
    "<!-- table: authledger check payers --table --markdown -->\n";
constexpr std::string_view last_marker = "<!-- end of table -->\n";

void add_word(std::string& text, const std::string& more, std::string_view between) {
  if (more.empty()) return;
  if (!text.empty()) text += between;
  text += more;
}

std::string scope_of(const Policy& policy) {
  std::string scope = policy.layer == Layer::payer ? "" : std::string(word(policy.layer));
  for (const auto* field : {&policy.plan, &policy.line_of_business, &policy.state, &policy.funding})
    if (*field) add_word(scope, **field, ", ");
  if (policy.network) add_word(scope, *policy.network + " network", ", ");
  if (policy.facility) add_word(scope, "facility " + *policy.facility, ", ");
  return scope.empty() ? "any coverage" : scope;
}

std::string graded(const Policy& policy, std::string_view grade) {
  const auto rules = rules_of(policy);
  const auto count = std::count_if(rules.begin(), rules.end(), [&](const ListedRule& rule) {
    const Citation* source = policy.source_of(*rule.name);
    return source && source->grade == grade;
  });
  return count == 0 ? "" : std::to_string(count);
}

TableRow row_of(const Policy& policy) {
  std::string rules, unknown;
  for (const std::string& phrase : rules_in_words(policy)) add_word(rules, phrase, "; ");
  for (const UnknownTopic& topic : policy.unknown) {
    std::string name(word(topic.about));
    std::replace(name.begin(), name.end(), '_', ' ');
    add_word(unknown, name, ", ");
  }
  return {policy.payer,
          scope_of(policy),
          to_text(policy.from) + " to " + (policy.to ? to_text(*policy.to) : "now"),
          rules,
          graded(policy, "A"),
          graded(policy, "B"),
          graded(policy, "C"),
          graded(policy, "invented"),
          unknown};
}

// Columns on a screen; what does not fit goes on in the next line.
constexpr std::array<std::size_t, table_columns> widest{28, 30, 24, 60, 3, 3, 3, 8, 24};

// The first line of `text` that fits into `width`, taken off it.
std::string take_line(std::string& text, std::size_t width) {
  std::string line;
  if (text.size() <= width) {
    line.swap(text);
    return line;
  }
  const auto space = text.rfind(' ', width);
  const std::size_t end = space == std::string::npos || space == 0 ? width : space;
  line = text.substr(0, end);
  text.erase(0, end);
  text.erase(0, text.find_first_not_of(' '));
  return line;
}

std::string in_markdown(const std::string& cell) {
  std::string text;
  for (const char c : cell) text += c == '|' ? std::string("\\|") : std::string(1, c);
  return text;
}

}  // namespace

std::vector<TableRow> table_of(const Library& library) {
  std::vector<TableRow> table{
      {"payer", "for", "in force", "rules", "A", "B", "C", "invented", "unknown"}};
  for (const Policy& policy : library.book.documents) table.push_back(row_of(policy));
  return table;
}

std::string as_text(const std::vector<TableRow>& table) {
  std::array<std::size_t, table_columns> widths{};
  for (const TableRow& row : table)
    for (std::size_t i = 0; i < table_columns; ++i)
      widths[i] = std::max(widths[i], std::min(row[i].size(), widest[i]));
  std::string text;
  for (TableRow rest : table) {
    const auto is_empty = [](const std::string& cell) { return cell.empty(); };
    do {
      std::string line;
      for (std::size_t i = 0; i < table_columns; ++i) {
        const std::string cell = take_line(rest[i], widths[i]);
        line += cell + std::string(widths[i] - cell.size() + 2, ' ');
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    } while (!std::all_of(rest.begin(), rest.end(), is_empty));
  }
  return text;
}

std::string as_markdown(const std::vector<TableRow>& table) {
  std::string text;
  for (std::size_t row = 0; row < table.size(); ++row) {
    text += "|";
    for (const std::string& cell : table[row]) text += " " + in_markdown(cell) + " |";
    text += "\n";
    if (row > 0) continue;
    text += "|";
    for (std::size_t i = 0; i < table_columns; ++i) text += " --- |";
    text += "\n";
  }
  return text;
}

std::optional<std::string> with_table(std::string_view document, std::string_view markdown) {
  const auto first = document.find(first_marker);
  if (first == std::string_view::npos) return std::nullopt;
  const auto begin = first + first_marker.size();
  const auto end = document.find(last_marker, begin);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string(document.substr(0, begin)) + "\n" + std::string(markdown) + "\n" +
         std::string(document.substr(end));
}

}  // namespace authledger::library
