// Events in, and the log of an episode out.
#include <algorithm>
#include <array>
#include <span>

#include "engine/json/event_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/record.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t most_events_of_a_post = 1'000;

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

Response answer_one(const PostedEvent& event, const store::Recorded& recorded) {
  if (recorded.verdict == store::Verdict::refused) {
    const bool is_conflict = recorded.problems.front().code == ProblemCode::conflict;
    return refusal(is_conflict ? 409 : 422, recorded.problems);
  }
  JsonWriter out;
  out.begin_object();
  write_recorded(out, event, recorded);
  out.end_object();
  return {.status = recorded.verdict == store::Verdict::created ? 201 : 200,
          .body = std::string(out.text())};
}

void write_result(JsonWriter& out, std::size_t index, const PostedEvent& event,
                  const store::Recorded& recorded) {
  out.begin_object();
  if (recorded.verdict != store::Verdict::refused) {
    write_recorded(out, event, recorded);
  } else {
    out.field("id", event.id);
    out.field("verdict", store::word(recorded.verdict));
    out.field("episode", event.episode);
    Problem problem = recorded.problems.front();
    problem.pointer.insert(0, "/" + std::to_string(index));
    out.key("problem");
    json::write_problem(out, problem);
  }
  out.end_object();
}

Response answer_many(std::span<const PostedEvent> events,
                     std::span<const store::Recorded> recorded) {
  constexpr std::array verdicts{store::Verdict::created, store::Verdict::exists,
                                store::Verdict::refused};
  JsonWriter out;
  out.begin_object();
  out.key("results");
  out.begin_array();
  for (std::size_t i = 0; i < events.size(); ++i) write_result(out, i, events[i], recorded[i]);
  out.end_array();
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

// As it was posted, so that it could be posted again. The fact of an admission names the episode
// itself.
void write_posted(JsonWriter& out, const PostedEvent& event) {
  out.field("id", event.id);
  if (!std::holds_alternative<EpisodeAdmitted>(event.fact)) out.field("episode", event.episode);
  out.field_if("facility", event.facility);
  out.field_if("member", event.member);
  if (std::holds_alternative<EventWithdrawn>(event.fact)) {
    out.field("type", type_word(event.fact));
    out.field("withdraws", event.withdraws);
  } else {
    json::write_fact(out, event.fact);
  }
}

}  // namespace

Answer post_events(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  auto posted = read_posted(call.json, call.request.body);
  if (!posted) return undecodable(posted.error());
  const std::size_t weight = posted->events.size();
  return Write{
      [book = call.book, posted = std::move(*posted)](sql::Connection& writer, Instant now) {
        const auto recorded = store::record(writer, *book, posted.events, now);
        return posted.is_array ? answer_many(posted.events, recorded)
                               : answer_one(posted.events.front(), recorded.front());
      },
      weight};
}

Answer get_events_of_episode(const Call& call) {
  Problems problems;
  Parameters(call.query, problems).finish();
  if (!problems.empty()) return undecodable(problems);
  const auto events = store::events_of(call.reader, call.ids[0]);
  if (events.empty()) return not_found("there is no episode \"" + call.ids[0] + "\"");
  JsonWriter out;
  out.begin_object();
  out.field("episode", call.ids[0]);
  out.key("events");
  out.begin_array();
  for (const store::ListedEvent& event : events) {
    out.begin_object();
    out.field("seq", event.seq);
    out.field("recorded_at", to_exact_text(event.recorded_at));
    write_posted(out, event.posted);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
