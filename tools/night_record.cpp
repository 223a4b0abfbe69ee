#include "tools/night_record.hpp"

#include "engine/base/json_writer.hpp"
#include "tools/atomic_file.hpp"

namespace authledger::tools {
namespace {

constexpr std::string_view indent = "  ";

std::string indented(std::string_view text, int levels) {
  std::string out;
  for (const char c : text) {
    out += c;
    if (c != '\n') continue;
    for (int i = 0; i < levels; ++i) out += indent;
  }
  return out;
}

// A list of objects: one more member of an object that is written prettily.
class ListInFile {
 public:
  ListInFile(AtomicFile& file, std::string_view name) : file_(file) {
    file_.add(",\n" + std::string(indent) + "\"" + std::string(name) + "\": [");
  }
  void add(std::string_view object) {
    file_.add(is_empty_ ? "\n" : ",\n");
    file_.add(std::string(indent) + std::string(indent) + indented(pretty(object), 2));
    is_empty_ = false;
  }
  void end() { file_.add(is_empty_ ? "]" : "\n" + std::string(indent) + "]"); }

 private:
  AtomicFile& file_;
  bool is_empty_ = true;
};

// An object whose lists follow: without its closing brace.
std::string opened(std::string_view object) {
  std::string text = pretty(object);
  text.resize(text.rfind('\n'));
  return text;
}

std::string as_of_json(Instant as_of) {
  JsonWriter out;
  out.begin_object();
  out.field("as_of", as_of);
  out.end_object();
  return std::string(out.text());
}

}  // namespace

NightRecord::NightRecord(Instant as_of, const std::string& directory)
    : directory_(directory), due_(directory), packets_(directory), documents_(directory) {
  totals_.as_of = as_of;
}

void NightRecord::add_episode(std::size_t uncovered_units) {
  ++totals_.episodes;
  totals_.uncovered_units += uncovered_units;
}

void NightRecord::add(DueItem item) {
  count(item, totals_);
  const SortedSpool::Key key{item.obligation.due_at, item.episode, item.obligation.key};
  due_.put(key, worklist_row(item));
  first_due_.put(key, std::move(item));
}

void NightRecord::add(PacketOutcome packet) {
  count(packet, totals_);
  const SortedSpool::Key key{packet.due_at, packet.episode, packet.authorization};
  packets_.put(key, summary_row(packet));
  first_packets_.put(key, std::move(packet));
}

void NightRecord::add(FailedDocument document) {
  ++totals_.counts.failed_documents;
  const SortedSpool::Key key{
      {}, document.facility_id + '\0' + document.episode, document.name + '\0' + document.why};
  documents_.put(key, document_row(document));
  first_documents_.put(key, std::move(document));
}

void NightRecord::add(NightFailure failure) {
  ++totals_.counts.failures;
  failures_.push_back(std::move(failure));
}

void NightRecord::write_worklist() {
  AtomicFile json(directory_ + "/worklist.json"), csv(directory_ + "/worklist.csv");
  json.add(opened(as_of_json(totals_.as_of)));
  csv.add(worklist_heading());
  ListInFile items(json, "items");
  due_.each([&](const SortedSpool::Row& row) {
    items.add(row[0]);
    csv.add(row[1]);
  });
  items.end();
  json.add("\n}\n");
  json.done();
  csv.done();
}

void NightRecord::write_summary() {
  AtomicFile json(directory_ + "/summary.json"), csv(directory_ + "/summary.csv"),
      failed(directory_ + "/failed-documents.csv");
  json.add(opened(totals_json(totals_)));
  const auto write_list = [&](std::string_view name, SortedSpool& rows, AtomicFile& table) {
    ListInFile list(json, name);
    rows.each([&](const SortedSpool::Row& row) {
      list.add(row[0]);
      table.add(row[1]);
    });
    list.end();
  };
  csv.add(summary_heading());
  write_list("packets", packets_, csv);
  failed.add(documents_heading());
  write_list("failed_documents", documents_, failed);
  ListInFile failures(json, "failures");
  for (const NightFailure& it : failures_) failures.add(failure_json(it));
  failures.end();
  json.add("\n}\n");
  json.done();
  csv.done();
  failed.done();
}

void NightRecord::write() {
  write_worklist();
  write_summary();
  write_file(directory_ + "/index.html",
             night_page(totals_, {first_due_.all(), first_packets_.all(), first_documents_.all(),
                                  failures_}));
}

}  // namespace authledger::tools
