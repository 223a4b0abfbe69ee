// The big list of naughty strings (tests/data/naughty-strings) through every text field of every
// route that writes: each comes back byte by byte, as JSON, in CSV and in the calendar.
#include <chrono>
#include <fstream>
#include <set>
#include <thread>

#include "engine/store/log.hpp"
#include "tests/server/service.hpp"

namespace authledger::test {
namespace {

std::vector<std::string> naughty_strings() {
  const Json all =
      read_json(std::string(AUTHLEDGER_SOURCE_DIR) + "/tests/data/naughty-strings/blns.json");
  std::set<std::string> seen;
  std::vector<std::string> texts;
  for (const Json& it : all)
    if (const auto text = it.get<std::string>(); !text.empty() && seen.insert(text).second)
      texts.push_back(text);
  return texts;
}

std::string encoded(const std::string& text) {
  std::string path;
  for (const char c : text) {
    char three[4];
    std::snprintf(three, sizeof three, "%%%02X", static_cast<unsigned char>(c));
    path += three;
  }
  return path;
}

// One event of each type, with the text in every field that takes any text; see
// schemas/fact.schema.json.
std::vector<Json> events_about(const std::string& text) {
  const char* const at = "2026-03-02T15:00:00Z";
  std::vector<Json> events{
      {{"type", "episode.admitted"}, {"date", "2026-03-02"}, {"level_of_care", text}},
      {{"type", "coverage.set"},
       {"payer", text},
       {"effective", "2026-01-01"},
       {"plan", text},
       {"line_of_business", text},
       {"state", text},
       {"member_id", text}},
      {{"type", "coverage.set"}, {"payer", "example-payer"}, {"effective", "2026-01-02"}},
      {{"type", "schedule.set"},
       {"effective", "2026-03-02"},
       {"weekdays", {"mon"}},
       {"start", "09:00"},
       {"minutes", 180},
       {"service", text},
       {"modality", text}},
      {{"type", "authorization.requested"}, {"authorization", text}, {"at", at}},
      {{"type", "authorization.decided"},
       {"authorization", text},
       {"number", text},
       {"reason", text},
       {"reviewer", text},
       {"reference", text},
       {"decision", "approved"},
       {"decided_at", at},
       {"start", "2026-03-02"},
       {"end", "2026-03-31"},
       {"lines", {{{"codes", {text}}, {"units", 18}}}}},
      {{"type", "authorization.voided"}, {"authorization", text + "-2"}},
      {{"type", "session.recorded"},
       {"session", text},
       {"start", at},
       {"minutes", 180},
       {"service", text},
       {"outcome", "attended"},
       {"modality", text},
       {"authorization", text},
       {"components", {{{"kind", text}}}}},
      {{"type", "session.voided"}, {"session", text + "-2"}},
      {{"type", "prior_use.reported"}, {"service", text}, {"year", 2026}, {"units", 1}},
      {{"type", "review.submitted"}, {"authorization", text}, {"at", at}},
      {{"type", "notice.sent"}, {"notice", text}, {"at", at}},
      {{"type", "duty.completed"}, {"duty", text}, {"at", at}},
      {{"type", "payer.asked"},
       {"ask", text},
       {"what", text},
       {"at", at},
       {"due", "2026-03-20T09:00:00Z"}},
      {{"type", "discharge.planned"}, {"date", "2026-04-01"}},
      {{"type", "measure.chosen"}, {"clock", text}, {"measure", "days"}, {"at", at}},
      {{"type", "other_care.reported"}, {"care", text}, {"from", "2026-01-01"}},
      {{"type", "episode.discharged"}, {"date", "2026-04-01"}, {"reason", text}},
      {{"type", "event.withdrawn"}, {"withdraws", text}},
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i]["id"] = i == 0 ? text : text + "#" + std::to_string(i);
    events[i]["episode"] = text;
    events[i]["facility"] = text;
    events[i]["member"] = text;
  }
  return events;
}

void expect_entered(Service& service, const std::string& text) {
  const Json facility{
      {"id", text}, {"name", text}, {"time_zone", "America/Chicago"}, {"closed", Json::array()}};
  const Json member{{"id", text}, {"name", text}, {"plan_member_id", text}};
  EXPECT_EQ(service.put("/v1/facilities/" + encoded(text), facility.dump()).status, 201) << text;
  EXPECT_EQ(service.put("/v1/members/" + encoded(text), member.dump()).status, 201) << text;
  EXPECT_EQ(body_of(service.get("/v1/facilities/" + encoded(text))), facility) << text;
  EXPECT_EQ(body_of(service.get("/v1/members/" + encoded(text))), member) << text;
}

// As lines; each verdict names its event.
void expect_created(Service& service, const std::vector<Json>& events) {
  std::string lines;
  for (const Json& event : events) lines += event.dump() + "\n";
  const auto response = service.send({.method = "POST",
                                      .target = "/v1/events",
                                      .content_type = "application/x-ndjson",
                                      .body = lines});
  std::istringstream answers(response.body);
  for (const Json& event : events) {
    std::string line;
    ASSERT_TRUE(std::getline(answers, line)) << response.body;
    const Json verdict = parsed(line);
    EXPECT_EQ(verdict["verdict"], "created") << line;
    EXPECT_EQ(verdict["id"], event["id"]);
    EXPECT_EQ(verdict["episode"], event["episode"]);
  }
}

void expect_in_log(Service& service, const std::vector<Json>& events) {
  const std::string text = events[0]["episode"];
  const Json log = body_of(service.get("/v1/episodes/" + encoded(text) + "/events"))["events"];
  ASSERT_EQ(log.size(), events.size()) << text;
  for (std::size_t i = 0; i < events.size(); ++i)
    for (const auto& [name, value] : events[i].items())
      EXPECT_EQ(log[i].value(name, Json()), value) << name << " " << text;
  EXPECT_EQ(body_of(service.post(Json(events).dump()))["counts"]["exists"], events.size()) << text;
}

// RFC 4180, undone.
std::vector<std::vector<std::string>> rows_of(const std::string& csv) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool is_quoted = false;
  for (std::size_t i = 0; i < csv.size(); ++i) {
    const char c = csv[i];
    if (is_quoted && c == '"' && csv.substr(i, 2) == "\"\"")
      row.back() += csv[++i];
    else if (c == '"')
      is_quoted = !is_quoted;
    else if (!is_quoted && c == ',')
      row.emplace_back();
    else if (!is_quoted && c == '\r' && csv.substr(i, 2) == "\r\n")
      ++i, rows.push_back(std::exchange(row, {""}));
    else
      row.back() += c;
  }
  return rows;
}

