#include "engine/library/expectation.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "engine/base/result.hpp"

namespace authledger::library {
namespace {

// What tells the items of a list of the standing apart. Empty: nothing does.
std::string_view identity_of(std::string_view list) {
  static constexpr std::pair<std::string_view, std::string_view> identities[] = {
      {"obligations", "key"},
      {"authorizations", "authorization"},
      {"sessions", "session"},
      {"uncovered", "date"},
      {"findings", "kind"},
      {"unknowns", "about"},
      {"under_intensity_weeks", "week_of"},
      {"evidence", "rule"},
      {"forms", "rule"}};
  for (const auto& [name, identity] : identities)
    if (name == list) return identity;
  return {};
}

bool is_container(JsonNode node) {
  return node.is(JsonKind::array) || node.is(JsonKind::object);
}

std::size_t count_of(JsonNode node) {
  std::size_t count = 0;
  for ([[maybe_unused]] const JsonNode child : node.children()) ++count;
  return count;
}

std::string full_text(JsonNode node) {
  if (!is_container(node)) return node.excerpt();
  const bool is_array = node.is(JsonKind::array);
  std::string text;
  for (const JsonNode child : node.children()) {
    text += text.empty() ? "" : ", ";
    if (!is_array) text += std::string(child.key()) + " ";
    text += full_text(child);
    if (text.size() > longest_detail) break;
  }
  return is_array ? "[" + text + "]" : "{" + text + "}";
}

std::string shown(JsonNode node) {
  return shortened(full_text(node), longest_detail);
}

std::string below(const std::string& place, std::string_view key) {
  std::string pointer = place + "/";
  for (const char c : key) {  // RFC 6901
    if (c == '~')
      pointer += "~0";
    else if (c == '/')
      pointer += "~1";
    else
      pointer += c;
  }
  return pointer;
}

class Comparison {
 public:
  void compare(const std::string& place, std::string_view name, JsonNode expected, JsonNode came) {
    if (found.size() >= most_differences) return;
    if (expected.is(JsonKind::object) && came.is(JsonKind::object))
      members(place, expected, came);
    else if (expected.is(JsonKind::object) && came.is(JsonKind::array))
      picked(place, name, expected, came);
    else if (expected.is(JsonKind::array) && came.is(JsonKind::array) && has_objects(expected))
      items(place, expected, came);
    else if (!equal(expected, came))
      differ(place, "expected " + shown(expected) + ", came " + shown(came));
  }

  std::vector<Difference> found;

 private:
  void differ(const std::string& place, std::string message) {
    if (found.size() < most_differences) found.push_back({place, std::move(message)});
  }

  static bool has_objects(JsonNode list) {
    for (const JsonNode item : list.children())
      if (is_container(item)) return true;
    return false;
  }

  void members(const std::string& place, JsonNode expected, JsonNode came) {
    for (const JsonNode member : expected.children()) {
      const std::string here = below(place, member.key());
      if (const auto ours = came.find(member.key()))
        compare(here, member.key(), member, *ours);
      else
        differ(here, "expected " + shown(member) + ", but what came has no \"" +
                         std::string(member.key()) + "\"");
    }
  }

  void items(const std::string& place, JsonNode expected, JsonNode came) {
    if (count_of(expected) != count_of(came)) {
      differ(place, "expected " + std::to_string(count_of(expected)) + " items, came " +
                        std::to_string(count_of(came)) + ": " + shown(came));
      return;
    }
    const auto ours = came.children();
    auto got = ours.begin();
    std::size_t index = 0;
    for (const JsonNode item : expected.children()) {
      compare(place + "/" + std::to_string(index++), {}, item, *got);
      ++got;
    }
  }

  void picked(const std::string& place, std::string_view list, JsonNode expected, JsonNode came) {
    const std::string_view identity = identity_of(list);
    if (identity.empty()) {
      differ(place, "the items of this list have no name of their own; expect them as an array");
      return;
    }
    for (const JsonNode wanted : expected.children())
      pick(below(place, wanted.key()), identity, wanted, came);
  }

  // Of several items with this identity, one must match.
  void pick(const std::string& place, std::string_view identity, JsonNode wanted, JsonNode came) {
    std::optional<std::vector<Difference>> least;
    std::string others;
    for (const JsonNode item : came.children()) {
      const auto name = item.find(identity);
      if (!name || !name->is(JsonKind::string)) continue;
      others += (others.empty() ? "" : ", ") + std::string(name->text());
      if (name->text() != wanted.key()) continue;
      if (wanted.is(JsonKind::null)) {
        differ(place, "expected no such item, came " + shown(item));
        return;
      }
      Comparison one;
      one.compare(place, {}, wanted, item);
      if (!least || one.found.size() < least->size()) least = std::move(one.found);
    }
    if (wanted.is(JsonKind::null)) return;
    if (!least) {
      differ(place, "expected " + shown(wanted) + ", but there is no such item; there is " +
                        (others.empty() ? "none" : shortened(others, longest_detail)));
      return;
    }
    for (Difference& difference : *least) differ(difference.pointer, std::move(difference.message));
  }
};

}  // namespace

std::vector<Difference> differences(JsonNode expected, JsonNode came) {
  Comparison comparison;
  comparison.compare("/expect", {}, expected, came);
  return std::move(comparison.found);
}

}  // namespace authledger::library
