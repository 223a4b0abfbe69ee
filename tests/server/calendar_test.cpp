// The feed of deadlines, and the form of iCalendar (RFC 5545).
#include "server/calendar.hpp"

#include <algorithm>
#include <set>

#include "tests/server/reads.hpp"

namespace authledger::test {
namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (std::size_t end = 0; (end = text.find("\r\n", at)) != std::string::npos; at = end + 2)
    lines.push_back(text.substr(at, end - at));
  EXPECT_EQ(at, text.size());
  return lines;
}

std::vector<std::string> unfolded(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string& line : lines_of(text)) {
    if (line.starts_with(' '))
      lines.back() += line.substr(1);
    else
      lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> all_of(const std::string& text, const std::string& property) {
  std::vector<std::string> values;
  for (const std::string& line : unfolded(text))
    if (line.starts_with(property + ":")) values.push_back(line.substr(property.size() + 1));
  return values;
}

server::CalendarEntry entry(const std::string& summary) {
  return {.identity = {"E1", "review:A1"},
          .summary = summary,
          .category = "open",
          .starts_at = instant("2026-03-27T17:00:00-05:00"),
          .changed_at = instant("2026-03-10T15:00:00Z")};
}

TEST(Calendar, SaysAMomentInUtc) {
  const std::string text = server::calendar_text("Deadlines", {entry("review")});
  EXPECT_EQ(all_of(text, "DTSTART"), std::vector<std::string>{"20260327T220000Z"});
  EXPECT_EQ(all_of(text, "DTSTAMP"), std::vector<std::string>{"20260310T150000Z"});
  EXPECT_EQ(all_of(text, "UID").front().size(), 36U);
  const auto lines = lines_of(text);
  EXPECT_EQ(lines.front(), "BEGIN:VCALENDAR");
  EXPECT_EQ(lines[1], "VERSION:2.0");
  EXPECT_EQ(lines.back(), "END:VCALENDAR");
}

TEST(Calendar, EscapesWhatHasAMeaning) {
  const std::string text = server::calendar_text("x", {entry("a,b;c\\d\ne\r\nEND:VEVENT\x01")});
  EXPECT_EQ(all_of(text, "SUMMARY"), std::vector<std::string>{"a\\,b\\;c\\\\d\\ne\\nEND:VEVENT"});
  EXPECT_EQ(std::ranges::count(lines_of(text), "END:VEVENT"), 1);
}

TEST(Calendar, FoldsAfter75OctetsAndNeverWithinACharacter) {
  for (std::size_t shift = 0; shift < 5; ++shift) {
    std::string summary(shift, 'x');
    for (int i = 0; i < 60; ++i) summary += "\xF0\x9F\x98\x80\xC3\xA9";
    const std::string text = server::calendar_text("x", {entry(summary)});
    EXPECT_EQ(all_of(text, "SUMMARY"), std::vector<std::string>{summary});
    for (const std::string& line : lines_of(text)) {
      EXPECT_LE(line.size(), 75U);
      const std::size_t first = line.starts_with(' ') ? 1 : 0;
      EXPECT_NE(static_cast<unsigned char>(line[first]) & 0xC0, 0x80) << line;
    }
  }
}

TEST(Calendar, KnowsAnEntryAgainByItsIdentity) {
  const auto uid = [](std::vector<std::string> identity) {
    server::CalendarEntry it = entry("x");
    it.identity = std::move(identity);
    return all_of(server::calendar_text("x", {it}), "UID").front();
  };
  EXPECT_EQ(uid({"E1", "review:A1"}), uid({"E1", "review:A1"}));
  EXPECT_EQ(uid({"E1", "review:A1"}),
            "ce9f9f37-2707-5020-b0cc-ccc80fd0a9b0");  // in people's calendars by now
  EXPECT_NE(uid({"E1", "review:A1"}), uid({"E1", "review:A2"}));
  EXPECT_NE(uid({"a", "bc"}), uid({"ab", "c"}));
}

struct FeedService : Service {
  FeedService() {
    for (const char* episode : {"E1", "E2"}) {
      admit(*this, episode,
            {{"id", std::string("m-") + episode},
             {"name", "Secret Person"},
             {"plan_member_id", "W-secret"}});
      post(approval(episode));
    }
  }
};

TEST(Feed, HasTheDatesOfTheWorklist) {
  FeedService service;
  const auto response = service.get("/v1/worklist.ics");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.content_type, "text/calendar; charset=utf-8");
  std::size_t dated = 0;
  const Json worklist = body_of(service.get("/v1/worklist"));
  for (const Json& item : worklist["items"])
    if (!item["due_at"].is_null()) ++dated;
  EXPECT_EQ(all_of(response.body, "DTSTART").size(), dated);
  const auto uids = all_of(response.body, "UID");
  EXPECT_EQ(std::set<std::string>(uids.begin(), uids.end()).size(), dated);
  EXPECT_EQ(all_of(service.get("/v1/worklist.ics?kind=review&facility=main").body, "SUMMARY"),
            (std::vector<std::string>{"review before-end\\, episode E1",
                                      "review before-end\\, episode E2"}));
  EXPECT_EQ(service.get("/v1/worklist.ics?kind=party").status, 400);
}

TEST(Feed, TellsNothingAboutMembersButTheirEpisode) {
  FeedService service;
  const std::string body = service.get("/v1/worklist.ics").body;
  for (const char* secret : {"Secret", "Person", "W-secret", "m-E1", "N-1", "example-payer"})
    EXPECT_EQ(body.find(secret), std::string::npos) << secret;
}

TEST(Feed, KeepsTheUidOfADeadlineThatMoves) {
  FeedService service;
  const std::string target = "/v1/worklist.ics?kind=review";
  const std::string before = service.get(target).body;
  Json later = parsed(approval("E1"));
  later["id"] = "apr-again";
  later["end"] = "2026-04-30";
  service.post(later.dump());
  const std::string after = service.get(target).body;
  const auto sorted = [](std::vector<std::string> all) {
    std::ranges::sort(all);
    return all;
  };
  EXPECT_EQ(sorted(all_of(before, "UID")), sorted(all_of(after, "UID")));
  EXPECT_NE(all_of(before, "DTSTART"), all_of(after, "DTSTART"));
}

}  // namespace
}  // namespace authledger::test
