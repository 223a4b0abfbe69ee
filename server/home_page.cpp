// What a person sees who opens the address in a browser: what this is, and what is due next. One
// page, no script. And what a watchdog asks: is the ledger readable?
#include <map>

#include "engine/base/json_writer.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/tables.hpp"
#include "engine/store/worklist.hpp"
#include "server/handlers.hpp"
#include "server/html.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t items_shown = 50;

constexpr std::string_view head = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>authledger</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body { font: 16px/1.5 sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ccc; vertical-align: top }
.overdue { color: #a00000; font-weight: bold }
</style></head><body>
<h1>authledger</h1>
<p>Keeps the ledger of insurance authorizations: the units that are left, the sessions that nobody
pays, and what is owed to which payer by when. Everything on this page is computed from the log of
events; each episode links to its standing, where every figure says why it is what it is.</p>
<p><a href="/v1/worklist">worklist</a> &middot; <a href="/v1/episodes">episodes</a> &middot;
<a href="/v1/facilities">facilities</a> (JSON)</p>
<h2>Due next</h2>
)html";

// Wall-clock time at the facility: "2026-03-04 17:00 America/Chicago".
class LocalTimes {
 public:
  LocalTimes(sql::Connection& reader, Instant now) : reader_(reader), now_(now) {}

  std::string text(const std::string& facility, Instant instant) {
    auto known = zones_.find(facility);
    if (known == zones_.end()) {
      const auto found = store::find_facility(reader_, facility, now_);
      known = zones_.emplace(facility, found ? std::optional(found->zone) : std::nullopt).first;
    }
    if (!known->second) return to_text(instant);
    const Zone& zone = *known->second;
    return zone.wall_clock(instant) + " " + zone.name();
  }

 private:
  sql::Connection& reader_;
  Instant now_;
  std::map<std::string, std::optional<Zone>> zones_;
};

std::string cell(std::string_view text) {
  return "<td>" + escaped(text) + "</td>";
}

std::string row(const store::WorklistItem& item, LocalTimes& times) {
  const std::string due = item.due_at ? times.text(item.facility, *item.due_at) : "";
  const std::string standing = "/v1/episodes/" + percent_encoded(item.episode) + "/standing";
  return "<tr>" + cell(due) + "<td class=\"" + escaped(item.status) + "\">" + escaped(item.status) +
         "</td>" + cell(item.kind) + cell(item.rule.value_or("")) +
         cell(item.authorization.value_or("")) + cell(item.payer.value_or("")) +
         cell(item.member_name.value_or("")) + cell(item.assignee.value_or("")) + "<td><a href=\"" +
         escaped(standing) + "\">" + escaped(item.episode) + "</a></td>" + cell(item.facility) +
         "</tr>\n";
}

}  // namespace

Answer get_home_page(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  store::WorklistQuery query;
  query.as_of = call.now;
  query.visible = call.request.principal->facilities;
  query.limit = items_shown;
  const auto items = store::worklist(call.reader, query);
  LocalTimes times(call.reader, call.now);
  std::string page(head);
  if (items.empty()) {
    page += "<p>Nothing is due.</p>\n";
  } else {
    page +=
        "<table><tr><th>due</th><th>status</th><th>kind</th><th>rule</th><th>authorization</th>"
        "<th>payer</th><th>member</th><th>assignee</th><th>episode</th><th>facility</th></tr>\n";
    for (const store::WorklistItem& item : items) page += row(item, times);
    page += "</table>\n";
  }
  page += "<p>As of " + to_text(call.now) + "; the next " + std::to_string(items_shown) +
          " at most.</p>\n</body></html>\n";
  return Response{
      .content_type = "text/html; charset=utf-8",
      .body = std::move(page),
      .headers = {{"Content-Security-Policy",
                   "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}}};
}

}  // namespace authledger::server
