#include "server/listing.hpp"

#include <algorithm>
#include <boost/algorithm/hex.hpp>
#include <boost/crc.hpp>
#include <charconv>
#include <iterator>

#include "engine/base/csv.hpp"
#include "engine/store/search.hpp"
#include "server/media_type.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::string_view csv_type = "text/csv";

// What moves a reader through a list, or only changes how it looks.
bool is_filter(std::string_view name) {
  return name != "cursor" && name != "offset" && name != "limit" && name != "format";
}

// The same for the same filters in any order.
std::string filters_of(const Call& call) {
  Query filters;
  for (const auto& parameter : call.query)
    if (is_filter(parameter.first)) filters.push_back(parameter);
  std::sort(filters.begin(), filters.end());
  boost::crc_32_type sum;
  const auto add = [&](const std::string& text) {
    sum.process_bytes(text.c_str(), text.size() + 1);
  };
  for (const std::string& id : call.ids) add(id);
  for (const auto& [name, value] : filters) {
    add(name);
    add(value);
  }
  return std::to_string(sum.checksum());
}

std::string cursor_text(const Call& call, const std::string& list, const ListPlace& place) {
  JsonWriter out;
  out.begin_array();
  out.value(list);
  out.value(filters_of(call));
  for (const std::string& it : place) out.value(it);
  out.end_array();
  return boost::algorithm::hex_lower(std::string(out.text()));
}

std::optional<std::vector<std::string>> texts_in(const std::string& cursor) {
  std::string text;
  try {
    boost::algorithm::unhex(cursor, std::back_inserter(text));
  } catch (const boost::algorithm::hex_decode_error&) {
    return std::nullopt;
  }
  JsonReader reader;
  const auto tree = reader.read(text, wire_limits);
  if (!tree || !tree->root().is(JsonKind::array)) return std::nullopt;
  std::vector<std::string> texts;
  for (const JsonNode node : tree->root().children()) {
    if (!node.is(JsonKind::string)) return std::nullopt;
    texts.emplace_back(node.text());
  }
  return texts;
}

Problem cursor_problem(std::string_view why) {
  return {ProblemCode::invalid_value, "the cursor in the address " + std::string(why), ""};
}

std::optional<ListPlace> read_cursor(const Call& call, const std::string& cursor,
                                     std::string_view list, std::size_t place_size,
                                     Problems& problems) {
  const auto texts = texts_in(cursor);
  if (!texts || texts->size() != place_size + 2 || texts->front() != list) {
    problems.push_back(cursor_problem("is not one that this list gave out"));
    return std::nullopt;
  }
  if (texts->at(1) != filters_of(call)) {
    problems.push_back(
        cursor_problem("was given out for other filters; send those, or start without a cursor"));
    return std::nullopt;
  }
  return ListPlace(texts->begin() + 2, texts->end());
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// The weight that one entry of an Accept header has, in thousandths; RFC 9110, 12.4.2.
int weight_of(std::string_view entry) {
  const auto at = entry.find("q=");
  if (at == std::string_view::npos) return 1'000;
  const std::string_view digits = trimmed(entry.substr(at + 2));
  if (digits.starts_with('1')) return 1'000;
  int weight = 0;
  int scale = 100;
  for (std::size_t i = 2; i < digits.size() && i < 5; ++i, scale /= 10)
    if (digits[i] >= '0' && digits[i] <= '9') weight += (digits[i] - '0') * scale;
  return weight;
}

// True when the sender would rather have CSV than JSON; only who names it.
bool prefers_csv(std::string_view accept) {
  int csv = 0, json = 0;
  while (!accept.empty()) {
    const std::string_view entry = accept.substr(0, accept.find(','));
    accept.remove_prefix(std::min(accept.size(), entry.size() + 1));
    const std::string_view type = trimmed(entry.substr(0, entry.find(';')));
    const int weight = weight_of(entry.substr(std::min(entry.size(), type.size())));
    if (is_media_type(type, csv_type)) csv = std::max(csv, weight);
    if (is_media_type(type, json_type)) json = std::max(json, weight);
  }
  return csv > json;
}

// The address of the next page, relative to this server.
std::string next_target(const Call& call, const std::string& cursor) {
  const auto target = parse_target(call.request.target);
  ensure(target.has_value(), "a request that was routed has a target");
  std::string text;
  for (const std::string& segment : target->path) text += "/" + percent_encoded(segment);
  text += "?";
  for (const auto& [name, value] : call.query)
    if (name != "cursor" && name != "offset")
      text += percent_encoded(name) + "=" + percent_encoded(value) + "&";
  return text + "cursor=" + cursor;
}

std::string cell(std::optional<JsonNode> node) {
  if (!node) return {};
  std::string list;
  switch (node->kind()) {
    case JsonKind::string:
    case JsonKind::number:
      return std::string(node->text());
    case JsonKind::integer:
      return std::to_string(node->integer());
    case JsonKind::boolean:
      return node->boolean() ? "true" : "false";
    case JsonKind::array:
      for (const JsonNode item : node->children()) {
        if (item.is(JsonKind::array)) continue;
        list += (list.empty() ? "" : " ") + cell(item);
      }
      return list;
    case JsonKind::null:
    case JsonKind::object:
      return {};
  }
  fail("a kind of JSON without a cell");
}

std::optional<JsonNode> node_at(JsonNode item, std::string_view column) {
  std::optional<JsonNode> node = item;
  while (node && !column.empty()) {
    const std::string_view name = column.substr(0, column.find('.'));
    column.remove_prefix(std::min(column.size(), name.size() + 1));
    node = node->is(JsonKind::object) ? node->find(name) : std::nullopt;
  }
  return node;
}

std::string csv_of(std::string_view json, std::string_view name,
                   const std::vector<std::string_view>& columns) {
  JsonReader reader;
  const auto tree = reader.read(json, {json.size(), wire_limits.depth});
  ensure(tree.has_value(), "a list is JSON");
  std::vector<std::string> cells(columns.begin(), columns.end());
  std::string text = csv_line(cells);
  for (const JsonNode item : tree->root().find(name)->children()) {
    cells.clear();
    for (const std::string_view column : columns) cells.push_back(cell(node_at(item, column)));
    text += csv_line(cells);
  }
  return text;
}

// `items`: the member that has them.
Response answer_as(bool is_csv, std::string_view json, std::string_view items,
                   std::string_view file, const std::vector<std::string_view>& columns) {
  Response response;
  if (is_csv) {
    response.content_type = "text/csv; charset=utf-8; header=present";
    response.body = csv_of(json, items, columns);
    response.headers.emplace_back("Content-Disposition",
                                  "attachment; filename=\"" + std::string(file) + ".csv\"");
  } else {
    response.body = json;
  }
  response.headers.emplace_back("Vary", "Accept");
  return response;
}

}  // namespace

