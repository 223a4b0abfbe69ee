// A purge: a thousand texts that stand for a member's data go in through all doors, the member is
// purged, and none of them is left in any byte of any file, but for the ids that the audit trail
// names. Whatever the program dies of in between, the ledger verifies and the purge can be done
// again.
#include "engine/store/purge.hpp"

#include <gtest/gtest.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <sstream>

#include "engine/store/deliveries.hpp"
#include "engine/store/holds.hpp"
#include "engine/store/letters.hpp"
#include "engine/store/nights.hpp"
#include "engine/store/outbox.hpp"
#include "engine/store/packets.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/verify.hpp"
#include "server/log.hpp"
#include "tests/server/service.hpp"
#include "tools/commands.hpp"

namespace authledger::test {
namespace {

namespace fs = std::filesystem;
using store::PurgeStep;

const std::string mark = "MaRk3r";
const Instant later = instant("2026-03-11T15:00:00Z");
constexpr int episodes = 30;

// Different each time, and never part of another.
class Markers {
 public:
  std::string next() { return mark + std::to_string(1'000'000 + ++count_); }
  int count() const { return count_; }

 private:
  int count_ = 0;
};

// A service on a directory that is there already.
class Running {
 public:
  explicit Running(const std::string& directory)
      : data(store::DataDirectory::open_to_write(directory)),
        clock([] { return instant("2026-03-10T15:00:00Z"); }),
        writer(data.writer(), clock, server::WriterLimits{}, [](const std::string&) {}),
        changes(data.connect_to_read()),
        api(invented_book(), data.connect_to_read(), writer, clock, changes) {
    server::start_log("off");
  }

  server::Response send(const server::Request& request) {
    auto answered = std::make_shared<std::promise<server::Response>>();
    auto answer = answered->get_future();
    api.handle(request,
               [answered](server::Response response) { answered->set_value(std::move(response)); });
    return answer.get();
  }
  std::string get(const std::string& target) { return send({"GET", target, "", ""}).body; }

