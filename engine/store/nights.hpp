// The nights of the facilities: once for each facility and local date its open episodes are
// restated, because forecasts move with the date even when nothing happens. What has been done of a
// night is kept with the rows that it wrote, so that a night goes on where a crash has ended it,
// and a server and the command agree on what is done.
//
//     for (const DueNight& due : due_nights(reader, {120}, now))       // at 02:00
//       while (!restate_some_of_night(writer, book, due, now, 20)) {}  // each in a transaction
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "engine/policy/policy_book.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/zone.hpp"

namespace authledger::store {

struct Night {
  std::string facility;
  Date date;  // the facility's
  Instant begun_at;
  std::optional<Instant> done_at = {};  // none: episodes are left
  std::string last_episode = {};        // the greatest id that was restated; empty: none yet
  std::size_t episodes = 0;             // restated so far
};

// The latest date whose night has come at `now`. A local time that a clock change skips comes later
// by the gap; of one that occurs twice the first counts (Zone).
Date date_of_night(const Zone& zone, TimeOfDay at, Instant now);

// Of every facility the night that has come last, unless it is done. Those before it are not made
// up for: a restating is of the present. A facility that was entered after the hour waits for its
// next night.
struct DueNight {
  std::string facility;
  Date date;
  bool is_begun = false;
  std::size_t missed = 0;        // nights between the one that was done last and this
  bool is_before_entry = false;  // the facility was entered after the hour
};
std::vector<DueNight> due_nights(sql::Connection& connection, TimeOfDay at, Instant now);

// The facilities whose latest night at `now` is not done, entered lately or not, with its date:
// what restates everything at once marks these when it is through.
std::vector<DueNight> undone_nights(sql::Connection& connection, TimeOfDay at, Instant now);

std::optional<Night> find_night(sql::Connection& connection, const std::string& facility,
                                Date date);
// Open episodes that the night has not come to yet.
std::size_t episodes_left(sql::Connection& connection, const DueNight& due);

// Enters it, or replaces what is known of it.
void put_night(sql::Connection& writer, const Night& night);

struct NightStep {
  Night night;              // as it is now
  std::size_t seen = 0;     // episodes that this step took up
  std::size_t damaged = 0;  // those of them that it left alone: they cannot be read
  std::size_t packets = 0;  // new versions
  std::size_t unbuilt = 0;  // reviews whose packets could not be assembled
};

// The next few episodes of the night, within the caller's transaction, as of `now`, with the
// packets of the reviews that are due in them; a night that is done stays as it is.
NightStep restate_some_of_night(sql::Connection& writer, const PolicyBook& book,
                                const DueNight& due, Instant now, std::size_t most);

}  // namespace authledger::store
