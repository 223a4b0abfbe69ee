// Strict JSON text into a read-only tree: the first step of every JSON door.
//
//     JsonReader reader;                                  // keeps its memory between documents
//     Result<JsonTree> tree = reader.read(text, wire_limits);
//     JsonNode root = tree->root();
//     root.find("type")->text();
//
// Refused with a Problem that names the place: what RFC 8259 refuses, text that is not UTF-8, an
// object that names a member twice, nesting or size beyond the limits. The tree borrows the
// reader's memory until its next read().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"

namespace authledger {

struct JsonLimits {
  std::size_t bytes;
  int depth;  // of nested arrays and objects
};
constexpr JsonLimits wire_limits{std::size_t{1} << 20, 32};
constexpr JsonLimits file_limits{std::size_t{64} << 20, 32};      // scenarios, policies
constexpr JsonLimits document_limits{std::size_t{64} << 20, 64};  // clinical documents

enum class JsonKind : std::uint8_t { null, boolean, integer, number, string, array, object };
std::string_view word(JsonKind kind);

struct JsonCell {  // a node of the tree, in document order; children follow their parent
  JsonKind kind = JsonKind::null;
  bool is_true = false;
  std::uint32_t after = 0;  // index behind the last descendant
  std::int64_t integer = 0;
  std::uint32_t key_at = 0, key_size = 0;    // of a member of an object
  std::uint32_t text_at = 0, text_size = 0;  // of a string, or a number as written
};

class JsonTree;

// One value in a JsonTree; as cheap to copy as a pointer.
class JsonNode {
 public:
  JsonNode(const JsonTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}
  JsonKind kind() const;
  bool is(JsonKind kind_) const { return kind() == kind_; }
  bool boolean() const;
  std::int64_t integer() const;
  std::string_view text() const;  // a string's content; a number as it was written
  std::string_view key() const;   // its name in the object that holds it

  class Children;
  Children children() const;  // of an array or object; empty for everything else
  std::optional<JsonNode> find(std::string_view key) const;
  std::string excerpt() const;  // the value as a short text for messages

 private:
  const JsonTree* tree_;
  std::uint32_t index_;
};

// Same kind and content, members in the same order.
bool equal(JsonNode one, JsonNode other);

class JsonTree {
 public:
  JsonTree(const std::vector<JsonCell>& cells, const std::string& characters)
      : cells_(&cells), characters_(&characters) {}
  JsonNode root() const { return {*this, 0}; }
  const JsonCell& cell(std::uint32_t index) const { return (*cells_)[index]; }
  std::string_view characters(std::uint32_t at, std::uint32_t size) const {
    return std::string_view(*characters_).substr(at, size);
  }

 private:
  const std::vector<JsonCell>* cells_;
  const std::string* characters_;
};

class JsonNode::Children {
 public:
  class Iterator {
   public:
    Iterator(const JsonTree& tree, std::uint32_t index) : tree_(&tree), index_(index) {}
    JsonNode operator*() const { return {*tree_, index_}; }
    Iterator& operator++() {
      index_ = tree_->cell(index_).after;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return index_ != other.index_; }

   private:
    const JsonTree* tree_;
    std::uint32_t index_;
  };
  Children(const JsonTree& tree, std::uint32_t first, std::uint32_t after)
      : tree_(&tree), first_(first), after_(after) {}
  Iterator begin() const { return {*tree_, first_}; }
  Iterator end() const { return {*tree_, after_}; }

 private:
  const JsonTree* tree_;
  std::uint32_t first_, after_;
};

class JsonReader {
 public:
  Result<JsonTree> read(std::string_view text, JsonLimits limits);

 private:
  std::vector<JsonCell> cells_;
  std::string characters_;
};

}  // namespace authledger
