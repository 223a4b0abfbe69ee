// Reads the sample clinic as an import would, and shows each member's standing on the day it is
// told.
//
//     const Told told = tell(day("2026-05-04"));
//     const Seen seen = see(told, told.clinic.members[0], TimeOfDay{8 * 60});
//     seen.now.remaining
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/json/event_codec.hpp"
#include "engine/json/policy_codec.hpp"
#include "engine/standing/standing.hpp"
#include "tools/sample_clinic.hpp"

namespace authledger::test {

namespace fs = std::filesystem;
inline const fs::path source_folder = AUTHLEDGER_SOURCE_DIR;

inline std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

inline const std::string& clinic_json() {
  static const std::string text = text_of(source_folder / "tools/sample/clinic.json");
  return text;
}

inline Date day(const char* text) {
  return *parse_date(text);
}

inline PolicyBook read_payers() {
  std::vector<fs::path> paths;
  for (const auto& file : fs::recursive_directory_iterator(source_folder / "payers"))
    if (file.path().extension() == ".json") paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  PolicyBook book;
  for (const fs::path& path : paths) {
    auto policy = json::read_policy_text(text_of(path));
    if (policy) book.documents.push_back(std::move(*policy));
  }
  return book;
}

inline const PolicyBook& payers() {
  static const PolicyBook book = read_payers();
  return book;
}

// The clinic as an import would have it.
struct Told {
  Date today;
  SampleClinic clinic;
  std::map<std::string, Facility> facilities;
  std::map<std::string, Member> members;
  std::map<std::string, std::vector<Event>> logs;  // by episode
  std::map<std::string, std::string> member_of, facility_of;
  std::vector<std::string> document_paths;
};

inline void read_facility(Told& told, JsonNode node) {
  Facility facility{std::string(node.find("id")->text()),
                    std::string(node.find("name")->text()),
                    std::string(node.find("npi")->text()),
                    *Zone::find(node.find("time_zone")->text()),
                    {}};
  for (const JsonNode date : node.find("closed")->children())
    facility.closed.push_back(*parse_date(date.text()));
  told.facilities.emplace(facility.id, facility);
}

inline void read_member(Told& told, JsonNode node) {
  Member member{std::string(node.find("id")->text()), std::string(node.find("name")->text()),
                parse_date(node.find("birth_date")->text()),
                std::string(node.find("plan_member_id")->text())};
  told.members.emplace(member.id, member);
}

inline void read_event_line(Told& told, JsonNode node, const std::string& line,
                            std::map<std::string, std::int64_t>& seqs) {
  Problems problems;
  const json::Place root("");
  PostedEvent posted = json::read_posted_event(node, root, problems, json::Sender::import);
  ASSERT_TRUE(problems.empty()) << summary(problems) << " in " << line;
  const auto seq = static_cast<std::int64_t>(seqs.size() + 1);
  ASSERT_TRUE(seqs.emplace(posted.id, seq).second) << "twice: " << posted.id;
  std::vector<Event>& log = told.logs[posted.episode];
  if (posted.member) {
    ASSERT_TRUE(log.empty()) << "the admission must come first: " << line;
    ASSERT_TRUE(told.members.contains(*posted.member)) << line;
    ASSERT_TRUE(told.facilities.contains(*posted.facility)) << line;
    told.member_of[posted.episode] = *posted.member;
    told.facility_of[posted.episode] = *posted.facility;
  }
  if (auto* withdrawn = std::get_if<EventWithdrawn>(&posted.fact)) {
    ASSERT_TRUE(seqs.contains(posted.withdraws)) << line;
    withdrawn->withdraws = seqs.at(posted.withdraws);
  }
  log.push_back({seq, *posted.recorded_at, posted.fact});
}

inline void import(Told& told) {
  JsonReader reader;
  std::map<std::string, std::int64_t> seqs;
  for (const std::string& line : told.clinic.lines) {
    const auto tree = reader.read(line, wire_limits);
    ASSERT_TRUE(tree) << line;
    const JsonNode root = tree->root();
    if (const auto facility = root.find("facility"); facility && facility->is(JsonKind::object))
      read_facility(told, *facility);
    else if (const auto member = root.find("member"); member && member->is(JsonKind::object))
      read_member(told, *member);
    else if (root.find("consent"))
      continue;  // the packets tell of them
    else if (const auto document = root.find("document"))
      told.document_paths.emplace_back(document->find("path")->text());
    else
      ASSERT_NO_FATAL_FAILURE(read_event_line(told, root, line, seqs));
  }
}

inline Told tell(Date today) {
  auto clinic = expand_sample_clinic(clinic_json(), today);
  EXPECT_TRUE(clinic) << (clinic ? "" : summary(clinic.error()));
  Told told{today, clinic ? std::move(*clinic) : SampleClinic{}, {}, {}, {}, {}, {}, {}};
  import(told);
  return told;
}

// One member in the morning of `today`: what a situation is judged by.
struct Seen {
  Date today;
  const Facility& facility;
  const Member& member;
  const std::vector<Event>& log;
  Episode episode;
  Standing now;

