// What happened in an episode and what is to come, and what held from when until when: coverages
// and schedules. Each as known at a moment, as JSON or as CSV.
#include "engine/explain/timeline.hpp"

#include "engine/explain/explain.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "server/handlers.hpp"
#include "server/listing.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

struct Asked {
  Instant as_of;
  bool is_csv = false;
};

Asked read_asked(const Call& call, Problems& problems) {
  Parameters parameters(call.query, problems);
  const Asked asked{parameters.instant("as_of").value_or(call.now), wants_csv(call, parameters)};
  parameters.finish();
  return asked;
}

void write_entry(JsonWriter& out, const explain::TimelineEntry& entry) {
  out.begin_object();
  out.field("date", entry.date);
  out.field("at", entry.at);
  out.field("stage", explain::word(entry.stage));
  out.field("kind", entry.kind);
  out.field("text", entry.text);
  out.field("key", entry.key.empty() ? std::nullopt : std::optional(entry.key));
  out.key("events");
  out.begin_array();
  for (const Seq seq : entry.events) out.value(seq);
  out.end_array();
  out.end_object();
}

void write(JsonWriter& out, const CoverageSet& coverage) {
  out.field("payer", coverage.payer);
  out.field("plan", coverage.plan);
  out.field("line_of_business", coverage.line_of_business);
  out.field("state", coverage.state);
  out.field("member_id", coverage.member_id);
  out.field("funding", coverage.funding);
  out.field("network", coverage.network);
}

void write(JsonWriter& out, const ScheduleSet& schedule) {
  out.key("weekdays");
  out.begin_array();
  for (int day = 0; day < 7; ++day)
    if (schedule.meets_on(static_cast<Weekday>(day))) out.value(word(static_cast<Weekday>(day)));
  out.end_array();
  out.field("start", to_text(schedule.start));
  out.field("minutes", schedule.minutes);
  out.field("service", schedule.service);
  out.field("modality", schedule.modality);
}

// What is said of an episode's time, each until the day before the next.
template <class Fact>
Answer get_periods(const Call& call, std::string_view name,
                   const std::vector<Said<Fact>> Episode::*periods,
                   const std::vector<std::string_view>& columns) {
  Problems problems;
  const Asked asked = read_asked(call, problems);
  if (!problems.empty()) return undecodable(problems);
  if (!store::find_log(call.reader, call.ids[0]))
    return not_found("there is no episode \"" + call.ids[0] + "\"");
  const Episode episode = fold(store::read_log(call.reader, call.ids[0]), asked.as_of);
  const std::vector<Said<Fact>>& all = episode.*periods;
  JsonWriter out;
  out.begin_object();
  out.field("as_of", asked.as_of);
  out.field("episode", call.ids[0]);
  out.key(name);
  out.begin_array();
  for (std::size_t i = 0; i < all.size(); ++i) {
    out.begin_object();
    out.field("from", all[i].fact.effective);
    out.field("until",
              i + 1 < all.size() ? std::optional(all[i + 1].fact.effective - 1) : std::nullopt);
    write(out, all[i].fact);
    out.field("event", all[i].seq);
    out.end_object();
  }
  out.end_array();
  out.end_object();
  return list_answer(asked.is_csv, out.text(), name, columns);
}

}  // namespace

Answer get_timeline(const Call& call) {
  Problems problems;
  const Asked asked = read_asked(call, problems);
  if (!problems.empty()) return undecodable(problems);
  const auto head = store::find_log(call.reader, call.ids[0]);
  if (!head) return not_found("there is no episode \"" + call.ids[0] + "\"");
  const auto facility = store::find_facility(call.reader, head->facility, asked.as_of);
  if (!facility)
    throw sql::Error("an episode is treated at a facility that the register does not have");
  const std::vector<Event> log = store::read_log(call.reader, call.ids[0]);
  const explain::Explainer explainer(log, *call.book, *facility, asked.as_of);
  JsonWriter out;
  out.begin_object();
  out.field("as_of", asked.as_of);
  out.field("episode", call.ids[0]);
  out.field("today", explainer.standing().today);
  out.key("timeline");
  out.begin_array();
  for (const explain::TimelineEntry& entry : explainer.timeline()) write_entry(out, entry);
  out.end_array();
  out.end_object();
  return list_answer(asked.is_csv, out.text(), "timeline",
                     {"date", "at", "stage", "kind", "text", "key", "events"});
}

Answer get_coverages(const Call& call) {
  return get_periods(call, "coverages", &Episode::coverages,
                     {"from", "until", "payer", "plan", "line_of_business", "state", "member_id",
                      "funding", "network", "event"});
}

Answer get_schedules(const Call& call) {
  return get_periods(
      call, "schedules", &Episode::schedules,
      {"from", "until", "weekdays", "start", "minutes", "service", "modality", "event"});
}

}  // namespace authledger::server
