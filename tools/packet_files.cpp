#include "tools/packet_files.hpp"

#include <boost/crc.hpp>

#include "engine/json/packet_codec.hpp"
#include "engine/packet/packet.hpp"
#include "engine/packet/packet_html.hpp"
#include "engine/records/read_document.hpp"
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

PacketOutcome write_packet(const std::string& episode, const store::Restated& restated,
                           const std::optional<Member>& member, const Obligation& review,
                           const std::vector<store::Document>& documents,
                           const std::string& directory) {
  std::vector<ClinicalRecord> records;
  records.reserve(documents.size());
  for (const store::Document& document : documents)
    records.push_back(read_document(document.name, document.media_type, document.content));
  const Member nobody;
  const ReviewPacket packet = assemble({.facility = restated.facility,
                                        .member = member ? *member : nobody,
                                        .episode = restated.episode,
                                        .standing = restated.standing,
                                        .review = review,
                                        .documents = records});
  PacketOutcome outcome;
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
  write_file(directory + "/" + outcome.json_file, pretty(json.text()) + "\n");
  write_file(directory + "/" + outcome.html_file, packet_html(packet));
  return outcome;
}

}  // namespace authledger::tools
