// The page of a night: what is due, and the packets, for people. Escaping is ctemplate's
// (AUTOESCAPE).
#include <ctemplate/template.h>

#include <algorithm>

#include "engine/base/result.hpp"
#include "tools/night.hpp"

namespace authledger::tools {
namespace {

constexpr std::string_view page = R"html({{%AUTOESCAPE context="HTML"}}<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>authledger: nightly run</title>
<style>
:root { color-scheme: light dark; --ink: #1a2230; --soft: #5b6675; --line: #d8dee6; --loud: #b3261e;
        --open: #0b5cad; --sheet: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaf0; --soft: #9aa5b4; --line: #323b48;
        --loud: #ff8a80; --open: #8ec5ff; --sheet: #141a22; } }
body { font: 15px/1.45 system-ui, "Liberation Sans", sans-serif; color: var(--ink);
       background: var(--sheet); margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .3rem 0; } .soft { color: var(--soft); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
         border-bottom: 1px solid var(--line); }
th { font-weight: 600; color: var(--soft); font-size: .85rem; white-space: nowrap; }
td.when { white-space: nowrap; }
.overdue { color: var(--loud); font-weight: 600; } .open { color: var(--open); }
a { color: inherit; }
ul { margin: 0; padding-left: 1.1rem; }
@media print { body { margin: 0; max-width: none; } }
</style>
</head>
<body>
<h1>What is due</h1>
<p class="soft">As of {{AS_OF}}. {{EPISODES}} open episodes, {{UNCOVERED}} units attended without
cover. Also as <a href="worklist.csv">CSV</a> and <a href="worklist.json">JSON</a>;
summary of the packets as <a href="summary.csv">CSV</a> and <a href="summary.json">JSON</a>.</p>
{{#COUNTS}}<p>{{PACKETS}} packets: {{FIRST}} first, {{NEW}} new versions, {{UNCHANGED}} unchanged,
{{NOT_KEPT}} not kept. {{READY}} ready, {{GAPS}} ready with gaps, {{INCOMPLETE}} incomplete,
{{NOT_SENT}} not to be sent.</p>{{/COUNTS}}
<p><span class="{{OVERDUE_CLASS}}">{{OVERDUE}} reviews overdue</span>, {{DOCUMENTS}} documents
failed.</p>
{{#FAILURES}}<h2 class="overdue">Could not be done</h2>
<ul>{{#FAILURE}}<li>{{TEXT}}</li>{{/FAILURE}}</ul>{{/FAILURES}}
<h2>Review packets</h2>
{{#NO_PACKETS}}<p class="soft">No review is due within its window.</p>{{/NO_PACKETS}}
{{#PACKETS}}<div class="wide"><table>
<tr><th>Due (payer's time)</th><th>Member</th><th>Authorization</th><th>Packet</th>
<th>Version</th><th>Missing</th></tr>
{{#PACKET}}<tr><td class="when">{{DUE}}<br><span class="{{STATUS}}">{{STATUS}}, {{DAYS}}</span></td><td>{{MEMBER}}<br><span class="soft">{{EPISODE}}, {{FACILITY}}, {{PAYER}}</span></td>
<td>{{AUTHORIZATION}}</td><td class="when"><a href="{{HTML}}">{{VERDICT}}</a><br>
<a href="{{PDF}}">PDF</a> &middot; <a href="{{SCRIPT}}">phone script</a></td>
<td>{{VERSION}} {{CHANGE}}<br><span class="soft">{{REASON}}{{#CHANGES}}, {{COUNT}} places
changed{{/CHANGES}}</span></td>
<td>{{#MISSING}}{{TEXT}}<br>{{/MISSING}}{{#MORE}}<span class="soft">and {{COUNT}} more, see the
packet</span>{{/MORE}}</td></tr>
{{/PACKET}}</table></div>
{{#REST}}<p class="soft">Not shown: {{COUNT}} more, see <a href="{{FILE}}">{{FILE}}</a>.</p>{{/REST}}{{/PACKETS}}
{{#DOCUMENTS_FAILED}}<h2>Documents that failed</h2>
<p class="soft">Also as <a href="failed-documents.csv">CSV</a>.</p>
<div class="wide"><table><tr><th>Document</th><th>Episode</th><th>Why</th></tr>
{{#DOCUMENT}}<tr><td>{{NAME}}</td><td>{{EPISODE}}</td><td>{{WHY}}</td></tr>
{{/DOCUMENT}}</table></div>
{{#REST}}<p class="soft">Not shown: {{COUNT}} more, see <a href="{{FILE}}">{{FILE}}</a>.</p>{{/REST}}{{/DOCUMENTS_FAILED}}
<h2>Worklist</h2>
{{#NOTHING_DUE}}<p class="soft">Nothing is due.</p>{{/NOTHING_DUE}}
{{#ITEMS}}<div class="wide"><table>
<tr><th>Due (facility's time)</th><th>Status</th><th>What</th><th>Member</th><th>Payer</th>
<th>Why</th></tr>
{{#ITEM}}<tr><td class="when">{{DUE}}</td><td class="{{STATUS}}">{{STATUS}}</td><td>{{KEY}}</td>
<td>{{MEMBER}}<br><span class="soft">{{EPISODE}}, {{FACILITY}}</span></td><td>{{PAYER}}</td>
<td>{{RULE}}{{#SOURCE}}<br><span class="soft">{{TEXT}}</span>{{/SOURCE}}</td></tr>
{{/ITEM}}</table></div>
{{#REST}}<p class="soft">Not shown: {{COUNT}} more, see <a href="{{FILE}}">{{FILE}}</a>.</p>{{/REST}}{{/ITEMS}}
</body>
</html>
)html";

constexpr const char* page_name = "night_page";
constexpr std::size_t shown_missing = 3;

std::string spaced(std::string word) {  // "ready_with_gaps" for people
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

void add_missing(const PacketOutcome& packet, ctemplate::TemplateDictionary& row) {
  // What makes it incomplete is shown whole.
  const auto& texts = packet.essential.empty() ? packet.missing : packet.essential;
  const std::size_t shown =
      packet.essential.empty() ? std::min(texts.size(), shown_missing) : texts.size();
  for (std::size_t i = 0; i < shown; ++i)
    row.AddSectionDictionary("MISSING")->SetValue("TEXT", texts[i]);
  if (packet.missing.size() > shown)
    row.AddSectionDictionary("MORE")->SetIntValue("COUNT",
                                                  static_cast<long>(packet.missing.size() - shown));
}

void add_counts(const NightCounts& counts, ctemplate::TemplateDictionary& dictionary) {
  const auto put = [](ctemplate::TemplateDictionary& in, const char* name, std::size_t count) {
    in.SetIntValue(name, static_cast<long>(count));
  };
  put(dictionary, "OVERDUE", counts.reviews_overdue);
  put(dictionary, "DOCUMENTS", counts.failed_documents);
  dictionary.SetValue("OVERDUE_CLASS", counts.reviews_overdue > 0 ? "overdue" : "soft");
  if (counts.packets == 0) return;
  auto& line = *dictionary.AddSectionDictionary("COUNTS");
  put(line, "PACKETS", counts.packets);
  put(line, "FIRST", counts.first);
  put(line, "NEW", counts.new_versions);
  put(line, "UNCHANGED", counts.unchanged);
  put(line, "NOT_KEPT", counts.not_kept);
  put(line, "READY", counts.ready);
  put(line, "GAPS", counts.ready_with_gaps);
  put(line, "INCOMPLETE", counts.incomplete);
  put(line, "NOT_SENT", counts.not_to_be_sent);
}

// Says how many are not on the page, and where all are.
void add_rest(std::size_t shown, std::size_t all, const char* file,
              ctemplate::TemplateDictionary& section) {
  if (shown >= all) return;
  auto& rest = *section.AddSectionDictionary("REST");
  rest.SetIntValue("COUNT", static_cast<long>(all - shown));
  rest.SetValue("FILE", file);
}

void add_documents(const NightTotals& totals, const NightPage& night,
                   ctemplate::TemplateDictionary& dictionary) {
  if (night.documents.empty()) return;
  auto* table = dictionary.AddSectionDictionary("DOCUMENTS_FAILED");
  add_rest(night.documents.size(), totals.counts.failed_documents, "failed-documents.csv", *table);
  for (const FailedDocument& it : night.documents) {
    auto* row = table->AddSectionDictionary("DOCUMENT");
    row->SetValue("NAME", it.name);
    row->SetValue("EPISODE", it.episode);
    row->SetValue("WHY", it.why);
  }
}

void add_packets(const NightTotals& totals, const NightPage& night,
                 ctemplate::TemplateDictionary& dictionary) {
  if (night.packets.empty()) {
    dictionary.ShowSection("NO_PACKETS");
    return;
  }
  auto* table = dictionary.AddSectionDictionary("PACKETS");
  add_rest(night.packets.size(), totals.counts.packets, "summary.csv", *table);
  for (const PacketOutcome& packet : night.packets) {
    auto* row = table->AddSectionDictionary("PACKET");
    row->SetValue("DUE", packet.due_payer.empty() ? packet.due_local : packet.due_payer);
    row->SetValue("STATUS", std::string(word(packet.status)));
    row->SetValue("DAYS", packet.days_left < 0 ? std::to_string(-packet.days_left) + " days late"
                                               : std::to_string(packet.days_left) + " days left");
    row->SetValue("MEMBER", packet.member_name);
    row->SetValue("EPISODE", packet.episode);
    row->SetValue("FACILITY", packet.facility_id);
    row->SetValue("PAYER", packet.payer);
    row->SetValue("AUTHORIZATION", packet.authorization);
    row->SetValue("VERDICT", spaced(packet.verdict));
    row->SetValue("HTML", packet.html_file);
    row->SetValue("PDF", packet.pdf_file);
    row->SetValue("SCRIPT", packet.script_file);
    if (packet.version) row->SetIntValue("VERSION", *packet.version);
    row->SetValue("CHANGE", spaced(std::string(word(packet.change))));
    row->SetValue("REASON", packet.reason);
    if (packet.changes) row->AddSectionDictionary("CHANGES")->SetIntValue("COUNT", *packet.changes);
    add_missing(packet, *row);
  }
}

void add_items(const NightTotals& totals, const NightPage& night,
               ctemplate::TemplateDictionary& dictionary) {
  if (night.due.empty()) {
    dictionary.ShowSection("NOTHING_DUE");
    return;
  }
  auto* table = dictionary.AddSectionDictionary("ITEMS");
  add_rest(night.due.size(), totals.pending, "worklist.csv", *table);
  for (const DueItem& item : night.due) {
    auto* row = table->AddSectionDictionary("ITEM");
    row->SetValue("DUE", item.due_local);
    row->SetValue("STATUS", std::string(word(item.obligation.status)));
    row->SetValue("KEY", item.obligation.key);
    row->SetValue("MEMBER", item.member_name.empty() ? item.member.value_or("") : item.member_name);
    row->SetValue("EPISODE", item.episode);
    row->SetValue("FACILITY", item.facility_name.empty() ? item.facility_id : item.facility_name);
    row->SetValue("PAYER", item.payer);
    row->SetValue("RULE", item.obligation.rule.value_or(""));
    if (const Citation* source = item.obligation.because.source)
      row->AddSectionDictionary("SOURCE")->SetValue(
          "TEXT", source->title + (source->grade.empty() ? "" : " (" + source->grade + ")"));
  }
}

}  // namespace

std::string night_page(const NightTotals& totals, const NightPage& night) {
  ctemplate::TemplateDictionary dictionary(page_name);
  dictionary.SetValue("AS_OF", to_text(totals.as_of));
  dictionary.SetIntValue("EPISODES", static_cast<long>(totals.episodes));
  dictionary.SetIntValue("UNCOVERED", static_cast<long>(totals.uncovered_units));
  if (!night.failures.empty()) {
    auto* failures = dictionary.AddSectionDictionary("FAILURES");
    for (const NightFailure& failure : night.failures)
      failures->AddSectionDictionary("FAILURE")->SetValue("TEXT", failure.what);
  }
  add_counts(totals.counts, dictionary);
  add_packets(totals, night, dictionary);
  add_documents(totals, night, dictionary);
  add_items(totals, night, dictionary);
  static const bool is_known = ctemplate::StringToTemplateCache(page_name, page.data(), page.size(),
                                                                ctemplate::DO_NOT_STRIP);
  std::string html;
  ensure(
      is_known && ctemplate::ExpandTemplate(page_name, ctemplate::DO_NOT_STRIP, &dictionary, &html),
      "the page of a night expands");
  return html;
}

}  // namespace authledger::tools
