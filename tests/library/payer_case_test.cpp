#include <gtest/gtest.h>

#include "engine/json/event_codec.hpp"
#include "engine/json/payer_case_codec.hpp"

namespace authledger {
namespace {

constexpr std::string_view head =
    R"("description": "It is told.", "rules": ["1/a"], "as_of": "2026-03-10T12:00:00-05:00",
       "time_zone": "America/Chicago", "admitted": "2026-03-02", "expect": {"remaining": {}})";

Result<json::PayerCase> read(std::string_view members) {
  return json::read_payer_case(
      "{" + std::string(head) + (members.empty() ? "" : ", ") + std::string(members) + "}",
      "sample-payer");
}

// "seq fact" of each event.
std::vector<std::string> log_of(const Result<json::PayerCase>& read_case) {
  EXPECT_TRUE(read_case) << summary(read_case.error());
  std::vector<std::string> lines;
  if (read_case)
    for (const Event& event : read_case->log)
      lines.push_back(std::to_string(event.seq) + " " + json::fact_text(event.fact));
  return lines;
}

std::vector<std::string> problems_of(const Result<json::PayerCase>& read_case) {
  EXPECT_FALSE(read_case);
  std::vector<std::string> lines;
  if (!read_case)
    for (const Problem& problem : read_case.error())
      lines.push_back(problem.pointer + " " + std::string(word(problem.code)));
  return lines;
}

using Lines = std::vector<std::string>;

TEST(PayerCase, OfLittleHasAnAdmissionAndTheFoldersPayer) {
  const auto it = read("");
  ASSERT_TRUE(it);
  EXPECT_EQ(
      log_of(it),
      (Lines{R"(1 {"type":"episode.admitted","episode":"episode","date":"2026-03-02",)"
             R"("level_of_care":"iop"})",
             R"(2 {"type":"coverage.set","payer":"sample-payer","effective":"2026-03-02"})"}));
  EXPECT_EQ(it->description, "It is told.");
  EXPECT_EQ(it->rules, Lines{"1/a"});
  EXPECT_EQ(it->facility.zone.name(), "America/Chicago");
}

TEST(PayerCase, SaysAdmissionCoverageScheduleSessionsEventsDischarge) {
  const auto it = read(R"(
      "discharged": "2026-03-09", "events": [{"type": "discharge.planned", "date": null}],
      "sessions": [{"attended": ["2026-03-04"]}], "coverage": {"plan": "p"},
      "schedule": {"weekdays": ["wed"], "start": "18:00", "minutes": 180, "service": "S9480"})");
  ASSERT_TRUE(it) << summary(it.error());
  Lines types;
  for (const Event& event : it->log) {
    types.push_back(std::to_string(event.seq) + " " + std::string(type_word(event.fact)));
    EXPECT_EQ(event.recorded_at, it->as_of);
  }
  EXPECT_EQ(types, (Lines{"1 episode.admitted", "2 coverage.set", "3 schedule.set",
                          "4 session.recorded", "5 discharge.planned", "6 episode.discharged"}));
}

TEST(PayerCase, LetsAnEventSayWhenItWasRecorded) {
  const auto it = read(R"("events": [{"type": "duty.completed", "duty": "duty:plan",
      "at": "2026-03-03T09:00:00-06:00", "recorded_at": "2026-03-03T10:00:00-06:00"}])");
  ASSERT_TRUE(it) << summary(it.error());
  EXPECT_EQ(to_text(it->log.back().recorded_at), "2026-03-03T16:00:00Z");
}

TEST(PayerCase, GivesSessionsWhatTheScheduleSays) {
  const auto it = read(R"("sessions": [{"attended": ["2026-03-02", "2026-03-09"]},
      {"no_show": ["2026-03-09"], "excused": true, "minutes": 60, "start": "09:00",
       "service": "H0015", "modality": "telehealth"}],
      "schedule": {"weekdays": [], "start": "18:00", "minutes": 180, "service": "S9480",
                   "modality": "hybrid"})");
  const Lines log = log_of(it);
  ASSERT_EQ(log.size(), 6u);
  EXPECT_EQ(log[3], R"(4 {"type":"session.recorded","session":"2026-03-02",)"
                    R"("start":"2026-03-03T00:00:00Z","minutes":180,"service":"S9480",)"
                    R"("outcome":"attended","modality":"hybrid"})");
  // In summer time, an hour earlier in UTC.
  EXPECT_NE(log[4].find(R"("session":"2026-03-09","start":"2026-03-09T23:00:00Z")"), log[4].npos);
  EXPECT_EQ(log[5], R"(6 {"type":"session.recorded","session":"2026-03-09-2",)"
                    R"("start":"2026-03-09T14:00:00Z","minutes":60,"service":"H0015",)"
                    R"("outcome":"no_show","excused":true,"modality":"telehealth"})");
}

TEST(PayerCase, CarriesTheComponentsOfASession) {
  const auto it = read(R"("sessions": [{"attended": ["2026-03-02"], "start": "09:00",
      "minutes": 60, "service": "S9480", "components": [{"kind": "group", "participants": 12}]}])");
  ASSERT_TRUE(it) << summary(it.error());
  const auto& session = std::get<SessionRecorded>(it->log.back().fact);
  ASSERT_EQ(session.components.size(), 1u);
  EXPECT_EQ(session.components[0].participants, 12);
}

TEST(PayerCase, TellsEveryFaultWithItsPlaceInTheCase) {
  EXPECT_EQ(
      problems_of(read(R"("expected": {}, "closed": ["25 December"],
      "coverage": {"effective": "2026-03-02", "funding": "public"},
      "schedule": {"weekdays": ["friday"], "start": "18:00", "minutes": 180, "service": "S9480"},
      "sessions": [{"attended": ["2026-02-30"]}, {"minutes": 10},
                   {"attended": [], "no_show": []},
                   {"attended": ["2026-03-02"], "start": "09:00", "minutes": 60, "service": "S9480",
                    "components": [{"participants": 1}]}],
      "events": [{"type": "duty.completed", "duty": "d", "at": "yesterday"},
                 {"type": "duty.done"}, 7])")),
      (Lines{"/closed/0 invalid_value", "/coverage/effective unknown_field",
             "/coverage/funding invalid_value", "/schedule/weekdays/0 invalid_value",
             "/sessions/0/attended/0 invalid_value", "/sessions/0 missing_field",
             "/sessions/1 invalid_value", "/sessions/1 missing_field", "/sessions/2 invalid_value",
             "/sessions/2 missing_field", "/sessions/3/components/0 missing_field",
             "/events/0/at invalid_value", "/events/1/type invalid_value", "/events/2 wrong_type",
             "/expected unknown_field"}));
}

TEST(PayerCase, ExpectsSomething) {
  std::string text = "{" + std::string(head) + "}";
  text.replace(text.find(R"({"remaining": {}})"), 17, "{}");
  EXPECT_EQ(problems_of(json::read_payer_case(text, "p")), Lines{"/expect invalid_value"});
}

TEST(PayerCase, HasAtMostAThousandEvents) {
  const auto with_sessions = [](int count) {
    std::string dates;
    for (int i = 0; i < count; ++i) dates += i ? R"(,"2026-03-02")" : R"("2026-03-02")";
    return read(R"("sessions": [{"attended": [)" + dates +
                R"(], "start": "09:00", "minutes": 60, "service": "S9480"}])");
  };
  EXPECT_TRUE(with_sessions(998));
  EXPECT_EQ(problems_of(with_sessions(999)), Lines{" out_of_range"});
}

}  // namespace
}  // namespace authledger
