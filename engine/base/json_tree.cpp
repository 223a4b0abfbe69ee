#include "engine/base/json_tree.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

namespace authledger {
namespace {

std::string escaped_token(std::string_view token) {  // RFC 6901
  std::string out;
  for (const char c : token) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

// Writes the events of the parser into cells. Returns false to stop the parser at the first
// problem.
class CellBuilder {
 public:
  CellBuilder(std::vector<JsonCell>& cells, std::string& characters, int depth_limit)
      : cells_(cells), characters_(characters), depth_limit_(depth_limit) {}

  bool null() { return leaf({.kind = JsonKind::null}); }
  bool boolean(bool value) { return leaf({.kind = JsonKind::boolean, .is_true = value}); }
  bool number_integer(std::int64_t value) {
    return leaf({.kind = JsonKind::integer, .integer = value});
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      const std::string text = std::to_string(value);
      return number_float(0, text);
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double, const std::string& text) {
    JsonCell cell{.kind = JsonKind::number};
    keep(text, cell.text_at, cell.text_size);
    return leaf(cell);
  }
  bool string(std::string& text) {
    JsonCell cell{.kind = JsonKind::string};
    keep(text, cell.text_at, cell.text_size);
    return leaf(cell);
  }
  bool binary(std::vector<std::uint8_t>&) { fail("JSON text has no binary values"); }
  bool key(std::string& name) {
    keep(name, key_at_, key_size_);
    return true;
  }
  bool start_object(std::size_t) { return open(JsonKind::object); }
  bool start_array(std::size_t) { return open(JsonKind::array); }
  bool end_object() {
    const std::uint32_t index = open_.back();
    close();
    return refuse_duplicates(index);
  }
  bool end_array() {
    close();
    return true;
  }
  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) {
    std::string detail =
        error.what();  // "[json.exception.parse_error.101] parse error at line 1, column 2: ..."
    if (const auto bracket = detail.find("] "); bracket != std::string::npos)
      detail.erase(0, bracket + 2);
    if (error.id == 316 || detail.find("ill-formed UTF-8") != std::string::npos)
      detail = "the text is not valid UTF-8 near byte " + std::to_string(position);
    // It repeats what was read last, which may end within a character.
    for (char& c : detail)
      if (static_cast<unsigned char>(c) >= 0x80) c = '?';
    return refuse(ProblemCode::malformed_json, detail);
  }

  std::optional<Problem> problem;

 private:
  void keep(const std::string& text, std::uint32_t& at, std::uint32_t& size) {
    at = static_cast<std::uint32_t>(characters_.size());
    size = static_cast<std::uint32_t>(text.size());
    characters_ += text;
  }

  void push(JsonCell cell) {
    cell.key_at = key_at_;
    cell.key_size = key_size_;
    cell.after = static_cast<std::uint32_t>(cells_.size() + 1);
    cells_.push_back(cell);
    key_at_ = key_size_ = 0;
  }

  bool leaf(const JsonCell& cell) {
    push(cell);
    return true;
  }

  bool open(JsonKind kind) {
    if (static_cast<int>(open_.size()) >= depth_limit_)
      return refuse(ProblemCode::too_deep,
                    "nested deeper than " + std::to_string(depth_limit_) + " levels");
    push({.kind = kind});
    open_.push_back(static_cast<std::uint32_t>(cells_.size() - 1));
    return true;
  }

  void close() {
    cells_[open_.back()].after = static_cast<std::uint32_t>(cells_.size());
    open_.pop_back();
  }

  std::string_view key_of(std::uint32_t index) const {
    return std::string_view(characters_).substr(cells_[index].key_at, cells_[index].key_size);
  }

  bool refuse_duplicates(std::uint32_t object) {
    members_.clear();
    for (std::uint32_t i = object + 1; i < cells_[object].after; i = cells_[i].after)
      members_.push_back(i);
    std::optional<std::uint32_t> twice;
    if (members_.size() <= 16) {
      for (std::size_t a = 1; a < members_.size() && !twice; ++a)
        for (std::size_t b = 0; b < a; ++b)
          if (key_of(members_[a]) == key_of(members_[b])) twice = members_[a];
    } else {
      std::sort(members_.begin(), members_.end(),
                [&](auto a, auto b) { return key_of(a) < key_of(b); });
      const auto same = std::adjacent_find(members_.begin(), members_.end(),
                                           [&](auto a, auto b) { return key_of(a) == key_of(b); });
      if (same != members_.end()) twice = *same;
    }
    if (!twice) return true;
    const std::string name(key_of(*twice));
    refuse(ProblemCode::duplicate_key, "the object names \"" + name + "\" twice");
    problem->pointer = pointer_to(object) + "/" + escaped_token(name);
    return false;
  }

  bool refuse(ProblemCode code, const std::string& detail) {
    if (!problem)
      problem = Problem{code, shortened(detail, longest_detail),
                        open_.empty() ? "" : pointer_to(open_.back())};
    return false;
  }

  // JSON Pointer of a cell, found by walking down from the root.
  std::string pointer_to(std::uint32_t target) const {
    std::string pointer;
    std::uint32_t parent = 0;
    while (parent != target) {
      std::uint32_t child = parent + 1;
      for (int position = 0;; ++position) {
        const bool is_open = std::find(open_.begin(), open_.end(), child) != open_.end();
        const std::uint32_t after =
            is_open ? static_cast<std::uint32_t>(cells_.size()) : cells_[child].after;
        if (target >= child && target < after) {
          pointer += "/";
          pointer += cells_[parent].kind == JsonKind::array ? std::to_string(position)
                                                            : escaped_token(key_of(child));
          break;
        }
        child = after;
      }
      parent = child;
    }
    return pointer;
  }

  std::vector<JsonCell>& cells_;
  std::string& characters_;
  int depth_limit_;
  std::vector<std::uint32_t> open_;
  std::vector<std::uint32_t> members_;
  std::uint32_t key_at_ = 0, key_size_ = 0;
};

}  // namespace

std::string_view word(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "boolean";
    case JsonKind::integer:
      return "integer";
    case JsonKind::number:
      return "number";
    case JsonKind::string:
      return "string";
    case JsonKind::array:
      return "array";
    case JsonKind::object:
      return "object";
  }
  fail("a JSON kind without a word");
}

