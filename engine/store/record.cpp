#include "engine/store/record.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "engine/base/sha256.hpp"
#include "engine/json/event_codec.hpp"
#include "engine/store/chain.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/writer_memory.hpp"

namespace authledger::store {
namespace {

struct StoredEvent {
  std::string episode;
  std::int64_t seq;
  Instant recorded_at;
  std::optional<std::string> facility, member;
  std::string fact;
};

std::optional<StoredEvent> find_event(sql::Connection& connection, const std::string& id) {
  std::optional<StoredEvent> event;
  const auto maybe = [](const sql::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(std::string(row.text(column)));
  };
  connection.run(
      "SELECT episode, seq, recorded_at, facility, member, fact FROM event WHERE id = $1", {id},
      [&](const sql::Row& row) {
        event = StoredEvent{std::string(row.text(0)),
                            row.integer(1),
                            Instant::from_microseconds(row.integer(2)),
                            maybe(row, 3),
                            maybe(row, 4),
                            std::string(row.text(5))};
      });
  return event;
}

Recorded refused(Problem problem) {
  return {Verdict::refused, 0, {}, {std::move(problem)}};
}

class Recorder {
 public:
  Recorder(sql::Connection& writer, const Compartment& visible, Instant now)
      : writer_(writer), visible_(visible), now_(now) {}

  // Does all but write: what would be appended goes to `rehearsed`, by episode.
  Recorder(sql::Connection& reader, const Compartment& visible, Instant now,
           std::map<std::string, std::vector<Event>>& rehearsed)
      : writer_(reader), visible_(visible), now_(now), rehearsed_(&rehearsed) {}

  std::vector<Recorded> record_all(std::span<const PostedEvent> events) {
    std::vector<Recorded> verdicts;
    verdicts.reserve(events.size());
    for (const PostedEvent& event : events) verdicts.push_back(record(event));
    return verdicts;
  }

  Recorded record(const PostedEvent& event) {
    std::optional<StoredEvent> target;
    if (!event.withdraws.empty()) target = find_said(event.withdraws);
    LogHead* head = find_head(event.episode);
    if (head && !shows_facility(visible_, head->facility))
      return refused(
          {ProblemCode::not_found, "there is no episode \"" + event.episode + "\"", "/episode"});
    if (const auto stored = find_said(event.id)) {
      if (event.episode != stored->episode && !sees_episode(stored->episode))
        return refused({ProblemCode::conflict,
                        "id is \"" + event.id + "\", which another event has already", "/id"});
      return said_before(event, *stored, target);
    }
    if (event.recorded_at && *event.recorded_at > now_)
      return refused({ProblemCode::out_of_range,
                      "recorded_at is " + to_text(*event.recorded_at) +
                          ", after now; nobody has learned the future",
                      "/recorded_at"});
    if (event.member && !(find_member(writer_, *event.member, now_) &&
                          shows_member(writer_, visible_, *event.member)))
      return refused({ProblemCode::not_found,
                      "member is \"" + *event.member + "\", whom the register does not have",
                      "/member"});
    if (!head) {
      if (auto problem = open_log(event, head)) return refused(std::move(*problem));
    }
    std::optional<WithdrawnTarget> withdrawn;
    if (target)
      withdrawn = {target->episode, target->fact.starts_with(R"({"type":"event.withdrawn")")};
    if (auto problem = refusal(*head, event, withdrawn)) {
      if (head->last_seq == 0) heads_.erase(event.episode);
      return refused(std::move(*problem));
    }
    return append(event, *head, target ? target->seq : 0);
  }

  std::vector<std::string> touched() const {
    std::vector<std::string> episodes;
    for (const auto& [id, head] : heads_)
      if (head.is_touched) episodes.push_back(id);
    return episodes;
  }

 private:
  struct OpenLog : LogAndWaiting {
    bool is_touched = false;
  };

  // In the log, or earlier in the same rehearsal.
  std::optional<StoredEvent> find_said(const std::string& id) {
    const auto known = rehearsed_ids_.find(id);
    return known == rehearsed_ids_.end() ? find_event(writer_, id) : known->second;
  }

  LogHead* find_head(const std::string& episode) {
    const auto known = heads_.find(episode);
    if (known != heads_.end()) return &known->second.head;
    auto found = find_log_and_waiting(writer_, episode);
    if (!found) return nullptr;
    return &heads_.emplace(episode, OpenLog{*std::move(found)}).first->second.head;
  }

