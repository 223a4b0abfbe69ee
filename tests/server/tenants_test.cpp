// Two organizations behind one gate: what the one has is to the other as if it were nowhere, and
// what the one does moves nothing that the other sees.
#include <functional>
#include <future>
#include <regex>

#include "engine/store/roles.hpp"
#include "tests/server/gated.hpp"

namespace authledger::test {
namespace {

const std::vector<std::string> every_role(store::roles.begin(), store::roles.end());

std::string told(std::string text, const std::string& name) {
  return std::regex_replace(text, std::regex("E1"), name);
}

// A facility, a member and an episode with all that routes are about, each id with the name in it.
void fill(Service& service, const std::string& name) {
  ASSERT_EQ(service
                .put("/v1/facilities/f-" + name, R"({"id": "f-)" + name + R"(", "name": "F )" +
                                                     name + R"(", "time_zone": "America/Chicago"})")
                .status,
            201);
  ASSERT_EQ(service
                .put("/v1/members/m-" + name, R"({"id": "m-)" + name + R"(", "name": "Member )" +
                                                  name + R"(", "plan_member_id": "P-1"})")
                .status,
            201);
  Json admitted = parsed(admission("E1"));
  admitted["facility"] = "f-" + name;
  admitted["member"] = "m-" + name;
  ASSERT_EQ(service
                .post(told("[" + admitted.dump() + "," + coverage("E1") + "," + approval("E1") +
                               "," + attendance("E1", "E1-s") + "]",
                           "e-" + name))
                .status,
            200);
}

// The ids that stand in the braces of a route, of what fill() has made.
std::vector<std::string> ids_for(const server::AccessRow& row, const std::string& name,
                                 const std::string& key) {
  if (row.record == "key" || row.record == "broken_glass" || row.record == "person") return {key};
  if (row.record == "facility") return {"f-" + name};
  if (row.record == "member") return {"m-" + name};
  if (row.pattern.find("{authorization}") != std::string::npos) return {"e-" + name, "A1"};
  return {"e-" + name, "review:A1"};
}

// A body that the route takes.
std::string body_for(const server::AccessRow& row, const std::string& name) {
  if (row.method == "GET" || row.pattern.ends_with("/revoke") || row.pattern.ends_with("/end"))
    return "";
  if (row.pattern.ends_with("/review")) return R"({"was_justified": true, "review": "r"})";
  if (row.pattern.ends_with("/take")) return R"({"id": "act-)" + name + R"(", "assignee": "ana"})";
  if (row.pattern.ends_with("/assign"))
    return R"({"id": "act-)" + name + R"(", "assignee": "ana"})";
  if (row.pattern.ends_with("/complete"))
    return R"({"id": "act-)" + name + R"(", "at": "2026-03-09T10:00:00Z", "reference": "r"})";
  if (row.pattern.ends_with("/submit"))
    return R"({"id": "act-)" + name + R"(", "at": "2026-03-09T10:00:00Z"})";
  if (row.pattern.ends_with("/waive")) return R"({"id": "act-)" + name + R"(", "reason": "r"})";
  if (row.pattern.ends_with("/snooze"))
    return R"({"id": "act-)" + name + R"(", "until": "2026-03-11T10:00:00Z"})";
  if (row.pattern.ends_with("/letters")) return R"({"endpoint": "fax", "to": "1"})";
  return "{}";
}

bool names_something(const server::AccessRow& row) {
  return row.pattern.find('{') != std::string::npos && row.record != "policy" &&
         row.record != "report" && !row.is_public;
}

TEST(Tenants, HaveOfEachOtherWhatNobodyHas) {
  Gated gated;
  fill(gated.main, "alpha");
  fill(gated.bravo, "bravo");
  const std::string key = gated.key_of_main(every_role);
  const std::string of_bravo = gated.key_of_bravo({"auditor"});
  int crawled = 0;
  for (const server::AccessRow& row : server::access_table().rows) {
    if (!names_something(row) || row.method == "PUT") continue;
    ++crawled;
    // Nobody has "nobody", which is as long as "bravo" is not: what is said must differ in that
    // alone.
    const auto foreign = ids_for(row, "bravo", id_of(of_bravo));
    const auto unknown = ids_for(row, "nobody", "0123456789abcdef");
    const auto ask = [&](const std::vector<std::string>& ids) {
      const std::string query = row.pattern.ends_with("/notice") ? "?channel=fax" : "";
      return gated.send(
          Gated::with_key(key, row.method, with_ids(row.pattern, ids) + query, body_for(row, "x")));
    };
    const server::Response one = ask(foreign), other = ask(unknown);
    EXPECT_EQ(one.status, 404) << row.method << " " << row.pattern << " " << one.body;
    std::string text = said(one);
    text = std::regex_replace(text, std::regex(foreign.front()), unknown.front());
    EXPECT_EQ(text, said(other)) << row.method << " " << row.pattern;
  }
  EXPECT_GE(crawled, 18);
}

