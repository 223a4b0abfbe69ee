#include <iostream>
#include <iterator>

#include "engine/json/scenario_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/restate.hpp"
#include "tools/commands.hpp"
#include "tools/line_reader.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {
namespace {

// Writes the standing of the scenario, or the error; tells whether it was a standing.
bool answer(JsonReader& reader, std::string_view text, JsonWriter& out) {
  const auto tree = reader.read(text, file_limits);
  if (!tree) {
    json::write_error(out, tree.error());
    return false;
  }
  const auto scenario = json::read_scenario(tree->root());
  if (!scenario) {
    json::write_error(out, scenario.error());
    return false;
  }
  const Episode episode = fold(scenario->log, scenario->as_of);
  json::write_standing(out, standing(episode, scenario->book, scenario->facility, scenario->as_of));
  return true;
}

}  // namespace

int standing_of_scenario(std::istream& in, std::ostream& out, std::ostream& errors) {
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  JsonReader reader;
  JsonWriter json;
  const bool is_standing = answer(reader, text, json);
  out << pretty(json.text()) << '\n';
  if (is_standing) return exit_done;
  errors << "the scenario was refused; the output says why\n";
  return exit_refused;
}

int standing_lines(std::istream& in, std::ostream& out) {
  LineReader lines(in, file_limits.bytes);
  JsonReader reader;
  JsonWriter json;
  std::string line;
  for (Line got = lines.next(line); got != Line::end; got = lines.next(line)) {
    json.clear();
    if (got == Line::too_long)
      json::write_error(json, {{ProblemCode::too_large,
                                "line " + std::to_string(lines.number()) + " has more than " +
                                    std::to_string(file_limits.bytes) + " bytes",
                                ""}});
    else
      answer(reader, line, json);
    out << json.text() << '\n';
    if (in.rdbuf()->in_avail() <= 0) out.flush();  // somebody may wait for the answer
  }
  out.flush();
  return out ? exit_done : exit_store;
}

int standing_of_episode(const StorePaths& paths, const std::string& episode, Instant as_of,
                        std::ostream& out) {
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(paths.data);
  const auto reader = data.connect_to_read();
  const auto found = store::standing_of(*reader, *book, episode, as_of);
  if (!found) {
    std::cerr << "there is no episode \"" << episode << "\" in " << paths.data << '\n';
    return exit_refused;
  }
  JsonWriter json;
  json::write_standing(json, found->standing);
  out << pretty(json.text()) << '\n';
  return exit_done;
}

}  // namespace authledger::tools
