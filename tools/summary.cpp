// The summary of a night: a row for each packet and each document that failed, and the counts.

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

std::string json_of(const PacketOutcome& packet) {
  JsonWriter out;
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
  return std::string(out.text());
}

std::string json_of(const FailedDocument& it) {
  JsonWriter out;
  out.begin_object();
  out.field("facility", it.facility_id);
  out.field("episode", it.episode);
  out.field("member", it.member);
  out.field("name", it.name);
  out.field("withheld", it.is_withheld);
  out.field("why", it.why);
  out.end_object();
  return std::string(out.text());
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

void count(const PacketOutcome& packet, NightTotals& totals) {
  NightCounts& counts = totals.counts;
  ++counts.packets;
  counts.first += packet.change == PacketChange::first;
  counts.new_versions += packet.change == PacketChange::new_version;
  counts.unchanged += packet.change == PacketChange::unchanged;
  counts.not_kept += packet.change == PacketChange::not_kept;
  counts.ready += packet.verdict == "ready";
  counts.ready_with_gaps += packet.verdict == "ready_with_gaps";
  counts.incomplete += packet.verdict == "incomplete";
  counts.not_to_be_sent += !packet.may_be_sent;
}

std::string totals_json(const NightTotals& totals) {
  JsonWriter out;
  out.begin_object();
  out.field("as_of", totals.as_of);
  out.field("episodes", totals.episodes);
  out.field("uncovered_units", totals.uncovered_units);
  out.key("obligations");
  out.begin_object();
  for (const auto& [name, number] : totals.obligations) out.field(name, number);
  out.end_object();
  out.key("counts");
  write_counts(out, totals.counts);
  out.end_object();
  return std::string(out.text());
}

std::string failure_json(const NightFailure& failure) {
  JsonWriter out;
  out.begin_object();
  out.field("episode", failure.episode);
  out.field("what", failure.what);
  out.end_object();
  return std::string(out.text());
}

std::string summary_heading() {
  return csv_line({"episode",        "member",
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
}

SortedSpool::Row summary_row(const PacketOutcome& it) {
  return {json_of(it), csv_line({it.episode,
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
                                 it.script_file})};
}

std::string documents_heading() {
  return csv_line({"facility", "episode", "member", "document", "withheld", "why"});
}

SortedSpool::Row document_row(const FailedDocument& it) {
  return {json_of(it), csv_line({it.facility_id, it.episode, it.member.value_or(""), it.name,
                                 it.is_withheld ? "yes" : "no", it.why})};
}

}  // namespace authledger::tools
