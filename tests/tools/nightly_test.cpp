// The nightly run over the sample clinic: what it writes, that it writes the same again, and that
// it keeps the rows.
#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "engine/store/audit.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/nights.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/restate.hpp"
#include "engine/store/verify.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tools/commands.hpp"
#include "tools/packet_files.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {
namespace {

namespace fs = std::filesystem;

const std::string source = AUTHLEDGER_SOURCE_DIR;

std::map<std::string, std::string> files_below(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::ostringstream content;
    content << stream.rdbuf();
    files[fs::relative(entry.path(), directory).string()] = content.str();
  }
  return files;
}

class Nightly : public testing::Test {
 protected:
  Nightly() {
    std::ostringstream ignored;
    EXPECT_EQ(write_sample_clinic(source + "/tools/sample/clinic.json", *parse_date("2026-03-18"),
                                  directory + "/clinic", ignored),
              exit_done);
    EXPECT_EQ(import_file(paths(), directory + "/clinic/clinic.ndjson", night, ignored), exit_done)
        << ignored.str();
  }
  StorePaths paths() const { return {directory + "/data", source + "/payers"}; }

  std::map<std::string, std::string> run(Instant as_of, bool restates) {
    const std::string out = directory + "/out-" + std::to_string(runs++);
    std::ostringstream said;
    EXPECT_EQ(nightly(paths(), {as_of, out, restates, TimeOfDay{120}}, said), exit_done)
        << said.str();
    return files_below(out);
  }

  Instant restated_at(const std::string& episode) const {
    const auto data = store::DataDirectory::open_to_read(paths().data);
    return store::last_restating(*data.connect_to_read(), episode).at;
  }

  test::TemporaryDirectory temporary;
  const std::string& directory = temporary.path();
  Instant night = *parse_instant("2026-03-18T22:00:00-07:00");
  int runs = 0;
};

TEST_F(Nightly, WritesTheWorklistAndAPacketForEachReviewWithinItsWindow) {
  const auto files = run(night, true);
  for (const char* name : {"index.html", "worklist.json", "worklist.csv", "summary.json"})
    EXPECT_TRUE(files.contains(name)) << name;
  std::size_t json = 0, html = 0;
  for (const auto& [name, content] : files) {
    json += name.starts_with("packets/") && name.ends_with(".json") ? 1 : 0;
    html += name.starts_with("packets/") && name.ends_with(".html") ? 1 : 0;
  }
  EXPECT_GT(json, 5u);
  EXPECT_EQ(json, html);
  for (const auto& [name, content] : files)
    EXPECT_EQ(name.ends_with(".pdf"), content.starts_with("%PDF-1.5")) << name;
  EXPECT_EQ(std::ranges::count_if(files,
                                  [](const auto& it) { return it.first.ends_with(".script.pdf"); }),
            static_cast<std::ptrdiff_t>(html));
}

TEST_F(Nightly, BuildsThePacketOfAFirstRequestThatIsOwedAndKeepsItOnce) {
  const auto files = run(night, true);
  const auto first =
      std::ranges::find_if(files, [](const auto& it) { return it.first.ends_with("@.json"); });
  ASSERT_NE(first, files.end()) << "the clinic owes one";
  EXPECT_NE(first->second.find(R"("mode": "initial")"), std::string::npos);
  const std::string name = first->first;
  const std::string stem = name.substr(0, name.size() - std::string("json").size());
  for (const char* ending : {"html", "pdf", "script.pdf"})
    EXPECT_TRUE(files.contains(stem + ending)) << ending;
  const std::string episode =
      name.substr(std::string("packets/").size(), name.find('@') - std::string("packets/").size());
  run(night, true);
  const auto data = store::DataDirectory::open_to_read(paths().data);
  std::vector<std::string> kept;
  for (const store::PacketVersion& it : store::packets_of(*data.connect_to_read(), episode))
    if (it.authorization.empty()) kept.push_back(it.review + " " + it.reason);
  EXPECT_EQ(kept, std::vector<std::string>{"duty:initial-authorization first"});
}

TEST_F(Nightly, TheSameNightAgainGivesTheSameBytes) {
  const auto first = run(night, true);
  EXPECT_EQ(run(night, true), first);
}

