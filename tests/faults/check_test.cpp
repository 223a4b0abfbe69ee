// The check itself can fail: each kind of fault, put into a ledger by hand.
#include <gtest/gtest.h>

#include "tests/faults/load.hpp"

namespace authledger::test {
namespace {

struct Doctored {
  Doctored() {
    const auto daemon = serve(folder.path());
    const std::uint16_t port = daemon->port();
    open_episodes(port, told);
    Client client(port);
    for (int i = 0; i < 10; ++i) post(client, sessions("s", i, 1), told);
    EXPECT_EQ(daemon->end(SIGTERM), 0);
    expect_whole(folder.path(), told);
  }
  LedgerFaults after(const std::string& script) {
    sql::open_sqlite(folder.path() + "/ledger.db", sql::Access::write)->run_script(script);
    return faults_of(folder.path(), told);
  }

  TemporaryDirectory folder;
  Told told;
};

TEST(TheCheck, FindsAnEventThatIsNotThere) {
  Doctored it;
  EXPECT_EQ(it.after("DELETE FROM event WHERE episode = 'E1' AND seq = 5"),
            (LedgerFaults{.lost = 1}));
}

TEST(TheCheck, FindsAnEventThatIsThereTwice) {
  Doctored it;
  EXPECT_EQ(
      it.after("DROP INDEX event_id; INSERT INTO event SELECT episode, 6, id, recorded_at,"
               " facility, member, fact, position + 100, digest, salt FROM event WHERE episode = "
               "'E1' AND seq = 5"),
      (LedgerFaults{.doubled = 1}));
}

TEST(TheCheck, FindsGapsInventionsAndClocksThatRanBackwards) {
  Doctored it;
  EXPECT_EQ(it.after("INSERT INTO event SELECT episode, 9, 'nobody', recorded_at - 1, facility,"
                     " member, fact, position + 100, digest, salt FROM event WHERE episode = 'E1' "
                     "AND seq = 5"),
            (LedgerFaults{.invented = 1, .gaps = 1, .backwards = 1}));
}

TEST(TheCheck, FindsDerivedRowsThatTheLogDoesNotGive) {
  Doctored it;
  it.after("UPDATE balance SET used = used + 1 WHERE episode = 'E1'");
  const Ended verified = verify(it.folder.path());
  EXPECT_NE(verified.code, 0);
  EXPECT_NE(verified.said.find("episode E1"), std::string::npos) << verified.said;
}

}  // namespace
}  // namespace authledger::test