  bool sees_episode(const std::string& episode) {
    const LogHead* head = find_head(episode);
    return !head || shows_facility(visible_, head->facility);
  }

  // A new episode needs to know where it is treated: as the event says, or at the only facility
  // there is.
  std::optional<Problem> open_log(const PostedEvent& event, LogHead*& head) {
    std::vector<std::string> facilities = facility_ids(writer_);
    std::erase_if(facilities, [&](const auto& id) { return !shows_facility(visible_, id); });
    std::string facility;
    if (event.facility) {
      if (!std::binary_search(facilities.begin(), facilities.end(), *event.facility))
        return Problem{ProblemCode::not_found,
                       "facility is \"" + *event.facility + "\", which the register does not have",
                       "/facility"};
      facility = *event.facility;
    } else if (facilities.size() == 1) {
      facility = facilities.front();
    } else {
      return Problem{ProblemCode::missing_field,
                     "facility is missing; episode \"" + event.episode +
                         "\" is new and the register has " + std::to_string(facilities.size()) +
                         " facilities" + (facilities.empty() ? "; register one first" : ""),
                     "/facility"};
    }
    LogHead fresh{event.episode, facility, std::nullopt, 0, Instant()};
    head = &heads_.emplace(event.episode, OpenLog{{std::move(fresh)}}).first->second.head;
    return std::nullopt;
  }

  Recorded append(const PostedEvent& event, LogHead& head, std::int64_t withdrawn_seq) {
    Fact fact = event.fact;
    if (auto* withdrawal = std::get_if<EventWithdrawn>(&fact))
      withdrawal->withdraws = withdrawn_seq;
    const Instant recorded_at = event.recorded_at.value_or(std::max(now_, head.last_recorded_at));
    const std::int64_t seq = head.last_seq + 1;
    if (rehearsed_) return rehearse(event, std::move(fact), recorded_at, head);
    if (!chain_) chain_ = chain_head(writer_);
    const ChainedEvent row{
        chain_->position + 1,         event.episode,  seq,          event.id,
        recorded_at.microseconds(),   event.facility, event.member, json::fact_text(fact),
        salt_of(chain_->position + 1)};
    chain_ =
        ChainLink{row.position, link_digest(chain_->digest, row.position, content_digest(row))};
    writer_.run(
        "INSERT INTO event (episode, seq, id, recorded_at, facility, member, fact, position, "
        "digest, salt)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        {event.episode, seq, event.id, recorded_at.microseconds(), sql::nullable(event.facility),
         sql::nullable(event.member), row.fact, row.position, sql::Bytes{chain_->digest},
         sql::Bytes{row.salt}},
        sql::ignore_rows);
    head.last_seq = seq;
    head.last_recorded_at = std::max(head.last_recorded_at, recorded_at);
    OpenLog& open = heads_.at(event.episode);
    const bool is_news = !open.is_waiting || (event.member && head.member != event.member);
    if (event.member) head.member = event.member;
    if (is_news) write_head(head);
    open.is_waiting = open.is_touched = true;
    if (WriterMemory* memory = writer_.memory()) {
      memory->last_event = chain_;
      memory->keep(open);
    }
    return {Verdict::created, seq, recorded_at, {}};
  }

  Recorded rehearse(const PostedEvent& event, Fact fact, Instant recorded_at, LogHead& head) {
    const std::int64_t seq = ++head.last_seq;
    head.last_recorded_at = std::max(head.last_recorded_at, recorded_at);
    if (event.member) head.member = event.member;
    rehearsed_ids_.emplace(event.id, StoredEvent{event.episode, seq, recorded_at, event.facility,
                                                 event.member, json::fact_text(fact)});
    (*rehearsed_)[event.episode].push_back({seq, recorded_at, std::move(fact)});
    return {Verdict::created, seq, recorded_at, {}};
  }

  // Out of what the database draws once for a group of events, so that under a simulated disk the
  // same seed gives the same file.
  std::string salt_of(std::int64_t position) {
    if (drawn_.empty())
      writer_.run("SELECT randomblob(32)", {}, [&](const sql::Row& row) { drawn_ = row.text(0); });
    return sha256(drawn_ + std::to_string(position)).substr(0, salt_size);
  }

