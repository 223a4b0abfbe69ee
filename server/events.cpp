// Events in, and the log of an episode out.
#include <algorithm>
#include <array>
#include <set>
#include <span>

#include "engine/compare/comparison.hpp"
#include "engine/json/comparison_codec.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/log.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "server/console_routes.hpp"
#include "server/event_json.hpp"
#include "server/listing.hpp"
#include "server/media_type.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_events_of_a_post = 1'000;  // in an array
constexpr std::size_t most_lines_of_a_post = 4'000;

struct Posted {
  bool is_array = false;
  std::vector<PostedEvent> events;
};

Result<Posted> read_posted(JsonReader& reader, std::string_view body) {
  const auto tree = reader.read(body, wire_limits);
  if (!tree) return tree.error();
  Problems problems;
  const json::Place root("");
  const JsonNode node = tree->root();
  Posted posted{node.is(JsonKind::array), {}};
  if (!posted.is_array) {
    posted.events.push_back(json::read_posted_event(node, root, problems, json::Sender::client));
  } else {
    for (const JsonNode item : node.children()) {
      if (posted.events.size() == most_events_of_a_post)
        return Problems{{ProblemCode::too_large,
                         "the array has more than " + std::to_string(most_events_of_a_post) +
                             " events; send it in parts",
                         ""}};
      const json::Place place(root, posted.events.size());
      posted.events.push_back(json::read_posted_event(item, place, problems, json::Sender::client));
    }
    if (posted.events.empty())
      problems.push_back({ProblemCode::out_of_range, "the array has no events", ""});
  }
  if (!problems.empty()) return problems;
  return posted;
}

void write_recorded(JsonWriter& out, const PostedEvent& event, const store::Recorded& recorded) {
  out.field("id", event.id);
  out.field("verdict", store::word(recorded.verdict));
  out.field("episode", event.episode);
  out.field("seq", recorded.seq);
  out.field("recorded_at", to_exact_text(recorded.recorded_at));
}

// Whether the answer says what was done, or what would be.
enum class Kind { recorded, dry_run };

Response answer_one(const PostedEvent& event, const store::Recorded& recorded, Kind kind) {
  if (recorded.verdict == store::Verdict::refused) {
    const bool is_conflict = recorded.problems.front().code == ProblemCode::conflict;
    return refusal(is_conflict ? 409 : 422, recorded.problems);
  }
  JsonWriter out;
  out.begin_object();
  if (kind == Kind::dry_run) out.field("dry_run", true);
  write_recorded(out, event, recorded);
  out.end_object();
  const bool is_new = recorded.verdict == store::Verdict::created && kind == Kind::recorded;
  return {.status = is_new ? 201 : 200, .body = std::string(out.text())};
}

// `place`: of the event in the body, which the pointers start with.
void write_result(JsonWriter& out, std::string_view place, const PostedEvent& event,
                  const store::Recorded& recorded) {
  out.begin_object();
  if (recorded.verdict != store::Verdict::refused) {
    write_recorded(out, event, recorded);
  } else {
    out.field("id", event.id);
    out.field("verdict", store::word(recorded.verdict));
    out.field("episode", event.episode);
    Problem problem = recorded.problems.front();
    problem.pointer.insert(0, place);
    out.key("problem");
    json::write_problem(out, problem);
  }
  out.end_object();
}

// One line of an NDJSON body that is not blank.
struct PostedLine {
  std::size_t number = 0;  // from 1; blank lines count
  std::string id;          // empty: it could not be read
  Problems problems;       // none: it was decoded, and its event is the next one of Lines::events
};

struct Lines {
  std::vector<PostedLine> lines;
  std::vector<PostedEvent> events;
};

void read_line(JsonReader& reader, std::string_view text, PostedLine& line,
               std::vector<PostedEvent>& events) {
  const auto tree = reader.read(text, wire_limits);
  if (!tree) {
    line.problems = tree.error();
    return;
  }
  auto event =
      json::read_posted_event(tree->root(), json::Place(""), line.problems, json::Sender::client);
  line.id = event.id;
  if (line.problems.empty()) events.push_back(std::move(event));
}

