// FHIR resources, bundles and lines of them; what starts otherwise is read as whatever it is.
#include <cstdint>

#include "tests/fuzz/record_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  authledger::fuzz::check_record({reinterpret_cast<const char*>(data), size});
  return 0;
}
