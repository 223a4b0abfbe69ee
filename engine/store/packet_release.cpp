#include "engine/store/packet_release.hpp"

#include <algorithm>

#include "engine/base/sha256.hpp"
#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/records/attachments.hpp"
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
void count_pages_of(ClinicalRecord& record, const std::string& pdf, std::size_t& pages) {
  DocumentInfo& info = record.documents.front();
  print::PageCount count = print::count_pages(pdf);
  if (count.why_not.empty() && pages + count.pages > print::most_appendix_pages)
    count.why_not = "with it the appendices would have more than " +
                    std::to_string(print::most_appendix_pages) + " pages";
  if (!count.why_not.empty()) {
    record.problems = {{info.name, "", "the document is a PDF, and " + count.why_not}};
    return;
  }
  pages += count.pages;
  info.pages = static_cast<int>(count.pages);
  info.sha256 = to_hex(sha256(pdf));
}

// The member's documents as read, each followed by the PDFs that it embeds or attaches.
struct ReadDocuments {
  std::vector<ClinicalRecord> records;
  std::vector<std::pair<std::string, std::string>> carried;  // name and bytes of these PDFs
};

ReadDocuments read_all(const std::vector<Document>& documents) {
  ReadDocuments read;
  std::size_t pages = 0;
  for (const Document& it : documents) {
    ClinicalRecord record = read_document(it.name, it.media_type, it.content);
    if (record.documents.front().kind == DocumentKind::pdf)
      count_pages_of(record, it.content, pages);
    std::vector<CarriedDocument> attached = take_attachments(record);
    for (CarriedDocument& pdf : attached) {
      count_pages_of(pdf.record, pdf.bytes, pages);
      record.documents.front().carried += pdf.record.documents.front().pages > 0;
    }
    read.records.push_back(std::move(record));
    for (CarriedDocument& pdf : attached) {
      read.carried.emplace_back(pdf.record.documents.front().name, std::move(pdf.bytes));
      read.records.push_back(std::move(pdf.record));
    }
  }
  return read;
}

const std::string& pdf_of(const PacketDocument& document, const std::vector<Document>& filed,
                          const ReadDocuments& read) {
  if (document.within.empty())
    return std::ranges::find(filed, document.name, &Document::name)->content;
  return std::ranges::find(read.carried, document.name, &std::pair<std::string, std::string>::first)
      ->second;
}

}  // namespace

ReleasedPacket assembled_packet(const PacketSources& sources, const DisclosureTerms& terms) {
  const ReadDocuments read = read_all(sources.documents);
  const Restated& restated = sources.restated;
  const Member nobody;
  ReleasedPacket released;
  released.packet = assemble({.facility = restated.facility,
                              .member = sources.member ? *sources.member : nobody,
                              .episode = restated.episode,
                              .standing = restated.standing,
                              .review = sources.review,
                              .documents = read.records,
                              .terms = terms,
                              .criteria = sources.criteria});
  for (const PacketDocument& it : released.packet.documents)
    if (it.pages > 0) released.appendices.push_back({it.name, pdf_of(it, sources.documents, read)});
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
