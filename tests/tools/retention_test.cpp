// retention, hold and purge from the command line: who is due and who is not, and that nobody else
// is taken.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/store/data_directory.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"
#include "tools/packet_files.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

Instant at(std::string_view text) {
  return *parse_instant(text);
}

class RetentionCommands : public testing::Test {
 protected:
  RetentionCommands() {
    auto ledger = store::DataDirectory::open_to_write(data);
    sql::Transaction transaction(ledger.writer());
    store::enter_facility(ledger.writer(), {"F1", "Sample", "", *Zone::find("America/Chicago"), {}},
                          learned);
    for (const char* id : {"m-1", "m-2", "m-3", "m-4"})
      store::enter_member(ledger.writer(), {id, "Sam Sample", std::nullopt, ""}, learned);
    store::enter_member(ledger.writer(), {"child", "Kim", parse_date("2010-06-01"), ""}, learned);
    for (const char* id : {"m-1", "m-2", "m-3", "child"}) post(ledger, id, true);
    post(ledger, "m-4", false);
    transaction.commit();
    write_rules(R"({"organization": {"years": 5, "after": "discharge", "source": "us"}})");
  }

  void post(store::DataDirectory& ledger, const std::string& member, bool is_discharged) const {
    EpisodeAdmitted admission;
    admission.episode = "E-" + member;
    admission.date = *parse_date("2018-03-02");
    admission.level_of_care = "iop";
    std::vector<PostedEvent> events{
        {"adm-" + member, "E-" + member, {}, member, learned, admission, {}}};
    EpisodeDischarged discharge;
    discharge.date = *parse_date("2018-05-01");
    if (is_discharged)
      events.push_back({"dis-" + member, "E-" + member, {}, member, learned, discharge, {}});
    for (const auto& it : store::record(ledger.writer(), PolicyBook(), events, learned))
      ASSERT_EQ(it.verdict, store::Verdict::created) << summary(it.problems);
  }

  void write_rules(const std::string& text) {
    std::ofstream(folder.path() + "/rules.json") << text;
    options.rules = folder.path() + "/rules.json";
  }

  std::string listed(std::string_view when) {
    std::ostringstream out;
    EXPECT_EQ(list_retention(data, options, at(when), out, errors), exit_done) << errors.str();
    return out.str();
  }
  int purge(std::string_view when) {
    said.str("");
    return purge_store(data, options, at(when), said, errors);
  }
  std::vector<std::string> members() {
    std::vector<std::string> ids;
    store::DataDirectory::open_to_read(data).connect_to_read()->run(
        "SELECT DISTINCT id FROM member ORDER BY id", {},
        [&](const sql::Row& row) { ids.emplace_back(row.text(0)); });
    return ids;
  }

  test::TemporaryDirectory folder;
  std::string data = folder.path() + "/ledger";
  const Instant learned = at("2018-05-02T15:00:00Z");
  RetentionOptions options;
  std::ostringstream said, errors;
};

using Ids = std::vector<std::string>;

TEST_F(RetentionCommands, ListWhoIsDueAndWhyTheOthersAreNot) {
  options.members = {"m-2"};
  options.reason = "a lawsuit";
  options.by = "the lawyer";
  ASSERT_EQ(place_hold(data, options, at("2022-01-01T00:00:00Z"), said, errors), exit_done);
  const std::string hold = said.str().substr(0, 16);
  EXPECT_EQ(listed("2023-05-01T15:00:00Z"),
            "member child\t2023-05-01\tdue\n"
            "member m-1\t2023-05-01\tdue\n"
            "member m-2\t2023-05-01\tlegal hold " +
                hold +
                " of 2022-01-01T00:00:00Z\n"
                "member m-3\t2023-05-01\tdue\n"
                "member m-4\tunknown\tepisode E-m-4: is not discharged\n"
                "3 of 5 due; nothing is purged by itself\n");
  EXPECT_NE(listed("2023-04-30T15:00:00Z").find("member m-1\t2023-05-01\tis kept until 2023-05-01"),
            std::string::npos);
  options.hold = hold;
  ASSERT_EQ(lift_hold(data, options, at("2023-01-01T00:00:00Z"), said, errors), exit_done);
  EXPECT_NE(listed("2023-05-01T15:00:00Z").find("member m-2\t2023-05-01\tdue"), std::string::npos);
}

TEST_F(RetentionCommands, OfTwoRulesGoByTheLongerAndKeepMinorsAsTheRuleSays) {
  write_rules(R"({"organization": {"years": 5, "after": "discharge", "source": "us"},
                  "facilities": {"F1": {"years": 7, "after": "last_event", "source": "us",
                                        "minors": {"majority_at": 18, "years": 10}}}})");
  const std::string text = listed("2026-01-01T15:00:00Z");
  EXPECT_NE(text.find("member child\t2038-06-01\tis kept until 2038-06-01"), std::string::npos)
      << text;
  EXPECT_NE(text.find("member m-1\tunknown\tepisode E-m-1: the register has no birth date"),
            std::string::npos)
      << text;
}

