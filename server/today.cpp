// What a day at the desk begins with: how much is due, what nobody wrote down, what nobody pays and
// how long that can be mended, and the decisions that are awaited.
#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "engine/store/figures.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/worklist.hpp"
#include "server/console_routes.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"
#include "server/worklist_json.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_rows = 500;  // of each list

struct Counted {
  std::int64_t count = 0, overdue = 0;
};
using Counts = std::map<std::optional<std::string>, Counted>;

void write_counts(JsonWriter& out, std::string_view name, const Counts& counts) {
  out.key(name);
  out.begin_array();
  for (const auto& [value, counted] : counts) {
    out.begin_object();
    out.field(name, value);
    out.field("count", counted.count);
    out.field("overdue", counted.overdue);
    out.end_object();
  }
  out.end_array();
}

void write_words(JsonWriter& out, std::string_view name,
                 std::initializer_list<std::string_view> words,
                 const std::map<std::string, std::int64_t>& counts) {
  out.key(name);
  out.begin_object();
  for (const std::string_view word : words) {
    const auto it = counts.find(std::string(word));
    out.field(word, it == counts.end() ? 0 : it->second);
  }
  out.end_object();
}

void write_pending(JsonWriter& out, const std::vector<store::PendingCount>& pending) {
  std::map<std::string, std::int64_t> statuses, kinds;
  Counts payers, facilities, assignees;
  for (const store::PendingCount& it : pending) {
    statuses[it.status] += it.count;
    kinds[it.kind] += it.count;
    for (Counted* counted :
         {&payers[it.payer], &facilities[it.facility], &assignees[it.assignee]}) {
      counted->count += it.count;
      if (it.status == "overdue") counted->overdue += it.count;
    }
  }
  out.key("counts");
  out.begin_object();
  write_words(out, "status", {"overdue", "open", "upcoming"}, statuses);
  write_words(out, "kind", {"review", "notice", "duty", "decision", "request"}, kinds);
  write_counts(out, "payer", payers);
  write_counts(out, "facility", facilities);
  write_counts(out, "assignee", assignees);
  out.end_object();
}

void write_whose(JsonWriter& out, const store::LooseEnds& it) {
  out.field("episode", it.episode);
  out.field("member", it.member);
  out.field("member_name", it.member_name);
  out.field("facility", it.facility);
  out.field("payer", it.payer);
}

struct MoneyClock {
  std::string_view kind;
  std::optional<Instant> due_at;
  bool is_open = false;
};

struct Uncovered {
  std::string text;  // the row as JSON
  std::optional<MoneyClock> clock;
};

std::optional<std::string_view> text_of(JsonNode node, std::string_view name) {
  const auto it = node.find(name);
  return it && it->is(JsonKind::string) ? std::optional(it->text()) : std::nullopt;
}

// Cover may be asked for as long as the payer lets it; after that, or when it never did, the claim
// itself has a last day.
std::optional<MoneyClock> clock_of(JsonNode node, const Zone& zone, Instant now) {
  const auto until = text_of(node, "retro_until");
  const auto retro_until = until ? parse_instant(*until) : std::nullopt;
  if (retro_until && *retro_until >= now) return MoneyClock{"retro", retro_until, true};
  if (const auto last = text_of(node, "file_by")) {
    if (const auto date = parse_date(*last)) {
      const Instant end = Instant::from_seconds(zone.start_of(*date + 1).seconds() - 1);
      return MoneyClock{"filing", end, end >= now};
    }
  }
  if (retro_until) return MoneyClock{"retro", retro_until, false};
  return std::nullopt;
}

void write_because(JsonWriter& out, JsonNode node) {
  switch (node.kind()) {
    case JsonKind::object:
    case JsonKind::array:
      node.is(JsonKind::object) ? out.begin_object() : out.begin_array();
      for (const JsonNode child : node.children()) {
        if (node.is(JsonKind::object)) out.key(child.key());
        write_because(out, child);
      }
      node.is(JsonKind::object) ? out.end_object() : out.end_array();
      return;
    case JsonKind::string:
      return out.value(node.text());
    case JsonKind::integer:
      return out.value(node.integer());
    case JsonKind::number:
      return out.raw(node.text());
    case JsonKind::boolean:
      return out.value(node.boolean());
    case JsonKind::null:
      return out.null();
  }
}

