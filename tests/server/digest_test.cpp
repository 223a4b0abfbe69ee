// One message a morning, in simulated time.

#include "tests/server/delivering.hpp"
#include "tests/support/json.hpp"

namespace authledger::server {
namespace {

using test::Json;
using test::parsed;

class Digesting : public Delivering {
 protected:
  static Endpoint morning(const std::string& name, const char* zone = "America/Chicago") {
    Endpoint it = endpoint(name);
    it.digest = store::DigestTime{*parse_time_of_day("07:30"), test::zone(zone)};
    return it;
  }
  void open_morning() { open({morning("lead")}); }
  // What is due, as the worklist has it.
  void due(const std::string& episode, const std::string& kind, std::int64_t due_in_hours) {
    data.writer().run(
        "INSERT INTO episode (id, facility, last_seq, last_recorded_at, restated_at, policies,"
        " is_open, uncovered_units, restated_seq) VALUES ($1, 'main', 1, 0, 0, '', 1, 0, 1)",
        {episode}, sql::ignore_rows);
    data.writer().run(
        "INSERT INTO obligation (episode, position, key, kind, opens_at, due_at, status, because)"
        " VALUES ($1, 0, $2, $3, $4, $5, 'open', '{}')",
        {episode, kind + ":a:1", kind, now.microseconds() - hour,
         now.microseconds() + due_in_hours * hour},
        sql::ignore_rows);
  }
  // The local dates of the digests that were sent, and when they were.
  Texts dates() {
    Texts all;
    for (const Parcel& it : sent) {
      EXPECT_EQ(it.kind, "digest.ready");
      all.push_back(parsed(it.body)["data"]["date"]);
    }
    return all;
  }
};

TEST_F(Digesting, IsOneMessageAMorningInsteadOfEachByItself) {
  open_morning();
  pass(2 * second, second, taken);
  due("E1", "notice", 1);
  due("E2", "notice", 100);
  due("E3", "review", 100);
  for (int i = 0; i < 5; ++i) owe("E" + std::to_string(i), "notice:a:1");
  now = test::instant("2026-03-11T12:29:50Z");  // 07:29:50 there
  pass(5 * second, second, taken);
  EXPECT_EQ(sent.size(), 0u);
  pass(3'600 * second, 10 * second, taken);
  ASSERT_EQ(dates(), Texts{"2026-03-11"});
  const Json body = parsed(sent.front().body)["data"];
  EXPECT_EQ(body["overdue"], parsed(R"([{"kind": "notice", "count": 1}])"));
  EXPECT_EQ(body["open"], parsed(R"([{"kind": "notice", "count": 1},
                                          {"kind": "review", "count": 1}])"));
  EXPECT_EQ(body["news"], parsed(R"([{"kind": "notice.owed", "count": 5}])"));
  EXPECT_EQ(body["id"], sent.front().id);
  EXPECT_EQ(sent.front().words.substr(0, 18), "overdue: 1 notice\n") << sent.front().words;
}

TEST_F(Digesting, NamesNobody) {
  open_morning();
  pass(2 * second, second, taken);
  owe("EPISODE-MARKER", "notice:a:SESSION-MARKER");
  due("EPISODE-MARKER-2", "notice", 1);
  pass(30 * hour, 300 * second, taken);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ((sent[0].body + sent[0].words).find("MARKER"), std::string::npos);
  EXPECT_EQ((sent[0].body + sent[0].words).find("main"), std::string::npos);
}

TEST_F(Digesting, ComesOnceADateAcrossBothClockChanges) {
  for (const char* day : {"2026-03-06T12:00:00Z", "2026-10-30T12:00:00Z"}) {
    sent.clear();
    now = test::instant(day);
    const std::string name = day;
    Endpoint early = morning(name);
    early.digest->at = *parse_time_of_day("02:30");  // there is none on March 8
    Endpoint twice = morning(name + "twice");
    twice.digest->at = *parse_time_of_day("01:30");  // there are two on November 1
    open({early, twice});
    pass(96 * hour, 600 * second, taken);
    std::map<std::string, Texts> by_endpoint;
    for (const Parcel& it : sent)
      by_endpoint[it.endpoint->name].push_back(parsed(it.body)["data"]["date"]);
    ASSERT_EQ(by_endpoint.size(), 2u);
    for (const auto& [whose, its] : by_endpoint) {
      EXPECT_EQ(its.size(), 4u) << whose;
      EXPECT_EQ(std::set<std::string>(its.begin(), its.end()).size(), its.size()) << whose;
    }
  }
}

TEST_F(Digesting, ComesAtTheTimeOfItsOwnZone) {
  open({morning("chicago"), morning("tokyo", "Asia/Tokyo")});
  pass(48 * hour, 60 * second, taken);
  std::map<std::string, std::set<std::string>> times;
  for (const Parcel& it : sent) times[it.endpoint->name].insert(to_text(it.at).substr(11));
  EXPECT_EQ(times["chicago"], std::set<std::string>{"12:30:00Z"});
  EXPECT_EQ(times["tokyo"], std::set<std::string>{"22:30:00Z"});
}

TEST_F(Digesting, ComesOnceWhenTheServiceIsRestartedAndTheClockGoesBack) {
  open_morning();
  pass(2 * second, second, taken);
  now = test::instant("2026-03-11T12:30:00Z");
  pass(2 * second, second, taken);
  ASSERT_EQ(sent.size(), 1u);
  open_morning();  // a new process
  pass(2 * second, second, taken);
  now = test::instant("2026-03-11T12:00:00Z");  // a clock that was set right
  pass(2 * hour, 60 * second, taken);
  EXPECT_EQ(sent.size(), 1u);
}

// Between the making and the sending, and between the sending and the note of it.
TEST_F(Digesting, ComesAgainUnderTheSameIdAfterAKill) {
  open_morning();
  pass(2 * second, second, taken);
  now = test::instant("2026-03-11T12:30:00Z");
  make_digests();
  open_morning();
  make_digests();
  Texts ids;
  for (const Parcel& it : courier->next(*reader, now)) ids.push_back(it.id);
  open_morning();
  pass(10 * second, second, taken);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(ids, Texts{sent.front().id});
}

TEST_F(Digesting, IsNotMadeUpForAndBeginsWithTheNextMorning) {
  open_morning();
  pass(2 * second, second, taken);
  EXPECT_EQ(sent.size(), 0u) << "the morning before it was there";
  now = test::instant("2026-03-20T13:00:00Z");  // nine days without a service
  pass(10 * second, second, taken);
  EXPECT_EQ(dates(), Texts{"2026-03-20"});
}

TEST_F(Digesting, SaysSoWhenNothingWaits) {
  open_morning();
  pass(24 * hour, 600 * second, taken);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent.front().words, "Nothing waits.\n");
}

TEST_F(Digesting, CountsWhatTheEndpointWantsToHearOf) {
  Endpoint notices = morning("notices"), elsewhere = morning("elsewhere");
  notices.kinds = {"notice.owed"};
  elsewhere.facilities = {"other"};
  open({notices, elsewhere});
  pass(2 * second, second, taken);
  due("E1", "notice", 1);
  due("E2", "review", 1);
  owe("E1", "notice:a:1");
  owe("E1", "notice:a:1", ObligationStatus::waived);
  pass(24 * hour, 600 * second, taken);
  for (const Parcel& it : sent) {
    const std::string wanted = it.endpoint->name == "notices"
                                   ? "overdue: 1 notice\nnews: 1 notice.owed\n"
                                   : "Nothing waits.\n";
    EXPECT_EQ(it.words, wanted) << it.endpoint->name;
  }
  EXPECT_EQ(sent.size(), 2u);
}

TEST_F(Digesting, DoesNotKeepAnEmergencyUntilTheMorning) {
  open_morning();
  pass(2 * second, second, taken);
  {
    sql::Transaction transaction(data.writer());
    store::announce_broken_glass(data.writer(), "g1", "main", now);
    transaction.commit();
  }
  pass(2 * second, second, taken);
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent.front().kind, "glass.broken");
}

}  // namespace
}  // namespace authledger::server
