// The packets of a night over made-up episodes: which are due, that threads change nothing, and
// what the summary says of them.
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/json_tree.hpp"
#include "engine/store/data_directory.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/tools/made_up_episodes.hpp"
#include "tools/progress.hpp"
#include "tools/workers.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;
using Files = std::map<std::string, std::string>;

class NightlyPackets : public testing::Test {
 protected:
  void fill(int count) {
    episodes.emplace(directory, count);
    ASSERT_TRUE(episodes->is_imported());
  }
  int run(const std::string& as_of, bool restates = true, std::size_t jobs = 3) {
    fs::remove_all(out);
    return run_into(out, as_of, restates, jobs);
  }
  int run_into(const std::string& where, const std::string& as_of, bool restates = true,
               std::size_t jobs = 3) {
    std::ostringstream stream;
    const int code = nightly(
        episodes->paths(), {*parse_instant(as_of), where, restates, TimeOfDay{120}, jobs}, stream);
    said = stream.str();
    return code;
  }
  std::size_t packets_of(const std::string& episode) const {
    return test::files_in(out).contains("packets/" + episode + "@A1.json") ? 1 : 0;
  }
  std::string summary(const std::string& name) const {
    JsonReader reader;
    const std::string text = test::content_of_file(out + "/summary.json");
    const auto tree = reader.read(text, file_limits);
    const auto counts = tree->root().find("counts");
    const auto count = counts->find(name);
    return count ? std::to_string(count->integer()) : "nothing";
  }

  test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  const std::string out = directory + "/out";
  std::optional<test::MadeUpEpisodes> episodes;
  std::string said;
};

constexpr const char* all_open = "2026-11-14T12:00:00Z";

TEST_F(NightlyPackets, TheyAreDueFromTheInstantAtWhichThePayersWindowOpensAtEveryFacility) {
  fill(4);  // E001 and E002 of the east payer, E003 and E004 of the west
  const auto due = [&](const std::string& as_of) {
    EXPECT_EQ(run(as_of), exit_done) << said;
    return std::vector{packets_of("E001"), packets_of("E002"), packets_of("E003"),
                       packets_of("E004")};
  };
  using Due = std::vector<std::size_t>;
  EXPECT_EQ(due("2026-11-07T07:59:59Z"), (Due{0, 0, 0, 0})) << "midnight of Chicago and Denver";
  EXPECT_EQ(due("2026-11-07T08:00:00Z"), (Due{0, 0, 1, 1})) << "midnight of Los Angeles";
  EXPECT_EQ(due("2026-11-13T04:59:59Z"), (Due{0, 0, 1, 1}));
  EXPECT_EQ(due("2026-11-13T05:00:00Z"), (Due{1, 1, 1, 1})) << "midnight of New York";
  const std::string csv = test::content_of_file(out + "/summary.csv");
  EXPECT_NE(csv.find("2026-11-17 17:00 America/New_York"), std::string::npos) << csv;
  EXPECT_NE(csv.find("2026-11-17 17:00 America/Los_Angeles"), std::string::npos) << csv;
}

// Cells of a line without quotes inside quotes.
std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"')
      is_quoted = !is_quoted;
    else if (c == ',' && !is_quoted)
      cells.emplace_back();
    else
      cells.back() += c;
  }
  return cells;
}

TEST_F(NightlyPackets, EveryCellOfTheTablesStandsBelowItsName) {
  fill(2);
  ASSERT_EQ(run(all_open), exit_done);
  for (const char* table : {"/summary.csv", "/worklist.csv", "/failed-documents.csv"}) {
    std::istringstream lines(test::content_of_file(out + table));
    std::string line;
    ASSERT_TRUE(std::getline(lines, line)) << table;
    const std::vector<std::string> names = cells_of(line);
    while (std::getline(lines, line)) EXPECT_EQ(cells_of(line).size(), names.size()) << line;
  }
  std::istringstream lines(test::content_of_file(out + "/summary.csv"));
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = cells_of(line);
  std::getline(lines, line);
  const std::vector<std::string> cells = cells_of(line);
  const auto cell = [&](const char* name) {
    return cells.at(static_cast<std::size_t>(std::ranges::find(names, name) - names.begin()));
  };
  EXPECT_EQ(cell("verdict"), "incomplete");
  EXPECT_EQ(cell("version"), "1");
  EXPECT_TRUE(cell("PDF").ends_with(".pdf"));
  EXPECT_TRUE(cell("HTML").ends_with(".html"));
}