TEST_F(RetentionCommands, WithoutARuleKnowNobodyWhoIsDue) {
  write_rules(R"({"facilities": {"F2": {"years": 1, "after": "discharge", "source": "us"}}})");
  const std::string text = listed("2099-01-01T15:00:00Z");
  EXPECT_NE(text.find("member m-1\tunknown\tepisode E-m-1: no rule says how long it is kept"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("0 of 5 due"), std::string::npos);
  options.is_all_due = options.is_done = true;
  EXPECT_EQ(purge("2099-01-01T15:00:00Z"), exit_done);
  EXPECT_EQ(members().size(), 5u);
}

TEST_F(RetentionCommands, RefuseRulesThatCannotBeRead) {
  for (const char* text :
       {R"({"organization": {"years": 5, "after": "discharge"}})",
        R"({"organization": {"years": -1, "after": "discharge", "source": "us"}})",
        R"({"organization": {"years": 5, "after": "birth", "source": "us"}})",
        R"({"facilities": []})", R"({"facility": {}})", "7"}) {
    write_rules(text);
    EXPECT_EQ(list_retention(data, options, learned, said, errors), exit_usage) << text;
  }
}

TEST_F(RetentionCommands, PurgeNobodyUnlessToldSoTwice) {
  options.members = {"m-1"};
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_done);
  EXPECT_NE(said.str().find("would purge member m-1: 2 events of 1 episodes, 1 entries"),
            std::string::npos)
      << said.str();
  EXPECT_EQ(members().size(), 5u);
  options.is_done = true;
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_done);
  EXPECT_EQ(members(), (Ids{"child", "m-2", "m-3", "m-4"}));
}

TEST_F(RetentionCommands, PurgeAllWhoWereNamedOrNobody) {
  options.is_done = true;
  options.members = {"m-1", "m-4"};
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_refused);
  options.members = {"m-1"};
  EXPECT_EQ(purge("2023-04-30T15:00:00Z"), exit_refused);
  options.members = {"m-1", "nobody"};
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_refused);
  EXPECT_EQ(members().size(), 5u);
  RetentionOptions hold;
  hold.episodes = {"E-m-1"};
  hold.reason = hold.by = "x";
  ASSERT_EQ(place_hold(data, hold, learned, said, errors), exit_done);
  options.members = {"m-1"};
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_refused);
  EXPECT_NE(said.str().find("member m-1: legal hold"), std::string::npos);
  options.members.clear();
  options.is_all_due = true;
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_done);
  EXPECT_EQ(members(), (Ids{"m-1", "m-4"}));
}

TEST_F(RetentionCommands, PurgePagesOfTheNightAndClearCopiesAndNameTheBackups) {
  const std::string pages = folder.path() + "/pages", kept = folder.path() + "/safe";
  fs::create_directories(pages + "/packets");
  fs::create_directories(kept);
  fs::create_directories(data + "/sealing");
  const std::string own = pages + "/packets/" + packet_name("E-m-1", "A1") + ".html",
                    other = pages + "/packets/" + packet_name("E-m-11", "A1") + ".html";
  for (const std::string& file :
       {own, other, pages + "/index.html", pages + "/mine.txt", kept + "/monday.db",
        kept + "/monday.db.sha256", data + "/sealing/clear.db"})
    std::ofstream(file) << "Sam Sample";
  fs::permissions(data + "/sealing", fs::perms::owner_all);
  fs::permissions(data + "/sealing/clear.db", fs::perms::owner_read | fs::perms::owner_write);
  options.is_done = true;
  options.members = {"m-1"};
  options.pages = {pages};
  options.backups = {kept};
  ASSERT_EQ(purge("2023-05-01T15:00:00Z"), exit_done);
  EXPECT_FALSE(fs::exists(own));
  EXPECT_TRUE(fs::exists(other));
  EXPECT_FALSE(fs::exists(pages + "/index.html"));
  EXPECT_TRUE(fs::exists(pages + "/mine.txt"));
  EXPECT_FALSE(fs::exists(data + "/sealing"));
  EXPECT_NE(said.str().find("  " + kept + "/monday.db\n"), std::string::npos) << said.str();
}

TEST_F(RetentionCommands, PurgeNotWhileSomebodyWrites) {
  options.is_done = true;
  options.members = {"m-1"};
  const auto running = store::DataDirectory::open_to_write(data);
  EXPECT_EQ(purge("2023-05-01T15:00:00Z"), exit_try_again);
  EXPECT_EQ(members().size(), 5u);
}

}  // namespace
}  // namespace authledger::tools
