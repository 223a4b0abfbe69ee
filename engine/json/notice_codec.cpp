#include "engine/json/notice_codec.hpp"

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

}  // namespace authledger::json