TEST_F(NightlyPackets, AreTheSameBytesHoweverManyAreBuiltAtOnce) {
  fill(35);  // more than one transaction
  fs::copy(directory + "/data", directory + "/fresh", fs::copy_options::recursive);
  ASSERT_EQ(run(all_open, true, 1), exit_done) << said;
  const Files one_by_one = test::files_in(out);
  const std::string said_one_by_one = said;
  EXPECT_GT(one_by_one.size(), 35U * 4);
  fs::remove_all(directory + "/data");
  fs::rename(directory + "/fresh", directory + "/data");
  ASSERT_EQ(run(all_open, true, 5), exit_done) << said;
  EXPECT_EQ(test::files_in(out), one_by_one);
  EXPECT_EQ(said, said_one_by_one);
}

TEST_F(NightlyPackets, TheSummarySaysWhetherAPacketIsNew) {
  fill(2);
  ASSERT_EQ(run(all_open), exit_done);
  EXPECT_EQ(summary("first"), "2");
  const std::string first = test::content_of_file(out + "/summary.json");
  ASSERT_EQ(run(all_open, false), exit_done);
  EXPECT_EQ(test::content_of_file(out + "/summary.json"), first) << "read only, beside a service";

  std::ofstream(directory + "/plan.txt") << "Date: 2026-11-12\nPlan: Invented, another one.\n";
  EXPECT_EQ(episodes->import(R"({"document":{"member":"M001","name":"plan","path":"plan.txt"}})"),
            exit_done);
  ASSERT_EQ(run("2026-11-15T12:00:00Z"), exit_done);
  EXPECT_EQ(summary("new_versions"), "1") << test::content_of_file(out + "/summary.csv");
  EXPECT_EQ(summary("unchanged"), "1") << test::content_of_file(out + "/summary.csv");
  const std::string json = test::content_of_file(out + "/summary.json");
  EXPECT_NE(json.find("\"reason\": \"documents day\""), std::string::npos) << json;
  EXPECT_EQ(json.find("\"changes\": 0"), std::string::npos);

  ASSERT_EQ(run("2026-11-18T12:00:00Z"), exit_done);
  EXPECT_EQ(summary("reviews_overdue"), "2");
}

TEST_F(NightlyPackets, DocumentsThatFailAreListedAndStopNothing) {
  fill(3);
  std::ofstream(directory + "/bomb.xml")
      << R"(<!DOCTYPE x [<!ENTITY a "b">]><ClinicalDocument>&a;</ClinicalDocument>)";
  std::ofstream(directory + "/other.json")
      << R"({"resourceType":"Bundle","type":"collection","entry":[{"resource":)"
      << R"({"resourceType":"Patient","id":"x","name":[{"family":"Stranger","given":["Some"]}],)"
      << R"("birthDate":"1950-05-05"}},{"resource":{"resourceType":"Condition","subject":)"
      << R"({"reference":"Patient/x"},"code":{"text":"Invented"}}}]})";
  ASSERT_EQ(
      episodes->import(R"({"document":{"member":"M001","name":"bomb, the","path":"bomb.xml"}})"
                       "\n"
                       R"({"document":{"member":"M002","name":"other","path":"other.json"}})"),
      exit_done);
  ASSERT_EQ(run(all_open), exit_done) << said;
  EXPECT_EQ(summary("packets"), "3");
  EXPECT_EQ(summary("failed_documents"), "2")
      << test::content_of_file(out + "/failed-documents.csv");
  const std::string csv = test::content_of_file(out + "/failed-documents.csv");
  EXPECT_NE(csv.find("F1,E001,M001,\"bomb, the\",no,"), std::string::npos) << csv;
  EXPECT_NE(csv.find("DOCTYPE"), std::string::npos) << csv;
  EXPECT_NE(csv.find("F2,E002,M002,other,no,"), std::string::npos) << csv;
  const std::string page = test::content_of_file(out + "/index.html");
  EXPECT_NE(page.find("2 documents\nfailed"), std::string::npos);
  EXPECT_NE(page.find("bomb, the"), std::string::npos);
}

