// Prints the draft of a notice that is owed.
#include <algorithm>
#include <ostream>

#include "engine/json/notice_codec.hpp"
#include "engine/store/wordings.hpp"
#include "tools/commands.hpp"
#include "tools/episode_read.hpp"

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
  int exit_code = exit_done;
  const auto read = read_episode(paths, wanted.episode, as_of, errors, exit_code);
  if (!read) return exit_code;
  const store::Restated& found = read->found;
  const notices::Wordings wordings = store::wordings(*read->reader);
  const Member* member = read->member ? &*read->member : nullptr;
  for (const Obligation& it : found.standing.obligations) {
    if (it.key != wanted.obligation) continue;
    const auto draft = notices::draft_of(
        {found.facility, member, found.episode, found.standing, &wordings}, it, *channel);
    if (!draft) continue;
    print(it, *draft, wanted.format, out);
    return exit_done;
  }
  errors << "there is no notice \"" << wanted.obligation << "\" in this standing; it has\n";
  for (const Obligation& it : found.standing.obligations)
    if (it.kind == ObligationKind::notice) errors << "  " << it.key << '\n';
  return exit_refused;
}

}  // namespace authledger::tools