// A line that cannot be decoded is refused in its place; a body without lines, or with too many, as
// a whole.
Result<Lines> read_lines(JsonReader& reader, std::string_view body) {
  Lines lines;
  for (std::size_t number = 1; !body.empty(); ++number) {
    const std::string_view text = body.substr(0, body.find('\n'));
    body.remove_prefix(std::min(body.size(), text.size() + 1));
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (lines.lines.size() == most_lines_of_a_post)
      return Problems{{ProblemCode::too_large,
                       "the body has more than " + std::to_string(most_lines_of_a_post) +
                           " lines; send it in parts",
                       ""}};
    lines.lines.push_back({number, {}, {}});
    read_line(reader, text, lines.lines.back(), lines.events);
  }
  if (lines.lines.empty())
    return Problems{{ProblemCode::out_of_range, "the body has no lines", ""}};
  return lines;
}

void write_line(JsonWriter& out, const PostedLine& line, const PostedEvent* event,
                const store::Recorded* recorded, Kind kind) {
  out.begin_object();
  if (kind == Kind::dry_run) out.field("dry_run", true);
  out.field("line", line.number);
  if (recorded && recorded->verdict != store::Verdict::refused) {
    write_recorded(out, *event, *recorded);
  } else {
    const Problems& problems = recorded ? recorded->problems : line.problems;
    if (!line.id.empty()) out.field("id", line.id);
    out.field("verdict", store::word(store::Verdict::refused));
    if (event) out.field("episode", event->episode);
    out.key("problem");
    json::write_problem(out, spokesman(problems));
    out.key("problems");
    out.begin_array();
    for (const Problem& it : problems) json::write_problem(out, it);
    out.end_array();
  }
  out.end_object();
}

Response answer_lines(const Lines& posted, std::span<const store::Recorded> recorded, Kind kind) {
  std::string body;
  JsonWriter out;
  std::size_t next = 0;
  for (const PostedLine& line : posted.lines) {
    const bool is_decoded = line.problems.empty();
    out.clear();
    write_line(out, line, is_decoded ? &posted.events[next] : nullptr,
               is_decoded ? &recorded[next] : nullptr, kind);
    body.append(out.text()) += '\n';
    if (is_decoded) ++next;
  }
  return {.content_type = std::string(ndjson_type), .body = std::move(body)};
}

void write_results(JsonWriter& out, const Posted& posted,
                   std::span<const store::Recorded> recorded) {
  out.key("results");
  out.begin_array();
  for (std::size_t i = 0; i < recorded.size(); ++i)
    write_result(out, posted.is_array ? "/" + std::to_string(i) : "", posted.events[i],
                 recorded[i]);
  out.end_array();
}

Response answer_many(const Posted& posted, std::span<const store::Recorded> recorded, Kind kind) {
  constexpr std::array verdicts{store::Verdict::created, store::Verdict::exists,
                                store::Verdict::refused};
  JsonWriter out;
  out.begin_object();
  if (kind == Kind::dry_run) out.field("dry_run", true);
  write_results(out, posted, recorded);
  out.key("counts");
  out.begin_object();
  for (const store::Verdict verdict : verdicts)
    out.field(store::word(verdict),
              std::count_if(recorded.begin(), recorded.end(),
                            [&](const store::Recorded& it) { return it.verdict == verdict; }));
  out.end_object();
  out.end_object();
  return {.body = std::string(out.text())};
}

// The episodes and the types of events, each once.
void tell_audit(const std::vector<PostedEvent>& events, RequestAudit& audit) {
  std::set<std::string_view> episodes, types;
  for (const PostedEvent& event : events) {
    episodes.insert(event.episode);
    types.insert(type_word(event.fact));
  }
  audit.record_ids.assign(episodes.begin(), episodes.end());
  for (const std::string_view type : types)
    audit.entry.fields += (audit.entry.fields.empty() ? "" : " ") + std::string(type);
}

// Nothing is written, so the trail must not say that something was changed.
store::Rehearsal rehearse(const Call& call, std::span<const PostedEvent> events) {
  call.audit->entry.action = word(AccessAction::read);
  return store::rehearse_within(call.reader, call.request.principal->facilities, events, call.now);
}

Response answer_events(const Posted& posted, std::span<const store::Recorded> recorded, Kind kind) {
  return posted.is_array ? answer_many(posted, recorded, kind)
                         : answer_one(posted.events.front(), recorded.front(), kind);
}

