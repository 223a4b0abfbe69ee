// Prints the draft of a notice that is owed.
#include <algorithm>
#include <ostream>

#include "engine/json/notice_codec.hpp"
#include "engine/store/data_directory.hpp"
#include "engine/store/registry.hpp"
#include "engine/store/restate.hpp"
#include "tools/commands.hpp"
#include "tools/payers.hpp"

namespace authledger::tools {
namespace {

void print(const Obligation& obligation, const notices::Draft& draft, const std::string& format,
           std::ostream& out) {
  if (format == "html") {
    out << notices::html_of(draft);
  } else if (format == "json") {
    JsonWriter json;
    json::write_notice(json, obligation, draft);
    out << pretty(json.text()) << '\n';
  } else {
    out << notices::text_of(draft);
  }
}

}  // namespace

int print_notice(const StorePaths& paths, const NoticeWanted& wanted, Instant as_of,
                 std::ostream& out, std::ostream& errors) {
  const auto channel = notices::parse_channel(wanted.channel);
  if (!channel) {
    errors << "--channel is \"" << wanted.channel << "\"; it must be phone, fax or portal\n";
    return exit_usage;
  }
  if (wanted.format != "text" && wanted.format != "html" && wanted.format != "json") {
    errors << "--format is \"" << wanted.format << "\"; it must be text, html or json\n";
    return exit_usage;
  }
  const auto book = read_payers(paths.payers);
  if (!book) return exit_usage;
  const auto data = store::DataDirectory::open_to_read(paths.data);
  const auto reader = data.connect_to_read();
  const auto found = store::standing_of(*reader, *book, wanted.episode, as_of);
  if (!found) {
    errors << "there is no episode \"" << wanted.episode << "\" in " << paths.data << '\n';
    return exit_refused;
  }
  const auto member =
      found->member ? store::find_member(*reader, *found->member, as_of) : std::nullopt;
  for (const Obligation& it : found->standing.obligations) {
    if (it.key != wanted.obligation) continue;
    const auto draft = notices::draft_of(
        {found->facility, member ? &*member : nullptr, found->episode, found->standing}, it,
        *channel);
    if (!draft) continue;
    print(it, *draft, wanted.format, out);
    return exit_done;
  }
  errors << "there is no notice \"" << wanted.obligation << "\" in this standing; it has\n";
  for (const Obligation& it : found->standing.obligations)
    if (it.kind == ObligationKind::notice) errors << "  " << it.key << '\n';
  return exit_refused;
}

}  // namespace authledger::tools
