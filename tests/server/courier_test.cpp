// Deliveries in simulated time: the courier as the service has it, receivers that a test invents.
#include "tests/server/delivering.hpp"

namespace authledger::server {
namespace {

TEST_F(Delivering, ReachesEveryEndpointThatWantsItOnce) {
  Endpoint picky = endpoint("picky"), elsewhere = endpoint("elsewhere");
  picky.kinds = {"notice.withdrawn"};
  elsewhere.facilities = {"other"};
  open({endpoint("all"), picky, elsewhere});
  owe("E1", "notice:a:1");
  pass(10 * second, second, taken);
  EXPECT_EQ(received["all"], ids_in_order());
  EXPECT_EQ(received["picky"], Texts{});
  EXPECT_EQ(received["elsewhere"], Texts{});
  EXPECT_EQ(sent.size(), 1u);
}

TEST_F(Delivering, SaysNothingOfWhoItIsAbout) {
  open({endpoint("all")});
  owe("EPISODE-MARKER", "notice:a:SESSION-MARKER");
  owe("EPISODE-MARKER", "notice:a:SESSION-MARKER", ObligationStatus::waived);
  pass(3 * second, second, taken);
  ASSERT_EQ(sent.size(), 2u);
  for (const Parcel& parcel : sent) {
    EXPECT_EQ(parcel.body.find("MARKER"), std::string::npos) << parcel.body;
    EXPECT_EQ(parcel.body.find("main"), std::string::npos) << parcel.body;
  }
  EXPECT_EQ(sent[1].body, R"({"type":"notice.withdrawn","timestamp":"2026-03-10T15:00:00Z","data":)"
                          R"({"id":")" +
                              sent[1].id + R"(","withdraws":")" + sent[0].id + "\"}}");
}

TEST_F(Delivering, ANewEndpointGetsWhatComesAfterIt) {
  open({endpoint("first")});
  owe("E1", "notice:a:1");
  open({endpoint("first"), endpoint("second")});
  owe("E1", "notice:a:2");
  pass(10 * second, second, taken);
  EXPECT_EQ(received["first"].size(), 2u);
  EXPECT_EQ(received["second"], Texts{ids_in_order().back()});
}

TEST_F(Delivering, LosesNothingToAReceiverThatIsDownForThreeDaysAndKeepsTheOrder) {
  open({endpoint("down")});
  const Instant up = now.plus_hours(72);
  const auto answer = [&](const Parcel&, Instant at) {
    return at < up ? Outcome{.what = "no connection"} : outcome_of_status(200, {});
  };
  for (int hour_ = 0; hour_ < 72; hour_ += 6) {
    owe("E1", "notice:a:" + std::to_string(100 + hour_));
    pass(6 * hour, 60 * second, answer);
  }
  pass(200 * hour, 60 * second, answer);
  EXPECT_EQ(received["down"], ids_in_order());
  EXPECT_EQ(received["down"].size(), 12u);
}

TEST_F(Delivering, DoesNotLetAReceiverThatIsDownDelayAnother) {
  open({endpoint("down"), endpoint("up")});
  for (int i = 0; i < 20; ++i) owe("E" + std::to_string(i), "notice:a:1");
  pass(10 * second, second, [](const Parcel& parcel, Instant) {
    return parcel.endpoint->name == "up" ? outcome_of_status(200, {}) : outcome_of_status(500, {});
  });
  EXPECT_EQ(received["up"].size(), 20u);
  EXPECT_EQ(received["down"].size(), 0u);
}

TEST_F(Delivering, DoesNotLetOneThatNeverAnswersDelayAnother) {
  open({endpoint("slow"), endpoint("up")});
  for (int i = 0; i < 20; ++i) owe("E" + std::to_string(i), "notice:a:1");
  std::size_t hanging = 0;
  for (int turn = 0; turn < 20; ++turn) {
    fan_out();
    for (const Parcel& parcel : courier->next(*reader, now)) {
      if (parcel.endpoint->name == "slow") {
        ++hanging;
        continue;  // under way for ever
      }
      apply(Courier::report(parcel, outcome_of_status(200, {}), now));
      courier->settle(parcel);
      received["up"].push_back(parcel.id);
    }
  }
  EXPECT_EQ(received["up"].size(), 20u);
  EXPECT_EQ(hanging, most_under_way);
}

TEST_F(Delivering, DoesNotLetAMessageOvertakeAnotherOfItsEpisode) {
  open({endpoint("all")});
  owe("E1", "notice:a:1");
  owe("E1", "notice:a:2");
  owe("E2", "notice:a:1");
  const Texts ids = ids_in_order();
  pass(4 * second, second, [&](const Parcel& parcel, Instant) {
    return outcome_of_status(parcel.id == ids[0] ? 500 : 200, {});
  });
  EXPECT_EQ(received["all"], Texts{ids[2]}) << "the second of E1 waits for the first";
  pass(hour, 60 * second, taken);
  EXPECT_EQ(received["all"], (Texts{ids[2], ids[0], ids[1]}));
}

TEST_F(Delivering, GivesUpAfterTenAttemptsAndGoesOn) {
  open({endpoint("all")});
  owe("E1", "notice:a:1");
  const std::string first = ids_in_order().front();
  const auto answer = [&](const Parcel& parcel, Instant) {
    return outcome_of_status(parcel.id == first ? 302 : 200, {});
  };
  pass(100 * hour, 60 * second, answer);
  EXPECT_EQ(sent.size(), 10u);
  const auto status = store::deliveries_of(*reader, 1).front();
  EXPECT_EQ(status.state, "failed");
  EXPECT_EQ(status.attempts, 10);
  EXPECT_EQ(status.last_outcome, "status 302");
  owe("E1", "notice:a:2");
  pass(2 * second, second, answer);
  EXPECT_EQ(received["all"].size(), 1u);
}

TEST_F(Delivering, SendsWhatWasGivenUpOnAgainUnderTheSameIdWhenItIsReplayed) {
  open({endpoint("all")});
  owe("E1", "notice:a:1");
  const auto replay = [&] {
    sql::Transaction transaction(data.writer());
    const auto said = store::replay_delivery(data.writer(), "all", 1, "key:lead", now);
    transaction.commit();
    return said;
  };
  EXPECT_EQ(replay(), store::Replay::not_there) << "before it is fanned out";
  const auto refuse = [](const Parcel&, Instant) { return outcome_of_status(500, {}); };
  pass(2 * second, second, refuse);
  EXPECT_EQ(replay(), store::Replay::not_failed) << "it is tried again by itself";
  pass(100 * hour, 60 * second, refuse);
  ASSERT_EQ(sent.size(), 10u);
  EXPECT_EQ(store::failed_deliveries(*reader, {}, {}, 10).at(0).last_outcome, "status 500");

  EXPECT_EQ(replay(), store::Replay::waiting);
  pass(100 * hour, 60 * second, refuse);
  EXPECT_EQ(sent.size(), 20u) << "the whole schedule once more";
  EXPECT_EQ(replay(), store::Replay::waiting);
  pass(10 * second, second, taken);
  ASSERT_EQ(sent.size(), 21u);
  for (const Parcel& it : sent) EXPECT_EQ(it.id, sent.front().id);
  EXPECT_EQ(received["all"], ids_in_order());
  EXPECT_EQ(replay(), store::Replay::not_failed);
  EXPECT_TRUE(store::failed_deliveries(*reader, {}, {}, 10).empty());
}

TEST_F(Delivering, StopsAtOneThatIsGoneUntilItsSettingsChangeAndLosesNothing) {
  open({endpoint("gone")});
  owe("E1", "notice:a:1");
  owe("E2", "notice:a:1");
  pass(200 * hour, 60 * second, [](const Parcel&, Instant) { return outcome_of_status(410, {}); });
  EXPECT_LE(sent.size(), 2u) << "both may have been under way";
  open({endpoint("gone")});
  pass(10 * second, second, taken);
  EXPECT_EQ(received["gone"].size(), 0u) << "the same settings";
  Endpoint moved = endpoint("gone");
  moved.fingerprint = "moved";
  open({moved});
  pass(10 * second, second, taken);
  EXPECT_EQ(received["gone"].size(), 2u);
}

TEST_F(Delivering, WaitsAsLongAsABusyReceiverAsks) {
  open({endpoint("busy")});
  owe("E1", "notice:a:1");
  const Instant began = now;
  pass(2 * hour, second, [&](const Parcel& parcel, Instant) {
    return outcome_of_status(parcel.attempt == 1 ? 429 : 200, 1'800);
  });
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[1].at.microseconds() - began.microseconds(), 1'800 * second);
}

TEST_F(Delivering, BeginsNothingInTheQuietHoursOfTheFacility) {
  enter_facility();
  Endpoint day = endpoint("day");
  day.quiet = store::QuietHours{{21 * 60}, {7 * 60}};
  open({day, endpoint("always")});
  now = test::instant("2026-03-11T03:00:00Z");  // 22:00 there
  owe("E1", "notice:a:1");
  pass(8 * hour, 600 * second, taken);
  EXPECT_EQ(received["always"].size(), 1u);
  EXPECT_EQ(received["day"].size(), 0u);
  pass(2 * hour, 600 * second, taken);
  ASSERT_EQ(received["day"].size(), 1u);
  EXPECT_EQ(to_text(sent.back().at), "2026-03-11T12:00:00Z");
}

TEST_F(Delivering, ComesAgainAfterTheQuietHoursWhenItFailedBeforeThem) {
  enter_facility();
  Endpoint day = endpoint("day");
  day.quiet = store::QuietHours{{21 * 60}, {7 * 60}};
  open({day});
  now = test::instant("2026-03-11T01:59:58Z");  // 20:59:58 there
  owe("E1", "notice:a:1");
  pass(12 * hour, second * 30, [](const Parcel& parcel, Instant) {
    return outcome_of_status(parcel.attempt == 1 ? 500 : 200, {});
  });
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_GE(sent.back().at, test::instant("2026-03-11T12:00:00Z"));
}

TEST_F(Delivering, TellsALeadWhatNobodyTook) {
  Courier lead(Endpoints{{endpoint("lead")}, 50});
  EXPECT_FALSE(lead.escalate(*reader, now)) << "nothing is owed";
  data.writer().run(
      "INSERT INTO episode (id, facility, last_seq, last_recorded_at, restated_at, policies,"
      " is_open, uncovered_units, restated_seq) VALUES ('E1', 'main', 1, 0, 0, '', 1, 0, 1)",
      {}, sql::ignore_rows);
  data.writer().run(
      "INSERT INTO obligation (episode, position, key, kind, opens_at, due_at, status, because)"
      " VALUES ('E1', 0, 'notice:a:1', 'notice', $1, $2, 'open', '{}')",
      {now.microseconds(), now.plus_hours(24).microseconds()}, sql::ignore_rows);
  owe("E1", "notice:a:1");
  now = now.plus_hours(11);
  EXPECT_FALSE(lead.escalate(*reader, now));
  now = now.plus_hours(1);
  const auto write = lead.escalate(*reader, now);
  ASSERT_TRUE(write);
  apply(*write);
  now = now.plus_hours(1);
  EXPECT_FALSE(lead.escalate(*reader, now)) << "once";
  EXPECT_EQ(store::outbox_after(*reader, 1, 10).at(0).kind, "notice.unclaimed");
}

TEST_F(Delivering, SendsAgainUnderTheSameIdAfterAKillBetweenSendingAndMarking) {
  open({endpoint("all")});
  owe("E1", "notice:a:1");
  constexpr int kills = 5;
  Texts arrived;
  for (int i = 0; i < kills; ++i) {
    fan_out();
    for (const Parcel& parcel : courier->next(*reader, now)) arrived.push_back(parcel.id);
    open({endpoint("all")});  // a new process; nobody wrote down that it had been sent
  }
  look(taken);
  arrived.push_back(sent.at(0).id);
  EXPECT_EQ(arrived, Texts(kills + 1, ids_in_order().front())) << "one more for each kill";
  pass(hour, 60 * second, taken);
  EXPECT_EQ(sent.size(), 1u);
}

}  // namespace
}  // namespace authledger::server
