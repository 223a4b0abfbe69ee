// A library of payer policies: the documents, and the cases beside them, as read from the texts of
// one folder (payers/<payer>/<version>.json and payers/<payer>/cases/<what-happens>.json), with the
// criteria sets (payers/criteria/<key>.json).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/json/payer_case_codec.hpp"
#include "engine/library/fault.hpp"
#include "engine/policy/policy_book.hpp"

namespace authledger::library {

struct TextFile {
  std::string path;                 // below the library's folder, with slashes
  std::optional<std::string> text;  // none: it cannot be read
};

struct Place {  // of a file in the library
  std::string path;
  std::string folder;  // that holds the document, or the folder `cases` of the case
  bool operator==(const Place&) const = default;
};

struct CaseFile {
  Place place;
  json::PayerCase content;
};

struct Library {
  PolicyBook book;                     // in the order of the paths
  std::vector<Place> places;           // of the book's documents
  std::vector<Place> criteria_places;  // of the book's criteria
  std::vector<CaseFile> cases;
  std::vector<std::string> unread_folders;  // in which a document was refused; ascending
  std::vector<Place> refused_cases;
};

// What cannot be read is told in `faults` and left out.
Library read_library(const std::vector<TextFile>& files, Faults& faults);

bool is_case_path(std::string_view path);         // below a folder `cases`
bool is_criteria_path(std::string_view path);     // in the folder `criteria`
std::string_view stem_of(std::string_view path);  // the file's name without ".json"

}  // namespace authledger::library
