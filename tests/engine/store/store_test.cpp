// The register, the worklist, the data directory and verify.
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/json/event_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/tables.hpp"
#include "engine/store/verify.hpp"
#include "engine/store/worklist.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

namespace fs = std::filesystem;

Instant at(std::string_view text) {
  return *parse_instant(text);
}

using test::TemporaryDirectory;

Facility facility_in(std::string_view zone, std::vector<Date> closed) {
  return Facility{"F1", "Sample facility", "1234567893", *Zone::find(zone), std::move(closed)};
}

PostedEvent decided(std::string episode, std::string_view next_review) {
  AuthorizationDecided fact;
  fact.authorization = "A1";
  fact.decision = Decision::approved;
  fact.decided_at = at("2026-03-02T14:00:00Z");
  fact.start = parse_date("2026-03-02");
  fact.end = parse_date("2026-04-15");
  fact.lines = {{{"S9480"}, 12}};
  fact.next_review = parse_date(next_review);
  return {"d-" + episode, episode, {}, {}, {}, fact, {}};
}

class Store : public testing::Test {
 protected:
  Store() {
    open_tables(*connection);
    enter_facility(*connection, facility_in("America/Chicago", {}), at("2026-03-01T00:00:00Z"));
  }
  void post(const PostedEvent& event, std::string_view now) {
    const std::vector<PostedEvent> events{event};
    sql::Transaction transaction(*connection);
    ASSERT_EQ(record(*connection, book, events, at(now)).front().verdict, Verdict::created);
    transaction.commit();
  }
  std::vector<WorklistItem> due(std::string_view as_of, std::optional<std::string> status) {
    WorklistQuery query;
    query.as_of = at(as_of);
    query.status = std::move(status);
    return worklist(*connection, query);
  }
  std::unique_ptr<sql::Connection> connection = sql::open_sqlite(":memory:", sql::Access::write);
  PolicyBook book;
};

TEST_F(Store, AFacilityOfThePastIsTheOneKnownThen) {
  const Date holiday = *parse_date("2026-03-17");
  EXPECT_EQ(enter_facility(*connection, facility_in("America/Chicago", {holiday}),
                           at("2026-03-05T00:00:00Z")),
            Entered::changed);
  EXPECT_TRUE(find_facility(*connection, "F1", at("2026-03-04T00:00:00Z"))->closed.empty());
  EXPECT_EQ(find_facility(*connection, "F1", at("2026-03-05T00:00:00Z"))->closed.size(), 1u);
  EXPECT_TRUE(find_facility(*connection, "F1", at("2020-01-01T00:00:00Z"))->closed.empty())
      << "before its first entry, the first entry";
  EXPECT_FALSE(find_facility(*connection, "F2", at("2026-03-05T00:00:00Z")));
}

TEST_F(Store, ADocumentIsReplacedByALaterOneOfItsNameAndStaysOnFile) {
  const std::string bytes("\0<xml/>\xff", 8);
  EXPECT_EQ(
      enter_document(*connection, {"M1", "note", "text/plain", bytes}, at("2026-03-01T00:00:00Z")),
      Entered::created);
  EXPECT_EQ(
      enter_document(*connection, {"M1", "note", "text/plain", bytes}, at("2026-03-02T00:00:00Z")),
      Entered::unchanged);
  EXPECT_EQ(
      enter_document(*connection, {"M1", "note", "text/plain", "new"}, at("2026-03-03T00:00:00Z")),
      Entered::changed);
  EXPECT_EQ(documents_of(*connection, "M1", at("2026-03-02T00:00:00Z")).at(0).content, bytes);
  EXPECT_EQ(documents_of(*connection, "M1", at("2026-03-03T00:00:00Z")).at(0).content, "new");
  EXPECT_TRUE(documents_of(*connection, "M2", at("2026-03-03T00:00:00Z")).empty());
}

TEST_F(Store, TheWorklistAgesWithTheClockWithoutARestating) {
  post(decided("E1", "2026-03-20"), "2026-03-02T15:00:00Z");  // due 20 March 17:00 Chicago
  EXPECT_EQ(due("2026-03-02T15:00:00Z", "upcoming").size(), 1u);
  EXPECT_EQ(due("2026-03-13T05:00:00Z", "open").size(), 1u) << "opens five business days before";
  EXPECT_EQ(due("2026-03-20T22:00:00Z", "open").size(), 1u) << "to the second";
  EXPECT_EQ(due("2026-03-20T22:00:00.000001Z", "overdue").size(), 1u);
}

TEST_F(Store, TheWorklistIsSoonestFirstAndCanBeCut) {
  post(decided("E2", "2026-03-25"), "2026-03-02T15:00:00Z");
  post(decided("E1", "2026-03-25"), "2026-03-02T15:00:00Z");
  post(decided("E3", "2026-03-20"), "2026-03-02T15:00:00Z");
  const auto items = due("2026-03-10T00:00:00Z", {});
  ASSERT_EQ(items.size(), 3u);
  EXPECT_EQ(items[0].episode, "E3");
  EXPECT_EQ(items[1].episode, "E1");
  EXPECT_EQ(items[0].key, "review:A1");
  WorklistQuery query;
  query.as_of = at("2026-03-10T00:00:00Z");
  query.due_before = at("2026-03-21T00:00:00Z");
  EXPECT_EQ(worklist(*connection, query).size(), 1u);
  query.due_before.reset();
  query.limit = 1;
  query.offset = 1;
  EXPECT_EQ(worklist(*connection, query).at(0).episode, "E1");
  query.facility = "F2";
  EXPECT_TRUE(worklist(*connection, query).empty());
}