bool wants_csv(const Call& call, Parameters& parameters) {
  const auto format = parameters.one_of("format", {"json", "csv"});
  return format ? *format == "csv" : prefers_csv(call.request.accept);
}

Response list_answer(bool is_csv, std::string_view json, std::string_view name,
                     const std::vector<std::string_view>& columns) {
  return answer_as(is_csv, json, name, name, columns);
}

ListRequest read_list_request(const Call& call, std::string_view list, std::size_t place_size,
                              Parameters& parameters, Problems& problems) {
  ListRequest request;
  request.list = list;
  request.limit =
      static_cast<std::size_t>(parameters.integer_or("limit", 1, most_items, usual_items));
  if (const auto cursor = parameters.text("cursor"))
    request.after = read_cursor(call, *cursor, list, place_size, problems);
  request.is_csv = wants_csv(call, parameters);
  return request;
}

std::vector<std::string> read_search_words(Parameters& parameters, Problems& problems) {
  const auto query = parameters.text("query");
  if (!query) return {};
  std::vector<std::string> words = store::search_words(*query);
  if (words.empty() || words.size() > store::most_search_words)
    problems.push_back({ProblemCode::out_of_range,
                        "query must have 1 to " + std::to_string(store::most_search_words) +
                            " words, between spaces",
                        ""});
  return words;
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Response invalid_cursor() {
  return undecodable({cursor_problem("is not one that this list gave out")});
}

ListWriter::ListWriter(const Call& call, const ListRequest& request,
                       std::vector<std::string_view> columns, std::optional<Instant> as_of)
    : call_(call), request_(request), columns_(std::move(columns)) {
  out_.begin_object();
  out_.field_if("as_of", as_of);
  out_.key("items");
  out_.begin_array();
}

Response ListWriter::finish(const std::optional<ListPlace>& next) {
  std::optional<std::string> cursor;
  if (next) cursor = cursor_text(call_, request_.list, *next);
  out_.end_array();
  out_.field("next", cursor);
  out_.end_object();
  Response response = answer_as(request_.is_csv, out_.text(), "items", request_.list, columns_);
  if (cursor)
    response.headers.emplace_back("Link", "<" + next_target(call_, *cursor) + ">; rel=\"next\"");
  return response;
}

}  // namespace authledger::server
