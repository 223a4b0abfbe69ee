#include "engine/store/text_set.hpp"

#include "engine/base/json_tree.hpp"
#include "engine/base/json_writer.hpp"
#include "engine/store/sql.hpp"

namespace authledger::store {

std::string text_of(const std::set<std::string>& texts) {
  JsonWriter out;
  out.begin_array();
  for (const std::string& it : texts) out.value(it);
  out.end_array();
  return std::string(out.text());
}

std::set<std::string> set_of(std::string_view text, const std::string& whose) {
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree || !tree->root().is(JsonKind::array))
    throw sql::DamagedRow(whose + " has a list that cannot be read");
  std::set<std::string> texts;
  for (const JsonNode node : tree->root().children()) {
    if (!node.is(JsonKind::string))
      throw sql::DamagedRow(whose + " has a list that cannot be read");
    texts.emplace(node.text());
  }
  return texts;
}

}  // namespace authledger::store
