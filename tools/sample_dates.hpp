// The dates of one sample member's story, said in words that hold whenever the story is told.
//
//     {{today-3}}                three days ago
//     {{today+4b}}               four business days ahead (us-federal)
//     {{session 5 15:00}}        15:00 on the day of the fifth session; session -1 is the last
//     {{ahead 2}}                the second scheduled day from today on
//     {{tue before today-7}}     the latest Tuesday before that day
//     {{birth}}, {{year session 1}}
//
// Without a time a date is meant; with one an instant, at the facility, printed in UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/time/business_calendar.hpp"
#include "engine/time/zone.hpp"

namespace authledger {

struct SampleDates {
  Zone zone;
  Date today;
  std::optional<Date> birth;
  std::vector<Date> sessions;  // the scheduled days of the story, ascending
  std::vector<Date> ahead;     // the scheduled days from today on
};

// What stands between the braces, as it is printed; none when it names no such date.
std::optional<std::string> sample_moment(std::string_view words, const SampleDates& dates);

// The same, where only a date will do.
std::optional<Date> sample_date(std::string_view words, const SampleDates& dates);

// `text` with every {{...}} replaced; none, and the words at fault, when one cannot be.
std::optional<std::string> fill_sample_text(std::string_view text, const SampleDates& dates,
                                            std::string& fault);

}  // namespace authledger
