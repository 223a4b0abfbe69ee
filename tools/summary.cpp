// The summary of a night: a row for each packet, the documents that failed, and the counts.
#include <algorithm>
#include <map>

#include "engine/base/csv.hpp"
#include "engine/base/json_writer.hpp"
#include "engine/base/result.hpp"
#include "engine/json/standing_codec.hpp"
#include "tools/night.hpp"

namespace authledger::tools {
namespace {

void write_texts(JsonWriter& out, std::string_view name, const std::vector<std::string>& texts) {
  out.key(name);
  out.begin_array();
  for (const std::string& text : texts) out.value(text);
  out.end_array();
}

void write_packet_outcome(JsonWriter& out, const PacketOutcome& packet) {
  out.begin_object();
  out.field("episode", packet.episode);
  out.field("authorization", packet.authorization);
  out.field("facility", packet.facility_id);
  out.field("member", packet.member);
  out.field("member_name", packet.member_name);
  out.field("payer", packet.payer);
  out.field("status", word(packet.status));
  out.field("due_at", packet.due_at);
  out.field("due_at_payer", packet.due_payer);
  out.field("days_left", packet.days_left);
  out.field("verdict", packet.verdict);
  out.field("may_be_sent", packet.may_be_sent);
  write_texts(out, "missing", packet.missing);
  write_texts(out, "missing_essential", packet.essential);
  out.field("version", packet.version);
  out.field("change", word(packet.change));
  out.field("reason", packet.reason);
  out.field("changes", packet.changes);
  out.field("json", packet.json_file);
  out.field("html", packet.html_file);
  out.field("pdf", packet.pdf_file);
  out.field("script", packet.script_file);
  out.end_object();
}

void write_counts(JsonWriter& out, const NightCounts& it) {
  out.begin_object();
  out.field("packets", it.packets);
  out.field("first", it.first);
  out.field("new_versions", it.new_versions);
  out.field("unchanged", it.unchanged);
  out.field("not_kept", it.not_kept);
  out.field("ready", it.ready);
  out.field("ready_with_gaps", it.ready_with_gaps);
  out.field("incomplete", it.incomplete);
  out.field("not_to_be_sent", it.not_to_be_sent);
  out.field("reviews_overdue", it.reviews_overdue);
  out.field("failed_documents", it.failed_documents);
  out.field("failures", it.failures);
  out.end_object();
}

void write_failed_document(JsonWriter& out, const FailedDocument& it) {
  out.begin_object();
  out.field("facility", it.facility_id);
  out.field("episode", it.episode);
  out.field("member", it.member);
  out.field("name", it.name);
  out.field("withheld", it.is_withheld);
  out.field("why", it.why);
  out.end_object();
}

void write_obligation_counts(JsonWriter& out, const Night& night) {
  std::map<std::string, std::size_t> counts;
  for (const DueItem& item : night.due)
    ++counts[std::string(word(item.obligation.kind)) + " " +
             std::string(word(item.obligation.status))];
  out.begin_object();
  for (const auto& [name, count] : counts) out.field(name, count);
  out.end_object();
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

}  // namespace

std::string_view word(PacketChange change) {
  switch (change) {
    case PacketChange::first:
      return "first";
    case PacketChange::new_version:
      return "new_version";
    case PacketChange::unchanged:
      return "unchanged";
    case PacketChange::not_kept:
      return "not_kept";
  }
  fail("a change of a packet without a word");
}

NightCounts counts_of(const Night& night) {
  NightCounts counts;
  counts.packets = night.packets.size();
  for (const PacketOutcome& it : night.packets) {
    counts.first += it.change == PacketChange::first;
    counts.new_versions += it.change == PacketChange::new_version;
    counts.unchanged += it.change == PacketChange::unchanged;
    counts.not_kept += it.change == PacketChange::not_kept;
    counts.ready += it.verdict == "ready";
    counts.ready_with_gaps += it.verdict == "ready_with_gaps";
    counts.incomplete += it.verdict == "incomplete";
    counts.not_to_be_sent += !it.may_be_sent;
  }
  for (const DueItem& it : night.due)
    counts.reviews_overdue += it.obligation.kind == ObligationKind::review &&
                              it.obligation.status == ObligationStatus::overdue;
  counts.failed_documents = night.documents.size();
  counts.failures = night.failures.size();
  return counts;
}

std::string summary_json(const Night& night) {
  JsonWriter out;
  out.begin_object();
  out.field("as_of", night.as_of);
  out.field("episodes", night.episodes);
  out.field("uncovered_units", night.uncovered_units);
  out.key("obligations");
  write_obligation_counts(out, night);
  out.key("counts");
  write_counts(out, counts_of(night));
  out.key("packets");
  out.begin_array();
  for (const PacketOutcome& packet : night.packets) write_packet_outcome(out, packet);
  out.end_array();
  out.key("failed_documents");
  out.begin_array();
  for (const FailedDocument& it : night.documents) write_failed_document(out, it);
  out.end_array();
  out.key("failures");
  out.begin_array();
  for (const NightFailure& it : night.failures) {
    out.begin_object();
    out.field("episode", it.episode);
    out.field("what", it.what);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return pretty(out.text()) + "\n";
}

std::string summary_csv(const Night& night) {
  std::string csv = csv_line({"episode",        "member",
                              "member name",    "facility",
                              "payer",          "authorization",
                              "status",         "due (payer's time)",
                              "due (UTC)",      "days left",
                              "days late",      "verdict",
                              "may be sent",    "missing, essential",
                              "missing, all",   "version",
                              "change",         "reason",
                              "places changed", "JSON",
                              "HTML",           "PDF",
                              "phone script"});
  for (const PacketOutcome& it : night.packets)
    csv += csv_line({it.episode,
                     it.member.value_or(""),
                     it.member_name,
                     it.facility_id,
                     it.payer,
                     it.authorization,
                     std::string(word(it.status)),
                     it.due_payer,
                     it.due_at ? to_text(*it.due_at) : "",
                     it.days_left < 0 ? "" : std::to_string(it.days_left),
                     it.days_left < 0 ? std::to_string(-it.days_left) : "",
                     it.verdict,
                     it.may_be_sent ? "yes" : "no",
                     joined(it.essential),
                     joined(it.missing),
                     it.version ? std::to_string(*it.version) : "",
                     std::string(word(it.change)),
                     it.reason,
                     it.changes ? std::to_string(*it.changes) : "",
                     it.json_file,
                     it.html_file,
                     it.pdf_file,
                     it.script_file});
  return csv;
}

std::string failed_documents_csv(const Night& night) {
  std::string csv = csv_line({"facility", "episode", "member", "document", "withheld", "why"});
  for (const FailedDocument& it : night.documents)
    csv += csv_line({it.facility_id, it.episode, it.member.value_or(""), it.name,
                     it.is_withheld ? "yes" : "no", it.why});
  return csv;
}

}  // namespace authledger::tools