  Standing at(Instant as_of) const { return standing(fold(log, as_of), payers(), facility, as_of); }

  const AuthorizationStanding* authorization(const std::string& id) const {
    for (const auto& it : now.authorizations)
      if (it.id == id) return &it;
    return nullptr;
  }
  std::vector<const AuthorizationStanding*> approved() const {
    std::vector<const AuthorizationStanding*> found;
    for (const auto& it : now.authorizations)
      if (it.state == AuthorizationState::approved || it.state == AuthorizationState::partial)
        found.push_back(&it);
    return found;
  }
  const Obligation* obligation(const std::string& start) const {
    for (const auto& it : now.obligations)
      if (it.key.starts_with(start)) return &it;
    return nullptr;
  }
  bool has_status(const std::string& start, ObligationStatus status) const {
    return std::any_of(now.obligations.begin(), now.obligations.end(), [&](const Obligation& it) {
      return it.key.starts_with(start) && it.status == status;
    });
  }
  bool is_owed(const std::string& start) const {
    return has_status(start, ObligationStatus::open) ||
           has_status(start, ObligationStatus::overdue);
  }
  int uncovered(UncoveredReason reason) const {
    int units = 0;
    for (const auto& it : now.uncovered)
      if (it.reason == reason) units += it.units;
    return units;
  }
  bool flagged(SessionFlag flag) const {
    return std::any_of(now.sessions.begin(), now.sessions.end(),
                       [&](const SessionStanding& it) { return it.has(flag); });
  }
  bool allocates(const std::string& authorization) const {
    for (const auto& session : now.sessions)
      for (const auto& allocation : session.allocations)
        if (allocation.authorization == authorization) return true;
    return false;
  }
  template <class Fact>
  std::vector<std::pair<Instant, Fact>> said() const {
    std::vector<std::pair<Instant, Fact>> found;
    for (const Event& event : log)
      if (const auto* fact = std::get_if<Fact>(&event.fact))
        found.emplace_back(event.recorded_at, *fact);
    return found;
  }
  Date payer_date_due(const Obligation& obligation) const {
    return obligation.because.policy
               ? obligation.because.policy->time.zone.day_of(*obligation.due_at)
               : facility.zone.day_of(*obligation.due_at);
  }
};

inline Seen see(const Told& told, const SampleMember& member, TimeOfDay time) {
  const Facility& facility = told.facilities.at(member.facility);
  const std::vector<Event>& log = told.logs.at(member.episode);
  const Instant as_of = facility.zone.at(told.today, time);
  Seen seen{told.today, facility, told.members.at(member.id), log, fold(log, as_of), {}};
  seen.now = standing(seen.episode, payers(), facility, as_of);
  return seen;
}

}  // namespace authledger::test
