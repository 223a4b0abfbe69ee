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

void write_packet_outcome(JsonWriter& out, const PacketOutcome& packet) {
  out.begin_object();
  out.field("episode", packet.episode);
  out.field("authorization", packet.authorization);
  out.field("verdict", packet.verdict);
  out.key("missing");
  out.begin_array();
  for (const std::string& item : packet.missing) out.value(item);
  out.end_array();
  out.field("json", packet.json_file);
  out.field("html", packet.html_file);
  out.field("pdf", packet.pdf_file);
  out.field("script", packet.script_file);
  out.end_object();
}

std::map<std::string, std::size_t> counts_of(const Night& night) {
  std::map<std::string, std::size_t> counts;
  for (const DueItem& item : night.due)
    ++counts[std::string(word(item.obligation.kind)) + " " +
             std::string(word(item.obligation.status))];
  return counts;
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

std::string summary_json(const Night& night) {
  JsonWriter out;
  out.begin_object();
  out.field("as_of", night.as_of);
  out.field("episodes", night.episodes);
  out.field("uncovered_units", night.uncovered_units);
  out.key("obligations");
  out.begin_object();
  for (const auto& [name, count] : counts_of(night)) out.field(name, count);
  out.end_object();
  out.key("packets");
  out.begin_array();
  for (const PacketOutcome& packet : night.packets) write_packet_outcome(out, packet);
  out.end_array();
  out.key("failures");
  out.begin_array();
  for (const std::string& failure : night.failures) out.value(failure);
  out.end_array();
  out.end_object();
  return pretty(out.text()) + "\n";
}

}  // namespace authledger::tools
