// Importing a file: what is taken, what is refused and where that is written, and running it again.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/csv.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"
#include "tools/line_reader.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

class Import : public testing::Test {
 protected:
  Import() { fs::create_directories(directory + "/payers"); }
  void write(const std::string& name, const std::string& content) const {
    std::ofstream(directory + "/" + name, std::ios::binary) << content;
  }
  std::string read(const std::string& name) const {
    std::ifstream stream(directory + "/" + name, std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    return content.str();
  }
  int import(const std::string& lines) {
    write("file.ndjson", lines);
    std::ostringstream out;
    const int code = import_file({directory + "/data", directory + "/payers"},
                                 directory + "/file.ndjson", now, out);
    said = out.str();
    return code;
  }
  std::size_t log_size(const std::string& episode) const {
    const auto data = store::DataDirectory::open_to_read(directory + "/data");
    return store::read_log(*data.connect_to_read(), episode).size();
  }

  test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  std::string said;
  Instant now = *parse_instant("2026-03-10T12:00:00Z");
};

const std::string registered = R"({"facility":{"id":"F1","time_zone":"America/Chicago"}})"
                               "\n"
                               R"({"member":{"id":"M1","name":"Invented Person"}})"
                               "\n";
const std::string admitted =
    R"({"id":"e1","episode":"E1","facility":"F1","member":"M1","recorded_at":"2026-03-02T14:00:00Z",)"
    R"("type":"episode.admitted","date":"2026-03-02","level_of_care":"iop"})"
    "\n";

TEST_F(Import, TakesTheRegisterAndTheEventsAndIsSafeToRunAgain) {
  EXPECT_EQ(import(registered + admitted), exit_done);
  EXPECT_EQ(said, "3 created, 0 changed, 0 already there, 0 refused\n");
  EXPECT_EQ(import(registered + admitted), exit_done);
  EXPECT_EQ(said, "0 created, 0 changed, 3 already there, 0 refused\n");
  EXPECT_EQ(log_size("E1"), 1u);
  EXPECT_FALSE(fs::exists(directory + "/file.ndjson.refused.ndjson"));
}

TEST_F(Import, RefusedLinesGoBesideTheFileWithTheReasonAndTheOthersAreTaken) {
  const std::string impossible =
      R"({"id":"e2","episode":"E1","type":"episode.discharged","date":"2026-02-30"})";
  EXPECT_EQ(import(registered + "not json\n" + impossible + "\n\n" + admitted), exit_refused);
  EXPECT_EQ(log_size("E1"), 1u);
  const std::string refused = read("file.ndjson.refused.ndjson");
  EXPECT_NE(refused.find(R"({"line":3,"problems":[{"code":"malformed_json")"), std::string::npos)
      << refused;
  EXPECT_NE(refused.find(R"("line":4,"problems":[{"code":"invalid_value","pointer":"/date")"),
            std::string::npos)
      << refused;
  EXPECT_NE(refused.find(R"(\"2026-02-30\")"), std::string::npos) << "the line itself is kept";
  EXPECT_EQ(import(registered + admitted), exit_done);
  EXPECT_FALSE(fs::exists(directory + "/file.ndjson.refused.ndjson")) << "gone with its reason";
}

TEST_F(Import, ALineOfBytesOrOfEndlessLengthIsRefusedAndTheNextOneRead) {
  EXPECT_EQ(import(registered + std::string("\xff\x00\x01", 3) + "\n" + std::string(3 << 20, 'x') +
                   "\n" + admitted),
            exit_refused);
  EXPECT_EQ(log_size("E1"), 1u);
  const std::string refused = read("file.ndjson.refused.ndjson");
  EXPECT_NE(refused.find(R"("input":"\\xff\\x00\\x01")"), std::string::npos) << refused;
  EXPECT_NE(refused.find(R"("line":4,"problems":[{"code":"too_large")"), std::string::npos);
  EXPECT_LT(refused.size(), 2'000u);
}

TEST_F(Import, DocumentsComeFromBelowTheFileOnly) {
  write("note.txt", "Invented note");
  const auto document = [](const std::string& path) {
    return R"({"document":{"member":"M1","name":"note","media_type":"text/plain","path":")" + path +
           "\"}}\n";
  };
  EXPECT_EQ(import(registered + document("note.txt")), exit_done);
  for (const char* path : {"../note.txt", "/etc/hostname", "x/../../note.txt"}) {
    EXPECT_EQ(import(registered + document(path)), exit_refused) << path;
    EXPECT_NE(read("file.ndjson.refused.ndjson").find("must lie below"), std::string::npos) << path;
  }
  for (const char* path : {"data", "absent.txt"}) {
    EXPECT_EQ(import(registered + document(path)), exit_refused) << path;
    EXPECT_NE(read("file.ndjson.refused.ndjson").find("no such file"), std::string::npos) << path;
  }
  const auto data = store::DataDirectory::open_to_read(directory + "/data");
  const auto documents = store::documents_of(*data.connect_to_read(), "M1", now);
  ASSERT_EQ(documents.size(), 1u);
  EXPECT_EQ(documents[0].content, "Invented note");
}

TEST_F(Import, SaysWhatIsWrongWithTheFileOrThePolicies) {
  std::ostringstream out;
  const StorePaths paths{directory + "/data", directory + "/payers"};
  EXPECT_EQ(import_file(paths, directory + "/absent.ndjson", now, out), exit_usage);
  write("payers/broken.json", "{}");
  EXPECT_EQ(import(registered), exit_usage);
  EXPECT_FALSE(fs::exists(directory + "/data")) << "nothing was begun";
}

TEST(StandingLines, ABadLineAnswersAnErrorAndTheRestGoOn) {
  const std::string good =
      R"({"as_of":"2026-03-10T12:00:00Z","facility":{"id":"F1","time_zone":"UTC"},"policies":[],"log":[]})";
  std::istringstream in("nonsense\n" + good + "\n{\"as_of\":1}\n\n" + good);
  std::ostringstream out;
  EXPECT_EQ(standing_lines(in, out), exit_done);
  std::istringstream lines(out.str());
  std::vector<std::string> starts;
  for (std::string line; std::getline(lines, line);) starts.push_back(line.substr(0, 8));
  EXPECT_EQ(starts, (std::vector<std::string>{"{\"error\"", "{\"as_of\"", "{\"error\"",
                                              "{\"error\"", "{\"as_of\""}));
}

TEST(StandingLines, NestingOverThirtyTwoIsRefusedWithItsPlace) {
  std::istringstream in("{\"as_of\":" + std::string(32, '[') + std::string(32, ']') + "}");
  std::ostringstream out;
  standing_lines(in, out);
  EXPECT_NE(out.str().find(R"("code":"too_deep","pointer":"/as_of/0/0)"), std::string::npos)
      << out.str();
}

TEST(Csv, QuotesAndDefusesFormulas) {
  EXPECT_EQ(csv_line({"plain", "a,b", "say \"hi\"", "=1+1", ""}),
            "plain,\"a,b\",\"say \"\"hi\"\"\",'=1+1,\r\n");
}

TEST(LineReader, CountsLinesAndEndsWithoutALastBreak) {
  std::istringstream stream("one\r\n\nthree");
  LineReader lines(stream, 100);
  std::string line;
  EXPECT_EQ(lines.next(line), Line::read);
  EXPECT_EQ(line, "one");
  EXPECT_EQ(lines.next(line), Line::read);
  EXPECT_EQ(line, "");
  EXPECT_EQ(lines.next(line), Line::read);
  EXPECT_EQ(line, "three");
  EXPECT_EQ(lines.number(), 3u);
  EXPECT_EQ(lines.next(line), Line::end);
}

}  // namespace
}  // namespace authledger::tools
