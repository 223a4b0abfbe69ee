#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "engine/base/json_writer.hpp"
#include "engine/library/check.hpp"
#include "engine/library/table.hpp"
#include "engine/store/payers_folder.hpp"
#include "tools/commands.hpp"
#include "tools/progress.hpp"

namespace authledger::tools {
namespace {

using library::Checked;
using library::Fault;

void print_text(const Checked& checked, std::ostream& out) {
  for (const Fault& fault : checked.faults) out << library::to_text(fault) << '\n';
  out << checked.documents << " documents, " << checked.rules << " rules, " << checked.sources
      << " sources, " << checked.cases << " cases, " << checked.criteria << " criteria sets, "
      << checked.faults.size() << " faults\n";
}

void print_json(const Checked& checked, std::ostream& out) {
  JsonWriter json;
  json.begin_object();
  json.field("documents", checked.documents);
  json.field("rules", checked.rules);
  json.field("sources", checked.sources);
  json.field("cases", checked.cases);
  json.field("criteria_sets", checked.criteria);
  json.key("faults");
  json.begin_array();
  for (const Fault& fault : checked.faults) {
    json.begin_object();
    json.field("code", word(fault.kind));
    json.field("file", fault.file);
    json.field("pointer", fault.pointer);
    json.field("message", fault.message);
    json.field("mend", fault.mend);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  out << pretty(json.text()) << '\n';
}

Result<std::vector<library::TextFile>> files_in(const std::string& folder) {
  auto files = store::read_library_folder(folder);
  if (!files) std::cerr << summary(files.error()) << '\n';
  return files;
}

// Puts the table between the markers in `file`.
int refresh_table(const std::string& file, const std::string& markdown) {
  std::ostringstream content;
  content << std::ifstream(file, std::ios::binary).rdbuf();
  const auto refreshed = library::with_table(content.str(), markdown);
  if (!refreshed) {
    std::cerr << file << " has no two lines that mark the place of the table\n";
    return exit_usage;
  }
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  out << *refreshed;
  out.close();
  if (out) return exit_done;
  std::cerr << file << " cannot be written\n";
  return exit_usage;
}

}  // namespace

int check_payers(const std::string& folder, CheckOutput output, std::ostream& out) {
  const auto files = files_in(folder);
  if (!files) return exit_usage;
  std::optional<Progress> progress;
  const Checked checked = library::check(*files, [&](std::size_t done, std::size_t of) {
    if (!progress) progress.emplace("check", "cases", of);
    progress->at(done);
  });
  progress.reset();
  if (output == CheckOutput::json)
    print_json(checked, out);
  else
    print_text(checked, out);
  return checked.faults.empty() ? exit_done : exit_refused;
}

int print_payers_table(const std::string& folder, const TableOptions& options, std::ostream& out) {
  const auto files = files_in(folder);
  if (!files) return exit_usage;
  library::Faults faults;
  const auto table = library::table_of(library::read_library(*files, faults));
  for (const Fault& fault : faults) std::cerr << library::to_text(fault) << '\n';
  if (!options.into.empty()) {
    const int code = refresh_table(options.into, library::as_markdown(table));
    if (code != exit_done) return code;
  } else {
    out << (options.is_markdown ? library::as_markdown(table) : library::as_text(table));
  }
  return faults.empty() ? exit_done : exit_refused;
}

}  // namespace authledger::tools
