// Notes as text, HTML and RTF, whichever they turn out to be.
#include <cstdint>

#include "tests/fuzz/record_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  authledger::fuzz::check_record({reinterpret_cast<const char*>(data), size});
  return 0;
}
