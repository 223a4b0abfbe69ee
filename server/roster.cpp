// Who is expected at a facility on a day, who came, and who will pay: by the groups of the
// schedules, with what was said twice and differently.
#include <algorithm>
#include <map>
#include <tuple>

#include "engine/json/event_codec.hpp"
#include "engine/store/episode_list.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/figures.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "server/console_routes.hpp"
#include "server/event_json.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

struct Day {
  Facility facility;
  Date date;
  Instant as_of;
};

struct Present {  // an episode that is expected, or was there
  std::string id;
  std::optional<std::string> member;
  Episode episode;
  const ScheduleSet* schedule = nullptr;  // null: nothing is planned on the day
  std::vector<const Said<SessionRecorded>*> sessions;
};

Instant end_of(const SessionRecorded& session) {
  if (session.end) return *session.end;
  return Instant::from_seconds(session.start.seconds() +
                               std::int64_t{60} * (session.minutes() + session.break_minutes));
}

bool overlap(const SessionRecorded& one, const SessionRecorded& other) {
  const bool both_came = one.outcome == Outcome::attended && other.outcome == Outcome::attended;
  return both_came && one.start < end_of(other) && other.start < end_of(one);
}

bool is_in_care(const Episode& episode, Date date) {
  return episode.admission && episode.admission->fact.date <= date &&
         !(episode.discharge && *episode.discharge->fact.date < date);
}

// None: they are neither expected nor there.
std::optional<Present> present_on(const Day& day, const LogHead& head,
                                  const std::vector<Event>& log) {
  Present it{head.episode, head.member, fold(log, day.as_of), nullptr, {}};
  const auto* schedule = it.episode.schedule_on(day.date);
  if (schedule && schedule->fact.meets_on(day.date.weekday()) &&
      !day.facility.is_closed(day.date) && is_in_care(it.episode, day.date))
    it.schedule = &schedule->fact;
  for (const auto& said : it.episode.sessions)
    if (day.facility.zone.day_of(said.fact.start) == day.date) it.sessions.push_back(&said);
  if (!it.schedule && it.sessions.empty()) return std::nullopt;
  return it;
}

// What was said of a session and not withdrawn, in the order in which it was.
std::vector<const store::ListedEvent*> words_on(const std::vector<store::ListedEvent>& events,
                                                const std::string& session, Instant as_of) {
  std::vector<const store::ListedEvent*> words;
  for (const store::ListedEvent& event : events) {
    if (event.recorded_at > as_of) continue;
    const auto* fact = std::get_if<SessionRecorded>(&event.posted.fact);
    if (fact && fact->session == session) words.push_back(&event);
    if (std::holds_alternative<EventWithdrawn>(event.posted.fact))
      std::erase_if(words, [&](const auto* it) { return it->posted.id == event.posted.withdraws; });
  }
  return words;
}

bool differ(const store::ListedEvent& one, const store::ListedEvent& other) {
  const auto& a = std::get<SessionRecorded>(one.posted.fact);
  const auto& b = std::get<SessionRecorded>(other.posted.fact);
  return a.outcome != b.outcome || a.excused != b.excused || a.minutes() != b.minutes();
}

void write_words(JsonWriter& out, const std::vector<const store::ListedEvent*>& words) {
  out.key("said_by");
  out.begin_array();
  for (const store::ListedEvent* word_said : words) {
    const auto& fact = std::get<SessionRecorded>(word_said->posted.fact);
    out.begin_object();
    out.field("source_system", std::optional<std::string>());  // the log does not say
    out.field("event", word_said->posted.id);
    out.field("recorded_at", to_exact_text(word_said->recorded_at));
    out.field("outcome", word(fact.outcome));
    out.field("excused", fact.excused);
    out.field("given_minutes", fact.minutes());
    out.end_object();
  }
  out.end_array();
}

struct Cover {
  std::optional<bool> is_covered;
  const AuthorizationStanding* authorization = nullptr;
};

const AuthorizationStanding* authorization_on(const Standing& standing, Date date) {
  for (const AuthorizationStanding& it : standing.authorizations) {
    const bool pays =
        it.state == AuthorizationState::approved || it.state == AuthorizationState::partial;
    if (pays && it.start && *it.start <= date && (!it.end || date <= *it.end)) return &it;
  }
  return nullptr;
}

Cover cover_of(const Standing& standing, const Day& day, const Said<SessionRecorded>* session) {
  Cover cover{std::nullopt, authorization_on(standing, day.date)};
  if (!session) {
    for (const ForecastSession& it : standing.forecast)
      if (it.date == day.date) cover.is_covered = it.uncovered == 0;
    return cover;
  }
  for (const SessionStanding& it : standing.sessions) {
    if (it.seq != session->seq) continue;
    if (it.charged > 0) cover.is_covered = it.covered == it.charged;
    for (const Allocation& draw : it.allocations)
      for (const AuthorizationStanding& one : standing.authorizations)
        if (one.id == draw.authorization) cover.authorization = &one;
  }
  return cover;
}