Answer post_lines(const Call& call, Kind kind) {
  auto posted = read_lines(call.json, call.request.body);
  if (!posted) return undecodable(posted.error());
  tell_audit(posted->events, *call.audit);
  if (kind == Kind::dry_run)
    return answer_lines(*posted, rehearse(call, posted->events).verdicts, kind);
  const std::size_t weight = std::max<std::size_t>(1, posted->events.size());
  return once(call, Write{[posted = std::move(*posted), who = call.request.principal](
                              sql::Connection& writer, Instant now) {
                            return answer_lines(
                                posted,
                                store::append_within(writer, who->facilities, posted.events, now),
                                Kind::recorded);
                          },
                          weight});
}

// The place of the first event that is of another episode; none: all are of this one.
std::optional<std::string> place_of_another(const Posted& posted, const std::string& episode) {
  for (std::size_t i = 0; i < posted.events.size(); ++i)
    if (posted.events[i].episode != episode)
      return (posted.is_array ? "/" + std::to_string(i) : "") + "/episode";
  return std::nullopt;
}

void write_preview(JsonWriter& out, const Posted& posted, const store::Rehearsal& rehearsal,
                   const json::ComparedEpisode& compared, const Standing& before,
                   const Standing& after) {
  out.begin_object();
  out.field("as_of", after.as_of);
  write_results(out, posted, rehearsal.verdicts);
  out.key("before");
  json::write_standing(out, before);
  out.key("after");
  json::write_standing(out, after);
  out.key("differences");
  json::write_compared(out, compared);
  out.end_object();
}

}  // namespace

Answer preview_events(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const std::string& id = call.ids[0];
  const auto head = store::find_log(call.reader, id);
  if (!head) return not_found("there is no episode \"" + id + "\"");
  const auto posted = read_posted(call.json, call.request.body);
  if (!posted) return undecodable(posted.error());
  if (const auto place = place_of_another(*posted, id))
    return undecodable(
        {{ProblemCode::invalid_value,
          "a preview is of one episode, and this event is not of \"" + id + "\"", *place}});
  tell_audit(posted->events, *call.audit);
  const store::Rehearsal rehearsal = rehearse(call, posted->events);
  std::vector<Event> log = store::read_log(call.reader, id);
  const Instant as_of = std::max(call.now, head->last_recorded_at);
  const auto facility = store::find_facility(call.reader, head->facility, as_of);
  if (!facility)
    throw sql::Error("an episode is treated at a facility that the register does not have");
  const Standing before = standing(fold(log, as_of), *call.book, *facility, as_of);
  if (const auto it = rehearsal.appended.find(id); it != rehearsal.appended.end())
    log.insert(log.end(), it->second.begin(), it->second.end());
  const Standing after = standing(fold(log, as_of), *call.book, *facility, as_of);
  const compare::Comparison comparison = compare::compare(before, after);
  JsonWriter out;
  write_preview(out, *posted, rehearsal, {id, head->facility, head->member, &comparison}, before,
                after);
  return Response{.body = std::string(out.text())};
}

Answer post_events(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Kind kind = parameters.boolean("dry_run").value_or(false) ? Kind::dry_run : Kind::recorded;
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  if (is_media_type(call.request.content_type, ndjson_type)) return post_lines(call, kind);
  auto posted = read_posted(call.json, call.request.body);
  if (!posted) return undecodable(posted.error());
  tell_audit(posted->events, *call.audit);
  if (kind == Kind::dry_run)
    return answer_events(*posted, rehearse(call, posted->events).verdicts, kind);
  const std::size_t weight = posted->events.size();
  return once(call, Write{[posted = std::move(*posted), who = call.request.principal](
                              sql::Connection& writer, Instant now) {
                            return answer_events(
                                posted,
                                store::append_within(writer, who->facilities, posted.events, now),
                                Kind::recorded);
                          },
                          weight});
}

Answer get_events_of_episode(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  const bool is_csv = wants_csv(call, parameters);
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  auto events = store::events_of(call.reader, call.ids[0]);
  if (events.empty()) return not_found("there is no episode \"" + call.ids[0] + "\"");
  std::erase_if(events, [&](const store::ListedEvent& it) { return it.recorded_at > as_of; });
  JsonWriter out;
  out.begin_object();
  out.field("as_of", as_of);
  out.field("episode", call.ids[0]);
  out.key("events");
  out.begin_array();
  for (const store::ListedEvent& event : events) {
    out.begin_object();
    write_listed(out, event);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return list_answer(is_csv, out.text(), "events", event_columns());
}

}  // namespace authledger::server
