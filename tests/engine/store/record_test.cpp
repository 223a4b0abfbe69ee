// The one writer of events: what joins a log, what is refused and why, and that derived rows
// follow.
#include "engine/store/record.hpp"

#include <gtest/gtest.h>

#include "engine/json/event_codec.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/tables.hpp"

namespace authledger::store {
namespace {

Instant at(std::string_view text) {
  return *parse_instant(text);
}

class Record : public testing::Test {
 protected:
  Record() {
    open_tables(*store);
    enter("F1");
  }

  void enter(const std::string& facility) {
    enter_facility(*store, Facility{facility, "", "", *Zone::find("America/Chicago"), {}}, now);
  }

  static PostedEvent event(std::string_view text) {
    JsonReader reader;
    const auto tree = reader.read(text, wire_limits);
    EXPECT_TRUE(tree);
    Problems problems;
    PostedEvent posted =
        json::read_posted_event(tree->root(), json::Place(""), problems, json::Sender::import);
    EXPECT_TRUE(problems.empty()) << summary(problems);
    return posted;
  }

  Recorded post(std::string_view text) {
    const std::vector<PostedEvent> events{event(text)};
    sql::Transaction transaction(*store);
    Recorded recorded = record(*store, book, events, now).front();
    transaction.commit();
    return recorded;
  }

  std::size_t log_size(const std::string& episode) { return read_log(*store, episode).size(); }

  std::unique_ptr<sql::Connection> store = sql::open_sqlite(":memory:", sql::Access::write);
  PolicyBook book;
  Instant now = at("2026-03-10T12:00:00Z");
};

constexpr std::string_view admission =
    R"({"id":"e1","episode":"E1","type":"episode.admitted","date":"2026-03-02","level_of_care":"iop"})";
constexpr std::string_view session =
    R"({"id":"e2","episode":"E1","type":"session.recorded","session":"S1",
        "start":"2026-03-02T09:00:00-06:00","minutes":180,"service":"S9480","outcome":"attended"})";

TEST_F(Record, AppendsAndCountsFromOne) {
  EXPECT_EQ(post(admission).seq, 1);
  const Recorded second = post(session);
  EXPECT_EQ(second.verdict, Verdict::created);
  EXPECT_EQ(second.seq, 2);
  EXPECT_EQ(to_text(second.recorded_at), "2026-03-10T12:00:00Z");
}

TEST_F(Record, TheSameIdAndContentAgainExistsAndIsWrittenOnce) {
  post(session);
  const Recorded again = post(session);
  EXPECT_EQ(again.verdict, Verdict::exists);
  EXPECT_EQ(again.seq, 1);
  EXPECT_EQ(log_size("E1"), 1u);
}

TEST_F(Record, TheSameInstantInAnotherOffsetIsTheSameContent) {
  post(session);
  EXPECT_EQ(post(R"({"id":"e2","episode":"E1","type":"session.recorded","session":"S1",
        "start":"2026-03-02T15:00:00Z","minutes":180,"service":"S9480","outcome":"attended",
        "excused":false})")
                .verdict,
            Verdict::exists);
}

TEST_F(Record, TheSameIdWithOtherContentIsRefusedNamingTheField) {
  post(session);
  const Recorded other = post(R"({"id":"e2","episode":"E1","type":"session.recorded","session":"S1",
        "start":"2026-03-02T09:00:00-06:00","minutes":175,"service":"S9480","outcome":"attended"})");
  ASSERT_EQ(other.verdict, Verdict::refused);
  EXPECT_EQ(other.problems.front().code, ProblemCode::conflict);
  EXPECT_EQ(other.problems.front().pointer, "/minutes");
  EXPECT_EQ(post(R"({"id":"e2","episode":"E2","type":"session.voided","session":"S1"})")
                .problems.front()
                .pointer,
            "/episode");
  EXPECT_EQ(post(R"({"id":"e2","episode":"E1","type":"session.voided","session":"S1"})")
                .problems.front()
                .pointer,
            "/type");
  EXPECT_EQ(log_size("E1"), 1u);
}

TEST_F(Record, AttendanceMayComeBeforeTheAdmission) {
  EXPECT_EQ(post(session).verdict, Verdict::created);
  EXPECT_EQ(post(admission).verdict, Verdict::created);
  EXPECT_EQ(standing_of(*store, book, "E1", now)->standing.sessions.size(), 1u);
}

TEST_F(Record, ANewEpisodeNamesItsFacilityWhenThereAreSeveral) {
  enter("F2");
  const Recorded lost = post(admission);
  ASSERT_EQ(lost.verdict, Verdict::refused);
  EXPECT_EQ(lost.problems.front().code, ProblemCode::missing_field);
  EXPECT_EQ(lost.problems.front().pointer, "/facility");
  const std::string at_second =
      R"({"id":"e1","facility":"F2",)" + std::string(admission.substr(11));
  EXPECT_EQ(post(at_second).verdict, Verdict::created);
  EXPECT_EQ(post(session).verdict, Verdict::created) << "the log knows its facility now";
  EXPECT_EQ(find_log(*store, "E1")->facility, "F2");
}

TEST_F(Record, RefusesAnUnknownFacilityMemberAndAnotherFacility) {
  EXPECT_EQ(
      post(R"({"id":"a","episode":"E1","facility":"F9","type":"session.voided","session":"S"})")
          .problems.front()
          .code,
      ProblemCode::not_found);
  EXPECT_EQ(post(R"({"id":"a","episode":"E1","member":"M9","type":"session.voided","session":"S"})")
                .problems.front()
                .pointer,
            "/member");
  post(admission);
  enter("F2");
  EXPECT_EQ(
      post(R"({"id":"a","episode":"E1","facility":"F2","type":"session.voided","session":"S"})")
          .problems.front()
          .code,
      ProblemCode::conflict);
  EXPECT_EQ(log_size("E1"), 1u);
}

