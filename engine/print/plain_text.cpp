#include "engine/print/plain_text.hpp"

#include <algorithm>

namespace authledger::print {
namespace {

std::string plain(const Text& text) {
  std::string all;
  for (const Run& run : text) all += run.text;
  return all;
}

// Further lines stand below the first one's beginning.
std::string indented(std::string text, std::size_t columns) {
  const std::string margin(columns, ' ');
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
    text.insert(at + 1, margin);
  return text;
}

class Writer {
 public:
  std::string take(const Document& document) {
    out_ = document.head + "\n";
    for (const Block& block : document.blocks) add(block);
    out_ += "\n" + document.foot + "\n";
    return std::move(out_);
  }

  void operator()(const Heading& it) {
    out_ += "\n" + it.text + "\n" + std::string(it.text.size(), it.level == 1 ? '=' : '-') + "\n";
  }
  void operator()(const Paragraph& it) { out_ += plain(it.text) + "\n"; }
  void operator()(const Fields& it) {
    for (const auto* fields : {&it.left, &it.right})
      for (const Field& field : *fields) add_labelled(field.label, plain(field.value));
  }
  void operator()(const Table& it) {
    if (it.columns.size() == 2) {
      for (const Row& row : it.rows)
        add_labelled(plain(row.cells.front().text), plain(row.cells.back().text));
      return;
    }
    for (const Row& row : it.rows) {
      std::string line;
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const std::string text = plain(row.cells[i].text);
        if (!text.empty()) line += (line.empty() ? "" : " | ") + text;
      }
      out_ += indented(line, 2) + "\n";
    }
  }
  void operator()(const Chart&) {}
  void operator()(const Pair& it) {
    for (const auto* blocks : {&it.left, &it.right})
      for (const Block& block : *blocks) add(block);
  }

 private:
  void add(const Block& block) { std::visit(*this, block.it); }

  void add_labelled(std::string label, const std::string& value) {
    constexpr std::size_t column = 20;
    label.resize(std::max(label.size() + 1, column), ' ');
    out_ += label + indented(value, label.size()) + "\n";
  }

  std::string out_;
};

}  // namespace

std::string text_of(const Document& document) {
  return Writer().take(document);
}

}  // namespace authledger::print
