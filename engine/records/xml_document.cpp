#include "engine/records/xml_document.hpp"

#include "engine/records/plain_text.hpp"

namespace authledger {
namespace {

// Looks at the marks of the text without building anything. Returns why it is refused.
class MarkupCheck {
 public:
  explicit MarkupCheck(std::string_view text) : rest_(text) {}

  std::string run() {
    while (refusal_.empty() && skip_past("<")) step();
    return refusal_;
  }

 private:
  void step() {
    if (rest_.starts_with("!--")) {
      rest_.remove_prefix(3);
      require(skip_past("-->"), "a comment that does not end");
    } else if (rest_.starts_with("![CDATA[")) {
      require(skip_past("]]>"), "a CDATA section that does not end");
    } else if (rest_.starts_with("!")) {
      refusal_ = "the document has a DOCTYPE; documents with one are refused";
    } else if (rest_.starts_with("?")) {
      require(skip_past("?>"), "a processing instruction that does not end");
    } else if (rest_.starts_with("/")) {
      --depth_;
    } else {
      start_tag();
    }
  }

  void start_tag() {
    if (++elements_ > most_xml_elements)
      refusal_ = "the document has more than " + std::to_string(most_xml_elements) + " elements";
    char quote = 0;
    std::size_t at = 0, attributes = 0;
    for (; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
        ++attributes;
      } else if (c == '>') {
        break;
      }
    }
    if (std::min(rest_.find_first_of(" \t\r\n/>"), at) > longest_xml_name)
      refusal_ = "an element's name has more than " + std::to_string(longest_xml_name) + " bytes";
    if (attributes > most_xml_attributes)
      refusal_ = "an element has more than " + std::to_string(most_xml_attributes) + " attributes";
    const bool is_empty = at > 0 && at < rest_.size() && rest_[at - 1] == '/';
    rest_.remove_prefix(std::min(at, rest_.size()));
    if (!is_empty && ++depth_ > deepest_xml_element)
      refusal_ =
          "the document is nested deeper than " + std::to_string(deepest_xml_element) + " elements";
  }

  bool skip_past(std::string_view mark) {
    const std::size_t found = rest_.find(mark);
    if (found == std::string_view::npos) return false;
    rest_.remove_prefix(found + mark.size());
    return true;
  }

  void require(bool holds, std::string_view what) {
    if (!holds) refusal_ = "the text is not well-formed XML: " + std::string(what);
  }