TEST_F(Record, AWithdrawalNamesAnEventOfItsOwnLog) {
  post(admission);
  post(session);
  const auto withdrawal = [](std::string_view id, std::string_view episode,
                             std::string_view target) {
    return R"({"id":")" + std::string(id) + R"(","episode":")" + std::string(episode) +
           R"(","type":"event.withdrawn","withdraws":")" + std::string(target) + R"("})";
  };
  EXPECT_EQ(post(withdrawal("w0", "E1", "nobody")).problems.front().code, ProblemCode::not_found);
  EXPECT_EQ(post(withdrawal("w0", "E2", "e2")).problems.front().code, ProblemCode::not_found);
  EXPECT_FALSE(find_log(*store, "E2")) << "a refused event opens no log";
  EXPECT_EQ(post(withdrawal("w1", "E1", "e2")).verdict, Verdict::created);
  EXPECT_TRUE(standing_of(*store, book, "E1", now)->standing.sessions.empty());
  EXPECT_EQ(post(withdrawal("w1", "E1", "e2")).verdict, Verdict::exists);
  EXPECT_EQ(post(withdrawal("w1", "E1", "e1")).problems.front().pointer, "/withdraws");
  EXPECT_EQ(post(withdrawal("w2", "E1", "w1")).problems.front().code, ProblemCode::conflict);
}

TEST_F(Record, WhenTheClockGoesBackALaterEventIsNotOlderThanTheOneBefore) {
  post(session);
  now = at("2026-03-10T11:00:00Z");
  const Recorded correction =
      post(R"({"id":"e3","episode":"E1","type":"session.voided","session":"S1"})");
  EXPECT_EQ(to_text(correction.recorded_at), "2026-03-10T12:00:00Z");
  EXPECT_TRUE(
      standing_of(*store, book, "E1", at("2026-03-10T12:00:00Z"))->standing.sessions.empty());
}

TEST_F(Record, AnImportMaySayWhenItWasLearnedButNotInTheFuture) {
  const std::string body(session.substr(1));
  const Recorded early = post(R"({"recorded_at":"2026-03-10T12:00:01Z",)" + body);
  ASSERT_EQ(early.verdict, Verdict::refused);
  EXPECT_EQ(early.problems.front().pointer, "/recorded_at");
  EXPECT_EQ(to_text(post(R"({"recorded_at":"2026-03-02T20:00:00Z",)" + body).recorded_at),
            "2026-03-02T20:00:00Z");
  EXPECT_EQ(post(R"({"recorded_at":"2026-03-02T21:00:00Z",)" + body).problems.front().pointer,
            "/recorded_at");
}

TEST_F(Record, DerivedRowsAreThoseOfTheLogAfterEveryEvent) {
  post(admission);
  for (
      const std::string_view text :
      {session,
       std::string_view(
           R"({"id":"e3","episode":"E1","type":"authorization.decided","authorization":"A1",
            "decision":"approved","decided_at":"2026-03-02T08:00:00-06:00","start":"2026-03-02",
            "end":"2026-04-15","lines":[{"codes":["S9480"],"units":12}],"next_review":"2026-03-20"})"),
       std::string_view(
           R"({"id":"e4","episode":"E1","type":"review.submitted","authorization":"A1","at":"2026-03-09T08:00:00Z"})"),
       std::string_view(
           R"({"id":"e5","episode":"E1","type":"notice.sent","notice":"review:A1","at":"2026-03-09T08:00:00Z"})")}) {
    ASSERT_EQ(post(text).verdict, Verdict::created);
    EXPECT_EQ(derived_rows(*store, "E1"), derived_rows(*standing_of(*store, book, "E1", now)));
  }
  EXPECT_EQ(derived_rows(*store, "E1").size(), 5u)
      << "the episode, a line, its review, the moot notice under the review's key, and figures";
}

TEST_F(Record, ARefusedEventDoesNotStopTheOthersOfItsBatch) {
  const std::vector<PostedEvent> events{
      event(admission),
      event(R"({"id":"x","episode":"E1","facility":"F9","type":"session.voided","session":"S"})"),
      event(session)};
  sql::Transaction transaction(*store);
  const auto verdicts = record(*store, book, events, now);
  transaction.commit();
  EXPECT_EQ(verdicts[0].verdict, Verdict::created);
  EXPECT_EQ(verdicts[1].verdict, Verdict::refused);
  EXPECT_EQ(verdicts[2].seq, 2);
}

TEST_F(Record, ARefusedFirstEventLeavesNothingForTheNextOfItsBatch) {
  enter("F2");
  const std::vector<PostedEvent> events{
      event(
          R"({"id":"w","episode":"E1","facility":"F2","type":"event.withdrawn","withdraws":"x"})"),
      event(admission)};
  sql::Transaction transaction(*store);
  const auto verdicts = record(*store, book, events, now);
  transaction.commit();
  ASSERT_EQ(verdicts[0].verdict, Verdict::refused);
  ASSERT_EQ(verdicts[1].verdict, Verdict::refused);
  EXPECT_EQ(verdicts[0].problems.front().pointer, "/withdraws");
  EXPECT_EQ(verdicts[1].problems.front().pointer, "/facility") << "nobody said where E1 is treated";
}

TEST_F(Record, NothingStaysOfATransactionThatDidNotCommit) {
  {
    const std::vector<PostedEvent> events{event(admission)};
    sql::Transaction transaction(*store);
    record(*store, book, events, now);
  }
  EXPECT_FALSE(find_log(*store, "E1"));
  EXPECT_TRUE(read_log(*store, "E1").empty());
}

}  // namespace
}  // namespace authledger::store
