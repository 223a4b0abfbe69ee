#include "tools/packet_files.hpp"

#include <algorithm>
#include <boost/crc.hpp>

#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/records/read_document.hpp"
#include "engine/store/consents.hpp"
#include "engine/store/tables.hpp"
#include "tools/atomic_file.hpp"

namespace authledger::tools {
namespace {

constexpr std::size_t longest_name = 120;

std::string escaped(std::string_view id) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string name;
  for (const char c : id) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                          (c == '.' && !name.empty());
    const auto byte = static_cast<unsigned char>(c);
    if (is_plain)
      name += c;
    else
      name += std::string("~") + digits[byte >> 4] + digits[byte & 15];
  }
  return name;
}

std::string joined(const MissingItem& item) {
  return item.what + (item.who.empty() ? "" : " (" + item.who + ")");
}

// None: of ordinary records only, sent for payment, of which no account is due.
std::optional<store::AuditEntry> entry_of(const std::string& episode, const ReviewPacket& packet) {
  const PacketDisclosure& disclosure = packet.disclosure;
  const bool is_refused = !disclosure.ledger.is_allowed;
  if (disclosure.tag == consent::Tag::ordinary && !is_refused) return std::nullopt;
  store::AuditEntry entry = store::local_entry(
      disclosure.asked.at, is_refused ? "deny" : "disclose", "authledger nightly", "episode");
  entry.record_id = episode;
  if (!disclosure.asked.member.empty()) entry.member = disclosure.asked.member;
  entry.recipient = disclosure.asked.recipient.name;
  entry.purpose = "HPAYMT";  // HL7 PurposeOfUse: healthcare payment
  if (is_refused) entry.code = "no_consent";
  return entry;
}

}  // namespace

std::string packet_name(const std::string& episode, const std::string& authorization) {
  const std::string name = escaped(episode) + "@" + escaped(authorization);
  if (name.size() <= longest_name) return name;
  boost::crc_32_type checksum;
  checksum.process_bytes(name.data(), name.size());
  return name.substr(0, longest_name) + "-" + std::to_string(checksum.checksum());
}

bool is_packet_of(const std::string& episode, const std::string& file_name) {
  const std::string begin = (escaped(episode) + "@").substr(0, longest_name);
  return file_name.starts_with(begin);
}

DisclosureTerms disclosure_terms(sql::Connection& connection, const std::optional<Member>& member,
                                 const std::vector<store::Document>& documents, Instant as_of,
                                 bool is_accounted) {
  DisclosureTerms terms;
  terms.at = std::max(as_of, store::time_of_database(connection));
  terms.is_accounted = is_accounted;
  for (const store::Document& document : documents)
    terms.of_documents.emplace(document.name, document.tag);
  if (!member) return terms;
  terms.consents = store::consents_of(connection, member->id);
  terms.of_member = store::tag_of_member(connection, member->id);
  return terms;
}

ReleasedPacket release_packet(const std::string& episode, const store::Restated& restated,
                              const std::optional<Member>& member, const Obligation& review,
                              const std::vector<store::Document>& documents,
                              const TermsNow& terms_now) {
  std::vector<ClinicalRecord> records;
  records.reserve(documents.size());
  for (const store::Document& document : documents)
    records.push_back(read_document(document.name, document.media_type, document.content));
  const Member nobody;
  DisclosureTerms terms = terms_now();
  const auto built = [&] {
    return assemble({.facility = restated.facility,
                     .member = member ? *member : nobody,
                     .episode = restated.episode,
                     .standing = restated.standing,
                     .review = review,
                     .documents = records,
                     .terms = terms});
  };
  ReviewPacket packet = built();
  for (DisclosureTerms again = terms_now();
       !may_still_be_disclosed(packet, again, restated.facility); again = terms_now()) {
    terms = std::move(again);
    packet = built();
  }
  ReleasedPacket released;
  PacketOutcome& outcome = released.outcome;
  outcome.episode = episode;
  outcome.authorization = review.authorization.value_or("");
  outcome.member_name = member ? member->name : "";
  outcome.verdict = word(packet.verdict);
  for (const MissingItem& item : packet.missing) outcome.missing.push_back(joined(item));
  const std::string name = "packets/" + packet_name(episode, outcome.authorization);
  outcome.json_file = name + ".json";
  outcome.html_file = name + ".html";
  JsonWriter json;
  json::write_packet(json, packet);
  released.json = pretty(json.text()) + "\n";
  released.html = packet_html(packet);
  released.entry = entry_of(episode, packet);
  return released;
}

void write_packet(const ReleasedPacket& packet, const std::string& directory) {
  write_file(directory + "/" + packet.outcome.json_file, packet.json);
  write_file(directory + "/" + packet.outcome.html_file, packet.html);
}

}  // namespace authledger::tools
