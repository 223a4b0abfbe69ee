// How the engine says no.
//
// Refused input travels as a Result<T>: either the value or every Problem found in it, so that the
// author of a document mends all of them in one go. A broken world (disk, socket, database) is an
// exception. A broken invariant of our own stops the process: see ensure().
//
//     Result<Date> read = ...;
//     if (!read) return read.error();        // Problems
//
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace authledger {

// The word is the enumerator, in JSON and in the manual alike. Ordered by precedence: where one
// answer must be given for several problems (an HTTP status), the first in this order decides.
enum class ProblemCode {
  too_large,       // a body, line or document over its limit
  malformed_json,  // not JSON (RFC 8259), or not UTF-8
  too_deep,        // nested deeper than the door allows
  duplicate_key,   // an object names a member twice
  unknown_field,   // a member that this door does not know
  missing_field,   // a member that must be there
  wrong_type,      // a member of another JSON type, or a number that is not an integer
  out_of_range,    // an integer, date or text beyond the stated bounds
  invalid_value,   // right type, impossible content: an impossible date, a word outside the
                   // vocabulary
  not_found,       // names a thing that is not there
  conflict,        // contradicts what is already recorded
};

std::string_view word(ProblemCode code);

struct Problem {
  ProblemCode code;
  std::string
      detail;  // lower-case sentence for the person who sent it; names the field and the value
  std::string pointer;  // JSON Pointer (RFC 6901) of the place in the document; empty for the whole
};

using Problems = std::vector<Problem>;

template <class T>
using Result = boost::system::result<T, Problems>;

// A text of at most `bytes` and "...": what a message may repeat of its input. Never half a
// character.
std::string shortened(std::string_view text, std::size_t bytes);

constexpr std::size_t longest_detail = 300;  // bytes of a Problem's detail, but for the "..."

// The first problem as one line, "/log/3/date: ...", and how many more there are.
std::string summary(const Problems& problems);

// Throws on access of a refused Result; needed by boost::system::result.
[[noreturn]] void throw_exception_from_error(const Problems& problems,
                                             const boost::source_location&);

// Our own mistake: prints why and stops the process, in release builds too. Never for input.
[[noreturn]] void fail(std::string_view why);
inline void ensure(bool holds, std::string_view why) {
  if (!holds) [[unlikely]]
    fail(why);
}

}  // namespace authledger
