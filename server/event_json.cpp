#include "server/event_json.hpp"

#include "engine/json/event_codec.hpp"

namespace authledger::server {
namespace {

// The fact of an admission names the episode itself.
void write_posted(JsonWriter& out, const PostedEvent& event) {
  out.field("id", event.id);
  if (!std::holds_alternative<EpisodeAdmitted>(event.fact)) out.field("episode", event.episode);
  out.field_if("facility", event.facility);
  out.field_if("member", event.member);
  if (std::holds_alternative<EventWithdrawn>(event.fact)) {
    out.field("type", type_word(event.fact));
    out.field("withdraws", event.withdraws);
  } else {
    json::write_fact(out, event.fact);
  }
}

}  // namespace

const std::vector<std::string_view>& event_columns() {
  static const std::vector<std::string_view> columns{"position",
                                                     "seq",
                                                     "recorded_at",
                                                     "id",
                                                     "episode",
                                                     "facility",
                                                     "member",
                                                     "type",
                                                     "withdraws",
                                                     "date",
                                                     "at",
                                                     "level_of_care",
                                                     "birth_date",
                                                     "reason",
                                                     "payer",
                                                     "effective",
                                                     "plan",
                                                     "line_of_business",
                                                     "state",
                                                     "member_id",
                                                     "funding",
                                                     "network",
                                                     "authorization",
                                                     "number",
                                                     "decision",
                                                     "decided_at",
                                                     "start",
                                                     "end",
                                                     "next_review",
                                                     "reviewer",
                                                     "expedited",
                                                     "session",
                                                     "minutes",
                                                     "break_minutes",
                                                     "service",
                                                     "outcome",
                                                     "excused",
                                                     "modality",
                                                     "weekdays",
                                                     "year",
                                                     "units",
                                                     "notice",
                                                     "duty",
                                                     "obligation",
                                                     "assignee",
                                                     "until",
                                                     "reference",
                                                     "proof",
                                                     "by",
                                                     "ask",
                                                     "due",
                                                     "what",
                                                     "clock",
                                                     "measure",
                                                     "care",
                                                     "from",
                                                     "to"};
  return columns;
}

void write_listed(JsonWriter& out, const store::ListedEvent& event) {
  out.field("seq", event.seq);
  out.field("recorded_at", to_exact_text(event.recorded_at));
  write_posted(out, event.posted);
}

}  // namespace authledger::server
