#include "engine/library/library.hpp"

#include <algorithm>

#include "engine/json/criteria_codec.hpp"
#include "engine/json/policy_codec.hpp"

namespace authledger::library {
namespace {

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view name_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

constexpr std::string_view in_cases = "/cases/";

std::string_view remedy(ProblemCode code) {
  switch (code) {
    case ProblemCode::unknown_field:
      return "mind the spelling, or take the field out; the manual of the fields is in schemas/";
    case ProblemCode::missing_field:
      return "add the field; the manual of the fields is in schemas/";
    case ProblemCode::not_found:
      return "name one that the document has, or add it there";
    case ProblemCode::malformed_json:
    case ProblemCode::duplicate_key:
      return "mend the JSON";
    default:
      return "write what the manual in schemas/ says for this field";
  }
}

void tell(const Problems& problems, const std::string& path, Faults& faults) {
  for (const Problem& problem : problems)
    faults.push_back({FaultKind::does_not_decode, path, problem.pointer, problem.detail,
                      std::string(remedy(problem.code))});
}

}  // namespace

bool is_case_path(std::string_view path) {
  return path.find(in_cases) != std::string_view::npos;
}

bool is_criteria_path(std::string_view path) {
  return path.starts_with("criteria/") || path.find("/criteria/") != std::string_view::npos;
}

std::string_view stem_of(std::string_view path) {
  const std::string_view name = name_of(path);
  const auto dot = name.rfind('.');
  return name.substr(0, dot);
}

Library read_library(const std::vector<TextFile>& files, Faults& faults) {
  Library library;
  for (const TextFile& file : files) {
    const bool is_case = is_case_path(file.path);
    const Place place{file.path, std::string(is_case ? file.path.substr(0, file.path.find(in_cases))
                                                     : parent_of(file.path))};
    const auto left_out = [&] {
      if (is_case)
        library.refused_cases.push_back(place);
      else
        library.unread_folders.push_back(place.folder);
    };
    if (!file.text) {
      faults.push_back({FaultKind::unreadable_file, file.path, "", "the file cannot be read",
                        "look at who may read it, or take it out of the folder"});
      left_out();
    } else if (is_criteria_path(file.path)) {
      auto set = json::read_criteria_text(*file.text);
      if (set) {
        library.book.criteria.push_back(std::move(*set));
        library.criteria_places.push_back(place);
        continue;
      }
      tell(set.error(), file.path, faults);
    } else if (is_case) {
      auto content = json::read_payer_case(*file.text, std::string(name_of(place.folder)));
      if (content) {
        library.cases.push_back({place, std::move(*content)});
        continue;
      }
      tell(content.error(), file.path, faults);
      left_out();
    } else {
      auto policy = json::read_policy_text(*file.text);
      if (policy) {
        library.book.documents.push_back(std::move(*policy));
        library.places.push_back(place);
        continue;
      }
      tell(policy.error(), file.path, faults);
      left_out();
    }
  }
  std::sort(library.unread_folders.begin(), library.unread_folders.end());
  return library;
}

}  // namespace authledger::library
