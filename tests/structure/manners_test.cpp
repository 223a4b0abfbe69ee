// The house style, as far as a test can read it from the text.
#include <gtest/gtest.h>

#include <regex>
#include <set>
#include <string>

#include "tests/structure/source_tree.hpp"

namespace authledger::test {
namespace {

std::string without_comment(const std::string& line) {
  return line.substr(0, line.find("//"));
}

bool is_engine(const SourceFile& file) {
  return file.path.starts_with("engine/");
}

bool is_header(const SourceFile& file) {
  return file.path.ends_with(".hpp");
}

TEST(Engine, AsksNobodyForTimeEnvironmentLocaleOrChance) {
  const std::regex forbidden(
      R"~(system_clock|steady_clock|high_resolution_clock|\bgetenv\b|\bstd::rand\b|\bs?rand\(|)~"
      R"~(random_device|mt19937|\bstd::locale\b|\bsetlocale\b|\btime\(\s*(NULL|nullptr|0|&)|)~"
      R"~(\bgmtime|\blocaltime|#include <(random|locale|clocale|ctime)>)~");
  for (const SourceFile& file : source_files())
    for (std::size_t i = 0; i < file.lines.size() && is_engine(file); ++i)
      EXPECT_FALSE(std::regex_search(without_comment(file.lines[i]), forbidden))
          << file.path << ":" << i + 1 << ": " << file.lines[i];
}

TEST(Engine, DefinesNoMacros) {
  const std::regex macro(R"~(\s*#\s*(define|undef)\b.*)~");
  for (const SourceFile& file : source_files())
    for (std::size_t i = 0; i < file.lines.size() && is_engine(file); ++i)
      EXPECT_FALSE(std::regex_match(file.lines[i], macro)) << file.path << ":" << i + 1;
}

TEST(Files, AreOneSitting) {
  for (const SourceFile& file : source_files()) EXPECT_LE(file.lines.size(), 450u) << file.path;
}

TEST(Headers, OpenWithTheirIdea) {
  for (const SourceFile& file : source_files())
    EXPECT_TRUE(!is_header(file) || file.lines.at(0).starts_with("// ")) << file.path;
}

TEST(Headers, AreReadOnce) {
  const auto once = [](const SourceFile& file) {
    for (const std::string& line : file.lines)
      if (line == "#pragma once") return true;
    return false;
  };
  for (const SourceFile& file : source_files())
    EXPECT_TRUE(!is_header(file) || once(file)) << file.path;
}

// The line on which the function begins whose closing brace stands at `last`: the nearest one that
// stands as far left.
std::size_t first_line(const SourceFile& file, std::size_t last) {
  const std::size_t indent = file.lines[last].find('}');
  std::size_t first = last;
  do --first;
  while (first > 0 && file.lines[first].find_first_not_of(' ') != indent);
  return first;
}

// Longer than a screen, because they are tables: one entry for each type of event.
const std::set<std::string> tables{"void write_fact(JsonWriter& out, const Fact& fact) {"};

TEST(Functions, FitAScreen) {
  const std::regex no_function(R"~(\s*(namespace|class|struct|enum|union)\b.*)~");
  for (const SourceFile& file : source_files())
    for (std::size_t last = 1; last < file.lines.size(); ++last) {
      if (file.lines[last] != "}" && file.lines[last] != "  }") continue;
      const std::size_t first = first_line(file, last);
      EXPECT_TRUE(last - first < 70 || std::regex_match(file.lines[first], no_function) ||
                  tables.contains(file.lines[first]))
          << file.path << ":" << first + 1 << " has " << last - first + 1 << " lines";
    }
}

}  // namespace
}  // namespace authledger::test
