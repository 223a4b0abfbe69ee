// Who is expected at a facility on a day, who came, and whether it is paid: what a front desk fills
// in. Groups are those who are scheduled for the same time and service.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/base/json_writer.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/store/event_list.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/search.hpp"
#include "server/handlers.hpp"
#include "server/parameters.hpp"
#include "server/problem.hpp"

namespace authledger::server {
namespace {

constexpr std::size_t episodes_at_once = 500;

// What one source system said last of a session.
struct Word {
  std::string source_system;
  Instant recorded_at;
  SessionRecorded session;
};

struct Cover {
  std::optional<bool> covered;  // none: nothing is charged, or nobody knows
  std::optional<std::string> authorization;
  std::optional<std::int64_t> remaining;
  std::optional<Date> last_covered_day;
};

struct Person {
  std::string episode;
  std::optional<std::string> member, member_name;
  std::string payer;
  std::optional<SessionRecorded> session;  // the last word; none: nobody said anything
  std::vector<Word> words;                 // of that session, when there are several
  bool conflict = false;
  Cover cover;
};

struct GroupKey {
  TimeOfDay start;
  std::string service, modality;
  int minutes = 0;
  auto operator<=>(const GroupKey&) const = default;
};

struct Roster {
  std::map<GroupKey, std::vector<Person>> groups;
  std::vector<Person> others;
};

bool overlap(const SessionRecorded& a, const SessionRecorded& b) {
  const auto end = [](const SessionRecorded& it) {
    return it.end ? *it.end
                  : Instant::from_seconds(it.start.seconds() + std::int64_t{it.minutes()} * 60);
  };
  return a.start < end(b) && b.start < end(a);
}

bool disagree(const SessionRecorded& a, const SessionRecorded& b) {
  return a.outcome != b.outcome || a.excused != b.excused || a.minutes() != b.minutes();
}

// The last word of each source system on the session, oldest first.
std::vector<Word> words_on(sql::Connection& reader, const std::string& episode,
                           const std::string& session) {
  std::map<std::string, Word> last;
  for (const store::ListedEvent& it : store::events_of(reader, episode)) {
    const auto* said = std::get_if<SessionRecorded>(&it.posted.fact);
    if (!said || said->session != session) continue;
    const std::string source = it.posted.source_system.value_or("");
    last.insert_or_assign(source, Word{source, it.recorded_at, *said});
  }
  std::vector<Word> words;
  for (auto& [source, it] : last) words.push_back(std::move(it));
  std::sort(words.begin(), words.end(), [](const Word& a, const Word& b) {
    return std::tie(a.recorded_at, a.source_system) < std::tie(b.recorded_at, b.source_system);
  });
  return words;
}

// What is left under an authorization, over its lines; none: it has no limit, or there is none.
void look_up(const Standing& standing, const std::string& id, Cover& cover) {
  for (const AuthorizationStanding& it : standing.authorizations) {
    if (it.id != id) continue;
    cover.authorization = id;
    cover.last_covered_day = it.last_covered_day;
    for (const LineStanding& line : it.lines)
      if (line.remaining) cover.remaining = cover.remaining.value_or(0) + *line.remaining;
  }
}

Cover cover_of(const Standing& standing, const std::optional<SessionRecorded>& session, Date date) {
  Cover cover;
  cover.last_covered_day = standing.covered_through;
  for (const SessionStanding& it : standing.sessions) {
    if (!session || it.session != session->session) continue;
    if (it.charged > 0) cover.covered = it.covered >= it.charged;
    if (!it.allocations.empty()) look_up(standing, it.allocations.front().authorization, cover);
    if (cover.authorization) return cover;
  }
  for (const ForecastSession& it : standing.forecast)
    if (it.date == date) cover.covered = it.uncovered == 0;
  for (const AuthorizationStanding& it : standing.authorizations) {
    const bool pays =
        it.state == AuthorizationState::approved || it.state == AuthorizationState::partial;
    if (!pays || cover.authorization || !it.start || !it.end) continue;
    if (*it.start <= date && date <= *it.end) look_up(standing, it.id, cover);
  }
  return cover;
}

class Gathering {
 public:
  Gathering(sql::Connection& reader, const PolicyBook& book, Facility facility, Date date,
            Instant now)
      : reader_(reader), book_(book), facility_(std::move(facility)), date_(date), now_(now) {}

