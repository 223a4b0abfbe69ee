#include "engine/store/packet_release.hpp"

#include <algorithm>

#include "engine/base/sha256.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/records/read_document.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/tables.hpp"

namespace authledger::store {

std::optional<AuditEntry> disclosure_entry(const std::string& episode,
                                           const PacketDisclosure& disclosure,
                                           const std::string& by) {
  const bool is_refused = !disclosure.ledger.is_allowed;
  if (disclosure.tag == consent::Tag::ordinary && !is_refused) return std::nullopt;
  AuditEntry entry =
      local_entry(disclosure.asked.at, is_refused ? "deny" : "disclose", by, "episode");
  entry.record_id = episode;
  if (!disclosure.asked.member.empty()) entry.member = disclosure.asked.member;
  entry.recipient = disclosure.asked.recipient.name;
  entry.purpose = "HPAYMT";  // HL7 PurposeOfUse: healthcare payment
  if (is_refused) entry.code = "no_consent";
  return entry;
}

DisclosureTerms disclosure_terms(sql::Connection& connection, const std::optional<Member>& member,
                                 const std::vector<Document>& documents, Instant as_of) {
  DisclosureTerms terms;
  terms.at = std::max(as_of, time_of_database(connection));
  for (const Document& document : documents)
    terms.of_documents.emplace(document.name, document.tag);
  if (!member) return terms;
  terms.consents = consents_of(connection, member->id);
  terms.of_member = tag_of_member(connection, member->id);
  return terms;
}

namespace {

// `pages`: of those before it, for the sum is bounded.
void count_pages_of(ClinicalRecord& record, const Document& document, std::size_t& pages) {
  DocumentInfo& info = record.documents.front();
  if (info.kind != DocumentKind::pdf) return;
  print::PageCount count = print::count_pages(document.content);
  if (count.why_not.empty() && pages + count.pages > print::most_appendix_pages)
    count.why_not = "with it the appendices would have more than " +
                    std::to_string(print::most_appendix_pages) + " pages";
  if (!count.why_not.empty()) {
    record.problems = {{document.name, "", "the document is a PDF, and " + count.why_not}};
    return;
  }
  pages += count.pages;
  info.pages = static_cast<int>(count.pages);
  info.sha256 = to_hex(sha256(document.content));
}

}  // namespace

ReleasedPacket assembled_packet(const PacketSources& sources, const DisclosureTerms& terms) {
  std::vector<ClinicalRecord> records;
  records.reserve(sources.documents.size());
  std::size_t appended_pages = 0;
  for (const Document& it : sources.documents) {
    records.push_back(read_document(it.name, it.media_type, it.content));
    count_pages_of(records.back(), it, appended_pages);
  }
  const Restated& restated = sources.restated;
  const Member nobody;
  ReleasedPacket released;
  released.packet = assemble({.facility = restated.facility,
                              .member = sources.member ? *sources.member : nobody,
                              .episode = restated.episode,
                              .standing = restated.standing,
                              .review = sources.review,
                              .documents = records,
                              .terms = terms,
                              .criteria = sources.criteria});
  for (const PacketDocument& it : released.packet.documents)
    if (it.pages > 0) {
      const auto document = std::ranges::find(sources.documents, it.name, &Document::name);
      released.appendices.push_back({it.name, document->content});
    }
  JsonWriter json;
  json::write_packet(json, released.packet);
  released.json = pretty(json.text()) + "\n";
  released.html = packet_html(released.packet);
  return released;
}

bool release_assembled(ReleasedPacket& packet, const PacketSources& sources,
                       const TermsNow& terms_now, const std::string& by) {
  bool is_again = false;
  for (DisclosureTerms terms = terms_now();
       !may_still_be_disclosed(packet.packet.disclosure, terms, sources.restated.facility);
       terms = terms_now()) {
    packet = assembled_packet(sources, terms);
    is_again = true;
  }
  packet.entry = disclosure_entry(sources.episode, packet.packet.disclosure, by);
  return is_again;
}

ReleasedPacket release_packet(const PacketSources& sources, const TermsNow& terms_now,
                              const std::string& by) {
  ReleasedPacket released = assembled_packet(sources, terms_now());
  release_assembled(released, sources, terms_now, by);
  return released;
}

}  // namespace authledger::store
