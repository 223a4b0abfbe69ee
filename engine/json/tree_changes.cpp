#include "engine/json/tree_changes.hpp"

#include <algorithm>
#include <vector>

#include "engine/json/fields.hpp"

namespace authledger::json {
namespace {

class Changes {
 public:
  explicit Changes(JsonWriter& out) : out_(out) {}

  void members(JsonNode before, JsonNode after, const Place& place,
               const std::set<std::string>& without) {
    for (const JsonNode now : after.children()) {
      if (without.contains(std::string(now.key()))) continue;
      const Place here(place, now.key());
      const auto then = before.find(now.key());
      if (then)
        compare(*then, now, here);
      else
        write(here, std::nullopt, now);
    }
    for (const JsonNode then : before.children())
      if (!without.contains(std::string(then.key())) && !after.find(then.key()))
        write(Place(place, then.key()), then, std::nullopt);
  }

 private:
  void compare(JsonNode before, JsonNode after, const Place& place) {
    if (before.is(JsonKind::object) && after.is(JsonKind::object))
      members(before, after, place, {});
    else if (before.is(JsonKind::array) && after.is(JsonKind::array))
      items(before, after, place);
    else if (!equal(before, after))
      write(place, before, after);
  }

  // Each item of one list stands for at most one of the other.
  static std::vector<JsonNode> without(JsonNode list, JsonNode other) {
    std::vector<JsonNode> left;
    for (const JsonNode it : other.children()) left.push_back(it);
    std::vector<JsonNode> rest;
    for (const JsonNode it : list.children()) {
      const auto same =
          std::ranges::find_if(left, [&](const JsonNode one) { return equal(one, it); });
      if (same == left.end())
        rest.push_back(it);
      else
        left.erase(same);
    }
    return rest;
  }

  void items(JsonNode before, JsonNode after, const Place& place) {
    const auto added = without(after, before), removed = without(before, after);
    if (added.empty() && removed.empty()) return;
    out_.begin_object();
    out_.field("at", place.pointer());
    list("added", added);
    list("removed", removed);
    out_.end_object();
  }

  void list(std::string_view name, const std::vector<JsonNode>& nodes) {
    out_.key(name);
    out_.begin_array();
    for (const JsonNode it : nodes) write_node(out_, it);
    out_.end_array();
  }

  void write(const Place& place, std::optional<JsonNode> before, std::optional<JsonNode> after) {
    out_.begin_object();
    out_.field("at", place.pointer());
    for (const auto& [name, node] : {std::pair("before", before), std::pair("after", after)}) {
      if (!node) continue;
      out_.key(name);
      write_node(out_, *node);
    }
    out_.end_object();
  }

  JsonWriter& out_;
};

}  // namespace

void write_node(JsonWriter& out, JsonNode node) {
  switch (node.kind()) {
    case JsonKind::null:
      return out.null();
    case JsonKind::boolean:
      return out.value(node.boolean());
    case JsonKind::integer:
      return out.value(node.integer());
    case JsonKind::number:
      return out.raw(node.text());
    case JsonKind::string:
      return out.value(node.text());
    case JsonKind::array:
      out.begin_array();
      for (const JsonNode item : node.children()) write_node(out, item);
      return out.end_array();
    case JsonKind::object:
      out.begin_object();
      for (const JsonNode member : node.children()) {
        out.key(member.key());
        write_node(out, member);
      }
      return out.end_object();
  }
}

void write_changes(JsonWriter& out, JsonNode before, JsonNode after,
                   const std::set<std::string>& without) {
  out.begin_array();
  Changes(out).members(before, after, Place(""), without);
  out.end_array();
}

}  // namespace authledger::json
