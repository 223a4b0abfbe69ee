#include "engine/policy/policy.hpp"

#include "engine/base/result.hpp"

namespace authledger {

std::string_view word(Unit unit) {
  switch (unit) {
    case Unit::visit:
      return "visit";
    case Unit::day:
      return "day";
    case Unit::hour:
      return "hour";
    case Unit::quarter_hour:
      return "quarter_hour";
  }
  fail("a unit without a word");
}

std::string_view word(Rounding rounding) {
  switch (rounding) {
    case Rounding::down:
      return "down";
    case Rounding::nearest:
      return "nearest";
    case Rounding::up:
      return "up";
  }
  fail("a rounding without a word");
}

std::string_view word(Requirement requirement) {
  switch (requirement) {
    case Requirement::required:
      return "required";
    case Requirement::none:
      return "none";
    case Requirement::unknown:
      return "unknown";
  }
  fail("a requirement without a word");
}

std::string_view word(DutyRule::After after) {
  switch (after) {
    case DutyRule::After::admission:
      return "admission";
    case DutyRule::After::first_session:
      return "first_session";
    case DutyRule::After::discharge:
      return "discharge";
    case DutyRule::After::authorization_start:
      return "authorization_start";
    case DutyRule::After::denial:
      return "denial";
    case DutyRule::After::uncovered:
      return "uncovered";
    case DutyRule::After::by_session:
      return "by_session";
  }
  fail("a duty anchor without a word");
}

}  // namespace authledger
