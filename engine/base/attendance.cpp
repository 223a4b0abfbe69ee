#include "engine/base/attendance.hpp"

#include "engine/base/result.hpp"

namespace authledger {

std::string_view word(Outcome outcome) {
  switch (outcome) {
    case Outcome::attended:
      return "attended";
    case Outcome::no_show:
      return "no_show";
    case Outcome::cancelled_by_member:
      return "cancelled_by_member";
    case Outcome::cancelled_by_facility:
      return "cancelled_by_facility";
  }
  fail("an outcome without a word");
}

}  // namespace authledger
