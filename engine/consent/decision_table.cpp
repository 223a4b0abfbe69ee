#include "engine/consent/decision_table.hpp"

#include <algorithm>

#include "engine/base/json_tree.hpp"

namespace authledger::consent {
namespace {

class TableReader {
 public:
  Result<DecisionTable> read(JsonNode root) {
    if (const auto notices = root.find("notices"))
      for (const JsonNode it : notices->children())
        table_.notices.emplace(it.key(), it.is(JsonKind::string) ? it.text() : "");
    if (const auto grounds = root.find("grounds"))
      for (const JsonNode it : grounds->children())
        table_.grounds.emplace(
            it.key(), Ground{text(it, "reason"), text(it, "citation"), text_or_none(it, "remedy")});
    if (const auto rows = root.find("rows"))
      for (const JsonNode it : rows->children()) read_row(it);
    if (table_.rows.empty()) refuse("it has no rows");
    if (!problems_.empty()) return problems_;
    return std::move(table_);
  }

 private:
  void refuse(const std::string& why) {
    problems_.push_back({ProblemCode::invalid_value, "the table of decisions: " + why, ""});
  }

  static std::string text_or_none(JsonNode node, std::string_view name) {
    const auto found = node.find(name);
    return found && found->is(JsonKind::string) ? std::string(found->text()) : "";
  }

  std::string text(JsonNode node, std::string_view name) {
    std::string found = text_or_none(node, name);
    if (found.empty()) refuse("something has no " + std::string(name));
    return found;
  }

  template <class Word, std::size_t N>
  Word one_of(JsonNode node, std::string_view name, const std::array<Word, N>& all) {
    const std::string said = text(node, name);
    for (const Word it : all)
      if (word(it) == said) return it;
    refuse("there is no " + std::string(name) + " \"" + said + "\"");
    return all[0];
  }

  void read_row(JsonNode node) {
    DecisionRow row{one_of(node, "tag", tags),
                    one_of(node, "state", states),
                    one_of(node, "purpose", purposes),
                    one_of(node, "recipient", recipient_classes),
                    false,
                    text(node, "ground"),
                    {}};
    const auto allow = node.find("allow");
    if (!allow || !allow->is(JsonKind::boolean))
      refuse("a row does not say whether it allows");
    else
      row.is_allowed = allow->boolean();
    if (!table_.grounds.contains(row.ground)) refuse("there is no ground \"" + row.ground + "\"");
    if (const auto notices = node.find("notices"))
      for (const JsonNode it : notices->children()) {
        row.notices.emplace_back(it.is(JsonKind::string) ? it.text() : "");
        if (!table_.notices.contains(row.notices.back()))
          refuse("there is no notice \"" + row.notices.back() + "\"");
      }
    if (table_.find(row.tag, row.state, row.purpose, row.recipient))
      refuse("a combination has two rows");
    table_.rows.push_back(std::move(row));
  }

  DecisionTable table_;
  Problems problems_;
};

}  // namespace

const DecisionRow* DecisionTable::find(Tag tag, State state, Purpose purpose,
                                       RecipientClass recipient) const {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const DecisionRow& it) {
    return it.tag == tag && it.state == state && it.purpose == purpose && it.recipient == recipient;
  });
  return found == rows.end() ? nullptr : &*found;
}

Result<DecisionTable> read_decisions(std::string_view text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) return tree.error();
  return TableReader().read(tree->root());
}

const DecisionTable& decision_table() {
  static const DecisionTable table = [] {
    auto read = read_decisions(decision_document);
    ensure(read.has_value(), "decisions.json cannot be read");
    return std::move(*read);
  }();
  return table;
}

}  // namespace authledger::consent