  std::string_view rest_;
  std::string refusal_;
  std::size_t elements_ = 0;
  int depth_ = 0;
};

std::string_view local_name(std::string_view name) {
  const std::size_t colon = name.find(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

bool is_block(std::string_view name) {
  return name == "paragraph" || name == "list" || name == "item" || name == "table" ||
         name == "caption" || name == "title" || name == "p" || name == "div" || name == "li" ||
         name == "ul" || name == "ol" || name == "h1" || name == "h2" || name == "h3" ||
         name == "h4" || name == "pre" || name == "thead" || name == "tbody";
}

void start_line(std::string& out) {
  while (!out.empty() && out.back() == ' ') out.pop_back();
  if (!out.empty() && out.back() != '\n') out += '\n';
}

void append_words(std::string& out, std::string_view text) {
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ' && out.back() != '\n')
      out += ' ';
  }
}

void append_narrative(std::string& out, pugi::xml_node node);

void append_row(std::string& out, pugi::xml_node row) {
  start_line(out);
  std::string line;
  std::size_t filled = 0;  // size up to the last cell that says something
  bool first = true;
  for (const pugi::xml_node cell : child_elements(row)) {
    if (!first) line += " | ";
    first = false;
    const std::string text = one_line(cell);
    line += text;
    if (!text.empty()) filled = line.size();
  }
  line.resize(filled);
  out += line;
  start_line(out);
}

void append_narrative(std::string& out, pugi::xml_node node) {
  for (const pugi::xml_node part : node.children()) {
    if (part.type() == pugi::node_pcdata || part.type() == pugi::node_cdata) {
      append_words(out, part.value());
      continue;
    }
    if (part.type() != pugi::node_element || attribute(part, "revised") == "delete") continue;
    const std::string_view name = local_name(part.name());
    if (name == "tr") {
      append_row(out, part);
    } else if (name == "br") {
      start_line(out);
    } else {
      if (is_block(name)) start_line(out);
      append_narrative(out, part);
      if (is_block(name)) start_line(out);
    }
  }
}

}  // namespace

std::string XmlDocument::load(std::string_view bytes) {
  if (bytes.size() > most_xml_bytes)
    return "the document has " + std::to_string(bytes.size()) + " bytes; at most " +
           std::to_string(most_xml_bytes) + " are read";
  if (std::string refusal = MarkupCheck(bytes).run(); !refusal.empty()) return refusal;
  if (const auto broken = broken_utf8(bytes))
    return "the text is not valid UTF-8 at byte " + std::to_string(*broken);
  const auto result = tree_.load_buffer(
      bytes.data(), bytes.size(), pugi::parse_default | pugi::parse_ws_pcdata, pugi::encoding_utf8);
  if (!result)
    return "the text is not well-formed XML near byte " + std::to_string(result.offset) + ": " +
           lower(result.description());
  std::size_t roots = 0;
  for (const pugi::xml_node node : tree_.children())
    if (node.type() == pugi::node_element) ++roots;
  if (roots != 1)
    return "the text is not well-formed XML: it has " + std::to_string(roots) + " root elements";
  index();
  return "";
}

void XmlDocument::index() {
  std::vector<pugi::xml_node> open{tree_};
  std::unordered_map<std::string_view, int> seen;
  while (!open.empty()) {
    const pugi::xml_node parent = open.back();
    open.pop_back();
    seen.clear();
    const std::vector<pugi::xml_node> inside = child_elements(parent);
    for (const pugi::xml_node node : inside) {
      position_[node.hash_value()] = ++seen[node.name()];
      if (const std::string_view id = attribute(node, "ID"); !id.empty()) by_id_.emplace(id, node);
      open.push_back(node);
    }
    for (const pugi::xml_node node : inside)
      if (seen[node.name()] == 1) position_[node.hash_value()] = 0;
  }
}

std::string XmlDocument::place_of(pugi::xml_node node) const {
  std::vector<std::string> steps;
  for (; node.type() == pugi::node_element; node = node.parent()) {
    std::string step = std::string("/") + node.name();
    const auto position = position_.find(node.hash_value());
    if (position != position_.end() && position->second > 0)
      step += "[" + std::to_string(position->second) + "]";
    steps.push_back(std::move(step));
  }
  std::string place;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) place += *step;
  return place;
}

pugi::xml_node XmlDocument::with_id(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? pugi::xml_node() : found->second;
}

bool is_element(pugi::xml_node node, std::string_view name) {
  if (node.type() != pugi::node_element) return false;
  const std::string_view full = node.name();
  return local_name(full) == name && !full.starts_with("sdtc:");
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children())
    if (is_element(node, name)) return node;
  return {};
}

pugi::xml_node descendant(pugi::xml_node parent, std::string_view path) {
  while (parent && !path.empty()) {
    const std::size_t slash = std::min(path.find('/'), path.size());
    parent = child(parent, path.substr(0, slash));
    path.remove_prefix(std::min(slash + 1, path.size()));
  }
  return parent;
}

std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view name) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node node : parent.children())
    if (is_element(node, name)) found.push_back(node);
  return found;
}

std::vector<pugi::xml_node> child_elements(pugi::xml_node parent) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node node : parent.children())
    if (node.type() == pugi::node_element) found.push_back(node);
  return found;
}

std::string_view attribute(pugi::xml_node node, const char* name) {
  return node.attribute(name).value();
}

std::string_view xsi_type(pugi::xml_node node) {
  for (const pugi::xml_attribute attribute : node.attributes()) {
    const std::string_view name = attribute.name();
    if (name.size() > 5 && name.ends_with(":type")) return local_name(attribute.value());
  }
  return {};
}

std::string narrative_text(pugi::xml_node node) {
  std::string out;
  if (is_element(node, "tr"))
    append_row(out, node);
  else
    append_narrative(out, node);
  while (!out.empty() && (out.back() == '\n' || out.back() == ' ')) out.pop_back();
  return out;
}

std::string one_line(pugi::xml_node node) {
  std::string out;
  for (const char c : narrative_text(node)) {
    if (c == '\n')
      out += " / ";
    else
      out += c;
  }
  return out;
}

}  // namespace authledger
