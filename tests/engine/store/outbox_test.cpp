// What the outbox says of an episode while its log goes on.
#include "engine/store/outbox.hpp"

#include <gtest/gtest.h>

#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "tests/support/given.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

using test::instant;
using Texts = std::vector<std::string>;

class Outbox : public testing::Test {
 protected:
  Outbox() {
    book.documents.push_back(test::policy(R"(
        "services": [{"codes": ["S9480"], "unit": "day", "minimum_minutes": 180}],
        "missed_sessions": [{"key": "no-show", "outcomes": ["no_show"], "count": 1,
                             "pattern": "consecutive", "repeat": "each",
                             "notify": {"hours": 24}, "whom": "payer"}],
        "reviews": [{"key": "before-end", "before": "end", "days": 3, "opens": {"days": 10}}])"));
    book.fingerprint = "invented";
    sql::Transaction transaction(data.writer());
    enter_facility(data.writer(), {"F1", "Sample", "", test::zone("America/Chicago"), {}},
                   instant("2026-03-01T00:00:00Z"));
    transaction.commit();
    say(CoverageSet{"example-payer", test::date("2026-01-01"), {}, {}, {}, {}});
    say(EpisodeAdmitted{"E1", test::date("2026-03-02"), "iop", {}});
  }

  // Records and restates in one transaction, as the service does when nobody waits.
  void say(Fact fact, std::string_view now = "2026-03-03T18:00:00Z") {
    const std::vector<PostedEvent> events{
        {"e" + std::to_string(++said), "E1", {}, {}, {}, std::move(fact), {}}};
    sql::Transaction transaction(data.writer());
    const auto recorded = record(data.writer(), book, events, instant(now)).front();
    ASSERT_EQ(recorded.verdict, Verdict::created) << summary(recorded.problems);
    restate(data.writer(), book, "E1", instant(now));
    transaction.commit();
  }
  void restate_at(std::string_view now) {
    sql::Transaction transaction(data.writer());
    restate(data.writer(), book, "E1", instant(now));
    transaction.commit();
  }
  static SessionRecorded session_of(Outcome outcome) {
    SessionRecorded session;
    session.session = "s1";
    session.start = instant("2026-03-03T15:00:00Z");
    session.given_minutes = 180;
    session.service = "S9480";
    session.outcome = outcome;
    return session;
  }
  void session(Outcome outcome) { say(session_of(outcome)); }
  Texts messages() {
    Texts texts;
    for (const OutboxMessage& it : outbox_after(data.writer(), 0, 100))
      texts.push_back(it.kind + " " + it.obligation +
                      (it.withdraws ? " withdraws " + std::to_string(*it.withdraws) : ""));
    return texts;
  }

  test::TemporaryDirectory folder;
  DataDirectory data = DataDirectory::open_to_write(folder.path());
  PolicyBook book;
  int said = 0;
};

const std::string owed = "notice.owed notice:no-show:s1";

TEST_F(Outbox, AnnouncesAMissedSessionOnceHoweverOftenItIsRestated) {
  session(Outcome::no_show);
  EXPECT_EQ(messages(), Texts{owed});
  restate_at("2026-03-03T19:00:00Z");
  restate_at("2026-03-09T19:00:00Z");  // overdue by then
  EXPECT_EQ(messages(), Texts{owed});
}

TEST_F(Outbox, WithdrawsWhatWasAnnouncedWhenTheSessionWasAttendedAfterAll) {
  session(Outcome::no_show);
  session(Outcome::attended);
  restate_at("2026-03-03T19:00:00Z");
  EXPECT_EQ(messages(), (Texts{owed, "notice.withdrawn notice:no-show:s1 withdraws 1"}));
  session(Outcome::no_show);
  EXPECT_EQ(messages().back(), owed) << "it is owed again";
  EXPECT_EQ(messages().size(), 3u);
}

TEST_F(Outbox, SaysThatANoticeWasSentAndThatItWasMootAfterwards) {
  session(Outcome::no_show);
  say(NoticeSent{"notice:no-show:s1", instant("2026-03-03T17:00:00Z"), {}});
  EXPECT_EQ(messages(), (Texts{owed, "notice.completed notice:no-show:s1"}));
  session(Outcome::attended);
  EXPECT_EQ(messages().back(), "notice.withdrawn notice:no-show:s1 withdraws 1");
}

TEST_F(Outbox, SaysNothingOfWhatWasNeverAnnounced) {
  session(Outcome::attended);
  say(NoticeSent{"notice:no-show:s1", instant("2026-03-03T17:00:00Z"), {}});
  EXPECT_EQ(messages(), Texts{}) << "moot from the start";
}

TEST_F(Outbox, TellsALeadOnceWhenNobodyTookANoticeByAShareOfItsTime) {
  session(Outcome::no_show);  // it began at 15:00; 24 hours
  const auto look = [&](std::string_view now) {
    sql::Transaction transaction(data.writer());
    escalate(data.writer(), 50, instant(now), 10);
    transaction.commit();
  };
  look("2026-03-04T02:59:59Z");
  EXPECT_EQ(messages(), Texts{owed});
  look("2026-03-04T03:00:00Z");
  look("2026-03-04T03:00:01Z");
  restate_at("2026-03-04T04:00:00Z");
  EXPECT_EQ(messages(), (Texts{owed, "notice.unclaimed notice:no-show:s1"}));
  session(Outcome::attended);
  EXPECT_EQ(messages().back(), "notice.withdrawn notice:no-show:s1 withdraws 1");
}

TEST_F(Outbox, TellsNoLeadOfWhatSomebodyTookOrLetSleep) {
  session(Outcome::no_show);
  say(ObligationAssigned{"notice:no-show:s1", "Ana", {}});
  EXPECT_TRUE(unclaimed(data.writer(), 50, instant("2026-03-04T14:00:00Z"), 10).empty());
  say(ObligationAssigned{"notice:no-show:s1", std::nullopt, {}});
  EXPECT_EQ(unclaimed(data.writer(), 50, instant("2026-03-04T14:00:00Z"), 10).size(), 1u);
  say(ObligationSnoozed{"notice:no-show:s1", instant("2026-03-04T14:30:00Z"), {}});
  EXPECT_TRUE(unclaimed(data.writer(), 50, instant("2026-03-04T14:00:00Z"), 10).empty());
  EXPECT_EQ(unclaimed(data.writer(), 50, instant("2026-03-04T14:30:00Z"), 10).size(), 1u);
}

TEST_F(Outbox, WithdrawsWhatWasWaived) {
  session(Outcome::no_show);
  say(ObligationWaived{"notice:no-show:s1", "told in person", {}});
  EXPECT_EQ(messages(), (Texts{owed, "notice.withdrawn notice:no-show:s1 withdraws 1"}));
}

TEST_F(Outbox, AnnouncesAReviewOnTheDayThatItOpens) {
  AuthorizationDecided decided;
  decided.authorization = "A1";
  decided.decision = Decision::approved;
  decided.decided_at = instant("2026-03-02T14:00:00Z");
  decided.start = test::date("2026-03-02");
  decided.end = test::date("2026-03-31");
  decided.lines = {{{"S9480"}, 12}};
  say(decided);
  EXPECT_EQ(messages(), Texts{}) << "it opens on the 18th";
  restate_at("2026-03-20T12:00:00Z");
  EXPECT_EQ(messages(), Texts{"review.owed review:A1"});
  EXPECT_EQ(outbox_after(data.writer(), 0, 1).front().authorization, "A1");
}

TEST_F(Outbox, IsUndoneWithTheTransactionThatItBelongsTo) {
  {
    sql::Transaction transaction(data.writer());
    const Fact missed = session_of(Outcome::no_show);
    record(data.writer(), book, std::vector<PostedEvent>{{"x", "E1", {}, {}, {}, missed, {}}},
           instant("2026-03-03T18:00:00Z"));
    restate(data.writer(), book, "E1", instant("2026-03-03T18:00:00Z"));
    EXPECT_EQ(messages(), Texts{owed});
  }
  EXPECT_EQ(messages(), Texts{});
}

TEST_F(Outbox, GivesEachMessageAnIdOfItsOwn) {
  session(Outcome::no_show);
  session(Outcome::attended);
  const auto all = outbox_after(data.writer(), 0, 10);
  ASSERT_EQ(all.size(), 2u);
  EXPECT_NE(all[0].id, all[1].id);
  EXPECT_EQ(all[0].id.size(), 36u);
  EXPECT_EQ(find_message(data.writer(), all[1].id)->position, 2);
  EXPECT_EQ(message_at(data.writer(), 1)->id, all[0].id);
  EXPECT_FALSE(message_at(data.writer(), 3));
  EXPECT_EQ(outbox_after(data.writer(), 1, 10).size(), 1u);
}

}  // namespace
}  // namespace authledger::store
