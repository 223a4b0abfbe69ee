// Prints the review packet of one episode, as the ledger is now or was.
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "engine/packet/packet_print.hpp"
#include "engine/packet/phone_script.hpp"
#include "engine/print/pdf.hpp"
#include "engine/print/plain_text.hpp"
#include "engine/store/audit_spool.hpp"
#include "engine/store/packet_release.hpp"
#include "engine/store/packets.hpp"
#include "tools/atomic_file.hpp"
#include "tools/commands.hpp"
#include "tools/episode_read.hpp"

namespace authledger::tools {
namespace {

constexpr std::string_view formats[] = {"json", "html", "pdf", "script", "script-pdf"};

bool is_review_of(const Obligation& it, const std::string& authorization) {
  return store::wants_packet(it) && (authorization.empty() || it.authorization == authorization);
}

// The first that is still to be done, in the order in which they are due; the last one otherwise.
const Obligation* review_in(const Standing& standing, const std::string& authorization) {
  const Obligation* found = nullptr;
  for (const Obligation& it : standing.obligations) {
    if (!is_review_of(it, authorization)) continue;
    if (is_pending(it.status)) return &it;
    if (!found || it.kind == ObligationKind::review) found = &it;
  }
  return found;
}

std::string written(const store::ReleasedPacket& released, const PacketWanted& wanted,
                    print::Paper paper) {
  if (wanted.format == "json") return released.json;
  if (wanted.format == "html") return released.html;
  if (wanted.format == "pdf") return packet_pdf(released.packet, released.appendices, paper);
  const print::Document script = phone_script(released.packet);
  return wanted.format == "script" ? text_of(script) : pdf_of(script, paper);
}

bool can_be_used(const PacketWanted& wanted, std::ostream& errors) {
  if (std::ranges::find(formats, wanted.format) == std::end(formats)) {
    errors << "--format is \"" << wanted.format << "\"; it must be one of";
    for (const std::string_view format : formats) errors << ' ' << format;
    errors << '\n';
    return false;
  }
  if (!print::parse_paper(wanted.paper)) {
    errors << "--paper is \"" << wanted.paper << "\"; it must be letter or a4\n";
    return false;
  }
  if (wanted.format.ends_with("pdf") && wanted.output.empty() && isatty(STDOUT_FILENO) != 0) {
    errors << "a PDF is not for a terminal; name a file: --output packet.pdf\n";
    return false;
  }
  return true;
}

}  // namespace

int print_packet(const StorePaths& paths, const PacketWanted& wanted, Instant as_of,
                 std::ostream& out, std::ostream& errors) {
  if (!can_be_used(wanted, errors)) return exit_usage;
  int exit_code = exit_done;
  const auto read = read_episode(paths, wanted.episode, as_of, errors, exit_code);
  if (!read) return exit_code;
  const store::Restated& found = read->found;
  const Obligation* review = review_in(found.standing, wanted.authorization);
  if (!review) {
    errors << "episode \"" << wanted.episode << "\" has no review"
           << (wanted.authorization.empty() ? " and no first request"
                                            : " of authorization " + wanted.authorization)
           << "; its obligations are\n";
    for (const Obligation& it : found.standing.obligations) errors << "  " << it.key << '\n';
    return exit_refused;
  }
  const std::optional<Member>& member = read->member;
  std::vector<store::Document> documents;
  if (member) documents = store::documents_of(*read->reader, member->id, as_of);
  const auto released = store::release_packet(
      {wanted.episode, found, member, *review, documents, read->book->criteria},
      [&] { return store::disclosure_terms(*read->reader, member, documents, as_of); },
      "authledger packet");
  if (released.entry) store::spool_audit(paths.data, *released.entry);
  const std::string bytes = written(released, wanted, *print::parse_paper(wanted.paper));
  if (wanted.output.empty())
    out << bytes;
  else
    write_file(wanted.output, bytes);
  if (!released.packet.disclosure.ledger.is_allowed)
    errors << "not to be sent: " << released.packet.disclosure.ledger.reason << '\n';
  return exit_done;
}

}  // namespace authledger::tools
