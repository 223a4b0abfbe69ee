#include "server/etag.hpp"

#include <algorithm>

#include "engine/base/sha256.hpp"
#include "server/compress.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::string_view weak = "W/";

bool is_tag_character(char it) {
  return it == '!' || (it >= '#' && it != '\x7f') || static_cast<unsigned char>(it) >= 0x80;
}

// What stands in front of `text`, which loses it; empty: no tag does.
std::string take_tag(std::string_view& text) {
  const std::size_t opens = text.starts_with(weak) ? weak.size() : 0;
  if (text.size() <= opens || text[opens] != '"') return {};
  std::size_t closes = opens + 1;
  while (closes < text.size() && is_tag_character(text[closes])) ++closes;
  if (closes == text.size() || text[closes] != '"') return {};
  std::string tag(text.substr(0, closes + 1));
  text.remove_prefix(closes + 1);
  return tag;
}

std::string_view without_leading(std::string_view text, std::string_view characters) {
  return text.substr(std::min(text.size(), text.find_first_not_of(characters)));
}

std::optional<TagList> read_list(std::string_view text) {
  TagList list;
  if (text == "*") {
    list.is_any = true;
    return list;
  }
  for (text = without_leading(text, " \t,"); !text.empty(); text = without_leading(text, " \t,")) {
    list.tags.push_back(take_tag(text));
    if (list.tags.back().empty()) return std::nullopt;
    text = without_leading(text, " \t");
    if (!text.empty() && text.front() != ',') return std::nullopt;
  }
  if (list.tags.empty()) return std::nullopt;
  return list;
}

// The entry is the same, in gzip or not.
std::string as_given(std::string_view tag) {
  std::string plain(tag);
  if (plain.ends_with(std::string(mark_of_gzip) + '"'))
    plain.erase(plain.size() - 1 - mark_of_gzip.size(), mark_of_gzip.size());
  return plain;
}

// None: it is not in the list. A weak tag never matches strongly, and our own are strong.
std::optional<std::string> find(const TagList& list, const std::string& tag, bool is_strong) {
  if (list.is_any) return tag;
  for (const std::string& it : list.tags) {
    const bool is_weak = it.starts_with(weak);
    if (is_weak && is_strong) continue;
    if (as_given(std::string_view(it).substr(is_weak ? weak.size() : 0)) == tag) return it;
  }
  return std::nullopt;
}

}  // namespace

std::string entity_tag(std::string_view content) {
  return '"' + to_hex(sha256(content)).substr(0, 32) + '"';
}

std::optional<Conditions> read_conditions(const Request& request) {
  Conditions conditions;
  if (request.if_match && !(conditions.match = read_list(*request.if_match))) return std::nullopt;
  if (request.if_none_match && !(conditions.none_match = read_list(*request.if_none_match)))
    return std::nullopt;
  return conditions;
}

bool allows_change(const Conditions& conditions, const std::optional<std::string>& tag) {
  if (conditions.match && !(tag && find(*conditions.match, *tag, true))) return false;
  return !(conditions.none_match && tag && find(*conditions.none_match, *tag, false));
}

Response answer_if(const Conditions& conditions, Response response) {
  const std::string tag = entity_tag(response.body);
  if (conditions.match && !find(*conditions.match, tag, true)) return precondition_failed();
  if (conditions.none_match)
    if (const auto held = find(*conditions.none_match, tag, false))
      return {.status = 304, .body = "", .headers = {{"ETag", *held}}};
  response.headers.emplace_back("ETag", tag);
  return response;
}

Response precondition_failed() {
  return problem(412, "precondition_failed",
                 "the entry is not the one that the condition names; read it again");
}

Response invalid_conditions() {
  return problem(400, "invalid_header",
                 "If-Match and If-None-Match take * or entity tags in double quotes");
}

}  // namespace authledger::server