  // Not for each event: a row that says that its episode waits need not name the last event.
  void write_head(const LogHead& head) {
    writer_.run(
        "INSERT INTO episode (id, facility, member, last_seq, last_recorded_at, restated_at,"
        " policies, is_open, uncovered_units, restated_seq)"
        " VALUES ($1, $2, $3, $4, $5, 0, '', 1, 0, 0)"
        " ON CONFLICT (id) DO UPDATE SET member = excluded.member, last_seq = excluded.last_seq,"
        " last_recorded_at = excluded.last_recorded_at",
        {head.episode, head.facility, sql::nullable(head.member), head.last_seq,
         head.last_recorded_at.microseconds()},
        sql::ignore_rows);
  }

  // The id is known: the same content is no news, any other is refused with the field that differs.
  static Recorded said_before(const PostedEvent& event, const StoredEvent& stored,
                              const std::optional<StoredEvent>& target) {
    const std::string field = differing_field(event, stored, target);
    if (field.empty()) return {Verdict::exists, stored.seq, stored.recorded_at, {}};
    return refused({ProblemCode::conflict,
                    "id is \"" + event.id + "\", which event " + std::to_string(stored.seq) +
                        " of episode \"" + stored.episode + "\" has already with another " + field,
                    "/" + field});
  }

  static std::string differing_field(const PostedEvent& event, const StoredEvent& stored,
                                     const std::optional<StoredEvent>& target) {
    if (event.episode != stored.episode) return "episode";
    if (event.facility != stored.facility) return "facility";
    if (event.member != stored.member) return "member";
    if (event.recorded_at && *event.recorded_at != stored.recorded_at) return "recorded_at";
    Fact fact = event.fact;
    if (auto* withdrawal = std::get_if<EventWithdrawn>(&fact))
      withdrawal->withdraws = target && target->episode == stored.episode ? target->seq : 0;
    const auto before = json::read_fact_text(stored.fact);
    if (!before) throw sql::DamagedRow("a stored event cannot be read: " + summary(before.error()));
    return json::differing_field(*before, fact);
  }

  sql::Connection& writer_;
  const Compartment& visible_;
  Instant now_;
  std::map<std::string, OpenLog> heads_;
  // None: not asked for yet. There is one writer, and it commits in the order in which it writes:
  // so whoever has read up to a position has missed nothing before it.
  std::optional<ChainLink> chain_;
  std::string drawn_;  // what the salts come from; never stored
  std::map<std::string, std::vector<Event>>* rehearsed_ = nullptr;  // null: it is recorded
  std::map<std::string, StoredEvent> rehearsed_ids_;
};

}  // namespace

std::string_view word(Verdict verdict) {
  switch (verdict) {
    case Verdict::created:
      return "created";
    case Verdict::exists:
      return "exists";
    case Verdict::refused:
      return "refused";
  }
  fail("a verdict without a word");
}

std::vector<Recorded> append(sql::Connection& writer, std::span<const PostedEvent> events,
                             Instant now) {
  return append_within(writer, std::nullopt, events, now);
}

std::vector<Recorded> append_within(sql::Connection& writer, const Compartment& visible,
                                    std::span<const PostedEvent> events, Instant now) {
  Recorder recorder(writer, visible, now);
  return recorder.record_all(events);
}

Rehearsal rehearse_within(sql::Connection& reader, const Compartment& visible,
                          std::span<const PostedEvent> events, Instant now) {
  Rehearsal rehearsal;
  Recorder recorder(reader, visible, now, rehearsal.appended);
  rehearsal.verdicts = recorder.record_all(events);
  return rehearsal;
}

std::vector<Recorded> record(sql::Connection& writer, const PolicyBook& book,
                             std::span<const PostedEvent> events, Instant now) {
  return record_within(writer, book, std::nullopt, events, now);
}

std::vector<Recorded> record_within(sql::Connection& writer, const PolicyBook& book,
                                    const Compartment& visible, std::span<const PostedEvent> events,
                                    Instant now) {
  Recorder recorder(writer, visible, now);
  std::vector<Recorded> verdicts = recorder.record_all(events);
  for (const std::string& episode : recorder.touched()) restate(writer, book, episode, now);
  return verdicts;
}

}  // namespace authledger::store
