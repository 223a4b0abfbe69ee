// Writes the arrays that every codec writes.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json_writer.hpp"

namespace authledger::json {

// "name": [write(out, item), ...]
template <class Item, class Write>
void write_list(JsonWriter& out, std::string_view name, const std::vector<Item>& items,
                Write write) {
  out.key(name);
  out.begin_array();
  for (const Item& item : items) write(out, item);
  out.end_array();
}

inline void write_texts(JsonWriter& out, std::string_view name,
                        const std::vector<std::string>& texts) {
  write_list(out, name, texts, [](JsonWriter& to, const std::string& text) { to.value(text); });
}

}  // namespace authledger::json