void write_cover(JsonWriter& out, const Standing& standing, const Cover& cover) {
  std::optional<std::int64_t> remaining;
  if (cover.authorization)
    for (const LineStanding& line : cover.authorization->lines)
      if (line.remaining) remaining = remaining.value_or(0) + *line.remaining;
  out.key("cover");
  out.begin_object();
  out.field("covered", cover.is_covered);
  out.field("authorization",
            cover.authorization ? std::optional(cover.authorization->id) : std::nullopt);
  out.field("remaining", remaining);
  out.field("last_covered_day",
            cover.authorization ? cover.authorization->last_covered_day : standing.covered_through);
  out.end_object();
}

class Roster {
 public:
  Roster(const Call& call, const Day& day) : call_(call), day_(day) {}

  void take(const LogHead& head) {
    const auto present = present_on(day_, head, store::read_log(call_.reader, head.episode));
    if (!present) return;
    const Standing now = standing(present->episode, *call_.book, day_.facility, day_.as_of);
    const auto events = store::events_of(call_.reader, head.episode);
    const auto* expected = present->schedule;
    const Said<SessionRecorded>* theirs = nullptr;  // of the group, the rest stands beside it
    if (expected) {
      for (const auto* session : present->sessions)
        if (!theirs && session->fact.service == expected->service) theirs = session;
      groups_[{expected->start, expected->service, expected->modality, expected->minutes}]
          .push_back(person(*present, now, events, theirs));
    }
    for (const auto* session : present->sessions)
      if (session != theirs) others_.push_back(person(*present, now, events, session));
  }

  void write(JsonWriter& out) const {
    out.key("groups");
    out.begin_array();
    for (const auto& [key, people] : groups_) {
      const auto& [start, service, modality, minutes] = key;
      out.begin_object();
      out.field("start", to_text(start));
      out.field("service", service);
      out.field("modality", modality);
      out.field("minutes", minutes);
      write_people(out, "people", people);
      out.end_object();
    }
    out.end_array();
    write_people(out, "others", others_);
  }

 private:
  using Key = std::tuple<TimeOfDay, std::string, std::string, int>;
  using People = std::vector<std::pair<std::string, std::string>>;  // name, JSON

  static void write_people(JsonWriter& out, std::string_view name, People people) {
    std::stable_sort(people.begin(), people.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    out.key(name);
    out.begin_array();
    for (const auto& it : people) out.raw(it.second);
    out.end_array();
  }

  std::pair<std::string, std::string> person(const Present& present, const Standing& now,
                                             const std::vector<store::ListedEvent>& events,
                                             const Said<SessionRecorded>* session) const {
    const auto member = present.member
                            ? store::find_member(call_.reader, *present.member, day_.as_of)
                            : std::nullopt;
    const auto* coverage = present.episode.coverage_on(day_.date);
    auto words = session ? words_on(events, session->fact.session, day_.as_of)
                         : std::vector<const store::ListedEvent*>{};
    bool is_conflict = std::any_of(words.begin(), words.end(),
                                   [&](const auto* it) { return differ(*it, *words.front()); });
    for (const auto* other : present.sessions)
      if (session && other != session && overlap(other->fact, session->fact)) is_conflict = true;
    JsonWriter out;
    out.begin_object();
    out.field("episode", present.id);
    out.field("member", present.member);
    out.field("member_name", member ? std::optional(member->name) : std::nullopt);
    out.field("payer", coverage ? std::optional(coverage->fact.payer) : std::nullopt);
    out.key("session");
    write_session(out, events, session);
    if (words.size() < 2) words.clear();
    write_words(out, words);
    out.field("conflict", is_conflict);
    write_cover(out, now, cover_of(now, day_, session));
    out.end_object();
    return {member ? member->name : present.id, std::string(out.text())};
  }

  static void write_session(JsonWriter& out, const std::vector<store::ListedEvent>& events,
                            const Said<SessionRecorded>* session) {
    const auto said = std::find_if(events.begin(), events.end(), [&](const auto& it) {
      return session && it.seq == session->seq;
    });
    if (said == events.end()) return out.null();
    out.begin_object();
    write_listed(out, *said);
    out.end_object();
  }

  const Call& call_;
  const Day& day_;
  std::map<Key, People> groups_;
  People others_;
};

}  // namespace

Answer get_roster(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto id = parameters.text("facility");
  const auto date = parameters.date("date");
  const Instant as_of = parameters.instant("as_of").value_or(call.now);
  if (!id && problems.empty())
    problems.push_back({ProblemCode::missing_field, "facility is missing in the address", ""});
  parameters.finish();
  if (!problems.empty()) return undecodable(problems);
  auto facility = store::shows_facility(call.request.principal->facilities, *id)
                      ? store::find_facility(call.reader, *id, as_of)
                      : std::nullopt;
  if (!facility) return not_found("there is no facility of this id");
  const Date today = facility->zone.day_of(as_of);
  const Day day{std::move(*facility), date.value_or(today), as_of};
  Roster roster(call, day);
  for (const std::string& episode : store::episodes_in_care(call.reader, *id, day.date))
    if (const auto head = store::find_log(call.reader, episode)) roster.take(*head);
  JsonWriter out;
  out.begin_object();
  out.field("facility", *id);
  out.field("date", day.date);
  out.field("as_of", as_of);
  out.field("closed", day.facility.is_closed(day.date));
  roster.write(out);
  out.end_object();
  return Response{.body = std::string(out.text())};
}

}  // namespace authledger::server
