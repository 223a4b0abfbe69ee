#include "engine/json/explanation_codec.hpp"

#include "engine/json/lists.hpp"

namespace authledger::json {
namespace {

void write_step(JsonWriter& out, const explain::Step& step) {
  out.begin_object();
  out.field("kind", explain::word(step.kind));
  out.field("text", step.text);
  out.field("event", step.event);
  out.end_object();
}

}  // namespace

void write_explanation(JsonWriter& out, const explain::Explanation& told) {
  out.begin_object();
  out.field("key", told.key);
  out.field("figure", told.figure);
  out.field("due_at", told.due_at);
  write_list(out, "steps", told.steps, write_step);
  out.end_object();
}

void write_explanation_keys(JsonWriter& out, const std::vector<explain::KeyGroup>& groups) {
  out.begin_array();
  for (const explain::KeyGroup& group : groups) {
    out.begin_object();
    out.field("what", group.what);
    write_texts(out, "keys", group.keys);
    out.end_object();
  }
  out.end_array();
}

}  // namespace authledger::json
