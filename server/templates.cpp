// How the organization words its notices and letters: beside each the program's own words, which
// stand where it says nothing.
#include <algorithm>

#include "engine/base/json_writer.hpp"
#include "engine/json/fields.hpp"
#include "engine/store/wordings.hpp"
#include "server/console_routes.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t longest_signature = 200;  // bytes; of the others, what any text may have

void write_words(JsonWriter& out, std::string_view name, const std::string& words) {
  out.key(name);
  if (words.empty())
    out.null();
  else
    out.value(words);
}

void write_template(JsonWriter& out, sql::Connection& connection, notices::Template name) {
  const auto found = store::find_wording(connection, name);
  const notices::Wording wording = found ? found->wording : notices::Wording();
  out.begin_object();
  out.field("name", word(name));
  out.key("standard_opening");
  out.begin_array();
  for (const std::string& it : notices::standard_opening(name, false)) out.value(it);
  out.end_array();
  write_words(out, "opening", wording.opening);
  write_words(out, "closing", wording.closing);
  write_words(out, "signature", wording.signature);
  out.key("recorded_at");
  if (found)
    out.value(found->recorded_at);
  else
    out.null();
  write_words(out, "recorded_by", found ? found->recorded_by : "");
  out.end_object();
}

// Text for people: lines where it may have them, and no other control character.
std::string read_words(json::Fields& fields, std::string_view name, bool has_lines) {
  std::string words = fields.optional_text(name).value_or("");
  const bool is_plain = std::ranges::all_of(words, [&](char c) {
    return static_cast<unsigned char>(c) >= 0x20 || (has_lines && c == '\n');
  });
  if (!is_plain)
    fields.refuse(
        ProblemCode::invalid_value, name,
        std::string(name) + (has_lines ? " holds a control character other than the end of a line"
                                       : " is one line, without control characters"));
  return words;
}

}  // namespace

Answer get_templates(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  JsonWriter out;
  out.begin_object();
  out.key("templates");
  out.begin_array();
  for (const notices::Template it : notices::templates) write_template(out, call.reader, it);
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

Answer put_template(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto name = notices::parse_template(call.ids[0]);
  if (!name) return not_found("there is no template of this name; GET /v1/templates lists them");
  const auto tree = call.json.read(call.request.body, wire_limits);
  if (!tree) return undecodable(tree.error());
  const json::Place root("");
  json::Fields fields(tree->root(), root, problems);
  const notices::Wording wanted{read_words(fields, "opening", true),
                                read_words(fields, "closing", true),
                                read_words(fields, "signature", false)};
  if (wanted.signature.size() > longest_signature)
    fields.refuse(ProblemCode::out_of_range, "signature",
                  "signature has at most " + std::to_string(longest_signature) + " bytes");
  fields.finish();
  if (!problems.empty()) return undecodable(problems);
  call.audit->entry.fields = field_names(tree->root());
  return Write{[wanted, name = *name, who = call.request.principal](sql::Connection& writer,
                                                                    Instant now) -> Response {
    store::set_wording(writer, name, wanted, who->subject, now);
    JsonWriter out;
    write_template(out, writer, name);
    return {.body = std::string(out.text())};
  }};
}

}  // namespace authledger::server
