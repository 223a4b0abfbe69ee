#include "engine/base/result.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace authledger {

std::string_view word(ProblemCode code) {
  switch (code) {
    case ProblemCode::too_large:
      return "too_large";
    case ProblemCode::malformed_json:
      return "malformed_json";
    case ProblemCode::too_deep:
      return "too_deep";
    case ProblemCode::duplicate_key:
      return "duplicate_key";
    case ProblemCode::unknown_field:
      return "unknown_field";
    case ProblemCode::missing_field:
      return "missing_field";
    case ProblemCode::wrong_type:
      return "wrong_type";
    case ProblemCode::out_of_range:
      return "out_of_range";
    case ProblemCode::invalid_value:
      return "invalid_value";
    case ProblemCode::not_found:
      return "not_found";
    case ProblemCode::conflict:
      return "conflict";
  }
  fail("a problem code without a word");
}

std::string shortened(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return std::string(text.substr(0, bytes)) + "...";
}

std::string summary(const Problems& problems) {
  if (problems.empty()) return "refused without a reason";
  const Problem& first = problems.front();
  std::string text = first.pointer.empty() ? first.detail : first.pointer + ": " + first.detail;
  if (problems.size() > 1) text += " (and " + std::to_string(problems.size() - 1) + " more)";
  return text;
}

void throw_exception_from_error(const Problems& problems, const boost::source_location&) {
  throw std::runtime_error(summary(problems));
}

void fail(std::string_view why) {
  std::fprintf(stderr, "authledger: broken invariant: %.*s\n", static_cast<int>(why.size()),
               why.data());
  std::abort();
}

}  // namespace authledger
