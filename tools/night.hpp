// What a nightly run found, and how it is written down: the worklist as JSON and CSV, the summary
// as JSON, and one page for people.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/store/restate.hpp"

namespace authledger::tools {

struct DueItem {  // one pending obligation of one episode
  std::string facility_id, facility_name;
  std::string episode;
  std::optional<std::string> member;  // id
  std::string member_name;            // empty: not registered
  std::string payer;                  // empty: none on the day
  Obligation obligation;
  std::string due_local;  // "2026-03-20 17:00" at the facility
};

struct PacketOutcome {
  std::string episode, authorization;
  std::string member_name;
  std::string due_local;
  std::string verdict;  // ready, ready_with_gaps, incomplete
  std::vector<std::string> missing;
  std::string json_file, html_file, pdf_file, script_file;  // relative to the output directory
};

struct Night {
  Instant as_of;
  std::size_t episodes = 0;
  std::size_t uncovered_units = 0;
  std::vector<DueItem> due;            // by (due_at, episode, key)
  std::vector<PacketOutcome> packets;  // in the same order
  std::vector<std::string> failures;   // a sentence each: what could not be stated or written
};

std::string worklist_json(const Night& night);
std::string worklist_csv(const Night& night);
std::string summary_json(const Night& night);
std::string night_page(const Night& night);  // HTML

}  // namespace authledger::tools
