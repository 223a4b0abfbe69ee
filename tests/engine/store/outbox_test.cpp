// What the outbox says of an episode while its log goes on.
#include "engine/store/outbox.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "engine/json/reminder_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/reminders.hpp"
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

// An authorization of three days, and the sessions that use it.
class Reminders : public Outbox {
 protected:
  void remind(const std::string& file) {
    const auto rules = json::parse_reminders(file);
    ASSERT_TRUE(rules) << summary(rules.error());
    sql::Transaction transaction(data.writer());
    put_reminder_rules(data.writer(), *rules);
    transaction.commit();
  }
  void authorize(const std::string& id, int units, std::string_view start, std::string_view end,
                 std::string_view now = "2026-03-02T18:00:00Z") {
    AuthorizationDecided decided;
    decided.authorization = id;
    decided.decision = Decision::approved;
    decided.decided_at = instant("2026-03-02T14:00:00Z");
    decided.start = test::date(start);
    decided.end = test::date(end);
    decided.lines.resize(1);
    decided.lines[0].codes = {"S9480"};
    decided.lines[0].units = units;
    say(decided, now);
  }
  void attend(int day) {
    SessionRecorded session = session_of(Outcome::attended);
    session.session = "d" + std::to_string(day);
    const std::string date = "2026-03-0" + std::to_string(day);
    session.start = instant(date + "T15:00:00Z");
    say(session, date + "T20:00:00Z");
  }
  // Those of reminders alone.
  Texts reminders() {
    Texts all = messages();
    std::erase_if(all, [](const std::string& it) { return !it.starts_with("reminder."); });
    return all;
  }
};

TEST_F(Reminders, AreToldOnceWhenSoFewUnitsAreLeftAndNotBefore) {
  remind(R"({"reminders": [{"thresholds": [{"units_left": 1, "days_left": 3}]}]})");
  authorize("A1", 3, "2026-03-02", "2026-03-31");
  attend(3);
  EXPECT_EQ(reminders(), Texts{}) << "2 are left";
  attend(4);
  const Texts once{"reminder.owed reminder:A1:0:units-1:days-3"};
  EXPECT_EQ(reminders(), once);
  attend(5);
  restate_at("2026-03-30T10:00:00Z");
  EXPECT_EQ(reminders(), once) << "the days too are few by now: the same threshold";
}

TEST_F(Reminders, AreToldByTheCalendarWhenNothingHappens) {
  remind(R"({"reminders": [{"thresholds": [{"days_left": 10}, {"days_left": 3}]}]})");
  authorize("A1", 30, "2026-03-02", "2026-03-31");
  restate_at("2026-03-21T04:59:00Z");  // the 20th there
  EXPECT_EQ(reminders(), Texts{});
  restate_at("2026-03-21T05:01:00Z");
  restate_at("2026-03-22T07:00:00Z");
  EXPECT_EQ(reminders(), Texts{"reminder.owed reminder:A1:0:days-10"});
  restate_at("2026-03-28T07:00:00Z");
  EXPECT_EQ(reminders().back(), "reminder.owed reminder:A1:0:days-3");
  restate_at("2026-04-15T07:00:00Z");
  EXPECT_EQ(reminders().size(), 2u) << "that it has ended makes it no less true";
}

TEST_F(Reminders, AreNotToldForTheFirstTimeOfWhatHasEnded) {
  authorize("A1", 30, "2026-03-02", "2026-03-05");
  remind(R"({"reminders": [{"thresholds": [{"days_left": 10}]}]})");
  restate_at("2026-03-06T18:00:00Z");
  EXPECT_EQ(reminders(), Texts{});
}

TEST_F(Reminders, AreWithdrawnByANewAuthorizationAndStayAwayWhenThatRunsLow) {
  remind(R"({"reminders": [{"thresholds": [{"units_left": 1}]}]})");
  authorize("A1", 2, "2026-03-02", "2026-03-31");
  attend(3);
  ASSERT_EQ(reminders().size(), 1u);
  authorize("A2", 2, "2026-03-02", "2026-04-30", "2026-03-03T21:00:00Z");
  EXPECT_NE(reminders().back().find("reminder.withdrawn reminder:A1:0:units-1 withdraws"),
            std::string::npos);
  attend(4);
  EXPECT_EQ(reminders().size(), 2u);
  attend(5);
  EXPECT_EQ(reminders().back(), "reminder.owed reminder:A2:0:units-1");
  EXPECT_EQ(reminders().size(), 3u);
}