TEST(Tenants, SeeNothingOfEachOtherInAnyList) {
  Gated gated;
  fill(gated.main, "alpha");
  fill(gated.bravo, "bravo");
  const std::string key = gated.key_of_main(every_role), other = gated.key_of_bravo(every_role);
  int lists = 0;
  for (const server::AccessRow& row : server::access_table().rows) {
    if (row.method != "GET" || names_something(row) || row.pattern.find('{') != row.pattern.npos)
      continue;
    const bool is_a_list = row.record != "none" && row.record != "service";
    for (const char* query : {"", "?query=bravo", "?number=N-1", "?member=m-bravo"}) {
      if (!is_a_list && *query != '\0') continue;
      EXPECT_EQ(gated.get(key, row.pattern + query).body.find("-bravo"), std::string::npos)
          << row.pattern << query;
      lists += gated.get(other, row.pattern + query).body.find("-bravo") != std::string::npos;
    }
  }
  EXPECT_GE(lists, 8) << "the other sees it";
}

TEST(Tenants, EnterTheSameIdsWithoutMeeting) {
  Gated gated;
  const std::string one = gated.key_of_main({"ehr_ingest"}), other = gated.key_of_bravo(every_role);
  EXPECT_EQ(gated.post(one, "/v1/events", admission("E1")).status, 201);
  EXPECT_EQ(gated.post(other, "/v1/events", admission("E1")).status, 201);
  EXPECT_EQ(gated.post(other, "/v1/events", coverage("E1")).status, 201);
  EXPECT_EQ(body_of(gated.get(other, "/v1/episodes/E1/events"))["events"].size(), 2U);
  EXPECT_EQ(body_of(gated.main.get("/v1/episodes/E1/events"))["events"].size(), 1U);
}

// Everything that main answers to what is asked of every route, before and after its own writes.
// The figures of how long requests took, and of the process, are no answer about a ledger.
std::vector<std::string> answers_of_main(Gated& gated, const std::string& key,
                                         const std::function<void()>& meanwhile) {
  std::vector<std::string> answers;
  const auto ask_everything = [&] {
    for (const server::AccessRow& row : server::access_table().rows) {
      const std::string target = with_ids(row.pattern, ids_for(row, "alpha", "0123456789abcdef"));
      if (row.method != "GET" || row.pattern == "/metrics") continue;
      const auto response = gated.get(key, target);
      answers.push_back(target + " " + header_of(response, "Request-Id") + " " + said(response));
    }
    const std::string figures = gated.get(key, "/metrics").body;
    for (const char* name : {"authledger_events ", "authledger_committed_writes_total "}) {
      const auto at = figures.find(std::string("\n") + name);
      answers.push_back(
          at == std::string::npos ? "" : figures.substr(at, figures.find('\n', at + 1) - at));
    }
  };
  ask_everything();
  meanwhile();
  gated.main.post(admission("E-later"));
  meanwhile();
  ask_everything();
  return answers;
}

TEST(Tenants, MoveNoByteOfWhatAnotherSees) {
  const auto answers = [](bool is_bravo_busy) {
    Gated gated;
    fill(gated.main, "alpha");
    store::NewKey key =
        store::make_key("main", {.label = "k", .roles = {every_role.begin(), every_role.end()}});
    key.key.id = "00112233aabbccdd";  // the same in both worlds
    const std::string text = "alk_main_" + key.key.id + "_" + store::parse_key(key.text)->secret;
    const auto entered = std::make_shared<std::promise<void>>();
    auto is_entered = entered->get_future();
    gated.main.writer.submit({[key](sql::Connection& writer, Instant) {
                               store::enter_key(writer, key.key);
                               return server::Response{};
                             }},
                             [entered](const server::Response&) { entered->set_value(); });
    is_entered.wait();
    int times = 0;
    return answers_of_main(gated, text, [&] {
      if (!is_bravo_busy) return;
      if (times == 0) fill(gated.bravo, "bravo");
      const std::string other = gated.key_of_bravo(every_role);
      for (int i = 0; i < 5; ++i)
        gated.post(other, "/v1/events", admission("E" + std::to_string(100 * ++times)));
      gated.get(other, "/v1/worklist");
    });
  };
  const auto alone = answers(false), beside = answers(true);
  ASSERT_EQ(alone.size(), beside.size());
  for (std::size_t i = 0; i < alone.size(); ++i) EXPECT_EQ(alone[i], beside[i]);
}

TEST(Tenants, KeepTheirKeysToThemselves) {
  Gated gated;
  const std::string admin = gated.key_of_main({"admin"}), other = gated.key_of_bravo({"auditor"});
  EXPECT_EQ(gated.post(admin, "/v1/keys/" + id_of(other) + "/revoke", "").status, 404);
  EXPECT_EQ(gated.get(other, "/v1/worklist").status, 200);
  const Json made = body_of(gated.post(gated.key_of_bravo({"admin"}), "/v1/keys",
                                       R"({"label": "x", "roles": ["auditor"]})"));
  EXPECT_TRUE(made["key"].get<std::string>().starts_with("alk_bravo_"));
}

}  // namespace
}  // namespace authledger::test