TEST_F(NightlyPackets, OneThatCannotBeWrittenIsNamedAndTheOthersAreThere) {
  fill(3);
  fs::create_directories(out + "/packets/E002@A1.html");
  EXPECT_EQ(run_into(out, all_open), exit_refused);
  EXPECT_NE(said.find("packet of episode E002"), std::string::npos) << said;
  EXPECT_EQ(summary("packets"), "2");
  EXPECT_EQ(summary("failures"), "1");
  EXPECT_EQ(packets_of("E003"), 1U);
}

TEST_F(NightlyPackets, AnEpisodeThatCannotBeReadIsNamedAndTheOthersAreDone) {
  fill(3);
  store::DataDirectory::open_to_write(episodes->paths().data)
      .writer()
      .run_script("UPDATE event SET fact = '{' WHERE episode = 'E001'");
  EXPECT_EQ(run(all_open), exit_refused);
  EXPECT_NE(said.find("episode E001: "), std::string::npos) << said;
  EXPECT_EQ(summary("packets"), "2");
  EXPECT_EQ(summary("failures"), "1");
}

TEST_F(NightlyPackets, ProgressCountsEpisodesAndThenPackets) {
  fill(3);
  std::vector<std::string> told;
  std::ostringstream stream;
  nightly(episodes->paths(),
          {*parse_instant(all_open), out, true, TimeOfDay{120}, 2,
           [&](const NightProgress& it) {
             told.push_back((it.is_packets ? "packets " : "episodes ") + std::to_string(it.built) +
                            " " + std::to_string(it.done) + " " + std::to_string(it.total));
           }},
          stream);
  EXPECT_EQ(told, (std::vector<std::string>{"episodes 0 3 3", "packets 1 0 3", "packets 2 0 3",
                                            "packets 3 0 3", "packets 3 1 3", "packets 3 2 3",
                                            "packets 3 3 3"}));
}

TEST(ProgressLine, SaysWhatIsDoneHowFastAndHowLongItTakes) {
  using std::chrono::duration;
  const auto line = [](std::size_t done, std::size_t total, double seconds, bool has_bar) {
    return progress_line({"nightly", "packets", done, total, duration<double>(seconds)}, has_bar);
  };
  EXPECT_EQ(line(0, 400, 9, false), "nightly: 0 of 400 packets (0 %)");
  EXPECT_EQ(line(120, 400, 3, false), "nightly: 120 of 400 packets (30 %), 40/s, 0:07 left");
  EXPECT_EQ(line(100, 400, 100, true),
            "nightly: [######------------------] 100 of 400 packets, 1.0/s, 5:00 left");
  EXPECT_EQ(line(1, 7'201, 1, false), "nightly: 1 of 7201 packets (0 %), 1.0/s, 2:00:00 left");
  EXPECT_EQ(line(400, 400, 10, true),
            "nightly: [########################] 400 of 400 packets, 40/s");
  EXPECT_EQ(line(12, 0, 0.1, true), "nightly: 12 packets");
}

TEST(WorkersOfANight, HandBackWhatComesOfWorkAndWhatItThrows) {
  Workers workers(2);
  std::vector<std::future<int>> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(workers.begin([i] {
      if (i == 50) throw std::runtime_error("the fiftieth");
      return i * i;
    }));
  for (int i = 0; i < 100; ++i) {
    if (i == 50)
      EXPECT_THROW(all[50].get(), std::runtime_error);
    else
      EXPECT_EQ(all[static_cast<std::size_t>(i)].get(), i * i);
  }
}

}  // namespace
}  // namespace authledger::tools
