// An XML document that came from outside, loaded so that nothing in it can hurt.
//
//     XmlDocument document;
//     if (const std::string why = document.load(bytes); !why.empty()) ...   // refused, and why
//     document.place_of(node)                 // "/ClinicalDocument/component/section[2]/entry"
//
// Refused before anything is parsed: a DOCTYPE (so no entities, no external files), text that is
// not UTF-8, and more bytes, elements, attributes,
// longer names or deeper nesting than below. Names are compared without their
// namespace prefix; elements of the sdtc extension keep apart.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace authledger {

constexpr std::size_t most_xml_bytes = std::size_t{32} << 20;
constexpr std::size_t most_xml_elements = 500'000;
constexpr std::size_t most_xml_attributes = 1'000;  // of one element, with its namespaces
constexpr std::size_t longest_xml_name = 200;       // bytes; every place repeats the names
constexpr int deepest_xml_element = 100;

class XmlDocument {
 public:
  std::string load(std::string_view bytes);  // why it is refused; empty: it is loaded

  pugi::xml_node root() const { return tree_.document_element(); }
  std::string place_of(pugi::xml_node node) const;    // an XPath that finds just this element
  pugi::xml_node with_id(std::string_view id) const;  // null when there is none

 private:
  void index();

  pugi::xml_document tree_;
  std::unordered_map<std::size_t, int> position_;  // among siblings of its name; 0: the only one
  std::unordered_map<std::string_view, pugi::xml_node> by_id_;
};

bool is_element(pugi::xml_node node, std::string_view local_name);
pugi::xml_node child(pugi::xml_node parent, std::string_view local_name);  // the first
// A path of local names, "assignedAuthor/assignedPerson/name".
pugi::xml_node descendant(pugi::xml_node parent, std::string_view path);
std::vector<pugi::xml_node> children(pugi::xml_node parent, std::string_view local_name);
std::vector<pugi::xml_node> child_elements(pugi::xml_node parent);
std::string_view attribute(pugi::xml_node node, const char* name);  // empty when absent
std::string_view xsi_type(pugi::xml_node node);                     // without prefix

// The text of a CDA narrative or XHTML element: a line for each paragraph, item and row, cells
// parted by " | "; blanks collapsed; what is marked as deleted is left out.
std::string narrative_text(pugi::xml_node node);
std::string one_line(pugi::xml_node node);  // the same with " / " between lines

}  // namespace authledger
