// What is due over all episodes: as a list, and as a feed that a calendar subscribes to.
#include "engine/store/worklist.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "server/calendar.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"
#include "server/worklist_json.hpp"

namespace authledger::server {
namespace {

constexpr int largest_offset = 1'000'000;
constexpr std::size_t most_entries_of_a_feed = 5'000;

store::WorklistQuery read_filters(const Call& call, Parameters& parameters) {
  store::WorklistQuery query;
  query.as_of = call.now;
  query.visible = call.request.principal->facilities;
  query.facility = parameters.text("facility");
  query.payer = parameters.text("payer");
  query.kind = parameters.one_of("kind", {"review", "notice", "duty", "decision", "request"});
  query.status = parameters.one_of("status", {"upcoming", "open", "overdue"});
  query.due_from = parameters.instant("due_from");
  query.due_before = parameters.instant("due_before");
  query.assignee = parameters.text("assignee");
  query.is_assigned = parameters.boolean("assigned");
  return query;
}

constexpr std::array sorts{
    std::pair{"due_at", store::WorklistSort::due_at},
    std::pair{"payer", store::WorklistSort::payer},
    std::pair{"member", store::WorklistSort::member},
    std::pair{"status", store::WorklistSort::status},
    std::pair{"kind", store::WorklistSort::kind},
    std::pair{"facility", store::WorklistSort::facility},
    std::pair{"assignee", store::WorklistSort::assignee},
    std::pair{"episode", store::WorklistSort::episode},
};

// What a list may be, and a feed is not: in another order, without what is asleep. A deadline does
// not leave the calendar because somebody sleeps on it.
void read_order(store::WorklistQuery& query, Parameters& parameters) {
  const auto sort =
      parameters.one_of("sort", {"due_at", "payer", "member", "status", "kind", "facility",
                                 "assignee", "episode", "-due_at", "-payer", "-member", "-status",
                                 "-kind", "-facility", "-assignee", "-episode"});
  if (sort) {
    query.is_descending = sort->starts_with('-');
    for (const auto& [name, it] : sorts)
      if (sort->substr(query.is_descending ? 1 : 0) == name) query.sort = it;
  }
  const auto snoozed = parameters.one_of("snoozed", {"hide", "show", "only"});
  if (snoozed == "show") query.snoozed = store::Snoozed::show;
  if (snoozed == "only") query.snoozed = store::Snoozed::only;
}

// An item without due_at has an empty text in place of the microseconds; what it is sorted by has a
// mark in front, so that an empty text is told from none. The pages of a list by
// status are as of its first one: otherwise the clock would move items over a place.
ListPlace list_place(const store::WorklistItem& item, const store::WorklistQuery& query) {
  return {item.due_at ? std::to_string(item.due_at->microseconds()) : "", item.episode,
          std::to_string(item.position), item.sorted_by ? "=" + *item.sorted_by : "",
          std::to_string(query.as_of.microseconds())};
}

std::optional<store::WorklistPlace> worklist_place(const ListPlace& place) {
  const auto due_at = number_in(place[0]), position = number_in(place[2]);
  if (!position || (!place[0].empty() && !due_at)) return std::nullopt;
  return store::WorklistPlace{
      due_at ? std::optional(Instant::from_microseconds(*due_at)) : std::nullopt, place[1],
      *position, place[3].empty() ? std::nullopt : std::optional(place[3].substr(1))};
}

// Goes on behind the cursor's place; false: it has none.
bool go_on(store::WorklistQuery& query, const ListPlace& place) {
  query.after = worklist_place(place);
  const auto as_of = number_in(place[4]);
  if (!query.after || !as_of) return false;
  if (query.sort == store::WorklistSort::status) query.as_of = Instant::from_microseconds(*as_of);
  return true;
}

CalendarEntry entry_of(const store::WorklistItem& item, std::size_t same_before) {
  std::string summary =
      item.kind + (item.rule ? " " + *item.rule : "") + ", episode " + item.episode;
  std::string key = item.key + (same_before > 0 ? "#" + std::to_string(same_before) : "");
  return {.identity = {item.episode, std::move(key)},
          .summary = std::move(summary),
          .category = item.status,
          .starts_at = *item.due_at,
          .changed_at = item.restated_at};
}

}  // namespace

void write_item(JsonWriter& out, const store::WorklistItem& item) {
  out.begin_object();
  out.field("episode", item.episode);
  out.field("facility", item.facility);
  out.field("member", item.member);
  out.field("member_name", item.member_name);
  out.field("payer", item.payer);
  out.field("key", item.key);
  out.field("kind", item.kind);
  out.field("status", item.status);
  out.field("rule", item.rule);
  out.field("authorization", item.authorization);
  out.field("opens_at", item.opens_at);
  out.field("due_at", item.due_at);
  out.field("assignee", item.assignee);
  out.field("snoozed_until", item.snoozed_until);
  out.key("because");
  out.raw(item.because);
  out.end_object();
}

Answer get_worklist(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const ListRequest asked = read_list_request(call, "worklist", 5, parameters, problems);
  store::WorklistQuery query = read_filters(call, parameters);
  read_order(query, parameters);
  query.offset = static_cast<std::size_t>(parameters.integer_or("offset", 0, largest_offset, 0));
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  if (asked.after && !go_on(query, *asked.after)) return invalid_cursor();
  query.limit = asked.limit + 1;
  const auto items = store::worklist(call.reader, query);
  ListWriter list(call, asked,
                  {"due_at", "status", "kind", "rule", "authorization", "payer", "member_name",
                   "member", "episode", "facility", "opens_at", "key", "because.source.title",
                   "because.source.address", "assignee", "snoozed_until"},
                  query.as_of);
  const std::size_t shown = std::min(items.size(), asked.limit);
  for (std::size_t i = 0; i < shown; ++i) write_item(list.out(), items[i]);
  if (shown == items.size()) return list.finish(std::nullopt);
  return list.finish(list_place(items[shown - 1], query));
}

Answer get_worklist_calendar(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  store::WorklistQuery query = read_filters(call, parameters);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  query.limit = most_entries_of_a_feed;
  query.snoozed = store::Snoozed::show;
  std::vector<CalendarEntry> entries;
  std::map<std::pair<std::string, std::string>, std::size_t> seen;
  for (const store::WorklistItem& item : store::worklist(call.reader, query))
    if (item.due_at) entries.push_back(entry_of(item, seen[{item.episode, item.key}]++));
  return Response{.content_type = "text/calendar; charset=utf-8",
                  .body = calendar_text("Authorization deadlines", entries)};
}

}  // namespace authledger::server