TEST_F(Store, VerifyFindsEveryKindOfTampering) {
  post(decided("E1", "2026-03-20"), "2026-03-02T15:00:00Z");
  const auto differences = [&] {
    return verify(*connection, book, [](std::size_t, std::size_t) {}).differences.size();
  };
  ASSERT_EQ(differences(), 0u);
  for (const std::string_view damage :
       {"UPDATE obligation SET due_at = due_at + 1", "UPDATE balance SET remaining = remaining + 1",
        "UPDATE episode SET is_open = 0", "DELETE FROM obligation",
        "UPDATE episode SET last_seq = 2", "UPDATE event SET position = position + 1",
        "UPDATE event SET fact = '{\"type\":\"nonsense\"}'",
        "UPDATE event SET fact = replace(fact, '12}', '13}')"}) {
    connection->run_script("SAVEPOINT whole");
    connection->run_script(damage);
    EXPECT_GT(differences(), 0u) << damage;
    connection->run_script("ROLLBACK TO whole; RELEASE whole");
  }
  EXPECT_EQ(differences(), 0u);
}

TEST_F(Store, EpisodesRestatedUnderOtherPoliciesAreCountedAndNotCalledWrong) {
  post(decided("E1", "2026-03-20"), "2026-03-02T15:00:00Z");
  PolicyBook changed;
  changed.fingerprint = "another";
  const auto result = verify(*connection, changed, [](std::size_t, std::size_t) {});
  EXPECT_EQ(result.under_other_policies, 1u);
  EXPECT_TRUE(result.differences.empty());
}

TEST(DataDirectory, KeepsASecondWriterOut) {
  const TemporaryDirectory temporary;
  const std::string path = temporary.path() + "/data";
  {
    auto first = DataDirectory::open_to_write(path);
    EXPECT_THROW(DataDirectory::open_to_write(path), sql::Error);
    EXPECT_NO_THROW(DataDirectory::open_to_read(path));
  }
  EXPECT_NO_THROW(DataDirectory::open_to_write(path));
}

TEST(DataDirectory, KeepsMemberDataToItsUser) {
  const TemporaryDirectory temporary;
  const std::string path = temporary.path() + "/data";
  auto data = DataDirectory::open_to_write(path);
  enter_facility(data.writer(), facility_in("UTC", {}), at("2026-03-01T00:00:00Z"));
  for (const auto& entry : fs::directory_iterator(path))
    EXPECT_EQ(fs::status(entry).permissions() & fs::perms::all,
              fs::perms::owner_read | fs::perms::owner_write)
        << entry.path();
}

TEST(DataDirectory, RefusesAFileOfAnotherVersionAndADirectoryWithoutLedger) {
  const TemporaryDirectory temporary;
  EXPECT_THROW(DataDirectory::open_to_read(temporary.path()), sql::Error);
  {
    auto data = DataDirectory::open_to_write(temporary.path());
    data.writer().run_script("UPDATE tables_version SET version = 99");
  }
  EXPECT_THROW(DataDirectory::open_to_write(temporary.path()), sql::Error);
  EXPECT_THROW(DataDirectory::open_to_read(temporary.path()), sql::Error);
}

TEST(DataDirectory, AReaderCannotWrite) {
  const TemporaryDirectory temporary;
  auto data = DataDirectory::open_to_write(temporary.path());
  EXPECT_THROW(data.connect_to_read()->run_script("DELETE FROM event"), sql::Error);
}

TEST(PayersFolder, NamesEveryProblemWithItsFileAndPlace) {
  const TemporaryDirectory temporary;
  fs::create_directories(temporary.path() + "/p1/cases");
  std::FILE* file = std::fopen((temporary.path() + "/p1/2026.json").c_str(), "w");
  std::fputs(R"({"payer":"p1","version":"1","effective":{"from":"2026-02-30","to":null},)"
             R"("time_zone":"Mars/Olympus","services":[{"codes":["S9480"],"unit":"week"}]})",
             file);
  std::fclose(file);
  file = std::fopen((temporary.path() + "/p1/cases/ignored.json").c_str(), "w");
  std::fputs("not a policy", file);
  std::fclose(file);
  const auto book = read_payers_folder(temporary.path());
  ASSERT_FALSE(book);
  std::vector<std::string> places;
  for (const Problem& problem : book.error()) places.push_back(problem.pointer);
  EXPECT_EQ(places,
            (std::vector<std::string>{"p1/2026.json#/time_zone", "p1/2026.json#/effective/from",
                                      "p1/2026.json#/services/0/unit"}));
  EXPECT_FALSE(read_payers_folder(temporary.path() + "/nowhere"));
}

TEST(PayersFolder, RefusesMoreFilesThanAnyLibraryHas) {
  const TemporaryDirectory temporary;
  for (int i = 0; i <= 2'001; ++i) {
    std::FILE* file =
        std::fopen((temporary.path() + "/" + std::to_string(i) + ".json").c_str(), "w");
    std::fclose(file);
  }
  const auto book = read_payers_folder(temporary.path());
  ASSERT_FALSE(book);
  const Problems problems = book.error();
  EXPECT_EQ(problems.size(), 1u) << summary(problems);
}

}  // namespace
}  // namespace authledger::store
