// The sample clinic: five programs and some forty invented members, told relative to today, so that
// their reviews fall due tonight whenever it is run.
//
//     Result<SampleClinic> clinic = expand_sample_clinic(clinic_json, today);
//     clinic->lines      // NDJSON of the import door: facilities, members, documents, events
//     clinic->files      // invented notes, to be written beside it
//     clinic->copies     // public documents, to be copied from beside clinic.json
//
// Deterministic: the same text and day give the same bytes. Nothing of `today` itself is recorded:
// all is known when the day begins at the facility. The form of clinic.json:
// tools/sample/README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/time/date.hpp"

namespace authledger {

struct SampleFile {
  std::string path;  // relative to the folder of the NDJSON file
  std::string bytes;
};

struct SampleCopy {
  std::string from;  // relative to the folder of clinic.json
  std::string path;  // relative to the folder of the NDJSON file
};

struct SampleMember {
  std::string id;
  std::string name;
  std::string facility;
  std::string episode;
  std::string situation;           // one sentence for people
  std::vector<std::string> shows;  // the situations that the tests hold the standing against
};

struct SampleClinic {
  std::vector<std::string> lines;  // without line ends
  std::vector<SampleFile> files;
  std::vector<SampleCopy> copies;
  std::vector<SampleMember> members;
};

Result<SampleClinic> expand_sample_clinic(std::string_view clinic_json, Date today);

}  // namespace authledger
