#include <algorithm>
#include <map>
#include <set>

#include "engine/library/check.hpp"
#include "engine/library/rule_list.hpp"
#include "engine/library/run_case.hpp"

namespace authledger::library {
namespace {

// What the cases of a folder name, and the documents they can name.
struct Folder {
  std::vector<std::size_t> documents;  // in the book
  std::vector<const CaseFile*> cases;
  std::set<std::string> named;     // "<version>/<rule key>"
  std::set<std::string> versions;  // of what is named
  bool has_refused_case = false;   // what it would name is not known
};

std::string version_of(const std::string& named) {
  return named.substr(0, named.find('/'));
}

std::map<std::string, Folder> folders_of(const Library& library) {
  std::map<std::string, Folder> folders;
  for (std::size_t i = 0; i < library.places.size(); ++i)
    folders[library.places[i].folder].documents.push_back(i);
  for (const CaseFile& file : library.cases) {
    Folder& folder = folders[file.place.folder];
    folder.cases.push_back(&file);
    folder.named.insert(file.content.rules.begin(), file.content.rules.end());
    for (const std::string& rule : file.content.rules) folder.versions.insert(version_of(rule));
  }
  for (const Place& place : library.refused_cases) folders[place.folder].has_refused_case = true;
  return folders;
}

void check_that_rules_exist(const CaseFile& file, const std::set<std::string>& known,
                            Faults& faults) {
  const auto& rules = file.content.rules;
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (!known.contains(rules[i]))
      faults.push_back({FaultKind::case_names_no_rule, file.place.path,
                        "/rules/" + std::to_string(i),
                        "no document in " + file.place.folder + " has the rule " + rules[i],
                        "write <version>/<rule key> of a document in the folder"});
}

void check_naming(const Library& library, const std::string& name, const Folder& folder,
                  Faults& faults) {
  if (folder.documents.empty()) {
    for (const CaseFile* file : folder.cases)
      faults.push_back({FaultKind::case_without_document, file->place.path, "",
                        "there is no document in " + name,
                        "move the case to the folder of the document that it shows"});
    return;
  }
  if (folder.cases.empty()) {
    if (!folder.has_refused_case)
      faults.push_back({FaultKind::payer_without_case, library.places[folder.documents[0]].path, "",
                        "no case shows what the documents in " + name + " do",
                        "write one for every rule in " + name + "/cases"});
    return;
  }
  std::set<std::string> known;
  for (const std::size_t document : folder.documents) {
    const Policy& policy = library.book.documents[document];
    const std::string& path = library.places[document].path;
    const bool is_shown = folder.versions.contains(policy.version);
    if (!is_shown && !folder.has_refused_case)
      faults.push_back({FaultKind::document_without_case, path, "",
                        "no case names a rule of this document",
                        "write one for every rule in " + name + "/cases"});
    for (const ListedRule& rule : rules_of(policy)) {
      const std::string full = policy.version + "/" + rule.name->key;
      known.insert(full);
      if (is_shown && !folder.has_refused_case && is_named(rule) && !folder.named.contains(full))
        faults.push_back({FaultKind::rule_without_case, path, rule.pointer,
                          "no case shows the rule " + rule.name->key,
                          "write one in " + name + "/cases that names " + full + " in its rules"});
    }
  }
  for (const CaseFile* file : folder.cases) check_that_rules_exist(*file, known, faults);
}

}  // namespace

// Where a document was refused, nobody knows what cases would name or show.
void check_cases(const Library& library, const Progressed& progressed, Faults& faults) {
  const auto is_unread = [&](const std::string& folder) {
    return std::binary_search(library.unread_folders.begin(), library.unread_folders.end(), folder);
  };
  const auto folders = folders_of(library);
  for (const auto& [name, folder] : folders)
    if (!is_unread(name)) check_naming(library, name, folder, faults);
  std::size_t done = 0;
  for (const CaseFile& file : library.cases) {
    const std::string& folder = file.place.folder;
    if (!is_unread(folder) && !folders.at(folder).documents.empty())
      for (const Difference& difference : run(file.content, library.book))
        faults.push_back({FaultKind::case_fails, file.place.path, difference.pointer,
                          difference.message, "mend the rule, or what the case expects of it"});
    progressed(++done, library.cases.size());
  }
}

}  // namespace authledger::library