  store::DataDirectory data;
  server::Clock clock;
  server::Writer writer;
  server::ChangeRoom changes;
  server::Api api;
};

// What is planted, and where.
class Planted {
 public:
  Planted() : member(markers.next()) {
    {
      auto data = store::DataDirectory::open_to_write(folder.path());
      sql::Transaction transaction(data.writer());
      store::enter_facility(data.writer(), {"main", "Main", "", zone("America/Chicago"), {}},
                            instant("2026-03-01T15:00:00Z"));
      for (int i = 0; i < 25; ++i)
        store::enter_document(data.writer(),
                              {member, markers.next() + ".txt", "text/plain",
                               std::string(5'000, 'x') + markers.next() + std::string(99, 'y')},
                              instant("2026-03-01T15:00:00Z"));
      store::enlist(data.writer(), "hook", "1");
      transaction.commit();
    }
    Running service(folder.path());
    put_member(service, member, markers.next(), markers.next());
    put_member(service, member, markers.next(), markers.next());
    put_member(service, "other", "Other", "P-1");
    put_consent(service, member, markers.next(), markers.next());
    for (int i = 0; i < episodes; ++i) {
      post_all(service, "other", "E-" + std::to_string(i), [&](const char* what) {
        return std::string(what) + "-" + std::to_string(i) + "-" + std::to_string(++number_);
      });
      const std::string episode = markers.next();
      ids.push_back(episode);
      post_all(service, member, episode, [&](const char*) { return markers.next(); });
    }
    service.writer.stop();
    deliver_and_hold(service.data.writer());
  }

  TemporaryDirectory folder;
  Markers markers;
  std::string member;
  std::vector<std::string> ids;  // of episodes

 private:
  static void put_member(Running& service, const std::string& id, const std::string& name,
                         const std::string& plan_id) {
    const auto response = service.send(
        {"PUT", "/v1/members/" + id, "application/json",
         Json{{"id", id}, {"name", name}, {"birth_date", "1990-04-01"}, {"plan_member_id", plan_id}}
             .dump()});
    ASSERT_LT(response.status, 300) << response.body;
  }

  static void put_consent(Running& service, const std::string& whose, const std::string& what,
                          const std::string& signed_by) {
    const Json form{{"id", "c-1"},
                    {"member", whose},
                    {"from", {"main"}},
                    {"to", {{{"class", "health_plan"}}}},
                    {"kinds", {"part2"}},
                    {"what", what},
                    {"all_future_tpo", true},
                    {"says_right_to_revoke", true},
                    {"says_redisclosure", true},
                    {"says_consequences", true},
                    {"signed_by", signed_by},
                    {"signed_on", "2026-01-05"},
                    {"never_expires", true}};
    const auto response = service.send(
        {"PUT", "/v1/members/" + whose + "/consents/c-1", "application/json", form.dump()});
    ASSERT_LT(response.status, 300) << response.body;
  }

  template <class Text>
  void post_all(Running& service, const std::string& whose, const std::string& episode, Text text) {
    const std::string authorization = text("A"), at = "2026-03-09T15:00:00Z";
    const std::string review = "review:" + authorization + ":before-end";
    Json all = Json::array();
    const auto add = [&](const char* type, Json fact) {
      fact["type"] = type;
      fact["id"] = text("ev");
      fact["episode"] = episode;
      fact["member"] = whose;
      all.push_back(std::move(fact));
    };
    add("episode.admitted", {{"date", "2026-03-02"}, {"level_of_care", text("level")}});
    add("coverage.set", {{"payer", "example-payer"},
                         {"effective", "2026-03-01"},
                         {"plan", text("plan")},
                         {"member_id", text("plan-id")}});
    add("authorization.decided", {{"authorization", authorization},
                                  {"number", text("number")},
                                  {"reason", text("reason-of-payer")},
                                  {"reviewer", text("reviewer")},
                                  {"reference", text("call-reference")},
                                  {"decision", "approved"},
                                  {"decided_at", "2026-03-01T16:00:00Z"},
                                  {"start", "2026-03-02"},
                                  {"end", "2026-03-16"},
                                  {"lines", {{{"codes", {"S9480"}}, {"units", 18}}}}});
    add("session.recorded", {{"session", text("session")},
                             {"start", "2026-03-03T15:00:00Z"},
                             {"minutes", 180},
                             {"service", "S9480"},
                             {"outcome", "attended"},
                             {"components", {{{"kind", text("kind")}, {"minutes", 60}}}}});
    add("payer.asked", {{"ask", text("ask")},
                        {"at", at},
                        {"due", "2026-03-20T15:00:00Z"},
                        {"what", text("what")}});
    add("obligation.assigned",
        {{"obligation", review}, {"assignee", text("assignee")}, {"by", text("by")}});
    add("obligation.snoozed",
        {{"obligation", review}, {"until", "2026-03-10T20:00:00Z"}, {"by", text("by")}});
    add("obligation.waived",
        {{"obligation", text("key")}, {"reason", text("reason")}, {"by", text("by")}});
    add("notice.sent", {{"notice", text("key")},
                        {"at", at},
                        {"reference", text("reference")},
                        {"proof", text("proof")},
                        {"by", text("by")}});
    add("other_care.reported", {{"care", text("care")}, {"from", "2026-02-01"}});
    server::Request request{"POST", "/v1/events", "application/json", all.dump()};
    request.idempotency_key = "\"" + text("key") + "\"";
    const auto response = service.send(request);
    ASSERT_EQ(response.status, 200) << response.body;
    ASSERT_EQ(response.body.find("\"verdict\":\"refused\""), std::string::npos) << response.body;
    service.get("/v1/episodes/" + episode + "/standing");
    const auto built =
        service.send({"POST", "/v1/episodes/" + episode + "/packets", "application/json",
                      Json{{"authorization", authorization}}.dump()});
    ASSERT_EQ(built.status, 201) << built.body;
  }

  void deliver_and_hold(sql::Connection& writer) {
    sql::Transaction transaction(writer);
    store::fan_out(writer, {.endpoint = "hook"}, later, 10'000);
    for (const store::Delivery& it : store::due_deliveries(writer, "hook", later, 10'000))
      if (it.message.position % 2 == 0)
        store::record_attempt(writer, {.endpoint = "hook",
                                       .position = it.message.position,
                                       .at = later,
                                       .outcome = "status 200",
                                       .state = store::DeliveryState::delivered});
    for (const std::string& episode : ids)
      for (const store::PacketVersion& it : store::packets_of(writer, episode)) {
        store::approve_packet(writer, it, {"us", later, markers.next()});
        store::note_submission(writer, it, {"us", later, markers.next(), markers.next()});
      }
    store::Letter letter;
    letter.announcement = 1;
    letter.episode = ids.front();
    letter.obligation = markers.next();
    letter.endpoint = "hook";
    letter.to = markers.next();
    letter.recipient = "example-payer";
    letter.words.title = markers.next();
    letter.words.lines.push_back({markers.next(), markers.next(), ""});
    letter.words.paragraphs.push_back(markers.next());
    letter.released_by = "us";
    if (!store::release_letter(writer, letter, later)) throw std::runtime_error("no letter");
    for (const bool is_on_member : {true, false}) {
      store::LegalHold hold{.id = {},
                            .member = {},
                            .episode = {},
                            .reason = markers.next(),
                            .placed_at = later,
                            .placed_by = markers.next(),
                            .end = {}};
      (is_on_member ? hold.member : hold.episode) = is_on_member ? member : ids.front();
      store::lift_hold(writer, store::place_hold(writer, hold).id,
                       {markers.next(), later, markers.next()});
    }
    store::place_hold(writer, {.id = {},
                               .member = "other",
                               .episode = {},
                               .reason = "a lawsuit",
                               .placed_at = later,
                               .placed_by = "us",
                               .end = {}});
    store::put_night(writer, {.facility = "main",
                              .date = date("2026-03-10"),
                              .begun_at = later,
                              .done_at = {},
                              .last_episode = ids.front(),
                              .episodes = 1});
    transaction.commit();
  }

  int number_ = 0;
};

std::string all_bytes_in(const std::string& directory) {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(directory))
    if (entry.is_regular_file()) {
      std::ifstream file(entry.path(), std::ios::binary);
      all += entry.path().filename().string() + "\n";
      all.append(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
  return all;
}

std::map<std::string, int> marks_in(const std::string& bytes) {
  std::map<std::string, int> found;
  for (auto at = bytes.find(mark); at != std::string::npos; at = bytes.find(mark, at + 1))
    ++found[bytes.substr(at, mark.size() + 7)];
  return found;
}

// What the audit trail says of them: the ids in its two columns, and nothing else.
std::map<std::string, int> marks_of_the_trail(const std::string& directory) {
  std::string said;
  sql::open_sqlite(store::ledger_file(directory), sql::Access::read)
      ->run("SELECT ifnull(record_id, '') || ' ' || ifnull(member, '') FROM audit", {},
            [&](const sql::Row& row) { said += std::string(row.text(0)) + "\n"; });
  return marks_in(said);
}

store::PurgeSubject subject(sql::Connection& connection, const Planted& planted) {
  return *store::subject_of_member(connection, planted.member);
}

void purge(const std::string& directory, const Planted& planted, const store::AtPurgeStep& step) {
  auto data = store::DataDirectory::open_to_write(directory);
  store::purge(data.writer(), subject(data.writer(), planted), later, step);
  store::scrub(data.writer(), later, step);
}

void expect_whole(const std::string& directory) {
  const auto reader = store::DataDirectory::open_to_read(directory).connect_to_read();
  const auto result = store::verify(*reader, *invented_book(), [](std::size_t, std::size_t) {});
  EXPECT_EQ(result.differences, std::vector<std::string>{});
  std::ostringstream said;
  EXPECT_EQ(tools::verify_audit(directory, {}, said), tools::exit_done) << said.str();
}

void expect_no_trace(const std::string& directory) {
  EXPECT_EQ(marks_in(all_bytes_in(directory)), marks_of_the_trail(directory));
}

TEST(APurge, LeavesNoneOfAThousandMarkersInAnyByteOfTheDirectory) {
  const Planted planted;
  EXPECT_GE(planted.markers.count(), 1'000);
  // More, because one at the end of a page is cut in two.
  EXPECT_GE(marks_in(all_bytes_in(planted.folder.path())).size(),
            static_cast<std::size_t>(planted.markers.count()));
  purge(planted.folder.path(), planted, [](PurgeStep) {});
  expect_no_trace(planted.folder.path());
  // The exception: ids of a member and of episodes. No event, no text.
  for (const auto& [id, count] : marks_of_the_trail(planted.folder.path()))
    EXPECT_TRUE(id == planted.member ||
                std::find(planted.ids.begin(), planted.ids.end(), id) != planted.ids.end())
        << id;
  expect_whole(planted.folder.path());
}

// Of lists, what is not of the member that was purged.
std::string without_marks(const std::string& body) {
  std::string rest;
  const Json list = parsed(body);
  for (const char* name : {"items", "changes"})
    if (list.contains(name))
      for (const Json& item : list[name])
        if (item.dump().find(mark) == std::string::npos) rest += item.dump() + "\n";
  return rest;
}

std::map<std::string, std::string> answers_about_others(const std::string& directory) {
  Running service(directory);
  std::map<std::string, std::string> answers;
  for (const char* list : {"/v1/episodes", "/v1/members", "/v1/worklist", "/v1/changes",
                           "/v1/authorizations?number=number-3-100"})
    answers[list] = without_marks(
        service.get(std::string(list) +
                    (std::string(list).find('?') != std::string::npos ? "&" : "?") + "limit=1000"));
  for (int i = 0; i < episodes; ++i)
    for (const char* part : {"", "/standing", "/timeline", "/days", "/coverages", "/explain",
                             "/obligations", "/events"}) {
      const std::string target = "/v1/episodes/E-" + std::to_string(i) + part;
      answers[target] = service.get(target);
    }
  answers["/v1/members/other"] = service.get("/v1/members/other");
  return answers;
}

TEST(APurge, ChangesNothingThatIsSaidOfAnotherMember) {
  const Planted planted;
  const auto before = answers_about_others(planted.folder.path());
  ASSERT_GT(before.at("/v1/worklist").size(), 1'000u);
  ASSERT_GT(before.at("/v1/changes").size(), 1'000u);
  purge(planted.folder.path(), planted, [](PurgeStep) {});
  EXPECT_EQ(answers_about_others(planted.folder.path()), before);
}

TEST(APurge, LeavesNothingToWriteALetterAbout) {
  const Planted planted;
  purge(planted.folder.path(), planted, [](PurgeStep) {});
  Running service(planted.folder.path());
  for (const char* rest : {"/letters", "/letters/appeal"}) {
    const auto response =
        service.send({"GET", "/v1/episodes/" + planted.ids.front() + rest, "", ""});
    EXPECT_EQ(response.status, 404) << response.body;
    EXPECT_NE(response.body.find("there is no episode"), std::string::npos) << response.body;
  }
}

// The last positions of events and messages were those of whoever was purged: none is given again,
// and nobody who follows misses what comes after.
TEST(APurge, GivesNoPositionAgain) {
  const Planted planted;
  std::int64_t last_event = 0, last_message = 0;
  {
    auto data = store::DataDirectory::open_to_write(planted.folder.path());
    last_event = store::chain_head(data.writer()).position;
    last_message = store::last_message(data.writer());
  }
  purge(planted.folder.path(), planted, [](PurgeStep) {});
  auto data = store::DataDirectory::open_to_write(planted.folder.path());
  EXPECT_EQ(store::chain_head(data.writer()).position, last_event);
  EXPECT_EQ(store::last_message(data.writer()), last_message);
  sql::Transaction transaction(data.writer());
  data.writer().run("UPDATE endpoint SET position = position - 1", {}, sql::ignore_rows);
  EXPECT_EQ(store::fan_out(data.writer(), {.endpoint = "hook"}, later, 10), 0u);
  EXPECT_FALSE(store::has_new_messages(data.writer(), "hook"));
}

TEST(APurge, ThatDiesAnywhereLeavesALedgerThatVerifiesAndIsDoneAgain) {
  const Planted planted;
  for (const PurgeStep last : {PurgeStep::delete_rows, PurgeStep::commit, PurgeStep::cut_log,
                               PurgeStep::rewrite, PurgeStep::cut_log_again, PurgeStep::note}) {
    const TemporaryDirectory folder;
    const std::string copy = folder.path() + "/ledger";
    fs::copy(planted.folder.path(), copy, fs::copy_options::recursive);
    const pid_t child = fork();
    if (child == 0) {
      purge(copy, planted, [&](PurgeStep step) {
        if (step == last) _exit(7);
      });
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_EQ(WEXITSTATUS(status), 7);
    expect_whole(copy);
    {
      auto data = store::DataDirectory::open_to_write(copy);
      const auto left = store::subject_of_member(data.writer(), planted.member);
      EXPECT_EQ(left.has_value(), last <= PurgeStep::commit);
      EXPECT_EQ(store::has_traces(data.writer()), last > PurgeStep::commit);
      if (left) store::purge(data.writer(), *left, later, [](PurgeStep) {});
      store::scrub(data.writer(), later, [](PurgeStep) {});
      EXPECT_FALSE(store::has_traces(data.writer()));
    }
    expect_whole(copy);
    expect_no_trace(copy);
  }
}

// The kernel ends it without a word, as a kill does: within the rewriting, and the cut after it.
TEST(APurge, ThatIsKilledWhileItRewritesTheFileIsDoneAgain) {
  const Planted planted;
  int killed = 0;
  for (int microseconds = 100, status = 1; status != 0; microseconds += 1'000) {
    const TemporaryDirectory folder;
    const std::string copy = folder.path() + "/ledger";
    fs::copy(planted.folder.path(), copy, fs::copy_options::recursive);
    const pid_t child = fork();
    if (child == 0) {
      purge(copy, planted, [&](PurgeStep step) {
        const itimerval soon{{0, 0}, {0, microseconds}};
        if (step == PurgeStep::rewrite) setitimer(ITIMER_REAL, &soon, nullptr);
      });
      _exit(0);
    }
    waitpid(child, &status, 0);
    ASSERT_TRUE(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)) << status;
    killed += status != 0;
    expect_whole(copy);
    {
      auto data = store::DataDirectory::open_to_write(copy);
      EXPECT_FALSE(store::subject_of_member(data.writer(), planted.member));
      if (status != 0) store::scrub(data.writer(), later, [](PurgeStep) {});
    }
    expect_whole(copy);
    expect_no_trace(copy);
  }
  EXPECT_GE(killed, 3);
}

TEST(APurge, IsNotOverWhileSomebodyReadsWhatWasThereBefore) {
  const Planted planted;
  auto data = store::DataDirectory::open_to_write(planted.folder.path());
  const auto reader = data.connect_to_read();
  {
    const sql::Transaction view(*reader);
    reader->run("SELECT count(*) FROM event", {}, sql::ignore_rows);
    store::purge(data.writer(), subject(data.writer(), planted), later, [](PurgeStep) {});
    EXPECT_THROW(store::scrub(data.writer(), later, [](PurgeStep) {}), store::StillRead);
    EXPECT_TRUE(store::has_traces(data.writer()));
  }
  store::scrub(data.writer(), later, [](PurgeStep) {});
  EXPECT_FALSE(store::has_traces(data.writer()));
  expect_no_trace(planted.folder.path());
}

TEST(APurge, LeavesStubsThatCannotBeBentUnseen) {
  const Planted planted;
  purge(planted.folder.path(), planted, [](PurgeStep) {});
  auto data = store::DataDirectory::open_to_write(planted.folder.path());
  std::int64_t position = 0;
  data.writer().run("SELECT position FROM purged_event ORDER BY position LIMIT 1 OFFSET 5", {},
                    [&](const sql::Row& row) { position = row.integer(0); });
  const std::string at = " WHERE position = " + std::to_string(position);
  for (const std::string& script :
       {"UPDATE purged_event SET content_digest = randomblob(32)" + at,
        "UPDATE purged_event SET digest = randomblob(32)" + at, "DELETE FROM purged_event" + at,
        "UPDATE purged_event SET position = 0 - position" + at}) {
    sql::Transaction transaction(data.writer());
    data.writer().run_script(script);
    const auto result =
        store::verify(data.writer(), *invented_book(), [](std::size_t, std::size_t) {});
    EXPECT_TRUE(result.is_damaged()) << script;
    if (script.starts_with("UPDATE purged_event SET content") ||
        script.starts_with("UPDATE purged_event SET digest")) {
      ASSERT_EQ(result.differences.size(), 1u);
      EXPECT_EQ(result.differences.front(),
                "events: the chain breaks at position " + std::to_string(position) +
                    ", which was purged: it, or what stood before it, is not what was recorded");
    }
  }
}

}  // namespace
}  // namespace authledger::test
