// Emergencies: somebody who is bound to facilities reads at another one for a while, says why, and
// is asked about it afterwards by somebody else.
//
//     BrokenGlass it = broken(subject, "east", "on call, E17 is in crisis", now, minutes(60));
//     enter(writer, it);                                     // in a transaction
//     broken_in_force(reader, subject, now);                 // {"east"}
//     end(writer, it.id, now, subject);
//     review(writer, it.id, {now, "key:…", true, "was on call"});
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/store/sql.hpp"
#include "engine/time/date.hpp"

namespace authledger::store {

struct BrokenGlassReview {
  Instant at;
  std::string by;  // a principal's subject: not who broke it
  bool was_justified = false;
  std::string text;
};

struct BrokenGlass {
  std::string id = {};       // 16 hexadecimal digits
  std::string subject = {};  // a principal's
  std::string facility = {};
  std::string reason = {};
  Instant begun_at = {};
  Instant ends_at = {};                  // at the latest
  std::optional<Instant> ended_at = {};  // before that
  std::optional<std::string> ended_by = {};
  std::optional<BrokenGlassReview> review = {};
};

bool is_in_force(const BrokenGlass& it, Instant now);

BrokenGlass broken(const std::string& subject, const std::string& facility,
                   const std::string& reason, Instant now, std::chrono::minutes lasts);

// Within the caller's transaction. What ended already, or was reviewed already, stays as it is.
void enter(sql::Connection& writer, const BrokenGlass& it);
void end(sql::Connection& writer, const std::string& id, Instant now, const std::string& by);
void review(sql::Connection& writer, const std::string& id, const BrokenGlassReview& said);

std::optional<BrokenGlass> find_broken_glass(sql::Connection& connection, const std::string& id);
std::vector<BrokenGlass> all_broken_glass(sql::Connection& connection);  // by begun_at and id

// The facilities at which the subject may read for now.
std::set<std::string> broken_in_force(sql::Connection& connection, const std::string& subject,
                                      Instant now);

}  // namespace authledger::store
