// Zone is the only bridge between a Date and an Instant: one IANA time zone from the system's tz
// database.
//
//     Zone chicago = *Zone::find("America/Chicago");
//     chicago.day_of(*parse_instant("2026-03-03T05:30:00Z"));    // 2026-03-02
//     chicago.start_of(*parse_date("2026-03-02"));               // 2026-03-02T06:00:00Z
//
// A local time that a clock change skips is moved forward by the gap; one that occurs twice is the
// first. Source of both rules: ledger rules, section 1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/time/date.hpp"

namespace authledger {

class Zone {
 public:
  static std::optional<Zone> find(
      std::string_view iana_name);  // none for a name that the tz database lacks

  Date day_of(Instant instant) const;
  Instant at(Date date, TimeOfDay time) const;
  Instant start_of(Date date) const { return at(date, TimeOfDay{0}); }
  std::string wall_clock(Instant instant) const;  // "2026-03-20 17:00", for people
  TimeOfDay time_of(Instant instant) const;       // wall clock, whole minutes
  const std::string& name() const;

 private:
  struct Table;
  explicit Zone(std::shared_ptr<const Table> table) : table_(std::move(table)) {}
  std::shared_ptr<const Table> table_;
};

}  // namespace authledger
