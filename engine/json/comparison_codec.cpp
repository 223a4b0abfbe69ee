#include "engine/json/comparison_codec.hpp"

#include "engine/json/lists.hpp"

namespace authledger::json {
namespace {

void write_value(JsonWriter& out, const compare::Value& value) {
  std::visit(
      [&](const auto& it) {
        if constexpr (std::is_same_v<std::decay_t<decltype(it)>, std::monostate>)
          out.null();
        else
          out.value(it);
      },
      value);
}

void write_change(JsonWriter& out, const compare::Change& change) {
  out.begin_object();
  out.field("section", word(change.section));
  out.field("what", change.what);
  out.key("field");
  if (change.field.empty())
    out.null();
  else
    out.value(change.field);
  out.key("before");
  write_value(out, change.before);
  out.key("after");
  write_value(out, change.after);
  out.end_object();
}

void write_tally(JsonWriter& out, const compare::Tally& tally) {
  out.field("cover_lost", tally.cover_lost);
  out.field("cover_gained", tally.cover_gained);
  out.field("uncovered_earlier", tally.uncovered_earlier);
  out.field("uncovered_later", tally.uncovered_later);
  out.field("sessions_changed", tally.sessions_changed);
  out.field("obligations_added", tally.obligations_added);
  out.field("obligations_removed", tally.obligations_removed);
  out.field("obligations_moved", tally.obligations_moved);
  out.field("obligations_turned", tally.obligations_turned);
  out.field("findings_added", tally.findings_added);
  out.field("findings_removed", tally.findings_removed);
}

}  // namespace

void write_compared(JsonWriter& out, const ComparedEpisode& compared) {
  out.begin_object();
  out.field("episode", compared.episode);
  out.field("facility", compared.facility);
  out.field("member", compared.member);
  write_list(out, "changes", compared.comparison->changes, write_change);
  out.key("summary");
  out.begin_object();
  write_tally(out, compared.comparison->tally);
  out.end_object();
  out.end_object();
}

void write_summary(JsonWriter& out, const compare::Summary& summary) {
  out.begin_object();
  out.field("episodes", summary.episodes);
  out.field("changed", summary.changed);
  out.field("members_changed", summary.members_changed);
  write_tally(out, summary.tally);
  out.end_object();
}

}  // namespace authledger::json
