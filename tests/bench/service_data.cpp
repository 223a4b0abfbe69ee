#include "tests/bench/service_data.hpp"

#include <cstdio>
#include <stdexcept>

#include "engine/json/event_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/payers_folder.hpp"
#include "engine/store/record.hpp"
#include "engine/store/registry.hpp"
#include "engine/time/zone.hpp"

namespace authledger::bench {
namespace {

constexpr std::size_t sessions_of_an_episode = events_of_an_episode - 5;

std::uint64_t scrambled(std::uint64_t number) {
  number += 0x9e3779b97f4a7c15U;
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9U;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebU;
  return number ^ (number >> 31);
}

std::string hex(std::uint64_t number) {
  char text[17];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(number));
  return text;
}

std::string event(std::size_t episode, const char* name, const std::string& rest) {
  return "{\"id\":\"" + hex(scrambled(episode)) + name + "\",\"episode\":\"" + episode_id(episode) +
         "\"," + rest + "}";
}

PostedEvent decoded(const std::string& text) {
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  Problems problems;
  auto posted =
      json::read_posted_event(tree.value().root(), json::Place(""), problems, json::Sender::client);
  if (!problems.empty()) throw std::runtime_error(text + ": " + summary(problems));
  return posted;
}

}  // namespace

std::string episode_id(std::size_t episode) {
  return "ep-" + hex(scrambled(episode + 1'000'000'000));
}

std::vector<std::string> first_events(std::size_t episode) {
  const auto approval = [&](const char* name, const char* start, const char* end) {
    return event(episode, name,
                 std::string("\"type\":\"authorization.decided\",\"authorization\":\"") + name +
                     "\",\"number\":\"" + name + hex(scrambled(episode + 7)) +
                     "\",\"decision\":\"approved\",\"decided_at\":\"2026-08-03T15:00:00Z\","
                     "\"start\":\"" +
                     start + "\",\"end\":\"" + end +
                     "\",\"lines\":[{\"codes\":[\"S9480\"],\"units\":40}]");
  };
  std::vector<std::string> events{
      event(episode, "adm",
            "\"type\":\"episode.admitted\",\"date\":\"2026-08-03\",\"level_of_care\":\"iop\""),
      event(episode, "cov",
            "\"type\":\"coverage.set\",\"payer\":\"aetna\",\"effective\":\"2026-01-01\""),
      event(episode, "sch",
            "\"type\":\"schedule.set\",\"effective\":\"2026-08-03\",\"weekdays\":[\"mon\",\"wed\","
            "\"thu\"],\"start\":\"09:00\",\"minutes\":180,\"service\":\"S9480\""),
      approval("A1", "2026-08-03", "2026-10-31"), approval("A2", "2026-11-01", "2027-01-31")};
  for (std::size_t i = 0; i < sessions_of_an_episode; ++i)
    events.push_back(session_event(episode, i));
  return events;
}

std::string session_event(std::size_t episode, std::uint64_t number) {
  constexpr std::uint64_t days = 105, first_hour = 8, hours = 12;
  const std::uint64_t day = number % days;
  const Date date = *parse_date("2026-08-03") + static_cast<int>(day);
  char start[16];
  std::snprintf(start, sizeof start, "T%02u:%02u:00Z",
                static_cast<unsigned>(first_hour + number / days % hours),
                static_cast<unsigned>(number / days / hours % 60));
  const std::string id = hex(scrambled(number * 131'071 + episode));
  return event(episode, id.c_str(),
               "\"type\":\"session.recorded\",\"session\":\"" + id + "\",\"start\":\"" +
                   to_text(date) + start +
                   "\",\"minutes\":180,\"service\":\"S9480\",\"outcome\":\"" +
                   (number % 9 == 8 ? "no_show" : "attended") + "\"");
}

void fill_ledger(const std::string& directory, const std::string& payers, std::size_t episodes) {
  constexpr std::size_t episodes_per_commit = 50;
  const auto book = store::read_payers_folder(payers);
  if (!book) throw std::runtime_error(summary(book.error()));
  auto data = store::DataDirectory::open_to_write(directory);
  Instant now = *parse_instant("2026-11-16T12:00:00Z");
  for (std::size_t first = 0; first < episodes; first += episodes_per_commit) {
    sql::Transaction transaction(data.writer());
    if (first == 0)
      store::enter_facility(data.writer(), {"main", "Main", "", *Zone::find("America/Chicago"), {}},
                            now);
    std::vector<PostedEvent> events;
    for (std::size_t i = first; i < std::min(episodes, first + episodes_per_commit); ++i)
      for (const std::string& text : first_events(i)) events.push_back(decoded(text));
    for (const store::Recorded& it : store::record(data.writer(), *book, events, now))
      if (it.verdict != store::Verdict::created) throw std::runtime_error(summary(it.problems));
    transaction.commit();
    now = Instant::from_microseconds(now.microseconds() + 1'000'000);
  }
}

}  // namespace authledger::bench
