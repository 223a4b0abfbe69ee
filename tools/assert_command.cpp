#include <ostream>

#include "engine/json/assertion_codec.hpp"
#include "engine/json/standing_codec.hpp"
#include "tools/commands.hpp"
#include "tools/line_reader.hpp"

namespace authledger::tools {
namespace {

// Writes the reading; or says why there is none.
Problems answer(JsonReader& reader, std::string_view line, JsonWriter& out) {
  const auto tree = reader.read(line, wire_limits);
  if (!tree) return tree.error();
  const auto asked = json::read_sentence_asked(tree->root());
  if (!asked) return asked.error();
  const auto mention = assertion::find_mention(asked->sentence, asked->mention);
  if (!mention)
    return {{ProblemCode::not_found, "the sentence does not speak of the concept", "/concept"}};
  json::write_reading(out, assertion::judge(asked->sentence, *mention));
  return {};
}

}  // namespace

int assert_lines(std::istream& in, std::ostream& out, std::ostream& errors) {
  LineReader lines(in, wire_limits.bytes);
  JsonReader reader;
  JsonWriter json;
  std::string line;
  int code = exit_done;
  for (Line got = lines.next(line); got != Line::end; got = lines.next(line)) {
    json.clear();
    const Problems problems =
        got == Line::too_long
            ? Problems{{ProblemCode::too_large,
                        "it has more than " + std::to_string(wire_limits.bytes) + " bytes", ""}}
            : answer(reader, line, json);
    if (!problems.empty()) {
      json.clear();
      json::write_error(json, problems);
      // What the line says is a patient's; what is wrong with it stands in the output beside it.
      errors << "line " << lines.number() << ": " << word(problems.front().code)
             << (problems.front().pointer.empty() ? "" : " at ") << problems.front().pointer
             << '\n';
      code = exit_refused;
    }
    out << json.text() << '\n';
    if (in.rdbuf()->in_avail() <= 0) out.flush();  // somebody may wait for the answer
  }
  out.flush();
  return out ? code : exit_store;
}

}  // namespace authledger::tools