JsonKind JsonNode::kind() const {
  return tree_->cell(index_).kind;
}
bool JsonNode::boolean() const {
  return tree_->cell(index_).is_true;
}
std::int64_t JsonNode::integer() const {
  return tree_->cell(index_).integer;
}

std::string_view JsonNode::text() const {
  const JsonCell& cell = tree_->cell(index_);
  return tree_->characters(cell.text_at, cell.text_size);
}

std::string_view JsonNode::key() const {
  const JsonCell& cell = tree_->cell(index_);
  return tree_->characters(cell.key_at, cell.key_size);
}

JsonNode::Children JsonNode::children() const {
  return {*tree_, index_ + 1, tree_->cell(index_).after};
}

std::optional<JsonNode> JsonNode::find(std::string_view key) const {
  if (!is(JsonKind::object)) return std::nullopt;
  for (const JsonNode child : children())
    if (child.key() == key) return child;
  return std::nullopt;
}

std::string JsonNode::excerpt() const {
  constexpr std::size_t longest = 60;
  switch (kind()) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return boolean() ? "true" : "false";
    case JsonKind::integer:
      return std::to_string(integer());
    case JsonKind::number:
      return std::string(text().substr(0, longest));
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
    case JsonKind::string:
      break;
  }
  return "\"" + shortened(text(), longest) + "\"";
}

bool equal(JsonNode one, JsonNode other) {
  if (one.kind() != other.kind() || one.text() != other.text()) return false;
  if (one.is(JsonKind::boolean)) return one.boolean() == other.boolean();
  if (one.is(JsonKind::integer)) return one.integer() == other.integer();
  const auto ours = one.children(), theirs = other.children();
  auto a = ours.begin();
  auto b = theirs.begin();
  for (; a != ours.end() && b != theirs.end(); ++a, ++b)
    if ((*a).key() != (*b).key() || !equal(*a, *b)) return false;
  return !(a != ours.end()) && !(b != theirs.end());
}

Result<JsonTree> JsonReader::read(std::string_view text, JsonLimits limits) {
  cells_.clear();
  characters_.clear();
  if (text.size() > limits.bytes)
    return Problems{{ProblemCode::too_large,
                     "the text has " + std::to_string(text.size()) + " bytes; at most " +
                         std::to_string(limits.bytes) + " are taken",
                     ""}};
  if (text.find('\0') != std::string_view::npos)  // nlohmann takes it for the end of the text
    return Problems{{ProblemCode::malformed_json, "the text holds a NUL byte", ""}};
  CellBuilder builder(cells_, characters_, limits.depth);
  const bool complete = nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
  if (builder.problem) return Problems{std::move(*builder.problem)};
  ensure(complete, "the JSON parser stopped without saying why");
  return JsonTree(cells_, characters_);
}

}  // namespace authledger
