// What the reports count, of one episode: taken off the episode and its standing once, so that a
// report over ten thousand episodes computes no standing.
//
//     Figures figures = figures_of(episode, standing, facility.zone);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/standing/standing.hpp"

namespace authledger::report {

// A payer is that of the coverage on the date that the figure is about; empty: there was none.

struct LineFigures {  // one line of an authorization that was decided for the member
  std::string payer, authorization;
  std::optional<std::string> number;
  std::optional<Date> start, end, last_covered_day;
  std::string unit;                   // "day"
  std::optional<std::int64_t> units;  // none: unlimited
  std::int64_t used = 0;
  std::optional<std::int64_t> remaining;
  std::int64_t sessions_ahead = 0;       // by the schedule, from today to the last covered day
  std::vector<std::string> codes = {};   // empty: any
  std::int64_t scheduled = 0;            // units that the schedule ahead takes
  std::optional<Date> next_review = {};  // the first of its reviews that is still to be sent
};

struct DecisionFigures {  // each that the payer made, also one that another came after
  std::string payer, decision;
  Date date;
};

struct RequestFigures {  // the last one under an authorization's id
  std::string payer;
  Date date;
  bool is_expedited = false;
  std::optional<std::string> decision;  // the last one; none: it is awaited
  std::optional<std::int64_t> days;     // from the request to the decision
  std::int64_t approved = 0;            // units
};

struct DueFigures {  // an obligation with a due date: a review or a notice of missed sessions
  std::string payer, kind;
  Instant due_at;
  Date date;           // of due_at, at the facility
  std::string status;  // as of the standing: what is pending ages with the clock
};

struct SessionFigures {  // the sessions of a month
  std::string payer;
  Date month;  // its first day
  std::int64_t attended = 0, missed = 0, excused = 0, cancelled_by_facility = 0;
  std::int64_t uncovered_sessions = 0, uncovered_units = 0;
};

struct Figures {
  Date today;  // at the facility, of the standing
  std::vector<LineFigures> lines;
  std::vector<DecisionFigures> decisions;
  std::vector<RequestFigures> requests;
  std::vector<DueFigures> due;
  std::vector<SessionFigures> sessions;  // by (payer, month)
};

Figures figures_of(const Episode& episode, const Standing& standing, const Zone& zone);

// Units that nobody pays, of one reason, with the days until when they can be mended.
struct UncoveredFigures {
  UncoveredReason reason = UncoveredReason::no_authorization;
  std::int64_t sessions = 0, units = 0;
  Date first, last;
  Because because;                        // of the first
  RetroStatus retro = RetroStatus::none;  // open, when it is for any of them
  std::optional<Instant> retro_until;     // the first to come, else the last that has passed
  std::optional<Date> file_by;            // the first to come on or after today, else the last
};

// By reason.
std::vector<UncoveredFigures> uncovered_of(const Standing& standing);

}  // namespace authledger::report