TEST_F(Nightly, ReadingOnlyGivesTheSameBytesAndIsAccountedForAlike) {
  const auto written = run(night, true), read = run(night, false);
  EXPECT_EQ(read, written) << "beside a service";
  const auto disclosed = [this] {
    std::size_t entries = 0;
    const auto data = store::DataDirectory::open_to_write(paths().data);
    store::for_each_audit_entry(*data.connect_to_read(),
                                "WHERE action = 'disclose' AND member = 'm08'", {},
                                [&](const store::StoredAuditEntry&) { ++entries; });
    return entries;
  };
  EXPECT_EQ(disclosed(), 2u);
}

TEST_F(Nightly, WhatARunHasWrittenIsNotWrittenOrAccountedForAgain) {
  const NightlyOptions options{night, directory + "/tonight", true, TimeOfDay{120}};
  const auto disclosed = [&] {
    std::ostringstream said;
    EXPECT_EQ(nightly(paths(), options, said), exit_done);
    std::size_t entries = 0;
    const auto data = store::DataDirectory::open_to_read(paths().data);
    store::for_each_audit_entry(*data.connect_to_read(),
                                "WHERE action = 'disclose' AND member = 'm08'", {},
                                [&](const store::StoredAuditEntry&) { ++entries; });
    return entries;
  };
  EXPECT_EQ(disclosed(), 1u);
  const std::string name = "packets/m08-e1@A1.html", page = options.out + "/" + name;
  const auto written = std::filesystem::last_write_time(page);
  EXPECT_EQ(disclosed(), 1u);
  EXPECT_EQ(std::filesystem::last_write_time(page), written);
  const std::string content = files_below(options.out)[name];
  std::ofstream(page) << "cut";
  EXPECT_EQ(disclosed(), 2u);
  EXPECT_EQ(files_below(options.out)[name], content);
}

std::string packet_of(const std::map<std::string, std::string>& files, const std::string& episode,
                      const std::string& ending) {
  for (const auto& [name, content] : files)
    if (name.starts_with("packets/" + episode + "@") && name.ends_with(ending)) return content;
  return {};
}

TEST_F(Nightly, APacketOfAProgramUnderPartTwoLeavesByConsentOnlyAndIsAccountedFor) {
  const auto files = run(night, true);
  const std::string notice = "42 CFR part 2 prohibits unauthorized use or disclosure";
  EXPECT_NE(packet_of(files, "m08-e1", ".html").find(notice), std::string::npos);
  for (const std::string episode : {"m09-e1", "m10-e1"}) {
    const std::string page = packet_of(files, episode, ".html");
    if (page.empty()) continue;  // no review within its window
    EXPECT_NE(page.find("Not to be sent."), std::string::npos) << episode;
    EXPECT_EQ(page.find(notice), std::string::npos) << episode;
  }
  const auto data = store::DataDirectory::open_to_read(paths().data);
  std::map<std::string, std::string> actions;
  store::for_each_audit_entry(
      *data.connect_to_read(), "WHERE recipient IS NOT NULL ORDER BY seq", {},
      [&](const store::StoredAuditEntry& it) {
        actions[*it.entry.member] = it.entry.action;
        EXPECT_TRUE(it.entry.member != "m08" || it.entry.recipient == "sample-payer");
        EXPECT_EQ(it.entry.purpose, "HPAYMT");
      });
  EXPECT_EQ(actions["m08"], "disclose");
  EXPECT_FALSE(actions.contains("m01")) << "of a facility that is no program";
  for (const std::string member : {"m09", "m10"})
    if (!packet_of(files, member + "-e1", ".json").empty()) {
      EXPECT_EQ(actions[member], "deny") << member;
    }
}

TEST_F(Nightly, AConsentRevokedWhileAPacketIsBuiltKeepsItInTheHouse) {
  auto data = store::DataDirectory::open_to_write(paths().data);
  const auto book = *read_payers(paths().payers);
  const auto restated = store::standing_of(data.writer(), book, "m08-e1", night);
  const auto member = store::find_member(data.writer(), "m08", night);
  const auto documents = store::documents_of(data.writer(), "m08", night);
  const Obligation* review = nullptr;
  for (const Obligation& it : restated->standing.obligations)
    if (it.kind == ObligationKind::review && is_pending(it.status)) review = &it;
  ASSERT_NE(review, nullptr);
  int asked = 0;
  const store::ReleasedPacket packet = store::release_packet(
      {"m08-e1", *restated, member, *review, documents, book.criteria},
      [&] {
        if (++asked == 2) {
          auto consent = store::find_consent(data.writer(), "m08", "consent-1").value();
          consent.revoked_at = night;
          store::enter_consent(data.writer(), consent, night).value();
        }
        return store::disclosure_terms(data.writer(), member, documents, night);
      },
      "authledger nightly");
  EXPECT_EQ(asked, 3) << "built, found to be revoked, built again and found to hold";
  EXPECT_NE(packet.html.find("Not to be sent."), std::string::npos);
  EXPECT_EQ(packet.entry->action, "deny");
}

