// C-CDA documents, and sections of them as HL7 publishes them, which get a document around them.
#include <cstdint>
#include <string>

#include "tests/fuzz/record_promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (bytes.find("ClinicalDocument") != std::string_view::npos || !bytes.starts_with('<')) {
    authledger::fuzz::check_record(bytes);
    return 0;
  }
  std::string document =
      "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:xsi=\"http://www.w3.org/2001/"
      "XMLSchema-instance\" xmlns:sdtc=\"urn:hl7-org:sdtc\"><component><structuredBody><component>";
  document += bytes;
  document += "</component></structuredBody></component></ClinicalDocument>";
  authledger::fuzz::check_record(document);
  return 0;
}
