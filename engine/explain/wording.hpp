// Dates, instants, spans and counts in the words of people on the phone.
//
//     words.day(*parse_date("2026-03-27"))          // "Friday 27 March 2026"
//     words.moment(due_at, payer.zone)              // "Wednesday 25 March 2026 17:00 Central"
//     counted(2, "business day")                    // "2 business days"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/policy/rules.hpp"
#include "engine/time/deadline.hpp"

namespace authledger::explain {

// Leaves out the year where it is the year of today, but never the weekday.
class Wording {
 public:
  Wording(Date today, const Zone& facility) : year_(civil(today).year), facility_(facility) {}

  std::string day(Date date) const;
  std::string days(Date from, Date to) const;  // "Monday 2 March to Friday 27 March"
  // Wall clock in the zone. An hour that a clock change repeats says which of the two it is.
  std::string moment(Instant at, const Zone& zone) const;
  std::string moment_here(Instant at) const { return moment(at, facility_); }
  // At the payer's clock, and at the facility's when that shows something else.
  std::string both_clocks(Instant at, const Zone& payer) const;

 private:
  int year_;
  Zone facility_;
};

std::string calendar_day(Date date);                    // "1 January 2020": of documents and births
std::string full_day(Date date);                        // always with the year
std::string full_moment(Instant at, const Zone& zone);  // likewise
std::string clock(Instant at, const Zone& zone);        // "17:00", "17:00:30"
std::string zone_word(const Zone& zone);                // "Central", or the IANA name
std::string weekday_word(Weekday day);                  // "Friday"
std::int64_t offset_seconds(const Zone& zone, Instant at);  // from UTC

std::string counted(std::int64_t n, std::string_view noun);  // "1 day", "2 days"
std::string units(std::int64_t n, Unit unit);                // "12 day units"
std::string ordinal(std::int64_t n);                         // "12th"
std::string spelled(
    const Span& span);  // "2 business days", "the later of 24 hours and 1 business day"
std::string elapsed(Instant from, Instant to);  // "3 hours 20 minutes", "2 days 4 hours"

std::string joined(const std::vector<std::string>& items, std::string_view last);  // "a, b and c"
std::string codes_word(const std::vector<std::string>& codes);  // "S9480 or H0015", "any service"
std::string quoted(std::string_view text);                      // bounded
std::string capital(std::string text);                          // for the start of a sentence

// Names at most `most` items and says how many there are beyond.
std::string listed(const std::vector<std::string>& items, std::size_t most, std::string_view noun);

}  // namespace authledger::explain
