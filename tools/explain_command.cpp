// Prints why the figures of an episode are what they are.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "engine/explain/text.hpp"
#include "engine/json/scenario_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/log.hpp"
#include "engine/store/registry.hpp"
#include "tools/commands.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {
namespace {

void print_heading(const explain::Explainer& explainer, const Facility& facility,
                   std::ostream& out) {
  const Standing& now = explainer.standing();
  out << "Episode " << now.episode.value_or("without an admission") << ", as of "
      << facility.zone.wall_clock(now.as_of) << " at the facility (" << facility.zone.name()
      << ")\n";
}

int unknown_key(const explain::Explainer& explainer, const std::string& key, std::ostream& errors) {
  errors << "there is no \"" << key << "\" in this standing; it has\n";
  for (const explain::KeyGroup& group : explainer.keys()) {
    errors << "  " << group.what << ":\n";
    for (const std::string& it : group.keys) errors << "    " << it << '\n';
  }
  return exit_refused;
}

int print(const explain::Explainer& explainer, const Facility& facility, const std::string& key,
          std::ostream& out, std::ostream& errors) {
  const auto told = key.empty() ? explainer.overview() : explainer.explain(key);
  if (told.empty()) return unknown_key(explainer, key, errors);
  print_heading(explainer, facility, out);
  for (const explain::Explanation& it : told) out << '\n' << explain::to_text(it);
  return exit_done;
}

}  // namespace

int explain_episode(const StorePaths& paths, const std::string& episode, const std::string& key,
                    Instant as_of, std::ostream& out, std::ostream& errors) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(paths.data);
  const auto reader = data.connect_to_read();
  const auto head = store::find_log(*reader, episode);
  if (!head) {
    errors << "there is no episode \"" << episode << "\" in " << paths.data << '\n';
    return exit_refused;
  }
  const auto facility = store::find_facility(*reader, head->facility, as_of);
  if (!facility)
    throw sql::Error("episode " + episode + " is treated at " + head->facility +
                     ", which the register does not have");
  const std::vector<Event> log = store::read_log(*reader, episode);
  const explain::Explainer explainer(log, *book, *facility, as_of);
  return print(explainer, *facility, key, out, errors);
}

int explain_scenario(std::istream& in, const std::string& key, std::optional<Instant> as_of,
                     std::ostream& out, std::ostream& errors) {
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  JsonReader reader;
  const auto tree = reader.read(text, file_limits);
  if (!tree) {
    errors << "the scenario is refused: " << summary(tree.error()) << '\n';
    return exit_refused;
  }
  const auto scenario = json::read_scenario(tree->root());
  if (!scenario) {
    for (const Problem& problem : scenario.error())
      errors << problem.pointer << ": " << problem.detail << '\n';
    return exit_refused;
  }
  const explain::Explainer explainer(scenario->log, scenario->book, scenario->facility,
                                     as_of.value_or(scenario->as_of));
  return print(explainer, scenario->facility, key, out, errors);
}

}  // namespace authledger::tools
