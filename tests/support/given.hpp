// Says an episode in the words of the field, and asks for its standing.
//
//     const auto now = given()
//                          .under(policy(R"("services": [{"codes": ["S9480"], "unit": "day"}])"))
//                          .admitted("2026-03-02")
//                          .covered_by("example-payer")
//                          .meets({"mon", "wed", "fri"}, "09:00", 180, "S9480")
//                          .approved("A1", 18, "2026-03-02", "2026-04-15")
//                          .attended("2026-03-02")
//                          .as_of("2026-03-02T20:00:00Z");
//     EXPECT_EQ(now.remaining(), "day 17");
//
// Unless said otherwise: the facility and the payer live in America/Chicago, everything was learned
// long before anybody asks, in the order in which it is said, sessions start at 09:00 there, last
// 180 minutes, are of service S9480, and are called by their date. Every person, payer and number
// is invented. Standings answer in short texts, so that a test compares them with a literal.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger::test {

// Texts that must be right in a test; a wrong one stops it.
Date date(std::string_view text);
Instant instant(std::string_view text);
TimeOfDay time_of_day(std::string_view text);
Zone zone(std::string_view iana_name);

// A policy document of `example-payer`, version 1, in force from 2020, in America/Chicago, without
// services: unless `members` (the inside of a JSON object) say otherwise.
Policy policy(std::string_view members);

using Words = std::vector<std::string>;
using Texts = std::vector<std::string>;  // what a standing answers with, in its order

struct Line {
  Words codes{"S9480"};
  int units = 0;
};

struct Decided {  // an authorization, as the payer decided it
  std::string id;
  std::string number{};
  std::string decision = "approved";
  std::string at = "2020-01-01T00:00:00Z";
  std::string start{}, end{};
  std::vector<Line> lines{};
  std::string next_review{};
};

struct Meeting {  // a session; `date` at 09:00 in Chicago, unless it says when it starts
  std::string date{};
  std::string id{};
  std::string start{};  // instant
  std::string end{};    // instant, instead of minutes
  int minutes = 180;
  int break_minutes = 0;
  std::string service = "S9480";
  std::string outcome = "attended";
  bool excused = false;
  std::string modality = "in_person";
  std::string authorization{};
};

// A standing and the policies that it points into.
class Answer {
 public:
  Answer(std::shared_ptr<const PolicyBook> book, Standing standing)
      : book_(std::move(book)), standing_(std::move(standing)) {}

  const Standing& standing() const { return standing_; }

  std::string remaining() const;                           // "visit 3, day 9"
  std::string covered_through() const;                     // a date, or "never"
  std::string first_uncovered_day() const;                 // a date, or "never"
  Texts uncovered() const;                                 // "2026-03-04 S9480 1 outside_dates"
  Texts unrecorded() const;                                // "2026-03-04"
  Texts under_intensity() const;                           // "2026-03-01 S9480 360 of 540"
  Texts authorizations() const;                            // "A1 approved"
  std::string line(std::string_view authorization) const;  // its first line
  // "day: 18 units, 2 used, 16 remaining, 16 forecast, exhausts 2026-04-10, 0 unused"
  std::string line(std::string_view authorization, std::size_t position) const;
  std::string last_covered_day(std::string_view authorization) const;  // a date, or "never"

  // "charged 1, covered 1, A1/0 x1, short unit_mismatch"
  std::string session(std::string_view id) const;
  std::string minutes(std::string_view id) const;
  Texts sessions() const;  // their ids

  Texts obligations() const;                               // their keys
  Texts obligations_of(ObligationKind kind) const;         // their keys
  std::string due(std::string_view key) const;             // an instant, "never", or "no such"
  std::string opens(std::string_view key) const;           // likewise
  std::string status(std::string_view key) const;          // a word, or "no such"
  std::string rule(std::string_view key) const;            // the rule's key, or "none"
  const Because& because(std::string_view key) const;      // of an obligation
  std::vector<Seq> events_of(std::string_view key) const;  // that an obligation rests on

 private:
  const Obligation* find(std::string_view key) const;
  const AuthorizationStanding& authorization(std::string_view id) const;
  const SessionStanding& find_session(std::string_view id) const;

  std::shared_ptr<const PolicyBook> book_;
  Standing standing_;
};

class Given {
 public:
  Given();

  Given& in_zone(std::string_view iana_name);  // of the facility
  Given& closed_on(std::string_view date);
  Given& under(Policy policy);          // one more document on file
  Given& learned(std::string_view at);  // when what follows was recorded
  Given& say(Fact fact);                // one more event; see last()
  Given& say_as(Seq seq, Fact fact);    // in this place of the log
  Given& withdraw(Seq seq);

  Given& admitted(std::string_view date);
  Given& admitted(std::string_view date, std::string_view birth_date);
  Given& discharged(std::string_view date);
  Given& discharge_taken_back();
  Given& covered_by(std::string_view payer);  // from 1990 on
  Given& covered_by(std::string_view payer, std::string_view effective);
  Given& covered(CoverageSet coverage);
  Given& meets(const Words& weekdays, std::string_view start, int minutes,
               std::string_view service);  // from 1990 on
  Given& meets_from(std::string_view effective, const Words& weekdays, std::string_view start,
                    int minutes, std::string_view service);
  Given& requested(std::string_view id, std::string_view at);
  Given& requested_expedited(std::string_view id, std::string_view at);
  Given& approved(std::string_view id, int units, std::string_view start, std::string_view end);
  Given& decided(const Decided& decided);
  Given& authorization_voided(std::string_view id);
  Given& session(const Meeting& meeting);
  Given& attended(std::string_view date);
  Given& attended(std::string_view date, int minutes);
  Given& no_show(std::string_view date);
  Given& cancelled_by_member(std::string_view date);
  Given& cancelled_by_facility(std::string_view date);
  Given& session_voided(std::string_view id);
  Given& used_elsewhere(std::string_view service, int year, int units);
  Given& review_submitted(std::string_view authorization, std::string_view at);
  Given& notice_sent(std::string_view key, std::string_view at);
  Given& duty_completed(std::string_view key, std::string_view at);
  Given& payer_asked(std::string_view ask, std::string_view at, std::string_view due);

  Seq last() const { return seq_; }  // the seq of the latest event
  const std::vector<Event>& log() const { return log_; }
  const PolicyBook& book() const { return book_; }
  const Facility& facility() const { return facility_; }
  Episode episode(std::string_view as_of) const;
  Answer as_of(std::string_view as_of) const;

 private:
  Facility facility_;
  PolicyBook book_;
  std::vector<Event> log_;
  Seq seq_ = 0;
  Instant learned_;
};

Given given();

}  // namespace authledger::test
