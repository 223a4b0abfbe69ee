// What a night becomes: rows in their order that are not in memory, and a page with the first ones.
#include "tools/night_record.hpp"

#include <gtest/gtest.h>

#include "engine/base/json_tree.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/tools/made_up_episodes.hpp"
#include "tools/atomic_file.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;
using Rows = std::vector<SortedSpool::Row>;

Instant hour(int number) {
  return Instant::from_seconds(std::int64_t{3600} * number);
}

Rows rows_of(SortedSpool& spool) {
  Rows rows;
  spool.each([&](const SortedSpool::Row& row) { rows.push_back(row); });
  return rows;
}

TEST(SortedSpool, ReadsByInstantThenByNamesAndWithoutInstantFirst) {
  const test::TemporaryDirectory directory;
  SortedSpool spool(directory.path() + "/made/tonight");
  spool.put({hour(2), "E1", "A1"}, {"third", "3"});
  spool.put({hour(1), "E2", "A1"}, {"second", ""});
  spool.put({{}, "E9", "A1"}, {"first", "1"});
  spool.put({hour(2), "E1", "A2"}, {"fourth", "4"});
  EXPECT_EQ(rows_of(spool),
            (Rows{{"first", "1"}, {"second", ""}, {"third", "3"}, {"fourth", "4"}}));
  spool.put({hour(1), "E1", "A1"}, {"between", "1.5"});
  EXPECT_EQ(rows_of(spool)[1][0], "between") << "it may go on after it was read";
}

TEST(SortedSpool, KeepsRowsThatAreLargerThanItWritesAtOnceAndLeavesNoFile) {
  const test::TemporaryDirectory directory;
  SortedSpool spool(directory.path());
  Rows put;
  for (int i = 0; i < 30; ++i) {
    put.push_back({std::string(static_cast<std::size_t>(i) * 7919, static_cast<char>('a' + i % 26)),
                   std::to_string(i)});
    spool.put({hour(i), "E", "A"}, put.back());
  }
  EXPECT_TRUE(fs::is_empty(directory.path())) << "not even while it is open";
  EXPECT_EQ(rows_of(spool), put);
}

TEST(AtomicFile, IsThereUnderItsNameOnlyWhenItIsDone) {
  const test::TemporaryDirectory directory;
  const std::string path = directory.path() + "/list.csv";
  write_file(path, "before");
  {
    AtomicFile given_up(path);
    given_up.add("half");
  }
  EXPECT_EQ(test::content_of_file(path), "before");
  AtomicFile file(path);
  const std::string large(100'000, 'x');
  file.add("a");
  file.add(large);
  file.add("b");
  EXPECT_EQ(test::content_of_file(path), "before");
  file.done();
  EXPECT_EQ(test::content_of_file(path), "a" + large + "b");
  EXPECT_EQ(test::files_in(directory.path()).size(), 1U) << "no part of it is left";
}

PacketOutcome packet(int number) {
  PacketOutcome it;
  it.episode = "E" + std::to_string(10'000 + number);
  it.authorization = "A1";
  it.facility_id = "F1";
  it.due_at = hour(10'000 - number);  // the later ones are due first
  it.verdict = "incomplete";
  return it;
}

struct Written {
  explicit Written(int packets) {
    NightRecord night(hour(1), directory.path());
    for (int i = 0; i < packets; ++i) {
      night.add(packet(i));
      night.add(FailedDocument{"F1", packet(i).episode, {}, "scan.pdf", false, "it is locked"});
    }
    night.add(NightFailure{"E1", "episode E1: its log ends early"});
    night.write();
  }
  std::string file(const std::string& name) const {
    return test::content_of_file(directory.path() + "/" + name);
  }
  test::TemporaryDirectory directory;
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(NightRecord, ThePageShowsTheFirstFiveHundredAndSaysWhereTheRestIs) {
  const Written night(502);
  const std::string page = night.file("index.html");
  EXPECT_NE(page.find("E10501"), std::string::npos);
  EXPECT_EQ(page.find("E10001,"), std::string::npos) << "due last but one: not on the page";
  EXPECT_NE(page.find("Not shown: 2 more, see <a href=\"summary.csv\">"), std::string::npos);
  EXPECT_NE(page.find("Not shown: 2 more, see <a href=\"failed-documents.csv\">"),
            std::string::npos);
  EXPECT_EQ(count_of(night.file("summary.csv"), "\r\n"), 503U);
  EXPECT_EQ(count_of(night.file("failed-documents.csv"), "\r\n"), 503U);
}

TEST(NightRecord, ItsSummaryIsOneObjectWithEveryListInOrder) {
  const Written night(3);
  const std::string text = night.file("summary.json");
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  ASSERT_TRUE(tree.has_value()) << text;
  std::vector<std::string> episodes;
  for (const JsonNode it : tree->root().find("packets")->children())
    episodes.emplace_back(it.find("episode")->text());
  EXPECT_EQ(episodes, (std::vector<std::string>{"E10002", "E10001", "E10000"}));
  EXPECT_EQ(tree->root().find("counts")->find("incomplete")->integer(), 3);
  EXPECT_EQ(tree->root().find("counts")->find("failures")->integer(), 1);
  EXPECT_EQ(pretty(text) + "\n", text) << "written in parts as it would be at once";
}

TEST(NightRecord, OfNothingItWritesEmptyLists) {
  const Written night(0);
  EXPECT_NE(night.file("summary.json").find("\"packets\": [],\n"), std::string::npos);
  const std::string worklist = night.file("worklist.json");
  EXPECT_EQ(worklist, "{\n  \"as_of\": \"1970-01-01T01:00:00Z\",\n  \"items\": []\n}\n");
  EXPECT_EQ(night.file("index.html").find("Not shown"), std::string::npos);
}

}  // namespace
}  // namespace authledger::tools