  void add(const store::FoundEpisode& found) {
    const auto restated = store::standing_of(reader_, book_, found.episode.id, now_);
    if (!restated) return;
    // A session that is entered as attended before it begins is a word, too.
    const Instant end_of_day = facility_.zone.start_of(date_ + 1);
    const Episode episode =
        fold(store::read_log(reader_, found.episode.id), std::max(now_, end_of_day));
    std::vector<SessionRecorded> sessions;
    for (const auto& it : episode.sessions)
      if (facility_.zone.day_of(it.fact.start) == date_) sessions.push_back(it.fact);
    const ScheduleSet* schedule = schedule_on_date(episode);
    if (!schedule && sessions.empty()) return;
    place(found, restated->standing, episode, schedule, sessions);
  }

  Roster take() { return std::move(roster_); }

 private:
  // Null: nothing is scheduled for the episode on that day.
  const ScheduleSet* schedule_on_date(const Episode& episode) const {
    const bool is_here = episode.admission && episode.admission->fact.date <= date_ &&
                         (!episode.discharge || date_ <= *episode.discharge->fact.date);
    const auto* said = episode.schedule_on(date_);
    if (!is_here || !said || !said->fact.meets_on(date_.weekday())) return nullptr;
    return &said->fact;
  }

  void place(const store::FoundEpisode& found, const Standing& standing, const Episode& episode,
             const ScheduleSet* schedule, const std::vector<SessionRecorded>& sessions) {
    std::optional<std::size_t> expected;  // the session that the schedule meant
    for (std::size_t i = 0; schedule && i < sessions.size() && !expected; ++i)
      if (sessions[i].service == schedule->service) expected = i;
    const auto person = [&](std::optional<SessionRecorded> session) {
      return person_of(found, standing, episode, std::move(session), sessions);
    };
    if (schedule)
      roster_.groups[{schedule->start, schedule->service, schedule->modality, schedule->minutes}]
          .push_back(person(expected ? std::optional(sessions[*expected]) : std::nullopt));
    for (std::size_t i = 0; i < sessions.size(); ++i)
      if (i != expected) roster_.others.push_back(person(sessions[i]));
  }

  Person person_of(const store::FoundEpisode& found, const Standing& standing,
                   const Episode& episode, std::optional<SessionRecorded> session,
                   const std::vector<SessionRecorded>& all) {
    Person person{found.episode.id, found.episode.member, found.member_name, {}, {}, {}, false, {}};
    if (const auto* coverage = episode.coverage_on(date_)) person.payer = coverage->fact.payer;
    if (session) {
      person.words = words_on(reader_, found.episode.id, session->session);
      for (const Word& it : person.words)
        person.conflict |= disagree(it.session, person.words.back().session);
      for (const SessionRecorded& it : all)
        person.conflict |= it.session != session->session && it.outcome == Outcome::attended &&
                           session->outcome == Outcome::attended && overlap(it, *session);
    }
    person.cover = cover_of(standing, session, date_);
    person.session = std::move(session);
    return person;
  }

