#include "engine/json/notice_codec.hpp"

#include "engine/json/lists.hpp"

namespace authledger::json {

void write_notice(JsonWriter& out, const Obligation& obligation, const notices::Draft& draft) {
  out.begin_object();
  out.field("obligation", obligation.key);
  out.field("status", word(obligation.status));
  out.field("channel", notices::word(draft.channel));
  out.field("title", draft.title);
  out.key("lines");
  out.begin_array();
  for (const notices::DraftLine& line : draft.lines) {
    out.begin_object();
    out.field("label", line.label);
    out.field_if("value", line.value);
    if (!line.value) out.field("unknown", line.missing);
    out.end_object();
  }
  out.end_array();
  out.key("paragraphs");
  out.begin_array();
  for (const std::string& paragraph : draft.paragraphs) out.value(paragraph);
  out.end_array();
  out.field("text", notices::text_of(draft));
  out.end_object();
}

notices::Draft read_letter(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  notices::Draft words;
  words.channel = notices::Channel::fax;
  words.title = fields.text("title");
  fields.list("lines", [&](JsonNode line, const Place& at) {
    Fields one(line, at, problems);
    std::string label = one.text("label");
    words.lines.push_back({std::move(label), one.text("value"), ""});
    one.finish();
  });
  words.paragraphs = fields.texts("paragraphs");
  fields.finish();
  return words;
}

void write_letter(JsonWriter& out, const notices::Draft& words) {
  out.begin_object();
  out.field("title", words.title);
  write_list(out, "lines", words.lines, [](JsonWriter& to, const notices::DraftLine& line) {
    to.begin_object();
    to.field("label", line.label);
    to.field_if("value", line.value);
    to.end_object();
  });
  write_texts(out, "paragraphs", words.paragraphs);
  out.end_object();
}

}  // namespace authledger::json
