#include "engine/explain/text.hpp"

#include "engine/base/result.hpp"

namespace authledger::explain {
namespace {

constexpr std::size_t columns = 100;
constexpr std::size_t indent = 12;

std::string label(StepKind kind) {
  switch (kind) {
    case StepKind::rule:
      return "  Rule";
    case StepKind::source:
      return "  Source";
    case StepKind::event:
      return "  Said";
    case StepKind::step:
      return "  So";
    case StepKind::other:
      return "  Also";
    case StepKind::status:
      return "  Now";
    case StepKind::caution:
      return "  Unknown";
  }
  fail("a kind of step without a label");
}

// Quoted sentences bring their own.
std::string with_stop(std::string text) {
  if (!text.empty() && text.back() != '.') text += '.';
  return text;
}

// The words of the text from where the line stands, later lines indented.
void wrap(std::string& out, const std::string& text, std::size_t column, std::size_t next_column) {
  std::size_t at = 0;
  bool is_first = true;
  while (at < text.size()) {
    std::size_t end = text.find(' ', at);
    if (end == std::string::npos) end = text.size();
    const std::size_t length = end - at;
    if (!is_first && column + 1 + length > columns) {
      out += "\n" + std::string(next_column, ' ');
      column = next_column;
    } else if (!is_first) {
      out += ' ';
      ++column;
    }
    out.append(text, at, length);
    column += length;
    is_first = false;
    at = end + 1;
  }
  out += '\n';
}

}  // namespace

std::string to_text(const Explanation& told) {
  std::string out = told.key + "\n  ";
  wrap(out, with_stop(told.figure), 2, 2);
  StepKind before = StepKind::caution;
  bool is_first = true;
  for (const Step& step : told.steps) {
    std::string head = is_first || step.kind != before ? label(step.kind) : std::string();
    head.resize(indent, ' ');
    out += head;
    wrap(out, with_stop(step.text), indent, indent + 2);
    before = step.kind;
    is_first = false;
  }
  return out;
}

}  // namespace authledger::explain