  sql::Connection& reader_;
  const PolicyBook& book_;
  const Facility facility_;
  const Date date_;
  const Instant now_;
  Roster roster_;
};

void write(JsonWriter& out, const Cover& cover) {
  out.key("cover");
  out.begin_object();
  out.key("covered");
  if (cover.covered)
    out.value(*cover.covered);
  else
    out.null();
  out.field("authorization", cover.authorization);
  out.field("remaining", cover.remaining);
  out.field("last_covered_day", cover.last_covered_day);
  out.end_object();
}

void write(JsonWriter& out, const Word& word_said) {
  out.begin_object();
  out.field("source_system", word_said.source_system.empty()
                                 ? std::nullopt
                                 : std::optional(word_said.source_system));
  out.field("recorded_at", word_said.recorded_at);
  out.field("outcome", word(word_said.session.outcome));
  out.field("excused", word_said.session.excused);
  out.field("minutes", word_said.session.minutes());
  out.end_object();
}

void write(JsonWriter& out, const Person& person) {
  out.begin_object();
  out.field("episode", person.episode);
  out.field("member", person.member);
  out.field("member_name", person.member_name);
  out.field("payer", person.payer.empty() ? std::nullopt : std::optional(person.payer));
  out.key("session");
  if (person.session)
    json::write_fact(out, *person.session);
  else
    out.null();
  out.key("said_by");
  out.begin_array();
  if (person.words.size() > 1)
    for (const Word& it : person.words) write(out, it);
  out.end_array();
  out.field("conflict", person.conflict);
  write(out, person.cover);
  out.end_object();
}

void write(JsonWriter& out, std::string_view name, const std::vector<Person>& people) {
  out.key(name);
  out.begin_array();
  for (const Person& it : people) write(out, it);
  out.end_array();
}

std::string text_of(const Roster& roster, const Facility& facility, Date date, Instant as_of) {
  JsonWriter out;
  out.begin_object();
  out.field("facility", facility.id);
  out.field("date", date);
  out.field("as_of", as_of);
  out.field("closed", std::find(facility.closed.begin(), facility.closed.end(), date) !=
                          facility.closed.end());
  out.key("groups");
  out.begin_array();
  for (const auto& [key, people] : roster.groups) {
    out.begin_object();
    out.field("start", to_text(key.start));
    out.field("service", key.service);
    out.field("modality", key.modality);
    out.field("minutes", key.minutes);
    write(out, "people", people);
    out.end_object();
  }
  out.end_array();
  write(out, "others", roster.others);
  out.end_object();
  return std::string(out.text());
}

}  // namespace

Answer get_roster(const Call& call) {
  Problems problems;
  Parameters parameters(call.query, problems);
  const auto id = parameters.text("facility");
  const auto date = parameters.date("date");
  parameters.finish();
  if (problems.empty() && !id)
    problems.push_back(
        {ProblemCode::missing_field, "facility is missing: whose roster is it?", ""});
  if (!problems.empty()) return undecodable(problems);
  const auto& visible = call.request.principal->facilities;
  const auto facility = store::shows_facility(visible, *id)
                            ? store::find_facility(call.reader, *id, call.now)
                            : std::optional<Facility>();
  if (!facility) return not_found("there is no such facility");
  const auto run =
      [visible, facility = *facility, book = call.book, now = call.now,
       day = date.value_or(facility->zone.day_of(call.now)), kept = call.reading.reader,
       reader = call.reading.reader ? call.reading.reader.get() : &call.reader]() -> ErrandDone {
    const sql::Transaction view(*reader);
    Gathering gathering(*reader, *book, facility, day, now);
    store::EpisodeSearch search;
    search.facility = facility.id;
    search.visible = visible;
    search.limit = episodes_at_once;
    for (bool has_more = true; has_more;) {
      const auto found = store::find_episodes(*reader, search);
      for (const store::FoundEpisode& it : found)
        if (it.episode.is_open || it.episode.discharged >= to_text(day)) gathering.add(it);
      has_more = found.size() == episodes_at_once;
      if (has_more) search.after = found.back().episode.id;
    }
    return {Response{.body = text_of(gathering.take(), facility, day, now)}};
  };
  return Errand{run, call.reading.aside};
}

}  // namespace authledger::server
