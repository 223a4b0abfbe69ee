// What stands behind the routes that are made for the console: each answers what one of its pages
// asks, over many episodes or before anything is written.
#pragma once

#include "server/handlers.hpp"

namespace authledger::server {

// server/events.cpp
Answer preview_events(const Call& call);

// server/quick_search.cpp
Answer get_search(const Call& call);

// server/today.cpp
Answer get_today(const Call& call);

// server/roster.cpp
Answer get_roster(const Call& call);

// server/reports.cpp
Answer get_report(const Call& call);

// server/thresholds.cpp
Answer get_thresholds(const Call& call);
Answer put_thresholds(const Call& call);

// server/templates.cpp
Answer get_templates(const Call& call);
Answer put_template(const Call& call);

}  // namespace authledger::server