std::string uncovered_row(const store::LooseEnds& ends, JsonNode node,
                          const std::optional<MoneyClock>& clock) {
  JsonWriter out;
  out.begin_object();
  write_whose(out, ends);
  for (const std::string_view name : {"reason", "sessions", "units", "first", "last", "because"}) {
    out.key(name);
    write_because(out, *node.find(name));
  }
  out.key("clock");
  if (clock) {
    out.begin_object();
    out.field("kind", clock->kind);
    out.field("due_at", clock->due_at);
    out.field("status", clock->is_open ? "open" : "closed");
    out.end_object();
  } else {
    out.null();
  }
  out.end_object();
  return std::string(out.text());
}

// What can be mended longest comes last; behind it what has no clock, and what is lost.
std::pair<int, Instant> order_of(const Uncovered& it) {
  if (!it.clock) return {1, Instant()};
  return {it.clock->is_open ? 0 : 2, *it.clock->due_at};
}

class Ends {
 public:
  explicit Ends(const Call& call) : call_(call) {}

  void take(const store::LooseEnds& ends) {
    const auto days = read(ends.unrecorded);
    if (days.root().children().begin() != days.root().children().end() &&
        unrecorded_.size() < most_rows) {
      JsonWriter out;
      out.begin_object();
      write_whose(out, ends);
      out.key("dates");
      out.raw(ends.unrecorded);
      out.end_object();
      unrecorded_.emplace_back(out.text());
    }
    const auto rows = read(ends.uncovered);
    for (const JsonNode node : rows.root().children()) {
      const auto clock = clock_of(node, zone_of(ends.facility), call_.now);
      // Of who has left, what can be mended no more is history.
      if (!ends.is_open && !(clock && clock->is_open)) continue;
      uncovered_.push_back({uncovered_row(ends, node, clock), clock});
    }
  }

  void write(JsonWriter& out) {
    out.key("unrecorded");
    out.begin_array();
    for (const std::string& row : unrecorded_) out.raw(row);
    out.end_array();
    std::stable_sort(uncovered_.begin(), uncovered_.end(), [](const auto& one, const auto& other) {
      return order_of(one) < order_of(other);
    });
    out.key("uncovered");
    out.begin_array();
    for (std::size_t i = 0; i < std::min(uncovered_.size(), most_rows); ++i)
      out.raw(uncovered_[i].text);
    out.end_array();
  }

 private:
  JsonTree read(const std::string& text) {
    const auto tree = call_.json.read(text, file_limits);
    if (!tree) throw sql::DamagedRow("the figures of an episode cannot be read");
    return *tree;
  }

  const Zone& zone_of(const std::string& facility) {
    auto known = zones_.find(facility);
    if (known == zones_.end()) {
      const auto found = store::find_facility(call_.reader, facility, call_.now);
      if (!found) throw sql::Error("an episode is treated where the register has no facility");
      known = zones_.emplace(facility, found->zone).first;
    }
    return known->second;
  }

  const Call& call_;
  std::map<std::string, Zone> zones_;
  std::vector<std::string> unrecorded_;
  std::vector<Uncovered> uncovered_;
};

void write_awaited(JsonWriter& out, const Call& call, const store::FiguresQuery& asked) {
  store::WorklistQuery query;
  query.as_of = call.now;
  query.visible = asked.visible;
  query.facility = asked.facility;
  query.payer = asked.payer;
  query.kind = "decision";
  query.limit = most_rows;
  out.key("decisions_awaited");
  out.begin_array();
  for (const store::WorklistItem& item : store::worklist(call.reader, query)) write_item(out, item);
  out.end_array();
}

}  // namespace

Answer get_today(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  store::FiguresQuery query;
  query.facility = parameters.text("facility");
  query.payer = parameters.text("payer");
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  query.visible = call.request.principal->facilities;
  JsonWriter out;
  out.begin_object();
  out.field("as_of", call.now);
  write_pending(out, store::count_pending(call.reader, query, call.now));
  Ends ends(call);
  for (const store::LooseEnds& it : store::loose_ends(call.reader, query)) ends.take(it);
  ends.write(out);
  write_awaited(out, call, query);
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
