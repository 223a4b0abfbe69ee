// The form of the sample clinic: the same bytes for the same day, nothing from the future, real
// documents of the right patients, and refusals that name their place.
#include "tools/sample_clinic.hpp"

#include <gtest/gtest.h>

#include "tests/tools/sample_told.hpp"

namespace authledger::test {
namespace {

TEST(SampleClinic, SaysTheSameBytesForTheSameDay) {
  const auto one = expand_sample_clinic(clinic_json(), day("2026-05-04"));
  const auto other = expand_sample_clinic(clinic_json(), day("2026-05-04"));
  const auto next = expand_sample_clinic(clinic_json(), day("2026-05-05"));
  ASSERT_TRUE(one && other && next);
  EXPECT_EQ(one->lines, other->lines);
  EXPECT_NE(one->lines, next->lines);
  ASSERT_EQ(one->files.size(), other->files.size());
  for (std::size_t n = 0; n < one->files.size(); ++n)
    EXPECT_EQ(one->files[n].bytes, other->files[n].bytes);
}

TEST(SampleClinic, KnowsEverythingWhenTheDayBegins) {
  const Told told = tell(day("2026-05-04"));
  for (const auto& [episode, log] : told.logs) {
    const Facility& facility = told.facilities.at(told.facility_of.at(episode));
    for (const Event& event : log)
      EXPECT_LT(event.recorded_at, facility.zone.start_of(told.today)) << episode;
    EXPECT_TRUE(std::is_sorted(log.begin(), log.end(), [](const Event& one, const Event& other) {
      return one.recorded_at < other.recorded_at;
    })) << episode;
  }
}

TEST(SampleClinic, SessionsStandOnTheProgramsWeekdaysAndHours) {
  const Told told = tell(day("2026-11-10"));  // sessions on both sides of the clock change
  for (const SampleMember& member : told.clinic.members) {
    const Seen seen = see(told, member, TimeOfDay{8 * 60});
    for (const auto& [seq_at, session] : seen.said<SessionRecorded>()) {
      if (session.session.ends_with("b")) continue;  // the second group of a day
      const Date date = seen.facility.zone.day_of(session.start);
      const auto* schedule = seen.episode.schedule_on(date);
      ASSERT_NE(schedule, nullptr);
      EXPECT_TRUE(schedule->fact.meets_on(date.weekday())) << member.id << " " << to_text(date);
      EXPECT_EQ(seen.facility.zone.time_of(session.start), schedule->fact.start) << member.id;
      EXPECT_FALSE(seen.facility.is_closed(date)) << member.id << " " << to_text(date);
    }
  }
}

TEST(SampleClinic, FacilitiesSayThatTheyAreSamplesAndHaveNumbersThatPassTheCheck) {
  const Told told = tell(day("2026-05-04"));
  EXPECT_EQ(told.facilities.size(), 5u);
  for (const auto& [id, facility] : told.facilities) {
    EXPECT_TRUE(facility.name.starts_with("Sample clinic after ")) << facility.name;
    int sum = 24;  // of the prefix 80840, as the standard for these numbers has it
    ASSERT_EQ(facility.npi.size(), 10u);
    for (std::size_t n = 0; n < 10; ++n) {
      const int digit = facility.npi[n] - '0';
      sum += n % 2 == 1 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
    }
    EXPECT_EQ(sum % 10, 0) << facility.npi;
  }
}

TEST(SampleClinic, EveryDocumentIsThereAndEveryNoteSaysThatItIsInvented) {
  const Told told = tell(day("2026-05-04"));
  std::set<std::string> provided;
  for (const SampleFile& file : told.clinic.files) {
    EXPECT_TRUE(file.bytes.starts_with("Invented sample note")) << file.path;
    EXPECT_EQ(file.bytes.find("{{"), std::string::npos) << file.path;
    EXPECT_TRUE(provided.insert(file.path).second) << file.path;
  }
  for (const SampleCopy& copy : told.clinic.copies) {
    EXPECT_TRUE(fs::exists(source_folder / "tools/sample" / copy.from)) << copy.from;
    EXPECT_TRUE(provided.insert(copy.path).second) << copy.path;
  }
  EXPECT_EQ(std::set(told.document_paths.begin(), told.document_paths.end()), provided);
}

TEST(SampleClinic, MembersWithAPublicDocumentHaveItsPatientsNameAndBirthDate) {
  const Told told = tell(day("2026-05-04"));
  for (const SampleCopy& copy : told.clinic.copies) {
    const std::string text = text_of(source_folder / "tools/sample" / copy.from);
    const auto line = std::find_if(told.clinic.lines.begin(), told.clinic.lines.end(),
                                   [&](const auto& it) { return it.find(copy.path) != it.npos; });
    const auto id = line->substr(line->find("\"member\":\"") + 10, 3);
    const Member& member = told.members.at(id);
    const std::string family = member.name.substr(member.name.rfind(' ') + 1);
    std::string birth = to_text(*member.birth_date);
    EXPECT_NE(text.find(family), text.npos) << copy.from;
    if (copy.from.ends_with(".xml")) std::erase(birth, '-');
    EXPECT_NE(text.find(birth), text.npos) << copy.from << " " << birth;
  }
}

TEST(SampleClinic, WordsThatNameNoDateAreRefusedWithTheirPlace) {
  std::string text = clinic_json();
  const auto place = text.find("{{session -3}}");
  ASSERT_NE(place, std::string::npos);
  text.replace(place, 14, "{{session 99}}");
  const auto clinic = expand_sample_clinic(text, day("2026-05-04"));
  ASSERT_FALSE(clinic);
  EXPECT_EQ(clinic.error()[0].detail, "\"session 99\" names no date of this story");
  EXPECT_TRUE(clinic.error()[0].pointer.starts_with("/members/9/log/"))
      << clinic.error()[0].pointer;
}

TEST(SampleClinic, WhatIsNoClinicIsRefused) {
  for (const char* text : {"", "[]", "{}", R"({"facilities": 1, "members": []})",
                           R"({"facilities": [], "members": [{}]})",
                           R"({"facilities": [], "members": [], "more": 1})"})
    EXPECT_FALSE(expand_sample_clinic(text, day("2026-05-04"))) << text;
  EXPECT_FALSE(expand_sample_clinic(clinic_json(), day("1901-01-01")));
}

}  // namespace
}  // namespace authledger::test