TEST_F(Nightly, APacketWhoseContentIsTheSameIsTheVersionOfTheFirstNight) {
  const auto first = run(night, true);
  const auto versions = [this] {
    const auto reader = store::DataDirectory::open_to_read(paths().data).connect_to_read();
    return store::packet_queue(*reader, {});
  };
  const auto before = versions();
  ASSERT_GT(before.size(), 8u);
  for (const store::PacketItem& it : before) EXPECT_EQ(it.version.built_by, "nightly");
  const auto reader = store::DataDirectory::open_to_read(paths().data).connect_to_read();
  const store::PacketVersion& one = before.front().version;
  EXPECT_EQ(packet_of(first, one.episode, ".json"), store::packet_json(*reader, one));
  EXPECT_EQ(packet_of(first, one.episode, ".html"), store::packet_page(*reader, one));

  const Instant minutes_later = Instant::from_microseconds(night.microseconds() + 600'000'000);
  for (const bool writes : {false, true}) {
    const auto again = run(minutes_later, writes);
    for (const auto& [name, content] : first)
      if (name.starts_with("packets/")) {
        EXPECT_EQ(again.at(name), content) << name;
      }
  }
  for (const store::PacketItem& it : versions()) EXPECT_EQ(it.version.number, 1);

  run(*parse_instant("2026-03-20T22:00:00-07:00"), true);
  const auto of_second_night = [&] {
    std::size_t count = 0;
    for (const store::PacketItem& it : versions()) count += it.version.number == 2;
    return count;
  };
  const std::size_t second = of_second_night();
  EXPECT_GT(second, 0u) << "what is due has become older";
  run(night, true);
  EXPECT_EQ(of_second_night(), second) << "a night of the past makes no versions";
}

