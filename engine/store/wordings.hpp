// How the organization words its notices and letters. Append-only; the last row of a template
// counts.
#pragma once

#include <optional>
#include <string>

#include "engine/notices/wording.hpp"
#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct StoredWording {
  notices::Wording wording;
  Instant recorded_at;
  std::string recorded_by;  // a principal's subject
};

// None: nobody has set it.
std::optional<StoredWording> find_wording(sql::Connection& connection, notices::Template name);
notices::Wordings wordings(sql::Connection& connection);

// An empty wording gives the template its own words back. Nothing is written when it is the same.
void set_wording(sql::Connection& writer, notices::Template name, const notices::Wording& wording,
                 const std::string& by, Instant now);

}  // namespace authledger::store