std::string cell_of(const std::string& text) {  // what no spreadsheet runs
  return std::string("=+-@\t\r").find(text.front()) == std::string::npos ? text : "'" + text;
}

// RFC 5545, undone.
std::multiset<std::string> summaries_of(std::string calendar) {
  for (auto at = calendar.find("\r\n "); at != std::string::npos; at = calendar.find("\r\n ", at))
    calendar.erase(at, 3);
  std::multiset<std::string> summaries;
  const std::string start = "\r\nSUMMARY:";
  for (auto at = calendar.find(start); at != std::string::npos; at = calendar.find(start, at + 1)) {
    std::string text;
    for (auto i = at + start.size(); calendar.compare(i, 2, "\r\n") != 0; ++i) {
      if (calendar[i] == '\\') ++i;
      text += calendar[i - 1] == '\\' && calendar[i] == 'n' ? '\n' : calendar[i];
    }
    summaries.insert(text);
  }
  return summaries;
}

// Control characters are not allowed in a calendar.
std::string in_calendar(std::string text) {
  std::erase_if(text, [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F;
  });
  return text;
}

// All pages of a list, as CSV, without its first row.
std::vector<std::vector<std::string>> all_rows(Service& service, std::string target) {
  std::vector<std::vector<std::string>> rows;
  for (int page = 0; page < 1'000 && !target.empty(); ++page) {
    const auto response = service.get(target);
    EXPECT_EQ(response.status, 200) << response.body;
    const auto more = rows_of(response.body);
    rows.insert(rows.end(), more.begin() + 1, more.end());
    const std::string link = header_of(response, "Link");
    target = link.empty() ? "" : link.substr(1, link.find('>') - 1);
  }
  return rows;
}

class NaughtyStrings : public testing::Test {
 protected:
  NaughtyStrings() {
    for (const std::string& text : texts) {
      events.push_back(events_about(text));
      expect_entered(service, text);
      expect_created(service, events.back());
    }
    wait_for_restating();
  }

  // Who writes on and on is load: the rows of lists follow when it stops.
  void wait_for_restating() {
    const auto reader = service.data.connect_to_read();
    for (int i = 0; i < 10'000 && !store::waiting_episode_ids(*reader).empty(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_TRUE(store::waiting_episode_ids(*reader).empty());
  }

  const std::vector<std::string> texts = naughty_strings();
  std::vector<std::vector<Json>> events;  // of each text
  Service service;
};

TEST_F(NaughtyStrings, ComeBackByteByByteWhereverTheyWereWritten) {
  EXPECT_GT(texts.size(), 450u);
  for (const auto& it : events) expect_in_log(service, it);
  for (const std::string& text : texts) {
    EXPECT_EQ(service.get("/v1/episodes/" + encoded(text) + "/standing").status, 200) << text;
    EXPECT_EQ(service.get("/v1/episodes/" + encoded(text) + "/explain").status, 200) << text;
    const auto found = body_of(service.get("/v1/authorizations?number=" + encoded(text)))["items"];
    EXPECT_FALSE(found.empty()) << text;
  }
  const std::multiset<std::string> all(texts.begin(), texts.end());
  std::multiset<std::string> names, episodes, asked;
  for (const auto& row : all_rows(service, "/v1/episodes?format=csv")) {
    episodes.insert(row[0]);
    names.insert(row[3]);
  }
  std::multiset<std::string> cells;
  for (const std::string& text : texts) cells.insert(cell_of(text));
  EXPECT_EQ(episodes, cells);
  EXPECT_EQ(names, cells);
  const std::string calendar = service.get("/v1/worklist.ics").body;
  const auto summaries = summaries_of(calendar);
  for (const std::string& text : texts) {
    const std::string end = in_calendar(", episode " + text);
    EXPECT_TRUE(std::ranges::any_of(summaries, [&](const std::string& it) {
      return it.ends_with(end);
    })) << text;
  }
}

TEST(NoText, IsRefusedWhereOneIsNeeded) {
  Service service;
  for (Json event : events_about("x"))
    for (const char* name : {"id", "episode"}) {
      Json without = event;
      without[name] = "";
      EXPECT_EQ(service.post(without.dump()).status, 400) << without;
    }
}

}  // namespace
}  // namespace authledger::test
