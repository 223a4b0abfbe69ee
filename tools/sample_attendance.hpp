// What one letter of a sample member's attendance pattern records.
//
//     A attended                     N no-show
//     s attended, left an hour early C cancelled by the member
//     T attended by telehealth       E cancelled by the member, excused
//     D two groups on one day        F cancelled by the facility
//     L attended, entered days late  X a no-show first, corrected next morning to attended
//     V recorded, voided next day    . nothing recorded
//
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/episode/event.hpp"
#include "engine/time/zone.hpp"

namespace authledger {

struct AttendanceFact {
  std::string id;  // "s05", "s05-corrected"
  Instant learned;
  Fact fact;
};

// `number` counts the sessions from 1. None when the letter says nothing.
std::optional<std::vector<AttendanceFact>> attendance_facts(char letter, int number, Date date,
                                                            const ScheduleSet& schedule,
                                                            const Zone& zone);

}  // namespace authledger
