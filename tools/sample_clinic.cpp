#include "tools/sample_clinic.hpp"

#include <algorithm>

#include "engine/base/json_writer.hpp"
#include "tools/sample_dates.hpp"
#include "tools/sample_story.hpp"

namespace authledger {
namespace {

using json::Fields;
using json::Place;

constexpr int holidays_reach = 500;   // days around today whose closures are listed
constexpr int longest_day = 24 * 60;  // minutes

// Calls read(key, node, place) for each member of an object.
template <class Read>
void each_member(Fields& fields, std::string_view name, Read read) {
  const auto node = fields.require(name);
  if (!node) return;
  const Place here = fields.place_of(name);
  if (!node->is(JsonKind::object)) {
    fields.refuse(ProblemCode::wrong_type, name,
                  std::string(name) + " is " + node->excerpt() + "; it must be an object");
    return;
  }
  for (const JsonNode member : node->children())
    read(member.key(), member, Place(here, member.key()));
}

ScheduleSet read_track(JsonNode node, const Place& place, Problems& problems) {
  Fields fields(node, place, problems);
  ScheduleSet track;
  fields.list("weekdays", [&](JsonNode item, const Place& here) {
    const auto day = parse_weekday(json::read_text(item, here, problems));
    if (day)
      track.weekdays = static_cast<std::uint8_t>(track.weekdays | 1u << static_cast<int>(*day));
    else
      json::refuse(problems, ProblemCode::invalid_value, here,
                   "a weekday is " + item.excerpt() + "; it must be one of mon to sun");
  });
  if (const auto start = fields.require("start"))
    track.start = json::read_time_of_day(*start, fields.place_of("start"), problems);
  track.minutes = fields.integer("minutes", 2, longest_day);
  track.service = fields.text("service");
  track.modality = fields.text_or("modality", "in_person");
  fields.finish();
  return track;
}

std::vector<Date> federal_holidays_around(Date today) {
  std::vector<Date> days;
  for (int n = -holidays_reach; n <= holidays_reach; ++n)
    if (is_us_federal_holiday(today + n)) days.push_back(today + n);
  return days;
}

SampleProgram read_program(JsonNode node, const Place& place, Problems& problems, Date today) {
  Fields fields(node, place, problems);
  const auto zone_node = fields.require("time_zone");
  auto zone = zone_node ? json::read_zone(*zone_node, fields.place_of("time_zone"), problems)
                        : std::nullopt;
  if (!zone) zone = Zone::find("UTC");
  ensure(zone.has_value(), "the tz database has UTC");
  SampleProgram program{{fields.text("id"), fields.text("name"), fields.text("npi"), *zone, {}},
                        {}};
  const SampleDates dates{*zone, today, {}, {}, {}};
  std::vector<Date>& closed = program.facility.closed;
  fields.list_or_empty("closed", [&](JsonNode item, const Place& here) {
    const std::string words = json::read_text(item, here, problems);
    if (words == "federal holidays") {
      const auto holidays = federal_holidays_around(today);
      closed.insert(closed.end(), holidays.begin(), holidays.end());
    } else if (const auto date = sample_date(words, dates)) {
      closed.push_back(*date);
    } else {
      refuse_sample_words(problems, here, words);
    }
  });
  std::sort(closed.begin(), closed.end());
  closed.erase(std::unique(closed.begin(), closed.end()), closed.end());
  program.facility.part2_program = fields.boolean("part2_program");
  fields.text("program");  // for people
  each_member(fields, "tracks", [&](std::string_view name, JsonNode track, const Place& here) {
    program.tracks.emplace(name, read_track(track, here, problems));
  });
  fields.finish();
  return program;
}

std::string facility_line(const Facility& facility) {
  JsonWriter out;
  out.begin_object();
  out.key("facility");
  out.begin_object();
  out.field("id", facility.id);
  out.field("name", facility.name);
  out.field("npi", facility.npi);
  out.field("time_zone", facility.zone.name());
  out.key("closed");
  out.begin_array();
  for (const Date date : facility.closed) out.value(date);
  out.end_array();
  out.field_if("part2_program", facility.part2_program);
  out.end_object();
  out.end_object();
  return std::string(out.text());
}

// Facilities first, then members, their consents and documents: each line only names what an
// earlier one said.
SampleClinic assembled(const std::vector<SampleProgram>& programs,
                       std::vector<SampleStory>& stories) {
  SampleClinic clinic;
  const auto move_to = [](auto& to, auto& from) {
    std::move(from.begin(), from.end(), std::back_inserter(to));
  };
  for (const SampleProgram& program : programs)
    clinic.lines.push_back(facility_line(program.facility));
  for (SampleStory& story : stories) clinic.lines.push_back(std::move(story.member_line));
  for (SampleStory& story : stories) move_to(clinic.lines, story.consent_lines);
  for (SampleStory& story : stories) move_to(clinic.lines, story.document_lines);
  for (SampleStory& story : stories) {
    move_to(clinic.lines, story.event_lines);
    move_to(clinic.files, story.files);
    move_to(clinic.copies, story.copies);
    clinic.members.push_back(std::move(story.member));
  }
  return clinic;
}

}  // namespace

Result<SampleClinic> expand_sample_clinic(std::string_view clinic_json, Date today) {
  JsonReader reader;
  const auto tree = reader.read(clinic_json, file_limits);
  if (!tree) return tree.error();
  Problems problems;
  const Place root("");
  Fields fields(tree->root(), root, problems);
  if (today < *make_date(1950, 1, 1) || today > *make_date(2150, 1, 1))
    return Problems{{ProblemCode::out_of_range,
                     "today is " + to_text(today) + "; the sample is told from 1950 to 2150", ""}};

  std::vector<SampleProgram> programs;
  fields.list("facilities", [&](JsonNode item, const Place& place) {
    programs.push_back(read_program(item, place, problems, today));
  });
  const auto groups = fields.take("groups");
  std::vector<SampleStory> stories;
  fields.list("members", [&](JsonNode item, const Place& place) {
    stories.push_back(tell_sample_story(item, place, problems, {programs, groups, today}));
  });
  fields.finish();
  if (!problems.empty()) return problems;
  return assembled(programs, stories);
}

}  // namespace authledger