// The kernel ends the run without a word, later and later, until one is through.
TEST_F(Nightly, KilledAtAnyMomentAndRunAgainWritesTheSameBytesOnce) {
  fs::copy(paths().data, directory + "/fresh", fs::copy_options::recursive);
  const auto undisturbed = run(night, true);
  const std::string out = directory + "/killed";
  int killed = 0;  // at every tenth packet: nightly_kill_slow_test.cpp
  for (int milliseconds = 2, status = 1; status != 0; milliseconds += 4 + milliseconds / 5) {
    fs::remove_all(paths().data);
    fs::remove_all(out);
    fs::copy(directory + "/fresh", paths().data, fs::copy_options::recursive);
    const pid_t child = fork();
    if (child == 0) {
      const itimerval soon{{0, 0}, {0, milliseconds * 1'000}};
      setitimer(ITIMER_REAL, &soon, nullptr);
      std::ostringstream said;
      _exit(nightly(paths(), {night, out, true, TimeOfDay{120}}, said));
    }
    waitpid(child, &status, 0);
    ASSERT_TRUE(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)) << status;
    killed += status != 0;
    std::ostringstream said;
    ASSERT_EQ(nightly(paths(), {night, out, true, TimeOfDay{120}}, said), exit_done) << said.str();
    ASSERT_EQ(files_below(out), undisturbed) << milliseconds;
    const auto reader = store::DataDirectory::open_to_read(paths().data).connect_to_read();
    for (const store::PacketItem& it : store::packet_queue(*reader, {}))
      EXPECT_EQ(it.version.number, 1);
  }
  EXPECT_GE(killed, 5);
}

TEST_F(Nightly, ANightOfThePastLeavesTheRowsAlone) {
  run(night, true);
  const std::string episode = "m08-e1";
  EXPECT_EQ(restated_at(episode), night);
  run(*parse_instant("2026-03-10T22:00:00-07:00"), true);
  EXPECT_EQ(restated_at(episode), night);
  const Instant next = *parse_instant("2026-03-19T22:00:00-07:00");
  run(next, true);
  EXPECT_EQ(restated_at(episode), next);
}

TEST_F(Nightly, DerivedRowsAreThoseOfARebuild) {
  run(*parse_instant("2026-03-25T22:00:00-07:00"), true);
  std::ostringstream said;
  EXPECT_EQ(verify_store(paths(), said), exit_done) << said.str();
  EXPECT_NE(said.str().find(" 0 differences"), std::string::npos) << said.str();
}

TEST_F(Nightly, MarksTheNightOfEachFacilitySoThatAServiceDoesNotDoItAgain) {
  const TimeOfDay night_at{120};
  const auto undone = [&](Instant now) {
    const auto data = store::DataDirectory::open_to_read(paths().data);
    return store::undone_nights(*data.connect_to_read(), night_at, now).size();
  };
  const Instant hour_later = Instant::from_seconds(night.seconds() + 3'600);
  const Instant day_later = Instant::from_seconds(night.seconds() + 86'400);
  EXPECT_EQ(undone(night), 5U);
  run(night, false);
  EXPECT_EQ(undone(night), 5U) << "reading only";
  run(night, true);
  EXPECT_EQ(undone(night), 0U);
  EXPECT_EQ(undone(day_later), 5U);
  run(hour_later, true);
  EXPECT_EQ(restated_at("m08-e1"), night) << "its night was done; only the pages are new";
}

TEST_F(Nightly, RefusesToBeASecondWriter) {
  const auto service = store::DataDirectory::open_to_write(paths().data);
  std::ostringstream said;
  EXPECT_THROW(nightly(paths(), {night, directory + "/out", true, TimeOfDay{120}}, said),
               store::LockHeld);
  EXPECT_EQ(nightly(paths(), {night, directory + "/out", false, TimeOfDay{120}}, said), exit_done);
}

TEST(NightlyOfAlmostNothing, AnEmptyStoreAnUnknownMemberAndABrokenDocument) {
  const test::TemporaryDirectory temporary;
  const StorePaths paths{temporary.path() + "/data", source + "/payers"};
  const Instant night = *parse_instant("2026-11-22T22:00:00-07:00");
  const auto import = [&](const std::string& lines) {
    std::ofstream(temporary.path() + "/file.ndjson") << lines;
    std::ostringstream said;
    EXPECT_EQ(import_file(paths, temporary.path() + "/file.ndjson", night, said), exit_done)
        << said.str();
  };
  const auto run = [&] {
    std::ostringstream said;
    EXPECT_EQ(nightly(paths, {night, temporary.path() + "/out", true}, said), exit_done);
    return files_below(temporary.path() + "/out");
  };
  const auto approved = [](const std::string& id, const std::string& more) {
    return R"({"id":")" + id + R"(","episode":")" + id + "\"," + more +
           R"("type":"authorization.decided","authorization":"A1","decision":"approved",)"
           R"("decided_at":"2026-11-02T08:00:00-06:00","start":"2026-11-02","end":"2026-11-30",)"
           R"("lines":[],"next_review":"2026-11-20"})"
           "\n";
  };
  import("");
  EXPECT_EQ(run().size(), 6u) << "the page, the lists and the summaries of nothing";

  std::ofstream(temporary.path() + "/bomb.xml")
      << R"(<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><ClinicalDocument>&a;</ClinicalDocument>)";
  import(R"({"facility":{"id":"F1","time_zone":"America/Chicago"}})"
         "\n"
         R"({"member":{"id":"M1","name":"Invented Person"}})"
         "\n"
         R"({"document":{"member":"M1","name":"bomb.xml","path":"bomb.xml"}})"
         "\n" +
         approved("E1", "") + approved("E2", R"("member":"M1",)"));
  auto files = run();
  EXPECT_TRUE(files.contains("packets/E1@A1.html")) << "nobody said whose episode it is";
  EXPECT_NE(files["packets/E2@A1.json"].find("DOCTYPE"), std::string::npos);
}

TEST(PacketName, IsAPlainFileNameForAnyIds) {
  EXPECT_EQ(packet_name("m01-e1", "A1"), "m01-e1@A1");
  EXPECT_EQ(packet_name("../x", "a b/c"), "~2e.~2fx@a~20b~2fc");
  EXPECT_NE(packet_name(std::string(300, 'x') + "1", "A"),
            packet_name(std::string(300, 'x') + "2", "A"));
  EXPECT_LT(packet_name(std::string(4'000, '/'), "A").size(), 200u);
}

}  // namespace
}  // namespace authledger::tools
