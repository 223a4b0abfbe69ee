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

void write_item(JsonWriter& out, const DueItem& item) {
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
}

}  // namespace

std::string worklist_json(const Night& night) {
  JsonWriter out;
  out.begin_object();
  out.field("as_of", night.as_of);
  out.key("items");
  out.begin_array();
  for (const DueItem& item : night.due) write_item(out, item);
  out.end_array();
  out.end_object();
  return pretty(out.text()) + "\n";
}

std::string worklist_csv(const Night& night) {
  std::string csv = csv_line({"due (facility's time)", "due (UTC)", "opens (UTC)", "status", "kind",
                              "key", "authorization", "facility", "episode", "member",
                              "member name", "payer", "rule", "source"});
  for (const DueItem& item : night.due) {
    const Obligation& it = item.obligation;
    csv +=
        csv_line({item.due_local, text_of(it.due_at), text_of(it.opens_at),
                  std::string(word(it.status)), std::string(word(it.kind)), it.key,
                  text_of(it.authorization), item.facility_id, item.episode, text_of(item.member),
                  item.member_name, item.payer, text_of(it.rule), source_of(it.because)});
  }
  return csv;
}

}  // namespace authledger::tools
