#include "tools/packet_files.hpp"

#include <boost/crc.hpp>

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

ReleasedPacket release_packet(const store::PacketSources& sources,
                              const store::TermsNow& terms_now) {
  store::ReleasedPacket released = store::release_packet(sources, terms_now, "authledger nightly");
  ReleasedPacket it;
  PacketOutcome& outcome = it.outcome;
  outcome.episode = sources.episode;
  outcome.authorization = sources.review.authorization.value_or("");
  outcome.member_name = sources.member ? sources.member->name : "";
  outcome.verdict = word(released.packet.verdict);
  for (const MissingItem& item : released.packet.missing) outcome.missing.push_back(joined(item));
  const std::string name = "packets/" + packet_name(sources.episode, outcome.authorization);
  outcome.json_file = name + ".json";
  outcome.html_file = name + ".html";
  it.json = std::move(released.json);
  it.html = std::move(released.html);
  it.entry = std::move(released.entry);
  return it;
}

void write_packet(const ReleasedPacket& packet, const std::string& directory) {
  write_file(directory + "/" + packet.outcome.json_file, packet.json);
  write_file(directory + "/" + packet.outcome.html_file, packet.html);
}

}  // namespace authledger::tools
