#include <iostream>

#include "engine/store/data_directory.hpp"
#include "engine/store/file_modes.hpp"
#include "engine/store/verify.hpp"
#include "tools/commands.hpp"
#include "tools/payers.hpp"
#include "tools/progress.hpp"

namespace authledger::tools {

int verify_store(const StorePaths& paths, std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(paths.data);
  const auto anchored =
      store::Anchor(store::anchor_file(paths.data)).read();  // before the events: a service goes on
  const auto reader = data.connect_to_read();
  const sql::Transaction snapshot(*reader);  // a service may go on writing
  std::optional<Progress> progress;
  const auto result = store::verify(*reader, *book, [&](std::size_t done, std::size_t of) {
    if (!progress) progress.emplace("verify", "episodes", of);
    progress->at(done);
  });
  progress.reset();
  bool is_behind = false;
  try {
    if (anchored) store::check_anchor(*anchored, *reader);
  } catch (const store::BehindAnchor& behind) {
    is_behind = true;
    out << behind.what() << '\n';
  }
  const std::vector<std::string> reachable = store::open_to_others(paths.data);
  for (const std::string& file : reachable) out << file << '\n';
  for (const std::string& difference : result.differences) out << difference << '\n';
  out << result.episodes << " episodes, " << result.events << " events, "
      << result.differences.size() + is_behind << " differences\n";
  if (result.under_other_policies > 0)
    out << result.under_other_policies
        << " episodes were restated under other policies and not compared; run nightly first\n";
  if (result.waiting > 0)
    out << result.waiting
        << " episodes have events that were not restated yet; the service does it by itself\n";
  return result.differences.empty() && !is_behind && reachable.empty() ? exit_done : exit_refused;
}

}  // namespace authledger::tools
