// One sample member's story, told as lines of the import door: the attendance pattern laid on the
// program's own weekdays, and the member's log with its dates filled in.
//
//     "attendance": "AAA NNA"      // six scheduled days, the last of them yesterday or before
//     "log": [{"type": "review.submitted", "authorization": "A1", "at": "{{today-1 10:00}}"}]
//
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/episode/event.hpp"
#include "engine/episode/facility.hpp"
#include "engine/json/fields.hpp"
#include "tools/sample_clinic.hpp"

namespace authledger {

struct SampleProgram {
  Facility facility;
  std::map<std::string, ScheduleSet, std::less<>> tracks;  // their effective is not used
};

struct SampleSetting {
  const std::vector<SampleProgram>& programs;
  std::optional<JsonNode> groups;  // of events that several members share, by name
  Date today;
};

struct SampleStory {
  SampleMember member;
  std::string member_line;
  std::vector<std::string> consent_lines;
  std::vector<std::string> document_lines;
  std::vector<std::string> event_lines;  // in the order in which they were learned
  std::vector<SampleFile> files;
  std::vector<SampleCopy> copies;
};

void refuse_sample_words(Problems& problems, const json::Place& place, std::string_view words);

// What is at fault is added to the problems; the story is then not to be used.
SampleStory tell_sample_story(JsonNode node, const json::Place& place, Problems& problems,
                              const SampleSetting& setting);

}  // namespace authledger
