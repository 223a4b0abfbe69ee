// People, their one-time links and the sessions of browsers, as the ledger keeps them.
#include "engine/store/people.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "engine/store/browser_sessions.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/tables.hpp"
#include "engine/store/tokens.hpp"
#include "tests/support/temporary_directory.hpp"

namespace authledger::store {
namespace {

using namespace std::chrono_literals;

class People : public testing::Test {
 protected:
  Person make(const std::string& name) {
    const Person person = new_person({.name = name, .roles = {"biller"}}, now, "test");
    EXPECT_TRUE(enter_person(writer, person)) << name;
    return person;
  }
  Instant in(std::chrono::microseconds time) const {
    return Instant::from_microseconds(now.microseconds() + time.count());
  }
  std::string session(const Person& person) {
    BrowserSession it;
    it.digest = draw_token("main").digest;
    it.subject = subject_of(person);
    it.person = person.id;
    it.created_at = it.last_seen_at = now;
    enter_session(writer, it, rules);
    return it.digest;
  }

  const test::TemporaryDirectory folder;
  const Instant now = *parse_instant("2026-03-10T15:00:00Z");
  const SessionRules rules;
  DataDirectory data = DataDirectory::open_to_write(folder.path());
  sql::Connection& writer = data.writer();
};

TEST_F(People, AreReadAsTheyWereEntered) {
  Person wanted{.name = "Anna Müller", .roles = {"biller", "ur_lead"}};
  wanted.facilities = {"north"};
  const Person anna = new_person(wanted, now, "key:1");
  ASSERT_TRUE(enter_person(writer, anna));
  const Person read = *find_person(writer, anna.id);
  EXPECT_EQ(read.name, "Anna Müller");
  EXPECT_EQ(read.roles, wanted.roles);
  EXPECT_EQ(read.facilities, wanted.facilities);
  EXPECT_EQ(read.created_at, now);
  EXPECT_EQ(read.created_by, "key:1");
  EXPECT_FALSE(read.password || read.ended_at || read.last_signed_in_at);
  EXPECT_FALSE(find_person(writer, "none"));
}

TEST_F(People, HaveANameThatNobodyElseHasWhateverTheCaseAndTheAccents) {
  const Person anna = make("Anna Müller");
  for (const char* name : {"Anna Müller", "ANNA MÜLLER", "anna muller"}) {
    EXPECT_FALSE(enter_person(writer, new_person({.name = name, .roles = {"biller"}}, now, "t")));
    EXPECT_EQ(find_person_named(writer, name)->id, anna.id) << name;
  }
  ASSERT_TRUE(end_person(writer, anna.id, in(1s), "test"));
  EXPECT_FALSE(find_person_named(writer, "Anna Müller"));
  EXPECT_NE(make("anna müller").id, anna.id) << "whoever has ended leaves the name";
  EXPECT_EQ(all_people(writer).size(), 2u);
}

TEST_F(People, AreNotCalledWhatNobodyCanReadOrTell) {
  for (const std::string& name :
       {std::string(), std::string(" Anna"), std::string("Anna "), std::string("An\nna"),
        std::string("\xC2\xAD"), std::string(201, 'a')})
    EXPECT_FALSE(is_person_name(name)) << name;
  EXPECT_TRUE(is_person_name("O'Brien, 李"));
}

TEST_F(People, EndOnceWithTheirSessionsAndLinks) {
  const Person anna = make("Anna"), ben = make("Ben");
  const std::string hers = session(anna), his = session(ben);
  const auto link = make_link(writer, "main", anna.id, now, "test");
  ASSERT_TRUE(end_person(writer, anna.id, in(1s), "one"));
  ASSERT_TRUE(end_person(writer, anna.id, in(2s), "other"));
  EXPECT_EQ(find_person(writer, anna.id)->ended_at, in(1s));
  EXPECT_EQ(find_person(writer, anna.id)->ended_by, "one");
  EXPECT_FALSE(find_session(writer, hers));
  EXPECT_TRUE(find_session(writer, his));
  EXPECT_FALSE(person_of_link(writer, link.token, in(1s)));
  EXPECT_FALSE(end_person(writer, "none", now, "test"));
}

TEST_F(People, SetAPasswordThroughALinkOnceAndWithinADay) {
  const Person anna = make("Anna");
  const auto first = make_link(writer, "main", anna.id, now, "test");
  const auto link = make_link(writer, "main", anna.id, now, "test");
  EXPECT_EQ(path_of(link), "/#/welcome/" + link.token);
  EXPECT_FALSE(person_of_link(writer, first.token, now)) << "a newer one takes its place";
  EXPECT_FALSE(person_of_link(writer, link.token, in(24h))) << "a day is over";
  ASSERT_TRUE(person_of_link(writer, link.token, in(24h - 1us)));
  const std::string session_before = session(anna);
  set_password(writer, anna.id, "kept");
  EXPECT_EQ(find_person(writer, anna.id)->password, "kept");
  EXPECT_FALSE(person_of_link(writer, link.token, now)) << "spent";
  EXPECT_FALSE(find_session(writer, session_before)) << "whoever was in is out";
}

TEST_F(People, LeaveNoTokenInTheLedger) {
  const Person anna = make("Anna");
  const auto link = make_link(writer, "main", anna.id, now, "test");
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(bytes.find(link.token.substr(5)), std::string::npos) << entry.path();
  }
}

TEST_F(People, AreNotSignedInForLongerThanTheRulesSay) {
  const std::string digest = session(make("Anna"));
  const auto found = [&] { return *find_session(writer, digest); };
  EXPECT_TRUE(is_in_force(found(), rules, in(30min - 1us)));
  EXPECT_FALSE(is_in_force(found(), rules, in(30min)));
  EXPECT_FALSE(wants_touch(found(), in(1min - 1us)));
  EXPECT_TRUE(wants_touch(found(), in(1min)));
  touch_session(writer, digest, in(30s));
  EXPECT_EQ(found().last_seen_at, now) << "a minute is not over";
  for (auto at = 20min; at < 12h; at += 20min) touch_session(writer, digest, in(at));
  EXPECT_TRUE(is_in_force(found(), rules, in(12h - 1us)));
  EXPECT_FALSE(is_in_force(found(), rules, in(12h)));
  EXPECT_EQ(end_of(found(), rules), in(12h));
}

TEST_F(People, LeaveNoSessionThatIsOverWhenSomebodySignsIn) {
  const std::string old = session(make("Anna"));
  BrowserSession later;
  later.digest = draw_token("main").digest;
  later.subject = "oidc:https://idp.example|42";
  later.created_at = later.last_seen_at = in(30min);
  later.roles = {"auditor"};
  later.facilities = {"north"};
  enter_session(writer, later, rules);
  EXPECT_FALSE(find_session(writer, old));
  const auto read = *find_session(writer, later.digest);
  EXPECT_EQ(read.roles, later.roles);
  EXPECT_EQ(read.facilities, later.facilities);
  EXPECT_FALSE(read.person);
}

TEST(Tokens, SayWhoseTheyAreAndAreOfOneForm) {
  const Token token = draw_token("north-clinic");
  EXPECT_EQ(organization_of_token(token.text), "north-clinic");
  EXPECT_EQ(token_digest(token.text), token.digest);
  EXPECT_NE(draw_token("main").text, draw_token("main").text);
  const std::string secret(43, 'a');
  for (const std::string& text : {std::string(), secret, "." + secret, "../x." + secret,
                                  "main." + secret + "a", std::string("main.")})
    EXPECT_FALSE(organization_of_token(text)) << text;
}

TEST(TablesOfPeople, ComeToAFileOfTheVersionBefore) {
  const test::TemporaryDirectory folder;
  { DataDirectory::open_to_write(folder.path()); }
  sql::open_sqlite(ledger_file(folder.path()), sql::Access::write)
      ->run_script(
          "DROP TABLE person; DROP TABLE person_link; DROP TABLE browser_session;"
          " DROP TABLE figures; DROP TABLE threshold; DROP TABLE wording;"
          " UPDATE tables_version SET version = 15");
  auto data = DataDirectory::open_to_write(folder.path());
  const Instant now = *parse_instant("2026-03-10T15:00:00Z");
  EXPECT_TRUE(
      enter_person(data.writer(), new_person({.name = "Anna", .roles = {"admin"}}, now, "test")));
  check_tables(data.writer());
}

}  // namespace
}  // namespace authledger::store
