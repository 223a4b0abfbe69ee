#include "tools/night.hpp"

#include "engine/base/csv.hpp"
#include "engine/json/standing_codec.hpp"

namespace authledger::tools {
namespace {

template <class T>
std::string text_of(const std::optional<T>& maybe) {
  if (!maybe) return {};
  if constexpr (std::is_same_v<T, std::string>)
    return *maybe;
  else
    return to_text(*maybe);
}

std::string source_of(const Because& because) {
  if (!because.source) return {};
  const Citation& source = *because.source;
  return source.title + (source.address.empty() ? "" : " - " + source.address) +
         (source.grade.empty() ? "" : " (" + source.grade + ")");
}

std::string json_of(const DueItem& item) {
  JsonWriter out;
  out.begin_object();
  out.field("facility", item.facility_id);
  out.field("episode", item.episode);
  out.field("member", item.member);
  out.field("member_name", item.member_name);
  out.field("payer", item.payer);
  out.field("due_local", item.due_local);
  out.key("obligation");
  json::write_obligation(out, item.obligation);
  out.end_object();
  return std::string(out.text());
}

}  // namespace

std::string worklist_heading() {
  return csv_line({"due (facility's time)", "due (UTC)", "opens (UTC)", "status", "kind", "key",
                   "authorization", "facility", "episode", "member", "member name", "payer", "rule",
                   "source"});
}

SortedSpool::Row worklist_row(const DueItem& item) {
  const Obligation& it = item.obligation;
  return {json_of(item),
          csv_line({item.due_local, text_of(it.due_at), text_of(it.opens_at),
                    std::string(word(it.status)), std::string(word(it.kind)), it.key,
                    text_of(it.authorization), item.facility_id, item.episode, text_of(item.member),
                    item.member_name, item.payer, text_of(it.rule), source_of(it.because)})};
}

void count(const DueItem& item, NightTotals& totals) {
  const Obligation& it = item.obligation;
  const bool is_overdue = it.status == ObligationStatus::overdue;
  ++totals.pending;
  totals.overdue += is_overdue;
  totals.counts.reviews_overdue += is_overdue && it.kind == ObligationKind::review;
  ++totals.obligations[std::string(word(it.kind)) + " " + std::string(word(it.status))];
}

}  // namespace authledger::tools
