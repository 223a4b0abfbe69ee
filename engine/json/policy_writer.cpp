#include "engine/json/policy_writer.hpp"

#include "engine/json/lists.hpp"
#include "engine/json/policy_rules_writer.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::json {
namespace {

void write_head_members(JsonWriter& out, const Policy& document) {
  out.field("payer", document.payer);
  out.field("version", document.version);
  out.field("layer", word(document.layer));
  out.key("effective");
  out.begin_object();
  out.field("from", document.from);
  out.field("to", document.to);
  out.end_object();
  out.key("applies_to");
  out.begin_object();
  out.field_if("plan", document.plan);
  out.field_if("line_of_business", document.line_of_business);
  out.field_if("state", document.state);
  out.field_if("funding", document.funding);
  out.field_if("network", document.network);
  out.field_if("facility", document.facility);
  out.end_object();
}

void write_time(JsonWriter& out, const Policy& policy) {
  out.field("time_zone", policy.time.zone.name());
  out.field("cutoff", to_text(policy.time.cutoff));
  out.field("business_calendar", word(policy.time.calendar.holidays));
  write_list(out, "extra_holidays", policy.time.calendar.extra_holidays,
             [](JsonWriter& to, Date date) { to.value(date); });
  out.field("week_starts", policy.week_starts == Weekday::mon ? "monday" : "sunday");
}

}  // namespace

void write_policy_head(JsonWriter& out, const Policy& document) {
  out.begin_object();
  write_head_members(out, document);
  out.end_object();
}

void write_policy(JsonWriter& out, const Policy& document) {
  ensure(document.stack.empty(), "only a document is written as one");
  out.begin_object();
  write_head_members(out, document);
  write_time(out, document);
  PolicyRulesWriter(out, document, RuleManner::document).write_all();
  if (document.layer != Layer::payer) write_texts(out, "removes", document.removes);
  write_list(out, "sources", document.sources, write_citation);
  if (!document.note.empty()) out.field("note", document.note);
  out.end_object();
}

void write_rules_in_force(JsonWriter& out, const Policy& policy) {
  out.begin_object();
  write_time(out, policy);
  PolicyRulesWriter(out, policy, RuleManner::in_force).write_all();
  out.end_object();
}

}  // namespace authledger::json