TEST_F(Reminders, AreNotSilencedByTwoThatEndTogether) {
  remind(R"({"reminders": [{"thresholds": [{"units_left": 5}]}]})");
  authorize("A1", 6, "2026-03-02", "2026-03-31");
  authorize("A2", 6, "2026-03-02", "2026-03-31");
  attend(3);
  attend(4);
  EXPECT_EQ(reminders(), Texts{}) << "A2 is whole";
  for (int day = 5; day <= 9; ++day) attend(day);
  EXPECT_EQ(reminders(), Texts{"reminder.owed reminder:A2:0:units-5"});
}

TEST_F(Reminders, AreWithdrawnByADischarge) {
  remind(R"({"reminders": [{"thresholds": [{"days_left": 30}]}]})");
  authorize("A1", 3, "2026-03-02", "2026-03-31");
  ASSERT_EQ(reminders().size(), 1u);
  say(EpisodeDischarged{test::date("2026-03-04"), {}});
  EXPECT_EQ(reminders().size(), 1u) << "not until that day";
  restate_at("2026-03-04T18:00:00Z");
  EXPECT_EQ(reminders().size(), 2u);
}

TEST_F(Reminders, GoByTheNearestRule) {
  remind(R"({"reminders": [
    {"thresholds": [{"days_left": 1}]},
    {"facility": "F1", "thresholds": [{"days_left": 2}]},
    {"payer": "example-payer", "thresholds": [{"days_left": 30}]},
    {"payer": "another", "facility": "F1", "thresholds": [{"days_left": 29}]}]})");
  authorize("A1", 3, "2026-03-02", "2026-03-31");
  EXPECT_EQ(reminders(), Texts{"reminder.owed reminder:A1:0:days-30"});
}

TEST_F(Reminders, KeepTheirRulesAsTheyWereEntered) {
  const std::string file = R"({"reminders": [{"payer": "a", "thresholds": []},
    {"facility": "b", "thresholds": [{"units_left": 0}, {"days_left": 2, "units_left": 1}]}]})";
  remind(file);
  EXPECT_EQ(reminder_rules(data.writer()), *json::parse_reminders(file));
  EXPECT_FALSE(put_reminder_rules(data.writer(), *json::parse_reminders(file)));
  remind(R"({"reminders": []})");
  EXPECT_TRUE(reminder_rules(data.writer()).empty());
}

TEST(RemindersFile, IsTakenAndRefusedAsItsSchemaSays) {
  std::size_t seen = 0;
  for (const auto& it : std::filesystem::directory_iterator(std::string(AUTHLEDGER_SOURCE_DIR) +
                                                            "/schemas/examples/reminders")) {
    std::ifstream stream(it.path());
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::string name = it.path().filename();
    EXPECT_EQ(json::parse_reminders(text).has_value(), name.starts_with("valid-")) << name;
    ++seen;
  }
  EXPECT_GE(seen, 6u);
}

TEST(RemindersFile, IsRefusedWithThePlaceOfEachFault) {
  const auto pointers = [](std::string_view text) {
    Texts all;
    const auto read = json::parse_reminders(text);
    if (!read)
      for (const Problem& it : read.error()) all.push_back(it.pointer);
    return all;
  };
  EXPECT_EQ(pointers(R"({"reminders": [{"thresholds": [{}, {"days_left": 400}]}]})"),
            (Texts{"/reminders/0/thresholds/0", "/reminders/0/thresholds/1/days_left"}));
  EXPECT_EQ(pointers(R"({"reminders": [{"payer": "a", "thresholds": []},
                                       {"payer": "a", "thresholds": []}]})"),
            Texts{"/reminders/1"});
  EXPECT_EQ(pointers(R"({"reminders": [{"thresholds": [{"days_left": 3}, {"days_left": 3}]}]})"),
            Texts{"/reminders/0/thresholds/1"});
  EXPECT_EQ(pointers(R"({"reminder": []})").size(), 2u);
}

}  // namespace
}  // namespace authledger::store
